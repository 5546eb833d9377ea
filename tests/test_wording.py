"""Figures, times, names and lists in words: one way each."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from interactions_cli.wording import day, duration, figure, listed_names, listing, percent, plural, size, typed
from tests.cli_runner import finding, report, run


@pytest.mark.parametrize(
    ("seconds", "shown"),
    [
        (0, "1970-01-01"),
        (-1, "1969-12-31"),
        (253_402_300_799, "9999-12-31"),
        (253_402_300_800, "about the year 10,000"),
        (-62_135_596_800, "0001-01-01"),
        (2**63 - 1, "about the year 292,000,000,000"),
        (-(2**63), "about the year -292,000,000,000"),
        (1_700_000_000_000, "about the year 55,800"),
    ],
)
def test_day(seconds: int, shown: str) -> None:
    assert day(seconds) == shown


@pytest.mark.parametrize(
    ("share", "shown"),
    [
        (0.0, "0 %"),
        (1e-9, "< 0.01 %"),
        (0.00166251, "0.17 %"),
        (0.0375, "3.8 %"),
        (0.0999, "9.99 %"),
        (0.413, "41.3 %"),
        (0.5, "50 %"),
        (0.9994, "99.9 %"),
        (0.99999, "> 99.9 %"),
        (1.0, "100 %"),
        (28.64, "2,860 %"),
        (None, ""),
    ],
)
def test_percent(share: float | None, shown: str) -> None:
    assert percent(share) == shown


@pytest.mark.parametrize(
    ("count", "shown"),
    [
        (0, "0 bytes"),
        (1, "1 byte"),
        (999, "999 bytes"),
        (1000, "1.0 kB"),
        (45_846, "45.8 kB"),
        (999_960, "1.0 MB"),
        (100_000_000_000, "100.0 GB"),
        (10**16, "10000.0 TB"),
    ],
)
def test_size(count: int, shown: str) -> None:
    assert size(count) == shown


def test_plural() -> None:
    assert [plural(count, "row") for count in (0, 1, 2, 1203)] == ["0 rows", "1 row", "2 rows", "1,203 rows"]


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        (1993, "1,993"),
        (4346.2, "4,346"),
        (1234567.0, "1,235,000"),
        (0.05, "0.05"),
        (0.0, "0"),
        (-3.25, "-3.25"),
        (9.736e-317, "9.736e-317"),
        (1.7976931348623157e308, "1.798e+308"),
        (None, "-"),
    ],
)
def test_fractions_are_written_as_whole_numbers_are(value: float | None, shown: str) -> None:
    assert figure(value, digits=4, none="-") == shown


@given(st.floats(allow_nan=False, allow_infinity=False))
def test_a_figure_is_never_further_off_than_its_digits_say(value: float) -> None:
    assert float(figure(value).replace(",", "")) == float(f"{value:.6g}")


@given(st.floats(allow_nan=False, allow_infinity=False))
def test_a_number_for_an_option_is_the_number(value: float) -> None:
    assert float(typed(value)) == value


@pytest.mark.parametrize(
    ("hours", "shown"),
    [
        (1, "1 hour"),
        (46, "46 hours"),
        (48, "2 days"),
        (49, "2 days 1 hour"),
        (59, "2 days 11 hours"),
        (239, "9 days 23 hours"),
        (250, "10 days"),
        (253, "11 days"),
    ],
)
def test_hours_are_told_to_the_hour_until_the_tenth_day(hours: int, shown: str) -> None:
    assert duration(hours) == shown


def test_lists_count_what_they_leave_out() -> None:
    assert listing("abcde") == "a, b, c, d, e"
    assert listing("abcdefg", joint=" or ") == "a or b or c or d or e and 2 more"
    assert listed_names(["", "x" * 41, *map(str, range(20))]).startswith(f'"", {"x" * 40}…, 0, 1')
    assert listed_names(map(str, range(21))).endswith(", 19 and 1 more")


@pytest.mark.parametrize(
    ("filled", "rows", "shown"),
    [(0, 50, "0 %"), (1, 5_000, "0.02 %"), (7, 25, "28 %"), (699, 1_000, "69.9 %"), (6_999, 10_000, "69.9 %")],
)
def test_how_complete_a_column_is_has_the_digits_of_every_share(
    tmp_path: Path, filled: int, rows: int, shown: str
) -> None:
    lines = [f"u1,i1,{1_700_000_000 + number},{'a' if number < filled else ''}" for number in range(rows)]
    (tmp_path / "x.csv").write_text("\n".join(["USER_ID,ITEM_ID,TIMESTAMP,DEVICE", *lines, ""]))
    judged = report(tmp_path / "x.csv", "--select", "SET011")
    assert finding(judged, "SET011")["message"].startswith(f"DEVICE is {shown} complete, 70 % recommended")


@pytest.mark.parametrize("verbose", [False, True])
def test_a_rule_that_ran_on_another_column_is_not_listed_as_one_that_did_not(tmp_path: Path, *, verbose: bool) -> None:
    (tmp_path / "x.csv").write_text("USER_ID,ITEM_ID,TIMESTAMP\nu1,i1,1700000000\n")
    words = ("validate", "x.csv", "--select", "VAL", *(["--verbose"] if verbose else []))
    shown = " ".join(run(*words, cwd=tmp_path, env={"COLUMNS": "500"}).stdout.split())
    said = shown.partition("Checks that did not run")[2]
    assert "VAL014" in said
    for code in ("VAL009", "VAL010"):
        assert not re.search(rf"{code}(?! in )", said)


def test_names_of_columns_stand_without_an_article(tmp_path: Path) -> None:
    (tmp_path / "x.csv").write_text("USER_ID,ITEM_ID,TIMESTAMP,IMPRESSION_KEY\nu1,i1,1700000000,k1\n")
    (tmp_path / "log.jsonl").write_text('{"IMPRESSION_KEY":"k2","itemList":[{"itemId":"i1"}]}\n')
    words = ("--impressions", "log.jsonl", "--on", "IMPRESSION_KEY", "-n", "--allow-empty")
    shown = run("merge-impressions", "x.csv", *words, cwd=tmp_path, env={"COLUMNS": "200"}).stdout
    assert "IMPRESSION_KEY of most interactions is in no log" in shown


def test_one_of_a_kind_is_singular_in_every_page(tmp_path: Path) -> None:
    header = "USER_ID,ITEM_ID,TIMESTAMP,EVENT_TYPE\n"
    (tmp_path / "x.csv").write_text(header + "u1,i1,1700000000,View\nu2,i2,1700000001,View\n")
    run("validate", "x.csv", "--format", "json", "-o", "base.json", cwd=tmp_path, code=None)
    (tmp_path / "x.csv").write_text(header + "u1,i1,1700000000,View\n")
    (tmp_path / "items.csv").write_text("ITEM_ID\ni1\n")
    (tmp_path / "users.csv").write_text("USER_ID\nu1\n")
    beside = ("--items", "items.csv", "--users", "users.csv", "--use-case", "most-viewed")
    for command in (("validate", "x.csv", "--baseline", "base.json"), ("stats", "x.csv"), ("filter", "x.csv", "-n")):
        words = (*command, *(beside if command[0] != "filter" else ()))
        for style in ("text", "markdown"):
            said = run(*words, "--format", style, cwd=tmp_path, code=None).stdout
            assert not re.findall(r"(?<![\d.,])1 (?:ids|rows|users|items|files|records|events|interactions)\b", said)
