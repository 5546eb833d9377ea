"""Severities of one's own, budgets, and an exit code of 0 whatever is found."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from interactions_cli.judging.policy import Budget, parse_budget
from tests.cli_runner import codes, finding, report, run
from tests.examples import examples

HEADER = "USER_ID,ITEM_ID,TIMESTAMP"
TEXT = ("--select", "VAL,CSV009")


def write(folder: Path, *, spaces: int = 0, items: int = 0, blank_lines: int = 0, rows: int = 1000) -> Path:
    """A file of `rows` rows: some with a blank beside the user, as many others with one beside the item."""
    lines = [f"u{n},i{n},{1_700_000_000 + n}" for n in range(rows)]
    lines[:spaces] = [f" {line}" for line in lines[:spaces]]
    lines[rows - items :] = [line.replace(",", ", ", 1) for line in lines[rows - items :]]
    path = folder / "x.csv"
    path.write_text("\n".join([HEADER, *lines, *[""] * blank_lines]) + "\n")
    return path


def judge(path: Path, configuration: str, *options: str, code: int) -> dict[str, Any]:
    (path.parent / "interactions-cli.toml").write_text('fail-on = "warning"\n' + configuration)
    return report(path, *TEXT, *options, cwd=path.parent, code=code)


def test_a_severity_counts_as_if_it_were_the_rule_s_own(tmp_path: Path) -> None:
    path = write(tmp_path, spaces=1, blank_lines=1)
    plain = report(path, *TEXT, cwd=tmp_path, code=0)
    assert [(entry["code"], entry["severity"]) for entry in plain["findings"]] == [
        ("CSV009", "warning"),
        ("VAL009", "warning"),
    ]
    (tmp_path / "interactions-cli.toml").write_text('[severity]\nVAL009 = "error"\nBlank-Line = "note"\n')
    judged = report(path, *TEXT, cwd=tmp_path, code=1)
    assert [(entry["code"], entry["severity"], entry["effect"]) for entry in judged["findings"]] == [
        ("VAL009", "error", "suspicious"),
        ("CSV009", "note", "suspicious"),
    ]
    assert judged["target"]["severity"] == {"CSV009": "note", "VAL009": "error"}
    assert {key: judged["summary"][key] for key in ("errors", "warnings", "notes")} == {
        "errors": 1,
        "warnings": 0,
        "notes": 1,
    }
    in_order_of_code = sorted(judged["findings"], key=lambda entry: str(entry["code"]))
    assert [entry | {"severity": "warning"} for entry in in_order_of_code] == plain["findings"]
    text = run("validate", path, *TEXT, cwd=tmp_path, code=1).stdout
    assert "\nFAIL  1 error, 1 note in 1,000 rows" in text
    assert "severity of CSV009 note, VAL009 error" in text
    run("validate", path, *TEXT, "--fail-on", "note", cwd=tmp_path, code=1)
    run("validate", path, *TEXT, "--fail-on", "never", cwd=tmp_path)


@pytest.mark.parametrize(
    ("spaces", "budget", "shown", "within"),
    [
        (1, '"0.1%"', "0.1%", True),
        (1, '"00.10 %"', "0.1%", True),
        (2, '"0.1%"', "0.1%", False),
        (2, '"0.199999999999%"', "0.199999999999%", False),
        (1, '"0%"', "0%", False),
        (1, "0", 0, False),
        (12, "12", 12, True),
        (13, "12", 12, False),
        (1000, '"100.0%"', "100%", True),
        (1000, '"99.9%"', "99.9%", False),
    ],
)
def test_at_its_budget_a_finding_does_not_fail_the_run(
    tmp_path: Path, spaces: int, budget: str, shown: int | str, within: bool
) -> None:
    path = write(tmp_path, spaces=spaces)
    judged = judge(path, f"budgets.VAL009 = {budget}", code=0 if within else 1)
    found = finding(judged, "VAL009")
    assert (found["count"], found["budget"], found["within_budget"]) == (spaces, shown, within)
    assert judged["target"]["budgets"] == {"VAL009": shown}
    assert (judged["ok"], judged["summary"]["warnings"]) == (within, 1)


def test_a_budget_is_for_each_column(tmp_path: Path) -> None:
    path = write(tmp_path, spaces=3, items=4)
    judge(path, "budgets.VAL009 = 4", code=0)
    judged = judge(path, "budgets.VAL009 = 3", code=1)
    assert finding(judged, "VAL009", "USER_ID")["within_budget"] is True
    assert finding(judged, "VAL009", "ITEM_ID")["within_budget"] is False


def test_other_findings_count_as_ever(tmp_path: Path) -> None:
    path = write(tmp_path, spaces=1, blank_lines=1)
    judged = judge(path, "budgets.VAL009 = 5", code=1)
    assert "budget" not in finding(judged, "CSV009")
    assert "budget" in finding(judged, "VAL009")
    judge(path, "budgets.VAL009 = 5\nbudgets.blank-line = 1", code=0)


def test_a_budget_and_a_severity_go_together(tmp_path: Path) -> None:
    path = write(tmp_path, spaces=2)
    configuration = 'severity.VAL009 = "error"\nbudgets.VAL009 = '
    assert finding(judge(path, f"{configuration}2", "--fail-on", "error", code=0), "VAL009")["severity"] == "error"
    judge(path, f"{configuration}1", "--fail-on", "error", code=1)


def test_a_finding_about_whole_files_has_no_budget(tmp_path: Path) -> None:
    path = tmp_path / "x.csv"
    path.write_bytes(f"{HEADER}\nu1,i1,1700000000\n".encode("utf-16"))
    (tmp_path / "interactions-cli.toml").write_text('budgets.CSV003 = "100%"')
    judged = report(path, "--select", "CSV003", cwd=tmp_path, code=1)
    assert "budget" not in finding(judged, "CSV003")


def test_the_text_report_says_what_is_within_and_what_is_over(tmp_path: Path) -> None:
    path = write(tmp_path, spaces=1, items=2, blank_lines=1)
    (tmp_path / "interactions-cli.toml").write_text('budgets = { VAL009 = "0.1%", CSV009 = 1 }\nfail-on = "warning"')
    text = run("validate", path, *TEXT, cwd=tmp_path, code=1).stdout
    assert "\nFAIL  3 warnings in 1,000 rows\n" in text
    assert "\nconfiguration  interactions-cli.toml; budget of CSV009 1, VAL009 0.1%\n" in text
    assert text.count("; within its budget of 0.1 %; line") == 1
    assert text.count("; over its budget of 0.1 %; line") == 1
    assert text.count("; within its budget of 1 row; line") == 1
    assert text.splitlines()[-1] == "exit 1: 1 warning, not counting 2 warnings within budget (--fail-on warning)"
    (tmp_path / "interactions-cli.toml").write_text("budgets = { VAL009 = 2, CSV009 = 1 }\nfail-on = 'warning'")
    text = run("validate", path, *TEXT, cwd=tmp_path, env={"COLUMNS": "120"}).stdout
    assert "\nPASS  3 warnings in 1,000 rows" in text
    assert (
        text.splitlines()[-1]
        == "exit 0: no errors or warnings, not counting 3 warnings within budget (--fail-on warning)"
    )


def test_every_format_for_people_says_what_is_within_and_what_is_over(tmp_path: Path) -> None:
    path = write(tmp_path, spaces=1, items=2)
    (tmp_path / "interactions-cli.toml").write_text('budgets = { VAL009 = "0.1%" }\nfail-on = "warning"')
    said = {
        name: run("validate", path, *TEXT, "--format", name, cwd=tmp_path, code=1).stdout
        for name in ("markdown", "github", "junit", "sarif")
    }
    table = [line for line in said["markdown"].splitlines() if line.startswith("| ") and "VAL009" in line]
    assert ["within its budget of 0.1 %" in line for line in table if "USER_ID" in line] == [True]
    assert ["over its budget of 0.1 %" in line for line in table if "ITEM_ID" in line] == [True]
    assert said["markdown"].count("within its budget of 0.1 %") == 2, "in the table and in the details"
    within, over = sorted(said["github"].splitlines()[:2], key=lambda line: "ITEM_ID" in line.partition("::")[2])
    assert "%0A1 row (0.1 %25), within its budget of 0.1 %25, first in line 2 of" in within
    assert "%0A2 rows (0.2 %25), over its budget of 0.1 %25, first in line 1000 of" in over
    for name in ("junit", "sarif"):
        assert said[name].lower().count("within its budget of 0.1 %") == 1, name
        assert said[name].lower().count("over its budget of 0.1 %") == 1, name


def test_where_annotations_have_no_room_those_within_budget_are_left_out(tmp_path: Path) -> None:
    names = [f"C{n:02}" for n in range(11)]
    rows = [f"u{n},i{n},{1_700_000_000 + n}," + ",".join([f" {n}"] * 11) for n in range(2)]
    rows += [f"u{n},i{n},{1_700_000_000 + n}," + ",".join(["1"] * 10 + [" 1"]) for n in range(2, 4)]
    path = tmp_path / "x.csv"
    path.write_text("\n".join([f"{HEADER},{','.join(names)}", *rows]) + "\n")
    (tmp_path / "interactions-cli.toml").write_text('budgets = { VAL009 = 2 }\nfail-on = "warning"')
    log = run("validate", path, "--select", "VAL009", "--format", "github", cwd=tmp_path, code=1).stdout
    assert len(log.splitlines()) == 11
    assert "title=VAL009 surrounding-space C10" in log.splitlines()[0], "the one that fails the run"
    assert "not annotated: 1 warning" in log


def test_an_error_within_its_budget_is_no_failure_of_the_data(tmp_path: Path) -> None:
    path = write(tmp_path, spaces=1)
    (tmp_path / "interactions-cli.toml").write_text('severity.VAL009 = "error"\nbudgets.VAL009 = 1')
    text = run("validate", path, *TEXT, cwd=tmp_path).stdout
    assert "\nPASS  1 error in 1,000 rows" in text
    assert text.splitlines()[-1] == "exit 0: no errors, not counting 1 error within budget (--fail-on error)"
    text = run("validate", path, *TEXT, "--fail-on", "never", cwd=tmp_path).stdout
    assert text.splitlines()[-1] == "exit 0: 1 error (--fail-on never)"


def test_exit_zero_whatever_is_found(tmp_path: Path) -> None:
    path = write(tmp_path, spaces=1)
    words = (*TEXT, "--fail-on", "warning")
    assert report(path, *words, code=1)["ok"] is False
    judged = report(path, *words, "--exit-zero", code=0)
    assert (judged["ok"], judged["fail_on"], codes(judged)) == (True, "warning", {"VAL009"})
    assert {**judged, "ok": False} == report(path, *words, code=1)
    text = run("validate", path, *words, "--exit-zero").stdout
    assert "\nFAIL  1 warning" in text
    assert text.splitlines()[-1] == "exit 0: 1 warning (--fail-on warning, --exit-zero)"


def test_exit_zero_does_not_hide_what_cannot_be_done(tmp_path: Path) -> None:
    assert "nope.csv" in run("validate", tmp_path / "nope.csv", "--exit-zero", code=2).stderr
    assert run("validate", write(tmp_path), "--exit-zero", "--select", "NOPE", code=2).stdout == ""


@settings(max_examples=examples(100), deadline=None)
@given(
    digits=st.integers(0, 100_000_000),
    places=st.integers(0, 8),
    count=st.integers(0, 10**7),
    more=st.integers(0, 10**10),
)
def test_shares_are_compared_in_whole_numbers(digits: int, places: int, count: int, more: int) -> None:
    whole, fraction = divmod(digits, 10**places)
    text = f"{whole}.{fraction:0{places}d}%" if places else f"{whole}%"
    budget = parse_budget(text)
    if digits > 100 * 10**places:
        assert budget is None
        return
    assert budget is not None
    rows = count + more
    # count / rows <= digits / 10 ** places / 100, without a division.
    assert budget.allows(count, rows) == (count * 100 * 10**places <= digits * rows)
    assert parse_budget(budget.limit) == budget


@settings(max_examples=examples(100), deadline=None)
@given(st.integers(0, 10**30), st.integers(0, 10**30))
def test_a_number_of_rows_is_one(limit: int, count: int) -> None:
    assert Budget(limit).allows(count, 0) == (count <= limit)


NO_BUDGETS: tuple[object, ...] = (
    "1",
    "%",
    "1%%",
    "1,5%",
    "1e1%",
    "+1%",
    ".5%",
    "1.%",
    "१%",
    "",
    0.5,
    None,
    True,
    -1,
    [],
)


@pytest.mark.parametrize("value", NO_BUDGETS)
def test_what_is_no_budget(value: object) -> None:
    assert parse_budget(value) is None
