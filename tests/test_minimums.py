"""Minimums judge what is left when the rows are gone that another finding calls unusable, and say both figures."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path

import pytest

from tests.cli_runner import codes, finding, report, run

ROWS, BAD = 1_000, 200
MINIMUMS = {"SET001", "SET002", "SET003", "SET004"}


def write(path: Path, column: str, bad: str, good: str | None = None) -> Path:
    """1,000 rows of 40 users; every fifth has the bad cell."""
    names = list(dict.fromkeys(["USER_ID", "ITEM_ID", "TIMESTAMP", column]))
    lines = [",".join(names)]
    for number in range(ROWS):
        cells = [f"u{number % 40}", f"i{number % 35}", str(1_700_000_000 + 61 * number)]
        if len(names) > len(cells):
            cells.append(good or "")
        if number % (ROWS // BAD) == 0:
            cells[names.index(column)] = bad
        lines.append(",".join(cells))
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


@pytest.mark.parametrize(
    ("column", "bad", "good", "code"),
    [
        ("USER_ID", "", None, "VAL001"),
        ("ITEM_ID", "   ", None, "VAL001"),
        ("TIMESTAMP", "", None, "VAL001"),
        ("EVENT_TYPE", "", "watch", "VAL001"),
        ("USER_ID", "u" * 257, None, "VAL002"),
        ("ITEM_ID", "é" * 257, None, "VAL002"),
        ("TIMESTAMP", "NaN", None, "VAL003"),
        ("TIMESTAMP", "yesterday", None, "VAL003"),
        ("TIMESTAMP", "TIMESTAMP", None, "VAL003"),
        ("EVENT_VALUE", "much", "0.5", "VAL006"),
        ("DEVICE", "d" * 1_001, "phone", "VAL007"),
        ("EVENT_TYPE", "EVENT_TYPE", "watch", "VAL011"),
    ],
)
def test_rows_that_are_dropped_do_not_count(tmp_path: Path, column: str, bad: str, good: str | None, code: str) -> None:
    path = write(tmp_path / "x.csv", column, bad, good)
    judged = report(path, code=1)
    assert finding(judged, code, column)["count"] == BAD
    for minimum in ("SET001", "SET004"):
        found = finding(judged, minimum)
        assert (found["actual"], found["missing"]) == (ROWS - BAD, 1_000 - ROWS + BAD)
        assert f"({ROWS:,} read, {BAD} of them lack a value that can be used)" in found["message"]
    # What prepare leaves is what was promised.
    run("prepare", path, "-o", tmp_path / "made.csv", "--max-rejected", "50%", code=1)
    made = report(tmp_path / "made.csv", code=1)
    assert finding(made, "SET001")["actual"] == ROWS - BAD
    assert code not in codes(made)
    stats = json.loads(run("stats", path, "--format", "json").stdout)
    for target in stats["stats"]["readiness"]["targets"]:
        short = {entry["code"]: entry["amount"] for entry in target["missing"]}
        assert short.get("SET001", BAD) == BAD


@pytest.mark.parametrize(
    ("column", "bad", "good"),
    [
        ("TIMESTAMP", "2023-11-14T22:13:20Z", None),
        ("TIMESTAMP", "14.11.2023 22:13", None),
        ("TIMESTAMP", "1700000000.5", None),
        ("TIMESTAMP", "1.700000000e9", None),
        ("EVENT_VALUE", "0;5", "0.5"),
        ("EVENT_VALUE", "NaN", "0.5"),
        ("EVENT_VALUE", "", "0.5"),
        ("EVENT_VALUE", "-inf", "0.5"),
        ("DEVICE", "", "phone"),
        ("DEVICE", "d" * 1_000, "phone"),
        ("ITEM_ID", "é" * 256, None),
        ("EVENT_TYPE", "event_type", "watch"),
    ],
)
def test_rows_that_can_be_repaired_count(tmp_path: Path, column: str, bad: str, good: str | None) -> None:
    path = write(tmp_path / "x.csv", column, bad, good)
    assert not {"SET002", "SET003", "SET004"} & codes(report(path, "--ignore", "VAL"))


@pytest.mark.parametrize("form", ["%Y-%m-%dT%H:%M:%SZ", "%Y-%m-%d %H:%M:%S", "%d/%m/%Y %H:%M:%S", "%s.25"])
def test_a_file_of_times_in_another_form_has_one_cause_and_one_error(tmp_path: Path, form: str) -> None:
    lines = ["USER_ID,ITEM_ID,TIMESTAMP"]
    for number in range(ROWS):
        second = 1_700_000_000 + 61 * number
        time = form.replace("%s", str(second)) if "%s" in form else f"{datetime.fromtimestamp(second, UTC):{form}}"
        lines.append(f"u{number % 40},i{number % 35},{time}")
    (tmp_path / "x.csv").write_text("\n".join(lines) + "\n")
    judged = report(tmp_path / "x.csv", code=1)
    assert {entry["code"] for entry in judged["findings"] if entry["severity"] == "error"} == {"VAL003"}


def test_users_count_by_the_rows_that_can_be_used(tmp_path: Path) -> None:
    lines = ["USER_ID,ITEM_ID,TIMESTAMP"]
    for number in range(1_100):
        user = f"u{number % 24}" if number < 1_050 else f"v{number % 25}"
        # Each of the 25 has one row with an item, and one without.
        item = "" if number >= 1_075 else f"i{number}"
        lines.append(f"{user},{item},{1_700_000_000 + number}")
    (tmp_path / "x.csv").write_text("\n".join(lines) + "\n")
    judged = report(tmp_path / "x.csv", code=1)
    assert finding(judged, "SET002")["actual"] == 24
    assert not {"SET001", "SET003", "SET004"} & codes(judged)
    assert judged["metrics"]["users_with_2"] == 49


def test_users_with_copies_alone_count_by_the_rows_that_can_be_used(tmp_path: Path) -> None:
    lines = ["USER_ID,ITEM_ID,TIMESTAMP"]
    lines += [f"u{number % 24},i{number},{1_700_000_000 + number}" for number in range(1_000)]
    lines += ["v,i1,1700000000", "v,i1,1700000000", "v,,1700000001"]
    (tmp_path / "x.csv").write_text("\n".join(lines) + "\n")
    found = finding(report(tmp_path / "x.csv", code=1), "SET002")
    assert found["actual"] == 24
    assert "(25 if copies of a record count" in found["message"]


@pytest.mark.parametrize("share", [1, 20])
@pytest.mark.parametrize(
    ("column", "bad", "good", "code"),
    [
        ("USER_ID", "", None, "VAL001"),
        ("ITEM_ID", "   ", None, "VAL001"),
        ("TIMESTAMP", "", None, "VAL001"),
        ("TIMESTAMP", "soon", None, "VAL003"),
        ("EVENT_TYPE", "", "watch", "VAL001"),
        ("EVENT_TYPE", "EVENT_TYPE", "watch", "VAL011"),
        ("ITEM_ID", "i" * 257, None, "VAL002"),
        ("EVENT_VALUE", "PLAY", "1", "VAL006"),
        ("DEVICE", "d" * 1001, "tv", "VAL007"),
    ],
)
def test_a_column_that_is_wrong_as_such_is_one_error(
    tmp_path: Path, column: str, bad: str, good: str | None, code: str, share: int
) -> None:
    path = write_wrong(tmp_path / "x.csv", column, bad, good, share=share)
    judged = report(path, "--now", "2023-12-01")
    assert [entry["code"] for entry in judged["findings"] if entry["severity"] == "error"] == [code]
    assert {"SET001", "SET004"} <= {entry["code"] for entry in finding(judged, code)["folded"]}
    alone = report(path, "--now", "2023-12-01", "--ignore", code)
    assert {"SET001", "SET004"} <= set(codes(alone))


def test_a_minimum_that_the_rows_miss_anyway_is_said(tmp_path: Path) -> None:
    path = write_wrong(tmp_path / "x.csv", "DEVICE", "d" * 1001, None, share=1, count=900)
    assert {"VAL007", "SET001", "SET004"} <= set(codes(report(path, "--now", "2023-12-01")))


def write_wrong(path: Path, column: str, bad: str, good: str | None, *, share: int, count: int = 1_200) -> Path:
    """1,200 rows of 40 users, all bad, or all but one of `share`."""
    names = list(dict.fromkeys(["USER_ID", "ITEM_ID", "TIMESTAMP", column]))
    lines = [",".join(names)]
    for number in range(count):
        cells = [f"u{number % 40}", f"i{number % 35}", str(1_700_000_000 + 61 * number), good or ""][: len(names)]
        if share == 1 or number % share:
            cells[names.index(column)] = bad
        lines.append(",".join(cells))
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path
