"""One cause is one finding, and its consequences speak for themselves where the cause was left out."""

from __future__ import annotations

from pathlib import Path

import pytest

from interactions_cli.judging.folding import COVERS
from interactions_cli.rules import RULES
from tests.cli_runner import codes, finding, report, run

DAYS = "USER_ID,ITEM_ID,TIMESTAMP\n" + "u1,i1,20250109\n" * 10
LISTS = "USER_ID,ITEM_ID,TIMESTAMP,IMPRESSION\n" + "u1,i1,1700000000,i1; i2\n" * 10


@pytest.mark.parametrize(
    ("content", "cause", "consequence", "column"),
    [
        (DAYS, "VAL018", "VAL005", "TIMESTAMP"),
        (DAYS.replace("20250109", "20250109140811"), "VAL018", "VAL004", "TIMESTAMP"),
        (DAYS.replace("20250109", "638720000000000000"), "VAL018", "VAL004", "TIMESTAMP"),
        (LISTS, "IMP008", "IMP003", "IMPRESSION"),
    ],
)
def test_a_consequence_is_named_and_comes_back_without_its_cause(
    tmp_path: Path, content: str, cause: str, consequence: str, column: str
) -> None:
    path = tmp_path / "x.csv"
    path.write_text(content)
    judged = report(path)
    assert {"code": consequence, "column": column} in finding(judged, cause)["folded"]
    assert consequence not in {entry["code"] for entry in judged["findings"]}
    assert {"code": consequence, "column": column} not in judged["passed"]
    for choice in (("--ignore", cause), ("--select", consequence)):
        assert consequence in codes(report(path, *choice))


def test_causes_and_consequences_are_rules_of_their_own() -> None:
    known = {rule.code for rule in RULES}
    assert COVERS
    for cause, consequences in COVERS.items():
        assert {cause, *consequences} <= known
        assert not set(consequences) & set(COVERS)


@pytest.mark.parametrize(
    ("value", "words"),
    [
        ("20250109", "a date written as digits (2025-01-09)"),
        ("2025010914", "a date written as digits (2025-01-09)"),
        ("20250109140811", "a date written as digits (2025-01-09)"),
        ("638720352000000000", ".NET ticks (2025-01-09)"),
        ("133808544000000000", "a Windows file time (2025-01-09)"),
        ("20097", "days since 1970 (2025-01-09)"),
        ("45666", "a spreadsheet's number of a day (2025-01-09)"),
    ],
)
def test_the_reading_that_fits_is_named(tmp_path: Path, value: str, words: str) -> None:
    path = tmp_path / "x.csv"
    path.write_text(f"USER_ID,ITEM_ID,TIMESTAMP\nu1,i1,{value}\n")
    assert words in finding(report(path), "VAL018")["message"]


def test_few_implausible_times_do_not_cost_their_rows(tmp_path: Path) -> None:
    path = tmp_path / "x.csv"
    path.write_text("USER_ID,ITEM_ID,TIMESTAMP\n" + "u1,i1,1700000000\n" * 9 + "u1,i1,0\n")
    assert run("filter", path, "--drop-invalid", "-q").stdout == path.read_text()


def test_a_rule_about_logs_is_no_rule_of_validate(tmp_path: Path) -> None:
    path = tmp_path / "x.csv"
    path.write_text(DAYS)
    assert "merge-impressions" in run("validate", path, "--select", "LOG001", code=2).stderr
