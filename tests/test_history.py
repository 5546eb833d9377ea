"""The history that times make, and how coarse they are: the same for any split, as a plain look at the times has it."""

from __future__ import annotations

import math
from datetime import UTC, datetime
from pathlib import Path

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from interactions_cli.measures.time_steps import DIVISORS, StepsPart, TimeSteps
from tests.cli_runner import codes, finding, report

DAY = 86_400
PLAUSIBLE = (631_152_000, 1_760_000_000)
TIMES = st.lists(
    st.one_of(
        st.none(),
        st.integers(-10, 1_900_000_000),
        st.integers(7_400, 7_500).map(lambda day: day * DAY),
        st.integers(7_400, 7_500).map(lambda day: day * DAY + 18_000),
        st.integers(10_000_000, 10_000_100).map(lambda number: number * 128),
        st.integers(400_000, 400_010).map(lambda number: number * 3_600),
    ),
    max_size=30,
)


def expected(times: list[int]) -> tuple[int | None, int]:
    """The second of the day and the divisor of plausible times, in plain words."""
    seconds, common = {time % DAY for time in times}, math.gcd(*times)
    divisor = next((divisor for divisor in DIVISORS if common % divisor == 0), 1)
    return seconds.pop() if len(seconds) == 1 else None, divisor if times else 1


@settings(deadline=None)
@given(st.lists(TIMES, max_size=5), st.booleans())
def test_any_split_gives_the_steps_of_all_times(parts: list[list[int | None]], turned: bool) -> None:
    steps = TimeSteps(*PLAUSIBLE)
    for part in reversed(parts) if turned else parts:
        times = pl.Series(part, dtype=pl.Int64)
        made = steps.part(times, (times.min(), times.max()))  # type: ignore[arg-type]
        steps.add(StepsPart.from_arrow(made.to_arrow()))
    first, last = PLAUSIBLE
    every = [time for part in parts for time in part if time and first <= time <= last]
    assert (steps.second_of_day, steps.divisor) == expected(every)


def write(folder: Path, times: list[int]) -> Path:
    """A file with a record at each time."""
    path = folder / "x.csv"
    lines = "".join(f"u{number % 30},i{number % 9},{time}\n" for number, time in enumerate(times))
    path.write_text("USER_ID,ITEM_ID,TIMESTAMP\n" + lines)
    return path


def seconds(text: str) -> int:
    """Unix seconds of a day."""
    return int(datetime.fromisoformat(text).replace(tzinfo=UTC).timestamp())


def test_an_old_history_with_a_few_new_rows_is_a_gap_with_both_sides(tmp_path: Path) -> None:
    old, new = seconds("2020-05-01"), seconds("2022-09-14")
    path = write(
        tmp_path, [*(old + 60 * number for number in range(3_000)), *(new + 7 * number for number in range(12))]
    )
    found = finding(report(path, "--now", "2022-09-16"), "SET029")
    assert found["severity"] == "warning"
    for words in ("864 days", "from 2020-05-03 to 2022-09-14", "longer than the history after it, which is 1 hour"):
        assert words in found["message"]
    assert "SET029" not in codes(report(path, "--now", "2022-09-16", "--import-mode", "incremental"))


@pytest.mark.parametrize(("start", "shift"), [("1980", 315_964_800), ("2000", 946_684_800), ("2001", 978_307_200)])
def test_times_of_programs_that_count_from_another_year_are_read(tmp_path: Path, start: str, shift: int) -> None:
    newest = seconds("2025-01-09")
    path = write(tmp_path, [newest - shift - 61 * number for number in range(200)])
    message = finding(report(path, "--now", "2025-01-10"), "SET026")["message"]
    assert f"counted from {start} on in place of 1970 it would be 2025-01-09" in message
    assert "counted from" not in finding(report(path, "--now", "2027-01-10"), "SET026")["message"]


def test_a_single_time_in_the_future_does_not_make_a_history_new(tmp_path: Path) -> None:
    path = write(tmp_path, [*(1_500_000_000 + number for number in range(100)), 1_900_000_000, 1_700_000_000_000])
    found = codes(report(path, "--now", "2025-01-10"))
    assert {"SET026", "VAL004", "VAL005"} <= found


def test_copies_are_doubted_where_times_are_coarse(tmp_path: Path) -> None:
    exact = [1_700_000_000 + 10 * (number // 60) for number in range(1_200)]
    path = write(tmp_path, [time // 128 * 128 for time in exact])
    judged = report(path)
    assert "multiples of 128 seconds" in finding(judged, "SET010")["message"]
    assert "32-bit float" in finding(judged, "SET030")["message"]
    path = write(tmp_path, [time // DAY * DAY - DAY * (number % 2) for number, time in enumerate(exact)])
    judged = report(path)
    assert "all times are days" in finding(judged, "SET010")["message"]
    assert not {"SET030"} & codes(judged)


def test_a_row_number_is_no_context(tmp_path: Path) -> None:
    path = tmp_path / "x.csv"
    lines = "".join(f"u{n % 30},i{n % 9},{1_700_000_000 + n},{n},s{n // 2},d{n % 5}\n" for n in range(2_400))
    path.write_text("USER_ID,ITEM_ID,TIMESTAMP,ID,SESSION,DEVICE\n" + lines)
    judged = report(path)
    assert [entry["column"] for entry in judged["findings"] if entry["code"] == "SET028"] == ["ID"]
    assert [entry["column"] for entry in judged["findings"] if entry["code"] == "SET012"] == ["SESSION"]
