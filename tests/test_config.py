"""The configuration file: which one counts, what each key does, which option goes before it, what it may not say."""

from __future__ import annotations

import json
import re
import tomllib
from collections.abc import Mapping
from dataclasses import fields
from pathlib import Path
from typing import Any

import pytest

from interactions_cli.settings.config import Config
from interactions_cli.settings.in_force import SETS_ASIDE
from interactions_cli.settings.keys import KEYS, ONLY_OPTIONS
from tests.cli_runner import ROOT, codes, command, environment, report, run
from tests.processes import finished

HEADER = "USER_ID,ITEM_ID,EVENT_TYPE,EVENT_VALUE,TIMESTAMP\n"
PAGE = (ROOT / "docs" / "configuration.md").read_text(encoding="utf-8")
README = (ROOT / "README.md").read_text(encoding="utf-8")
SCHEMA = {
    "type": "record",
    "name": "Interactions",
    "fields": [{"name": name, "type": "string"} for name in ("USER_ID", "ITEM_ID", "EVENT_TYPE")]
    + [{"name": "EVENT_VALUE", "type": ["float", "null"]}, {"name": "TIMESTAMP", "type": "long"}],
}


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """1,200 rows, one of them with a blank beside the user and another with no item."""
    rows = [f"u{n % 40},i{n},{('view', 'watch')[n % 2]},{n % 100 / 100:.2f},{1_700_000_000 + n}" for n in range(1200)]
    rows[7] = f" {rows[7]}"
    rows[8] = "u1,,view,1,1700000008"
    path = tmp_path / "x.csv"
    path.write_text(HEADER + "\n".join(rows) + "\n")
    (tmp_path / "schema.json").write_text(json.dumps(SCHEMA))
    return path


def configure(folder: Path, text: str, name: str = "interactions-cli.toml") -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path


def in_force(data: Path, *options: str | Path, cwd: Path) -> Any:
    return report(data, *options, cwd=cwd)["target"].get("config")


def without_configuration(judged: dict[str, Any]) -> dict[str, Any]:
    """The report as it would be if the same had been said with options."""
    path = judged["target"].pop("config")
    assert (judged["target"].pop("severity"), judged["target"].pop("budgets")) == ({}, {})
    for entry in judged["skipped"]:
        entry["reason"] = re.sub(rf"(select|ignore) of {re.escape(path)}", r"--\1", entry["reason"])
    return judged


# Which file


def test_the_nearest_folder_upward_counts(data: Path, tmp_path: Path) -> None:
    inner = tmp_path / "a" / "b" / "c"
    inner.mkdir(parents=True)
    assert in_force(data, cwd=inner) is None
    configure(tmp_path, "")
    assert in_force(data, cwd=inner) == "../../../interactions-cli.toml"
    configure(tmp_path / "a", "[tool.interactions-cli]", "pyproject.toml")
    assert in_force(data, cwd=inner) == "../../pyproject.toml"
    configure(tmp_path / "a" / "b", "")
    assert in_force(data, cwd=inner) == "../interactions-cli.toml"
    configure(inner, "[tool.interactions-cli]", "pyproject.toml")
    assert in_force(data, cwd=inner) == "pyproject.toml"
    configure(inner, "")
    assert in_force(data, cwd=inner) == "interactions-cli.toml"


@pytest.mark.parametrize(
    "other",
    ["", '[project]\nname = "interactions-cli"', "[tool.ruff]", "tool = 3 # interactions-cli", "= no TOML at all"],
)
def test_a_pyproject_without_the_table_is_passed_over(data: Path, tmp_path: Path, other: str) -> None:
    configure(tmp_path / "a", other, "pyproject.toml")
    configure(tmp_path, "redact = true")
    assert in_force(data, cwd=tmp_path / "a") == "../interactions-cli.toml"


def test_a_pyproject_that_may_have_the_table_must_be_toml(data: Path, tmp_path: Path) -> None:
    configure(tmp_path, "[tool.interactions-cli\n", "pyproject.toml")
    said = run("validate", data, cwd=tmp_path, code=2).stderr
    assert "pyproject.toml is not TOML" in said
    assert "--no-config" in said
    assert in_force(data, "--no-config", cwd=tmp_path) is None


def test_folders_of_these_names_are_no_configuration(data: Path, tmp_path: Path) -> None:
    for name in ("interactions-cli.toml", "pyproject.toml"):
        (tmp_path / "a" / name).mkdir(parents=True)
    assert in_force(data, cwd=tmp_path / "a") is None


def test_a_file_can_be_named_or_left_aside(data: Path, tmp_path: Path) -> None:
    configure(tmp_path, "redact = true")
    other = configure(tmp_path / "ci", "max-samples = 1", "gate.toml")
    table = configure(tmp_path / "ci", "[tool.interactions-cli]\nmax-samples = 1", "pyproject.toml")
    assert in_force(data, cwd=tmp_path) == "interactions-cli.toml"
    assert in_force(data, "--no-config", cwd=tmp_path) is None
    for path in (other, table):
        assert in_force(data, "--config", path.relative_to(tmp_path), cwd=tmp_path) == f"ci/{path.name}"
        assert in_force(data, "--config", path, cwd=tmp_path / "ci") == path.name
        assert in_force(data, "--config", path, cwd=data.parent) == f"ci/{path.name}"
    bare = configure(tmp_path / "bare", "[project]\n", "pyproject.toml")
    assert "no table [tool.interactions-cli]" in run("validate", data, "--config", bare, code=2).stderr
    assert "contradict" in run("validate", data, "--config", other, "--no-config", code=2).stderr
    said = run("validate", data, "--config", "nope.toml", code=2).stderr
    assert "nope.toml" in said
    assert "--no-config" in said


def test_without_a_file_the_report_has_no_trace_of_one(data: Path, tmp_path: Path) -> None:
    plain = report(data, cwd=tmp_path)
    assert set(plain["target"]) == {"domain", "use_cases", "recipe", "import_mode", "schema", "events"}
    assert {key for entry in plain["findings"] for key in entry} & {"budget", "within_budget"} == set()
    words = ("validate", data, "--fail-on", "never", "--format", "json")
    printed = run(*words, cwd=tmp_path).stdout
    assert printed == run(*words, "--no-config", cwd=tmp_path).stdout
    configure(tmp_path, "")
    assert printed == run(*words, "--no-config", cwd=tmp_path).stdout
    assert without_configuration(report(data, cwd=tmp_path)) == plain


def test_no_report_has_an_absolute_path_or_a_clock(data: Path, tmp_path: Path) -> None:
    path = configure(tmp_path, f'schema = "{tmp_path}/schema.json"')
    for form in ("json", "text"):
        words = ("validate", "x.csv", "--format", form, "--fail-on", "never", "--config", path.name)
        said = run(*words, cwd=tmp_path).stdout
        assert str(tmp_path) not in said
        assert said == run(*words, cwd=tmp_path).stdout


# Keys and options that say the same


@pytest.mark.parametrize(
    ("text", "options"),
    [
        ('schema = "schema.json"', ("--schema", "schema.json")),
        ('domain = "VIDEO_ON_DEMAND"', ("--domain", "video-on-demand")),
        ('use-cases = ["most-viewed", "best-sellers"]', ("--use-case", "most-viewed", "--use-case", "best-sellers")),
        ('recipe = "aws-sims"', ("--recipe", "aws-sims")),
        ('domain = "ecommerce"\nrecipe = "aws-sims"', ("--domain", "ecommerce", "--recipe", "aws-sims")),
        ("events = ['watch:0.5', 'a\\:b', 'view::0.3']", ("--event=watch:0.5", "--event=a\\:b", "--event=view::0.3")),
        ('select = ["VAL", "set001"]', ("--select", "VAL,set001")),
        ('ignore = ["missing-value", "SET"]', ("--ignore", "missing-value", "--ignore", "SET")),
        ('select = ["VAL"]\nignore = ["VAL009"]', ("--select", "VAL", "--ignore", "VAL009")),
        ("select = []\nignore = []\nuse-cases = []\nevents = []", ()),
        ("max-samples = 0", ("--max-samples", "0")),
        ("max-samples = 1", ("--max-samples", "1")),
        ("max-samples = 99999999999999999999", ("--max-samples", "99999999999999999999")),
        ("redact = true", ("--redact",)),
        ("redact = false", ()),
        ("threads = 1", ("--threads", "1")),
    ],
)
def test_a_key_says_what_its_option_says(data: Path, tmp_path: Path, text: str, options: tuple[str, ...]) -> None:
    by_option = report("x.csv", *options, cwd=tmp_path)
    configure(tmp_path, text)
    assert without_configuration(report("x.csv", cwd=tmp_path)) == by_option
    (tmp_path / "interactions-cli.toml").unlink()
    configure(tmp_path, f"[tool.interactions-cli]\n{text}", "pyproject.toml")
    assert without_configuration(report("x.csv", cwd=tmp_path)) == by_option


@pytest.mark.parametrize(("level", "code"), [("error", 0), ("warning", 1), ("note", 1), ("never", 0)])
def test_fail_on_decides_the_exit_code(data: Path, tmp_path: Path, level: str, code: int) -> None:
    configure(tmp_path, f'fail-on = "{level}"\nselect = ["VAL009"]')
    judged = report(data, cwd=tmp_path, code=code)
    assert (judged["fail_on"], judged["ok"]) == (level, code == 0)


def test_the_schema_is_found_from_any_folder(data: Path, tmp_path: Path) -> None:
    configure(tmp_path, 'schema = "schema.json"')
    inner = tmp_path / "a" / "b"
    inner.mkdir(parents=True)
    assert report(data, cwd=inner)["target"]["schema"] == "../../schema.json"
    assert report(data, cwd=tmp_path)["target"]["schema"] == "schema.json"
    config = tmp_path / "interactions-cli.toml"
    assert report(data, "--config", config, cwd=inner)["target"]["schema"] == "../../schema.json"
    configure(inner, 'schema = "schema.json"')
    said = run("validate", data, cwd=inner, code=2).stderr
    assert "no such file" in said
    assert "relative to the folder of interactions-cli.toml" in said


# Options go before the file

FILE = """
schema = "schema.json"
use-cases = ["most-viewed"]
events = ["watch:0.5"]
select = ["VAL", "SET", "SCH"]
ignore = ["VAL009"]
fail-on = "warning"
max-samples = 1
redact = true
"""
SAME: tuple[str, ...] = (
    *("--schema", "schema.json", "--use-case", "most-viewed", "--event", "watch:0.5", "--select", "VAL,SET,SCH"),
    *("--ignore", "VAL009", "--max-samples", "1", "--redact"),
)


def replaced(old: tuple[str, ...], new: tuple[str, ...]) -> tuple[str, ...]:
    text = "\0".join(SAME)
    assert "\0".join(old) in text
    return tuple(word for word in text.replace("\0".join(old), "\0".join(new)).split("\0") if word)


@pytest.mark.parametrize(
    ("options", "instead"),
    [
        ((), SAME),
        (("--schema", "other.json"), replaced(SAME[:2], ("--schema", "other.json"))),
        (("--domain", "ecommerce"), replaced(SAME[2:4], ("--domain", "ecommerce"))),
        (("--use-case", "best-sellers"), replaced(SAME[2:4], ("--use-case", "best-sellers"))),
        (("--recipe", "aws-sims"), replaced(SAME[2:4], ("--recipe", "aws-sims"))),
        (("--event", "view"), replaced(SAME[4:6], ("--event", "view"))),
        (("--event-type", "view"), replaced(SAME[4:6], ("--event-type", "view"))),
        (("--event-value-threshold", "0.1"), replaced(SAME[4:6], ("--event-value-threshold", "0.1"))),
        (("--select", "VAL009,SET"), replaced(SAME[6:10], ("--select", "VAL009,SET"))),
        (("--ignore", "VAL001"), replaced(SAME[8:10], ("--ignore", "VAL001"))),
        (("--max-samples", "0"), replaced(SAME[10:12], ("--max-samples", "0"))),
        (("--max-samples", "5"), replaced(SAME[10:12], ())),
        (("--no-redact",), replaced(SAME[12:], ())),
    ],
)
def test_an_option_replaces_its_kind(
    data: Path, tmp_path: Path, options: tuple[str, ...], instead: tuple[str, ...]
) -> None:
    (tmp_path / "other.json").write_text(json.dumps(SCHEMA | {"fields": SCHEMA["fields"][:4]}))
    by_option = report("x.csv", *instead, cwd=tmp_path)
    configure(tmp_path, FILE)
    assert without_configuration(report("x.csv", *options, cwd=tmp_path)) == by_option
    assert report("x.csv", "--no-config", *instead, cwd=tmp_path) == by_option


def test_fail_on_of_the_command_line_counts(data: Path, tmp_path: Path) -> None:
    configure(tmp_path, 'fail-on = "warning"\nselect = ["VAL009"]')
    run("validate", data, cwd=tmp_path, code=1)
    run("validate", data, "--fail-on", "error", cwd=tmp_path)


@pytest.mark.parametrize(
    ("document", "expected"),
    [
        (
            {"recipeArn": "arn:aws:personalize:::recipe/aws-sims", "eventType": "view"},
            ("custom", [], "aws-sims", ["view"]),
        ),
        ({"eventType": "view"}, ("ecommerce", ["aws-ecomm-popular-items-by-views"], None, ["view"])),
        ({"recipeArn": "aws-sims"}, ("custom", [], "aws-sims", [])),
    ],
)
def test_a_solution_config_counts_as_options(
    data: Path, tmp_path: Path, document: Any, expected: tuple[Any, ...]
) -> None:
    configure(tmp_path, 'use-cases = ["most-viewed"]\nevents = ["watch"]')
    (tmp_path / "solution.json").write_text(json.dumps(document))
    target = report(data, "--solution-config", "solution.json", cwd=tmp_path)["target"]
    events = [entry["event_type"] for entry in target["events"]]
    assert (target["domain"], target["use_cases"], target["recipe"], events) == expected


def test_options_go_before_a_solution_config(data: Path, tmp_path: Path) -> None:
    configure(tmp_path, 'recipe = "aws-similar-items"')
    (tmp_path / "solution.json").write_text(json.dumps({"recipeArn": "aws-sims"}))

    def purpose(*options: str) -> tuple[Any, ...]:
        target = report(data, "--solution-config", "solution.json", *options, cwd=tmp_path)["target"]
        return target["domain"], len(target["use_cases"]), target["recipe"]

    assert purpose("--recipe", "aws-trending-now") == ("custom", 0, "aws-trending-now")
    assert purpose("--use-case", "most-viewed") == ("ecommerce", 1, None)
    assert purpose("--domain", "ecommerce") == ("ecommerce", 0, "aws-sims")


# What a file may not say


@pytest.mark.parametrize(
    ("text", "said", "hint"),
    [
        ("use_cases = []", "no key is called 'use_cases'", "Did you mean use-cases?"),
        ("max-sample = 3", "no key is called 'max-sample'", "Did you mean max-samples?"),
        ('[severities]\nVAL009 = "note"', "no key is called 'severities'", "Did you mean severity?"),
        ("wholly-unknown = 1", "wholly-unknown", "The keys are schema, domain, "),
        ('format = "json"', "'format'", "an option, --format"),
        ("tool.interactions-cli.redact = true", "'tool'", "pyproject.toml"),
        ("schema = 3", "schema is 3, not a text", 'schema = "schema.json"'),
        ('schema = ""', 'schema is "", not a text', 'schema = "schema.json"'),
        ('use-cases = "most-viewed"', 'use-cases is "most-viewed", not a list of texts', 'use-cases = ["most-viewed"]'),
        ("events = [1]", "events is [1], not a list of texts", "events = "),
        ('select = [" "]', "not a list of texts", "select = "),
        ("fail-on = 'warn'", 'fail-on is "warn", not one of error, warning, note, never', "fail-on"),
        ("max-samples = 1.0", "max-samples is 1.0, not a whole number", "max-samples = "),
        ("max-samples = true", "max-samples is true, not a whole number", "max-samples = "),
        ("threads = 0", "threads is 0, not a whole number from 1 up", "threads = "),
        ('threads = "2"', 'threads is "2", not a whole number from 1 up', "threads = "),
        ("max-samples = -1", "max-samples is -1, not a whole number", "max-samples = "),
        ("redact = 2020-01-01", 'redact is "2020-01-01", not true or false', "redact = true"),
        ('domain = "shop"', "no domain is called 'shop'", "ecommerce"),
        ('use-cases = ["most-view"]', "no use case is called 'most-view'", "Did you mean most-viewed?"),
        ('recipe = "aws-simz"', "no recipe is called 'aws-simz'", "Did you mean aws-sims?"),
        ('recipe = "aws-hrnn"', "no longer available", "recipe aws-user-personalization-v2"),
        ('recipe = "aws-sims"\nuse-cases = ["most-viewed"]', "has both use-cases and recipe", "keep one"),
        ('domain = "custom"\nuse-cases = ["most-viewed"]', "contradict each other", "Leave out domain"),
        ('events = ["watch:much"]', "'much' is not a number", "events = ['watch:0.5'"),
        ('events = ["a", "b", "c", "d", "e", "f", "g", "h", "i", "j", "k"]', "at most 10", "at most 10"),
        ('select = ["NOPE"]', "select NOPE: no rule", "interactions-cli rules"),
        ('ignore = ["surrounding-spaces"]', "ignore surrounding-spaces: no rule", "Did you mean surrounding-space?"),
        ("severity = 3", "severity is 3, not a table", "severity = {"),
        ('severity.VAL = "note"', "severity.VAL: no rule has that code or name", "interactions-cli rules"),
        ('severity.blank-lines = "note"', "severity.blank-lines", "Did you mean blank-line?"),
        ('severity.VAL009 = "warn"', 'severity.VAL009 is "warn"', "Did you mean warning?"),
        ("severity.VAL009 = 3", "severity.VAL009 is 3", "error, warning, note"),
        ('severity.VAL009 = "note"\nseverity.surrounding-space = "note"', "VAL009 (surrounding-space) twice", "Keep"),
        ('budgets.VAL0099 = "1%"', "budgets.VAL0099: no rule", "Did you mean VAL009?"),
        ("budgets.VAL009 = 0.001", "budgets.VAL009 is 0.001, neither", 'VAL009 = "0.1%" or VAL009 = 12'),
        ('budgets.surrounding-space = "12"', 'budgets.VAL009 is "12", neither', "VAL009 = 12"),
        ('budgets.VAL009 = "101%"', "neither", "VAL009"),
        ('budgets.VAL009 = "-1%"', "neither", "VAL009"),
        ('budgets.VAL009 = "1 %\\n"', "neither", "VAL009"),
        ("budgets.VAL009 = -1", "neither", "VAL009"),
        ("budgets.VAL009 = true", "budgets.VAL009 is true, neither", "VAL009"),
        ("budgets.SET001 = 60", "SET001 counts no rows", "severity = { SET001"),
        ('budgets.missing-column = "1%"', "SCH001 counts no rows", "ignore"),
        ("redact = true\nredact = true", "is not TOML", "--no-config"),
        ("a = " + "[" * 100_000, "is not TOML", "--no-config"),
        ("a = " + "9" * 10_000, "is not TOML", "--no-config"),
    ],
)
def test_what_a_file_may_not_say(data: Path, tmp_path: Path, text: str, said: str, hint: str) -> None:
    for name, options in (("interactions-cli.toml", ()), ("gate.toml", ("--config", "gate.toml"))):
        configure(tmp_path, text, name)
        result = run("validate", data, *options, cwd=tmp_path, code=2)
        assert result.stdout == ""
        first, second = result.stderr.splitlines()
        assert first.startswith(f"error: {name}")
        assert said in first
        assert second.startswith("hint: ")
        assert hint in second
        (tmp_path / name).unlink()


def test_a_mistake_counts_also_where_an_option_goes_before_it(data: Path, tmp_path: Path) -> None:
    configure(tmp_path, 'recipe = "aws-simz"')
    assert "aws-simz" in run("validate", data, "--recipe", "aws-sims", cwd=tmp_path, code=2).stderr


def test_a_file_that_is_no_text(data: Path, tmp_path: Path) -> None:
    (tmp_path / "interactions-cli.toml").write_bytes(b"redact = true # \xff")
    assert "not UTF-8" in run("validate", data, cwd=tmp_path, code=2).stderr
    (tmp_path / "interactions-cli.toml").write_bytes(b"\xef\xbb\xbfredact = true\r\n")
    assert in_force(data, cwd=tmp_path) == "interactions-cli.toml"


def test_the_table_of_a_pyproject_must_be_a_table(data: Path, tmp_path: Path) -> None:
    configure(tmp_path, "[tool]\ninteractions-cli = 3", "pyproject.toml")
    assert "not a table" in run("validate", data, cwd=tmp_path, code=2).stderr


def test_control_characters_of_a_file_do_not_reach_the_terminal(data: Path, tmp_path: Path) -> None:
    configure(tmp_path, '"\\u001b[2J" = 1')
    assert "\x1b" not in run("validate", data, cwd=tmp_path, code=2).stderr


def test_a_working_folder_that_is_gone_has_no_configuration(data: Path, tmp_path: Path) -> None:
    gone = tmp_path / "gone"
    gone.mkdir()
    ended = finished(
        command("validate", data, "--format", "json"),
        capture_output=True,
        cwd=gone,
        env=environment({"PYTHONPATH": str(ROOT)}),  # no relative folder, which could not be found either
        preexec_fn=gone.rmdir,  # after the child has gone there
    )
    assert ended.returncode == 1, ended.stderr.decode()
    assert "config" not in json.loads(ended.stdout)["target"]


# The page that explains it


def test_the_page_explains_every_key_and_no_other() -> None:
    section = PAGE.split("## Keys")[1].split("\n## ")[0]
    assert set(re.findall(r"^\| `([a-z][a-z-]*)` \|", section, re.MULTILINE)) == set(KEYS)


def test_the_page_says_which_option_sets_what_aside() -> None:
    section = PAGE.split("## Options go before the file")[1].split("\n## ")[0]
    said: dict[str, set[str]] = {}
    for row in re.findall(r"^\| (`--.*?) \| (.*?) \|$", section, re.MULTILINE):
        keys = set(re.findall(r"`([a-z-]+)`", row[1].partition(";")[0]))
        said |= {option.replace("-", "_"): keys for option in re.findall(r"--([a-z-]+)", row[0])}
    assert said.pop("no_redact") == {"redact"}
    assert said == {option: {name.replace("_", "-") for name in names} for option, names in SETS_ASIDE.items()}


@pytest.mark.parametrize("place", range(len(re.findall("```toml", PAGE + README))))
def test_the_examples_are_configurations(data: Path, tmp_path: Path, place: int) -> None:
    text = re.findall(r"```toml\n(.*?)```", PAGE + README, re.DOTALL)[place]
    name = "pyproject.toml" if "[tool." in text else "interactions-cli.toml"
    configure(tmp_path, text, name)
    assert in_force(data, cwd=tmp_path) == name


def test_the_lines_of_the_hints_are_configurations(data: Path, tmp_path: Path) -> None:
    for line in KEYS.values():
        configure(tmp_path, line)
        assert in_force(data, cwd=tmp_path) == "interactions-cli.toml"
    assert [next(iter(tomllib.loads(line))) for line in KEYS.values()] == list(KEYS)


def test_keys_are_options_or_tables_of_rules() -> None:
    listed: Mapping[str, str] = {"use-cases": "use-case", "events": "event"}
    options = set(re.findall(r"--([a-z-]+)", run("validate", "--help").stdout.replace("-\n", "-")))
    assert {listed.get(key, key) for key in KEYS} - {"severity", "budgets", "limits", "prepare"} <= options
    assert {"exact", "format", "now"} <= set(ONLY_OPTIONS) <= options
    assert {entry.name for entry in fields(Config)} >= {name for names in SETS_ASIDE.values() for name in names}


# filter


def test_filter_heeds_the_file(data: Path, tmp_path: Path) -> None:
    configure(tmp_path, "events = ['watch:0.5']\nselect = ['SET']\nredact = true")
    words = ("filter", "x.csv", "--dry-run", "--format", "json")
    by_file = json.loads(run(*words, cwd=tmp_path).stdout)
    assert by_file["target"]["config"] == "interactions-cli.toml"
    options = ("--no-config", "--event", "watch:0.5", "--select", "SET", "--redact")
    assert without_configuration(by_file) == json.loads(run(*words, *options, cwd=tmp_path).stdout)
    other = json.loads(run(*words, "--event", "view", cwd=tmp_path).stdout)
    assert [entry["event_type"] for entry in other["target"]["events"]] == ["view"]
    kept = run("filter", "x.csv", "--quiet", cwd=tmp_path).stdout
    assert kept == run("filter", "x.csv", "--quiet", "--no-config", "--event", "watch:0.5", cwd=tmp_path).stdout
    assert 1 < kept.count("\n") < 1201


def test_filter_fails_on_findings_only_where_its_option_says_so(data: Path, tmp_path: Path) -> None:
    configure(tmp_path, 'fail-on = "note"\nseverity.SET014 = "error"')
    words = ("filter", "x.csv", "--dry-run", "--format", "json")
    judged = json.loads(run(*words, cwd=tmp_path).stdout)
    assert (judged["fail_on"], judged["summary"]["errors"]) == ("never", 1)
    assert "SET014" in codes(judged)
    run(*words, "--fail-on", "error", cwd=tmp_path, code=1)


@pytest.mark.parametrize(
    ("text", "dropped"), [("", 1), ('severity.VAL009 = "error"', 2), ('severity.VAL001 = "note"', 0)]
)
def test_drop_invalid_goes_by_the_severities_in_force(data: Path, tmp_path: Path, text: str, dropped: int) -> None:
    configure(tmp_path, text)
    words = ("filter", "x.csv", "--drop-invalid", "--dry-run", "--format", "json")
    assert json.loads(run(*words, cwd=tmp_path).stdout)["filter"]["rejected"] == dropped
