"""Options: what implies what, what contradicts what, and which exit code follows."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from interactions_cli import validate_interactions
from interactions_cli.rules import ALL_RULES
from tests.cli_runner import codes, report, run

HEADER = "USER_ID,ITEM_ID,EVENT_TYPE,EVENT_VALUE,TIMESTAMP\n"


@pytest.fixture
def clean(tmp_path: Path) -> Path:
    """1,200 `watch` with values 0.00 to 0.99 and 300 `a:b` without one."""
    rows = [f"u{n % 40},i{n},watch,{n % 100 / 100:.2f},{1_700_000_000 + n}" for n in range(1200)]
    rows += [f"u{n % 40},j{n},a:b,,{1_700_000_000 + n}" for n in range(300)]
    path = tmp_path / "x.csv"
    path.write_text(HEADER + "\n".join(rows) + "\n")
    return path


def config(folder: Path, document: Any) -> Path:
    path = folder / "solution.json"
    path.write_text(json.dumps(document))
    return path


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (("--use-case", "most-viewed", "--recipe", "aws-sims"), "--use-case and --recipe"),
        (("--use-case", "most-viewed", "--domain", "video-on-demand"), "contradict"),
        (("--use-case", "most-viewed", "--use-case", "top-picks-for-you"), "contradict"),
        (("--use-case", "most-view"), "Did you mean most-viewed?"),
        (("--recipe", "aws-hrnn"), "no longer available"),
        (("--recipe", "aws-simz"), "Did you mean aws-sims?"),
        (("--recipe", "aws-ecomm-popular-items-by-views"), "--use-case"),
        (("--domain", "shop"), "ecommerce"),
        (("--import-mode", "some"), "incremental"),
        (("--event", "watch", "--event-type", "watch"), "--event and --event-type"),
        (("--event", "watch:much"), "not a number"),
        (("--event", "watch:0.5:1.5"), "outside 0 to 1"),
        (("--event", "watch:1:1:1"), "TYPE[:THRESHOLD[:WEIGHT]]"),
        (("--event", ""), "TYPE[:THRESHOLD[:WEIGHT]]"),
        (("--event-value-threshold", "inf"), "not a number"),
        (tuple(word for n in range(11) for word in ("--event", f"e{n}")), "at most 10"),
        (("--select", "NOPE"), "no rule has that code"),
        (("--select", ""), "--select names no rule"),
        (("--select", " , "), "--select names no rule"),
        (("--ignore", "timestamp-not-second"), "Did you mean timestamp-not-seconds?"),
        (("--fail-on", "always"), "--fail-on 'always' is not known"),
        (("--format", "xml"), "no format is called 'xml'\nhint: Choose one of text, concise, json,"),
        (("--report", "json"), "FORMAT=FILE"),
        (("--report", "json=a", "--report", "text=a"), "two outputs"),
        (("--now", "yesterday"), "not a time"),
        (("--max-samples", "-1"), "--max-samples"),
        (("--schema", "nope.json"), "nope.json"),
        (("--solution-config", "nope.json"), "nope.json"),
    ],
)
def test_what_cannot_be_done_is_said_and_exits_2(clean: Path, options: tuple[str, ...], said: str) -> None:
    result = run("validate", clean, *options, code=2)
    assert result.stdout == ""
    assert said in result.stderr
    assert result.stderr.count("error: ") == 1
    assert "hint: " in result.stderr


@pytest.mark.parametrize(
    "document",
    [
        [],
        {"solutionConfig": 3},
        {"solutionConfig": {"eventsConfig": {"eventParametersList": {"eventType": "a"}}}},
        {"solutionConfig": {"eventsConfig": {"eventParametersList": [3]}}},
        {"eventType": 3},
        {"solutionConfig": {"eventValueThreshold": "much"}},
        {"solutionConfig": {"eventsConfig": {"eventParametersList": [{"eventType": "a", "weight": 2}]}}},
        {"eventType": "a", "solutionConfig": {"eventsConfig": {"eventParametersList": [{"eventType": "a"}]}}},
    ],
)
def test_unusable_solution_config(clean: Path, document: Any) -> None:
    assert "solution.json" in run("validate", clean, "--solution-config", config(clean.parent, document), code=2).stderr


@pytest.mark.parametrize(
    ("options", "rows", "entries"),
    [
        (("--event", "watch:0.5"), 600, [["watch", 0.5, None]]),
        (("--event", "watch:0.50:0.3", "--event", "a\\:b"), 900, [["watch", 0.5, 0.3], ["a:b", None, None]]),
        (("--event", "Watch"), 0, [["Watch", None, None]]),
        (("--event-type", "watch"), 1200, [["watch", None, None]]),
        (("--event-value-threshold", "0.99"), 12, [[None, 0.99, None]]),
        (("--event-type", "watch", "--event-value-threshold", "9e-1"), 120, [["watch", 0.9, None]]),
    ],
)
def test_event_filter(clean: Path, options: tuple[str, ...], rows: int, entries: list[list[Any]]) -> None:
    read = report(clean, *options)
    assert read["metrics"]["training"]["rows"] == rows
    assert [list(entry.values()) for entry in read["target"]["events"]] == entries


def test_solution_config_gives_the_filter_and_the_recipe(clean: Path) -> None:
    arn = "arn:aws:personalize:::recipe/aws-user-personalization-v2"
    listed = [{"eventType": "watch", "eventValueThreshold": 0.5, "weight": 0.3}, {"eventType": "a:b"}]
    document = {"recipeArn": arn, "solutionConfig": {"eventsConfig": {"eventParametersList": listed}}}
    read = report(clean, "--solution-config", config(clean.parent, document))
    assert read["metrics"]["training"]["rows"] == 900
    assert read["target"]["recipe"] == "aws-user-personalization-v2"
    single = {"eventType": "watch", "solutionConfig": {"eventValueThreshold": "0.5"}}
    assert report(clean, "--solution-config", config(clean.parent, single))["metrics"]["training"]["rows"] == 600


@pytest.mark.parametrize("name", ["VIDEO_ON_DEMAND", "video-on-demand"])
def test_domains_in_both_spellings(clean: Path, name: str) -> None:
    assert report(clean, "--domain", name)["target"]["domain"] == "video-on-demand"


@pytest.mark.parametrize(
    "name",
    [
        "most-viewed",
        "aws-ecomm-popular-items-by-views",
        "arn:aws:personalize:::recipe/aws-ecomm-popular-items-by-views",
    ],
)
def test_a_use_case_implies_its_domain(clean: Path, name: str) -> None:
    target = report(clean, "--use-case", name)["target"]
    assert (target["domain"], target["use_cases"]) == ("ecommerce", ["aws-ecomm-popular-items-by-views"])


@pytest.mark.parametrize(
    ("content", "level", "code"),
    [
        ("u1,i1,watch,1,1700000000\n", "error", 0),
        ("u1,i1,watch,1,1700000000\n", "warning", 0),
        ("u1,i1,watch,1,1700000000\nu1,i1,watch,1,1\n", "error", 0),
        ("u1,i1,watch,1,1700000000\nu1,i1,watch,1,1\n", "warning", 1),
        ("u1,i1,watch,x,1\n", "error", 1),
        ("u1,i1,watch,x,1\n", "never", 0),
    ],
)
def test_fail_on_levels(tmp_path: Path, content: str, level: str, code: int) -> None:
    path = tmp_path / "x.csv"
    path.write_text(HEADER + content)
    result = run("validate", path, "--select", "VAL", "--fail-on", level, code=code)
    assert result.stdout.rstrip().splitlines()[-1].startswith(f"exit {code}: ")
    assert report(path, "--select", "VAL", "--fail-on", level, code=code)["ok"] == (code == 0)


def test_an_increment_is_not_judged_as_the_whole(tmp_path: Path) -> None:
    path = tmp_path / "x.csv"
    path.write_text(HEADER + "u1,i1,watch,1,1700000000\n")
    assert {"SET001", "SET002", "SET003", "SET004", "SET009", "SET014"} <= codes(report(path))
    read = report(path, "--import-mode", "incremental")
    assert {code for code in codes(read) if code.startswith("SET")} == {"SET004"}
    reasons = {entry["code"]: entry["reason"] for entry in read["skipped"]}
    assert reasons["SET001"] == "about the whole dataset, not this delta"


def test_select_and_ignore_say_what_they_left_out(clean: Path) -> None:
    read = report(clean, "--select", "VAL,set001", "--ignore", "missing-value")
    reasons = {entry["code"]: entry["reason"] for entry in read["skipped"] if entry["column"] is None}
    assert (reasons["CSV001"], reasons["VAL001"]) == ("not in --select", "in --ignore")
    assert {entry["code"] for entry in read["passed"]} >= {"VAL002", "SET001"}


def test_the_present_is_an_option(tmp_path: Path) -> None:
    path = tmp_path / "x.csv"
    path.write_text(HEADER + "u1,i1,watch,1,1700000000\nu1,i1,watch,1,1764086401\n")
    assert "VAL005" in codes(report(path, "--now", "1764000000"))
    assert "VAL005" not in codes(report(path, "--now", "2025-11-24T16:00:01Z"))
    assert "VAL005" in codes(report(path, env={"SOURCE_DATE_EPOCH": "1764000000"}))
    for nonsense in ("315532800", "9" * 40, "9" * 5000, "-1", "soon", "١٧٠٠٠٠٠٠٠٠"):
        assert "VAL005" not in codes(report(path, env={"SOURCE_DATE_EPOCH": nonsense}))


def test_rules_are_listed_and_explained() -> None:
    listed = run("rules").stdout.splitlines()
    assert [line.split()[0] for line in listed] == list(dict.fromkeys(rule.code for rule in ALL_RULES))
    assert run("rules", "timestamp-not-seconds").stdout == run("rules", "val004").stdout
    assert "Source: https://docs.aws.amazon.com/" in run("rules", "VAL004").stdout
    assert {line[:3] for line in run("rules", "IMP").stdout.splitlines()} == {"IMP"}
    assert "interactions-cli rules" in run("rules", "NOPE", code=2).stderr


def test_version_and_help() -> None:
    assert run("--version").stdout.startswith("interactions-cli ")
    assert run("-V").stdout == run("--version").stdout
    assert "validate" in run("-h").stdout
    assert "--event-value-threshold" in run("validate", "-h").stdout
    assert "no option is called '--nope'" in run("validate", "--nope", code=2).stderr
    assert run(code=2).stdout == ""


def test_the_function_gives_the_command_s_report(clean: Path) -> None:
    judged = validate_interactions(str(clean), events="watch:0.5", recipe="aws-sims", now=1_764_000_000)
    words = ("--event", "watch:0.5", "--recipe", "aws-sims", "--now", "1764000000")
    assert json.loads(json.dumps(judged.to_dict())) | {"fail_on": "never", "ok": True} == report(clean, *words) | {
        "ok": True
    }


def test_a_column_outside_the_schema_is_judged_by_no_cell_rule(tmp_path: Path) -> None:
    path = tmp_path / "x.csv"
    path.write_text("USER_ID,ITEM_ID,TIMESTAMP,IMPRESSION\nu1,i1,1700000000,i2||i3\n")
    schema = tmp_path / "schema.json"
    fields = [{"name": name, "type": "string"} for name in ("USER_ID", "ITEM_ID")]
    fields.append({"name": "TIMESTAMP", "type": "long"})
    schema.write_text(json.dumps({"type": "record", "name": "Interactions", "fields": fields}))
    assert {"IMP002", "IMP003"} <= codes(report(path))
    read = report(path, "--schema", schema)
    assert "SCH003" in codes(read)
    assert not {code for code in codes(read) if code.startswith("IMP")}
    reasons = {entry["code"]: entry["reason"] for entry in read["skipped"]}
    assert reasons["IMP002"] == "the schema has no column IMPRESSION"


def test_a_defect_of_ours_is_told_in_words(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    def broken(*_: object, **__: object) -> None:
        raise RuntimeError("no such luck")

    monkeypatch.setattr("interactions_cli.commands.validate.validate", broken)
    path = tmp_path / "x.csv"
    path.write_text("USER_ID,ITEM_ID,TIMESTAMP\n")
    result = run("validate", path, code=2)
    assert result.stdout == ""
    assert "internal error" in result.stderr
    assert "RuntimeError: no such luck" in result.stderr
    with pytest.raises(RuntimeError):
        run("validate", path, env={"INTERACTIONS_CLI_DEBUG": "1"})


@pytest.mark.parametrize("command", ["validate", "filter", "stats"])
@pytest.mark.parametrize("option", ["--schema", "--solution-config", "--config"])
def test_a_report_never_replaces_a_file_that_is_read(tmp_path: Path, command: str, option: str) -> None:
    (tmp_path / "x.csv").write_text(HEADER)
    contents = {
        "--schema": json.dumps({"type": "record", "name": "Interactions", "fields": [], "version": "1.0"}),
        "--solution-config": json.dumps({"eventType": "watch"}),
        "--config": 'fail-on = "never"',
    }
    side = tmp_path / "interactions-cli.toml" if option == "--config" else tmp_path / "side.json"
    side.write_text(contents[option])
    words = [command, "x.csv", option, side.name, "--report", f"json=./{side.name}"]
    result = run(*words, cwd=tmp_path, code=2)
    assert "is an input" in result.stderr
    assert side.read_text() == contents[option]


@pytest.mark.parametrize("blank", [" ", "\x1c", "\x1f", "\u2003"])
def test_blanks_around_a_number_are_no_part_of_it(clean: Path, blank: str) -> None:
    plain = run("validate", clean, "--now", "1700000000", "--event-value-threshold", "0.5", code=None)
    options = ("--now", f"{blank}1700000000{blank}", "--event-value-threshold", f"{blank}0.5")
    assert run("validate", clean, *options, code=None) == plain
