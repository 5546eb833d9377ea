from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from interactions_cli.formats import render
from interactions_cli.pages.escape import visible
from interactions_cli.report import InputFile, Report, Sample
from interactions_cli.rules.effect import Effect
from tests.cli_runner import run
from tests.example_report import CLEAN, REPORTS, RICH, TIMESTAMPS, finding
from tests.examples import examples
from tests.golden_files import assert_golden
from tests.report_readers import Command, runner_commands

BAD = "USER_ID,ITEM_ID,TIMESTAMP\nu1,i1,soon\n"


def only(report: Report) -> Command:
    (command,) = runner_commands(render(report, "github"))
    return command


def with_samples(*samples: Sample, path: str = "x.csv", **more: object) -> Report:
    changes: dict[str, object] = {"samples": samples, "column": None, "count": 1, "share": None} | more
    inputs = (InputFile(path=path, bytes=1, rows=1),)
    return replace(CLEAN, inputs=inputs, findings=(replace(TIMESTAMPS, **changes),))  # type: ignore[arg-type]


@pytest.mark.parametrize("name", REPORTS)
def test_goldens(name: str) -> None:
    assert_golden(f"report-{name}.github.txt", render(REPORTS[name], "github"))


def test_one_annotation_a_finding_and_a_closing_line() -> None:
    lines = render(RICH, "github").split("\n")
    assert [command.name for command in runner_commands("\n".join(lines))] == (
        ["error"] * 4 + ["warning"] * 5 + ["notice"] * 2
    )
    assert lines[len(RICH.findings) :] == [
        "FAIL: 4 errors, 5 warnings, 2 notes in 128,300 rows; _SUCCESS in exports/2024-03 was left out: not a CSV "
        "file; caf\\udce9 was left out; exit 1: 4 errors (--fail-on error)",
        "",
    ]
    assert render(CLEAN, "github") == "PASS: no findings in 1,203 rows; exit 0: no errors (--fail-on error)\n"


def test_an_annotation_has_count_first_line_and_what_to_do() -> None:
    report = with_samples(
        Sample(path="x.csv", line=402, value="1.7e9"), count=4815, share=0.0375293, column="TIMESTAMP"
    )
    assert only(report) == Command(
        "error",
        {"file": "x.csv", "line": "402", "title": "VAL003 timestamp-not-integer TIMESTAMP"},
        f"{TIMESTAMPS.message}\n4,815 rows (3.8 %), first in line 402 of x.csv: 1.7e9\nfix: {TIMESTAMPS.hint}",
    )


@pytest.mark.parametrize(
    ("sample", "path", "place", "figures"),
    [
        (Sample(path="b.csv", line=7), "x.csv", {"file": "b.csv", "line": "7"}, "first in line 7 of b.csv"),
        (Sample(line=7), "x.csv", {"file": "x.csv", "line": "7"}, "first in line 7"),
        (Sample(path="-", line=7, value="v"), "-", {}, "first in line 7 of standard input: v"),
        (Sample(value="Watch = watch"), "x.csv", {"file": "x.csv"}, "for example Watch = watch"),
        (None, "x.csv", {"file": "x.csv"}, None),
        (None, "-", {}, None),
    ],
)
def test_places(sample: Sample | None, path: str, place: dict[str, str], figures: str | None) -> None:
    command = only(with_samples(*filter(None, [sample]), path=path))
    assert command.properties == place | {"title": "VAL003 timestamp-not-integer"}
    assert command.message.split("\n")[1:-1] == ([figures] if figures else [])


def test_ten_of_a_level_and_the_rest_is_summed_up() -> None:
    effects = [Effect.UNSTATED] * 12 + [Effect.SUSPICIOUS] * 10 + [Effect.INFORMATION] * 11
    found = tuple(finding(f"XXX{number:03}", "x", effect, None, 1) for number, effect in enumerate(effects))
    shown = render(replace(CLEAN, findings=found), "github")
    titles = [command.properties["title"] for command in runner_commands(shown)]
    assert titles == [f"XXX{number:03} x" for number in (*range(10), *range(12, 22), *range(22, 32))]
    assert shown.split("\n")[-2] == (
        "FAIL: 12 errors, 10 warnings, 11 notes in 1,203 rows; "
        "not annotated: 2 errors, 1 note, a step has room for 10 of a level; exit 1: 12 errors (--fail-on error)"
    )


@settings(max_examples=examples(100), deadline=None)
@given(st.text(), st.text(max_size=60), st.text(min_size=1))
def test_any_text_arrives_as_it_was_meant(message: str, column: str, path: str) -> None:
    report = with_samples(Sample(path=path, line=7, value=message), message=message, column=column, hint=column)
    shown = render(report, "github")
    assert all(line.isprintable() for line in shown.split("\n"))
    (command,) = runner_commands(shown)
    assert command.properties["line"] == "7" if path != "-" else "line" not in command.properties
    if path != "-":
        assert command.properties["file"] == visible(path)
    # A runner drops blanks at the end of the properties.
    assert command.properties["title"] == f"VAL003 timestamp-not-integer {visible(column)}".strip()
    assert command.message.split("\n")[0] == visible(message)
    assert command.message.split("\n")[-1] == f"fix: {visible(column)}"


def test_long_names_and_messages_are_cut() -> None:
    command = only(with_samples(column="C" * 5000, message="m" * 5000))
    assert command.properties["title"].endswith("C…")
    assert len(command.properties["title"]) < 100
    assert len(command.message.split("\n")[0]) == 1000


# The summary of the job


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "x.csv").write_text(BAD)
    return tmp_path


def test_the_job_summary_gets_the_markdown(folder: Path) -> None:
    markdown = run("validate", "x.csv", "--format", "markdown", cwd=folder, code=1).stdout
    plain = run("validate", "x.csv", "--format", "github", cwd=folder, code=1)
    summary = folder / "summary.md"
    env = {"GITHUB_STEP_SUMMARY": str(summary)}
    assert run("validate", "x.csv", "--format", "github", cwd=folder, code=1, env=env) == plain
    assert summary.read_text() == f"{markdown}\n"
    summary.write_text("- what another step wrote")
    run("validate", "x.csv", "--format", "github", "-o", "log.txt", cwd=folder, code=1, env=env)
    assert summary.read_text() == f"- what another step wrote\n\n{markdown}\n"
    assert (folder / "log.txt").read_text() == plain.stdout


def test_a_filter_writes_one_too_and_its_report_leaves_the_data_alone(folder: Path) -> None:
    env = {"GITHUB_STEP_SUMMARY": str(folder / "summary.md")}
    result = run("filter", "x.csv", "--format", "github", cwd=folder, env=env)
    assert result.stdout == BAD
    assert [command.name for command in runner_commands(result.stderr)].count("error") > 0
    summary = (folder / "summary.md").read_text()
    assert summary.startswith("## FAIL: ")
    assert "\n**1 of 1 line kept (100 %)**\n" in summary
    assert "\n- **output**: standard output; 1 row\n" in summary


@pytest.mark.parametrize("words", [(), ("--format", "markdown"), ("--report", "github=log.txt")])
def test_other_formats_leave_the_job_summary_alone(folder: Path, words: tuple[str, ...]) -> None:
    env = {"GITHUB_STEP_SUMMARY": str(folder / "summary.md")}
    run("validate", "x.csv", *words, cwd=folder, code=1, env=env)
    assert not (folder / "summary.md").exists()


def test_no_job_summary_is_written_where_the_variable_is_empty(folder: Path) -> None:
    run("validate", "x.csv", "--format", "github", cwd=folder, code=1, env={"GITHUB_STEP_SUMMARY": ""})
    assert [path.name for path in folder.iterdir()] == ["x.csv"]


def test_a_job_summary_that_cannot_be_written_is_an_error(folder: Path) -> None:
    env = {"GITHUB_STEP_SUMMARY": str(folder / "missing" / "summary.md")}
    result = run("validate", "x.csv", "--format", "github", cwd=folder, code=2, env=env)
    assert result.stdout == ""
    assert "summary.md cannot be written: No such file or directory" in result.stderr
    assert "hint: Unset GITHUB_STEP_SUMMARY" in result.stderr
