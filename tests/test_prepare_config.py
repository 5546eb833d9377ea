"""The table `prepare` of a configuration: what each key of a plan does there, which option goes before it."""

from __future__ import annotations

import inspect
import json
import re
from pathlib import Path
from typing import Any

import pytest

from interactions_cli.cli.prepare_command import command
from interactions_cli.settings.plan_keys import PLAN_KEYS, SETS_ASIDE
from tests.cli_runner import ROOT, Result, run

NOW = "1760000000"
RAW = [
    "visitor,product,when,event,score,shelf",
    'u1,i1,2023-11-14 22:13:20,view,"4,5",-',
    'u2,i2,2023-11-14 22:13:21,view,"1",a',
]
FIELDS = [
    {"field": "USER_ID", "source": "visitor"},
    {"field": "ITEM_ID", "source": "product"},
    {"field": "TIMESTAMP", "source": "when"},
    {"field": "EVENT_TYPE", "constant": "Watch"},
]
PAGE = (ROOT / "docs" / "configuration.md").read_text(encoding="utf-8")


def configured(folder: Path, table: dict[str, Any]) -> None:
    lines = [f"{key} = {toml(value)}" for key, value in table.items()]
    (folder / "interactions-cli.toml").write_text("[prepare]\n" + "\n".join(lines) + "\n", encoding="utf-8")


def toml(value: Any) -> str:
    if isinstance(value, dict):
        return "{ " + ", ".join(f"{key} = {toml(entry)}" for key, entry in value.items()) + " }"
    if isinstance(value, list):
        return "[" + ", ".join(map(toml, value)) + "]"
    return json.dumps(value)


def prepared(folder: Path, *words: str, code: int | None = 0) -> Result:
    (folder / "raw.csv").write_text("".join(f"{line}\n" for line in RAW), encoding="utf-8")
    arguments = ("prepare", "raw.csv", "-o", "out.csv", "--force", "--fail-on", "never", "--now", NOW, *words)
    return run(*arguments, cwd=folder, code=code)


def rows(folder: Path) -> list[str]:
    return (folder / "out.csv").read_text("utf-8").splitlines()


MAPS = ("--map", "USER_ID=visitor", "--map", "ITEM_ID=product", "--map", "TIMESTAMP=when")


@pytest.mark.parametrize(
    ("table", "options"),
    [
        ({"times": {"zone": "Europe/Berlin"}}, ("--time-zone", "Europe/Berlin")),
        ({"times": {"zone": "UTC", "format": "%Y-%m-%d %H:%M:%S"}}, ("--time-zone", "UTC")),
        ({"times": {"zone": "UTC"}, "left_out": ["shelf", "absent"]}, ("--time-zone", "UTC", "--drop", "shelf")),
        ({"times": {"zone": "UTC"}, "rename_event": {"view": "V"}}, ("--time-zone", "UTC", "--rename-event", "view=V")),
        ({"times": {"zone": "UTC"}, "null": ["-"]}, ("--time-zone", "UTC", "--null", "-", "--keep", "shelf")),
        ({"times": {"zone": "UTC"}, "decimals": {"EVENT_VALUE": ","}}, ("--time-zone", "UTC", "--decimal", ",")),
    ],
)
def test_a_key_says_what_its_option_says(table: dict[str, Any], options: tuple[str, ...], tmp_path: Path) -> None:
    keep = ("--keep", "shelf") if "null" in table else ()
    prepared(tmp_path, *MAPS, *options)
    by_option = rows(tmp_path)
    configured(tmp_path, table)
    if "left_out" in table:
        # An option about fields sets aside what the file says of them.
        prepared(tmp_path, *MAPS, "--drop", "shelf")
    else:
        prepared(tmp_path, *MAPS, *keep)
    assert rows(tmp_path) == by_option


def test_with_fields_it_is_a_plan(tmp_path: Path) -> None:
    configured(tmp_path, {"fields": FIELDS, "times": {"zone": "UTC"}})
    prepared(tmp_path)
    assert rows(tmp_path) == [
        "USER_ID,ITEM_ID,TIMESTAMP,EVENT_TYPE",
        "u1,i1,1700000000,Watch",
        "u2,i2,1700000001,Watch",
    ]
    configured(tmp_path, {"fields": FIELDS, "times": {"zone": "UTC"}, "left_out": ["score"]})
    refused = prepared(tmp_path, code=2)
    assert "new column 'event'" in refused.stderr
    # The command line sets the fields aside, and keeps what else the file says.
    prepared(tmp_path, *MAPS)
    assert rows(tmp_path)[1].startswith("u1,i1,1700000000,view")


def test_what_save_plan_writes_is_a_table(tmp_path: Path) -> None:
    prepared(tmp_path, *MAPS, "--time-zone", "UTC", "--save-plan", "plan.json")
    plan = json.loads((tmp_path / "plan.json").read_text("utf-8"))
    by_option = rows(tmp_path)
    configured(
        tmp_path,
        {key: value for key, value in plan.items() if key != "version" and value is not None}
        | {"times": {key: value for key, value in plan["times"].items() if value is not None}},
    )
    prepared(tmp_path)
    assert rows(tmp_path) == by_option
    (tmp_path / "interactions-cli.toml").write_text("[prepare]\nnull = ['u1']\n", "utf-8")
    prepared(tmp_path, "--plan", "plan.json")
    assert rows(tmp_path) == by_option


@pytest.mark.parametrize("command", ["prepare", "validate"])
@pytest.mark.parametrize(
    ("text", "said", "hint"),
    [
        ("prepare = 3", "prepare is 3, not a table", "prepare = {"),
        ("[prepare]\nfield = []", "a plan has no key 'field'", "Did you mean fields?"),
        ("[prepare]\nrename-event = {}", "no key 'rename-event'", "Did you mean rename_event?"),
        ("[prepare]\ntime_zone = 'UTC'", "no key 'time_zone'", "The keys are fields"),
        ("[prepare.times]\nzones = 'UTC'", "times has no key 'zones'", "Did you mean zone?"),
        ("[prepare.times]\ncompact = 9", "times.compact is 9, not 8 or 14", "--save-plan"),
        ("[prepare]\nfields = [{field = 'USER_ID'}]", "fields is not a list of entries", "--save-plan"),
        ("[prepare]\nfields = [{field = 'USER_ID', source = 'a', from = 'b'}]", "no key 'from'", "field, source"),
        ("[prepare]\ndecimals = {EVENT_VALUE = ';'}", "decimals is not a table", "--save-plan"),
        ("[prepare]\nwhole_ids = ['EVENT_TYPE']", "whole_ids is not a list of USER_ID and ITEM_ID", "--save-plan"),
        ("[prepare]\nlist_separator = '::'", "list_separator is not one character", "--save-plan"),
        ("[prepare]\nnull = '-'", "null is not a list of words", "--save-plan"),
    ],
)
def test_what_no_plan_has_is_refused_by_every_command(
    command: str, text: str, said: str, hint: str, tmp_path: Path
) -> None:
    (tmp_path / "interactions-cli.toml").write_text(text, encoding="utf-8")
    (tmp_path / "raw.csv").write_text("USER_ID,ITEM_ID,TIMESTAMP\nu,i,1700000000\n", encoding="utf-8")
    output = ("-o", "out.csv") if command == "prepare" else ()
    refused = run(command, "raw.csv", *output, cwd=tmp_path, code=2)
    assert said in refused.stderr
    assert hint in refused.stderr
    assert not (tmp_path / "out.csv").exists()


@pytest.mark.parametrize(
    ("times", "said"), [({"zone": "Mars/Phobos"}, "'Mars/Phobos' is not known"), ({"epoch": "exel"}, "mean excel?")]
)
def test_clocks_that_nobody_knows_are_refused(times: dict[str, Any], said: str, tmp_path: Path) -> None:
    configured(tmp_path, {"times": times})
    assert said in prepared(tmp_path, *MAPS, code=2).stderr
    configured(tmp_path, {"times": times, "fields": FIELDS})
    assert said in prepared(tmp_path, code=2).stderr
    plan = {"version": 1, "fields": FIELDS, "times": times}
    (tmp_path / "plan.json").write_text(json.dumps(plan), "utf-8")
    assert said in prepared(tmp_path, "--plan", "plan.json", code=2).stderr


def test_the_page_has_every_key_and_every_option_that_sets_one_aside() -> None:
    part = PAGE.split("## prepare\n")[1].split("\n## ")[0]
    assert set(re.findall(r"^\| `([a-z_]+)` \|", part, flags=re.M)) == set(PLAN_KEYS)
    assert set(SETS_ASIDE) <= set(inspect.signature(command).parameters)
    for option in SETS_ASIDE:
        assert f"`--{option.replace('_', '-')}`" in part
