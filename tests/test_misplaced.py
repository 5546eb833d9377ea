"""Every kind of file in every place: where it does not belong it is called what it is, with the command to type."""

from __future__ import annotations

import json
import re
import shlex
from pathlib import Path

import pytest

from tests.cli_runner import report, run
from tests.tables import SMALLEST_SCHEMA as SCHEMA

SOLUTION = {"name": "s", "datasetGroupArn": "arn:d", "recipeArn": "arn:aws:personalize:::recipe/aws-sims"}
# Kind → a file of it, and the options that take it.
FILES = {
    "clicks": (
        "clicks.csv",
        "USER_ID,ITEM_ID,TIMESTAMP\nu2,i2,1700000060\n",
        "--items --users --available --impressions",
    ),
    "users": ("users.csv", "USER_ID,AGE\nu1,3\n", "--users"),
    "items": ("items.csv", "ITEM_ID,GENRES\ni1,a\n", "--items --available"),
    "lists": ("lists.csv", "USER_ID,TIMESTAMP,IMPRESSION\nu1,1699999990,i1|i2\n", "--impressions"),
    "responses": (
        "lists.jsonl",
        '{"userId": "u1", "timestamp": 1699999990, "itemList": [{"itemId": "i1"}, {"itemId": "i2"}]}\n',
        "--impressions",
    ),
    "stream": (
        "stream.jsonl",
        '{"trackingId": "t", "sessionId": "s", "userId": "u1", "eventList": '
        '[{"eventType": "watch", "itemId": "i3", "sentAt": 1700000000}]}\n',
        "--streamed --impressions",
    ),
    "events": (
        "events.json",
        '{"userId": "u1", "eventType": "watch", "itemId": "i3", "sentAt": 1700000000}',
        "--streamed --impressions",
    ),
    "actions": ("actions.csv", "ACTION_ID,VALUE\na1,3\n", ""),
    "taken": ("taken.csv", "USER_ID,ACTION_ID,TIMESTAMP,EVENT_TYPE\nu1,a1,1700000000,TAKEN\n", ""),
    "schema": ("schema.json", json.dumps(SCHEMA, indent=2), "--schema"),
    "request": ("request.json", json.dumps({"name": "x", "schema": json.dumps(SCHEMA)}), "--schema"),
    "described": ("described.json", json.dumps({"schema": {"name": "x", "schema": json.dumps(SCHEMA)}}), "--schema"),
    "template": (
        "template.json",
        json.dumps(
            {"Resources": {"S": {"Type": "AWS::Personalize::Schema", "Properties": {"Schema": json.dumps(SCHEMA)}}}}
        ),
        "--schema",
    ),
    "solution": ("solution.json", json.dumps(SOLUTION, indent=1), "--solution-config"),
    "described-solution": ("described-solution.json", json.dumps({"solution": SOLUTION}), "--solution-config"),
    "report": ("report.json", None, "--baseline"),
    "plan": ("plan.json", None, "--plan"),
    "config": ("other.toml", 'fail-on = "never"\n[limits]\nunknown-items = 0.02\n', "--config"),
    "rejects": ("rejects.csv", 'path,record,line,reason,text\nx.csv,1,2,VAL001,"a,b"\n', ""),
}
COMMANDS = {
    "validate": ("", "--schema --solution-config --baseline --config --items --users --streamed"),
    "stats": ("", "--schema --solution-config --baseline --config --items --users --streamed"),
    "filter": ("-n", "--schema --solution-config --config"),
    "merge-impressions": ("-n --within 1h", "--schema --config --impressions --available"),
    "prepare": ("-n", "--schema --config --plan"),
}
# Kinds that an option takes although another one is meant for them, and refuses by its own words where it cannot.
TAKEN_TOO = {
    "--items": {"lists"},
    "--users": {"lists"},
    "--available": {"lists"},
    "--impressions": {"users", "items"},
}
RAW = {"responses", "stream", "events"}


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    place = tmp_path_factory.mktemp("kinds")
    for name, content, _ in FILES.values():
        if content is not None:
            (place / name).write_text(content)
    (place / "x.csv").write_text("USER_ID,ITEM_ID,TIMESTAMP\nu1,i1,1700000000\n")
    run("stats", "x.csv", "--format", "json", "-o", "report.json", cwd=place)
    run("prepare", "x.csv", "--save-plan", "plan.json", "--fail-on", "never", "-q", "-o", "p.csv", cwd=place)
    return place


def followed(folder: Path, said: str, name: str, options: str) -> None:
    """The command of a hint runs; without one the hint says where the file goes."""
    hint = said.partition("hint: ")[2]
    command = re.search("`interactions-cli (.*)`", hint)
    if command is None:
        assert re.search(
            rf"[Gg]ive {re.escape(name)} (to [a-z-]+ )?with --[a-z-]+\.|[Ll]eave {re.escape(name)} out\.", hint
        )
        return
    words = shlex.split(command[1])
    assert name in words
    again = run(*words, cwd=folder, code=None)
    assert again.code in (0, 1), again.stderr
    assert options or name == "clicks.csv"


@pytest.mark.parametrize("kind", FILES)
@pytest.mark.parametrize("command", COMMANDS)
def test_a_file_among_the_inputs(folder: Path, command: str, kind: str) -> None:
    name, _, options = FILES[kind]
    has_log = command != "merge-impressions" or "--impressions" in options
    log = [] if has_log else ["--impressions", "lists.csv"]
    ended = run(command, "x.csv", name, *COMMANDS[command][0].split(), *log, cwd=folder, code=None)
    if kind == "clicks" or (command == "prepare" and kind in RAW):
        assert "not interactions" not in ended.stderr
        return
    assert ended.code == 2
    assert re.match(rf"error: {re.escape(name)} (is|has|looks like) (an?|the) .*, not interactions\n", ended.stderr)
    followed(folder, ended.stderr, name, options)
    has_option = any(option in COMMANDS[command][1].split() for option in options.split())
    assert ("`interactions-cli" in ended.stderr) == has_option


@pytest.mark.parametrize("kind", FILES)
@pytest.mark.parametrize(
    ("command", "option"), [(name, each) for name, (_, all_) in COMMANDS.items() for each in all_.split()]
)
def test_a_file_after_an_option(folder: Path, command: str, option: str, kind: str) -> None:
    name, _, options = FILES[kind]
    log = ["--impressions", "lists.csv"] * (
        command == "merge-impressions" and option != "--impressions" and kind != "lists"
    )
    words = [command, "x.csv", option, name, *COMMANDS[command][0].split(), *log]
    ended = run(*words, cwd=folder, code=None)
    if option in options.split() or kind in TAKEN_TOO.get(option, ()):
        assert "does not take" not in ended.stderr
        return
    assert ended.code == 2
    assert f"error: {name} " in ended.stderr
    assert f", which {option} does not take" in ended.stderr
    followed(folder, ended.stderr, name, options)


def test_all_that_is_misplaced_is_said_and_moved_at_once(folder: Path) -> None:
    said = run("validate", "users.csv", "x.csv", "items.csv", "--schema", "solution.json", cwd=folder, code=2).stderr
    assert said.count("not interactions") == 2
    assert (
        "Write `interactions-cli validate x.csv --users users.csv --items items.csv --solution-config solution.json`."
        in said
    )
    words = ["x.csv", "--schema", "solution.json", "--solution-config", "schema.json"]
    said = run("validate", *words, cwd=folder, code=2).stderr
    assert "Write `interactions-cli validate x.csv --solution-config solution.json --schema schema.json`" in said


def test_a_name_that_no_file_can_have_is_an_error_in_words(folder: Path) -> None:
    for words in (["x" * 5000], ["x.csv", "x" * 5000], ["x.csv", "--items", "x" * 5000]):
        said = run("validate", *words, cwd=folder, code=2).stderr
        assert "internal error" not in said


def test_what_cannot_be_typed_is_said_in_words(folder: Path) -> None:
    said = run("validate", "schema.json", cwd=folder, code=2).stderr
    assert "hint: Give schema.json with --schema. Name the files of the interactions as inputs." in said
    said = run("validate", "--items", "items.csv", "users.csv", cwd=folder, code=2).stderr
    assert "hint: Give users.csv with --users. Name the files of the interactions as inputs." in said
    said = run("validate", "x.csv", "schema.json", "--schema", "request.json", cwd=folder, code=2).stderr
    assert "hint: Give schema.json with --schema." in said
    said = run("merge-impressions", "x.csv", "schema.json", cwd=folder, code=2).stderr
    assert "hint: Give schema.json with --schema." in said
    said = run("validate", "x.csv", "--schema=solution.json", cwd=folder, code=2).stderr
    assert "hint: Give solution.json with --solution-config." in said


@pytest.mark.parametrize(
    ("content", "dataset"),
    [
        ("ACTION_ID,VALUE,CREATION_TIMESTAMP\n" + "".join(f"a{n},3,1600000000\n" for n in range(20)), "an Actions"),
        (
            "USER_ID,ACTION_ID,TIMESTAMP,EVENT_TYPE\n"
            + "".join(f"u{n % 7},a{n % 3},170000000{n % 9},TAKEN\n" for n in range(20)),
            "an Action interactions",
        ),
    ],
)
def test_datasets_of_actions_are_one_finding(tmp_path: Path, content: str, dataset: str) -> None:
    path = tmp_path / "x.csv"
    path.write_text(content)
    errors = [entry for entry in report(path)["findings"] if entry["severity"] == "error"]
    assert [entry["code"] for entry in errors] == ["SCH015"]
    assert f"this looks like {dataset} dataset" in errors[0]["message"]
    assert "those of actions are not judged here" in errors[0]["hint"]


FIELDS = [{"name": "color", "value": "red"}]
EVENT = {"user_id": "u1", "item_id": "i1", "timestamp": 1700000000}
# Raw interactions of other systems, which look like something else at a glance.
RAW_ALIKE = {
    "form events": json.dumps({"type": "form", **EVENT, "fields": FIELDS}),
    "mapped fields": json.dumps({"type": "form", **EVENT, "fields": [{"source": "a", "field": "b"}, {"name": "c"}]}),
    "no fields": json.dumps({"type": "form", **EVENT, "fields": []}),
    "Snowplow": json.dumps({"schema": "iglu:com.acme/view/jsonschema/1-0-0", "data": EVENT}),
    "Debezium": json.dumps({"schema": {"type": "struct", "fields": [{"field": "user_id"}]}, "payload": EVENT}),
    "times by another name": "USER_ID,ITEM_ID,created_at,recommendationId\nu1,i1,2025-01-01T00:00:00Z,r1",
    "items by another name": "USER_ID,product,TIMESTAMP,IMPRESSION\nu1,i1,1700000000,i1|i2",
    "users by another name": "customer,ITEM_ID,TIMESTAMP,IMPRESSION\nu1,i1,1700000000,i1|i2",
    "users again": "user_id,video,when\n" + "\n".join(f"u{n % 5},v{n},2025-01-01T00:00:00Z" for n in range(20)),
    "items again": 'ITEM_ID,who,seen\n"i,1",u1,1\n"i,1",u2,2\n"i,1",u3,3',
}


@pytest.mark.parametrize("count", [1, 2])
@pytest.mark.parametrize("kind", RAW_ALIKE)
def test_raw_interactions_are_taken_for_nothing_else(tmp_path: Path, kind: str, count: int) -> None:
    (tmp_path / "x.csv").write_text("USER_ID,ITEM_ID,TIMESTAMP\nu1,i1,1700000000\n")
    line = RAW_ALIKE[kind]
    (tmp_path / "raw").write_text("\n".join([line] * count if line.startswith("{") else [line]))
    for words in (("raw",), ("x.csv", "raw")):
        assert "not interactions" not in run("prepare", *words, "-n", cwd=tmp_path, code=None).stderr
