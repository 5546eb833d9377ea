"""Days in one column, times of day in another: put together where it is said, never written as midnight in silence."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.test_prepare_command import prepared, rows, section, write
from tests.test_prepare_spellings import options_of

# The second column of days and the third one of times of day mean the same; all but the last are written.
SAME = {
    "plain": ("2023-11-14", "22:13:20"),
    "slashes": ("2023/11/14", "22:13:20"),
    "digits": ("20231114", "22:13:20"),
    "at midnight": ("2023-11-14 00:00:00", "22:13:20"),
    "with fractions": ("2023-11-14T00:00:00.000", "22:13:20.9"),
    "on a day of nothing": ("2023-11-14 00:00:00", "1899-12-30 22:13:20"),
    "half days": ("2023-11-14", "10:13:20 PM"),
    "half days without a blank": ("2023-11-14", "10:13:20pm"),
    "an offset": ("2023-11-14", "23:13:20+01:00"),
    "blanks around": (" 2023-11-14 ", " 22:13:20 "),
}
HEADER = "user_id,item_id,date,time"
UTC = ("--map", "TIMESTAMP=date", "--time-of-day", "time", "--time-zone", "UTC")


@pytest.mark.parametrize("name", SAME)
def test_one_question_makes_them_one(tmp_path: Path, name: str) -> None:
    day, time = SAME[name]
    write(tmp_path, "raw.csv", [HEADER, *(f"u{n},i1,{day},{time}" for n in range(3))])
    asked = prepared(tmp_path, "raw.csv", code=2).stderr
    assert not (tmp_path / "out.csv").exists()
    first, midnight = options_of(asked)
    assert tuple(first) == UTC
    assert section(tmp_path, "raw.csv", *first)["time_of_day"] == "time"
    assert rows(tmp_path) == ["USER_ID,ITEM_ID,TIMESTAMP", *(f"u{n},i1,1700000000" for n in range(3))]
    assert section(tmp_path, "raw.csv", *midnight, "--force")["time_of_day"] is None
    assert rows(tmp_path)[1] == "u0,i1,1699920000"


@pytest.mark.parametrize(
    ("day", "time"),
    [("20231114", "221320"), ("2023-11-14", "2213"), ("2023-11-14", "22:13"), ("2023-11-14", "9:05 am")],
)
def test_other_spellings_where_the_column_is_named(tmp_path: Path, day: str, time: str) -> None:
    write(tmp_path, "raw.csv", [HEADER, f"u1,i1,{day},{time}"])
    section(tmp_path, "raw.csv", *UTC)
    seconds = {"221320": 1700000000, "9:05 am": 1699952700}.get(time, 1699999980)
    assert rows(tmp_path)[1] == f"u1,i1,{seconds}"


@pytest.mark.parametrize("name", ["TIMESTAMP", "timestamp", "created_at"])
def test_a_column_of_times_that_has_days_alone_is_the_same_question(tmp_path: Path, name: str) -> None:
    write(
        tmp_path, "raw.csv", [f"USER_ID,ITEM_ID,{name},CLOCK", "u1,i1,2023-11-14,22:13:20", "u2,i2,2023-11-14,22:13:21"]
    )
    first, _ = options_of(prepared(tmp_path, "raw.csv", code=2).stderr)
    assert first == ["--time-of-day", "CLOCK", "--time-zone", "UTC"]
    section(tmp_path, "raw.csv", *first)
    assert rows(tmp_path)[1:] == ["u1,i1,1700000000", "u2,i2,1700000001"]


def test_a_day_without_a_time_is_rejected_and_a_whole_time_stays(tmp_path: Path) -> None:
    lines = ["u1,i1,2023-11-14,22:13:20", "u2,i2,2023-11-14,", "u3,i3,1700000000,", "u4,i4,2023-11-14T22:13:20Z,23:00"]
    lines += ["u5,i5,2023-11-14,soon", "u6,i6,,22:13:20"]
    write(tmp_path, "raw.csv", [HEADER, *lines])
    made = section(tmp_path, "raw.csv", *UTC, "--max-rejected", "100%")
    assert made["by_reason"] == {"VAL001": 2, "VAL003": 1}
    assert rows(tmp_path)[1:] == ["u1,i1,1700000000", "u3,i3,1700000000", "u4,i4,1700000000"]


@pytest.mark.parametrize("between", ["", "\n"])
def test_objects_are_put_together_one_by_one(tmp_path: Path, between: str) -> None:
    objects = [
        {"userId": "u1", "itemId": "i1", "date": "2023-11-14", "time": "22:13:20"},
        {"userId": "u2", "itemId": "i2", "date": "2023-11-14"},
        {"userId": "u3", "itemId": "i3", "date": "1700000000"},
    ]
    (tmp_path / "raw.json").write_text(between.join(json.dumps(entry) for entry in objects * 200))
    made = section(tmp_path, "raw.json", *UTC, "--max-rejected", "100%")
    assert (made["written"], made["by_reason"]) == (400, {"VAL001": 200})


def test_a_saved_plan_keeps_both_columns(tmp_path: Path) -> None:
    write(tmp_path, "raw.csv", [HEADER, "u1,i1,2023-11-14,22:13:20"])
    section(tmp_path, "raw.csv", *UTC, "--save-plan", "plan.json")
    assert json.loads((tmp_path / "plan.json").read_text())["times"]["of_day"] == "time"
    before = rows(tmp_path)
    section(tmp_path, "raw.csv", "--plan", "plan.json", "--force")
    assert rows(tmp_path) == before
    write(tmp_path, "raw.csv", ["user_id,item_id,date", "u1,i1,2023-11-14"])
    assert "no column 'time'" in prepared(tmp_path, "raw.csv", "--plan", "plan.json", "--force", code=2).stderr


def test_a_column_that_is_not_there_is_named(tmp_path: Path) -> None:
    write(tmp_path, "raw.csv", [HEADER, "u1,i1,2023-11-14,22:13:20"])
    asked = prepared(tmp_path, "raw.csv", "--map", "TIMESTAMP=date", "--time-of-day", "tme", code=2).stderr
    assert "--time-of-day: no input has a column 'tme'" in asked
    assert "Did you mean time?" in asked


@pytest.mark.parametrize(
    ("time", "source", "clock"),
    [("1700000000", "date", "time"), ("22:13:20", "date", "time"), ("2023-11-14", "date", "date")],
)
@pytest.mark.parametrize("mode", [(), ("--dry-run",)])
def test_times_of_day_without_a_day_are_told(
    tmp_path: Path, time: str, source: str, clock: str, mode: tuple[str, ...]
) -> None:
    write(tmp_path, "raw.csv", [HEADER, f"u1,i1,{time},22:13:20", "u2,i2,,22:13:20"])
    words = ("--map", f"TIMESTAMP={source}", "--time-of-day", clock, *mode)
    asked = " ".join(prepared(tmp_path, "raw.csv", *words, code=2).stderr.split())
    assert f"--time-of-day {clock} would have no effect: TIMESTAMP comes from {source}" in asked
    assert not (tmp_path / "out.csv").exists()
