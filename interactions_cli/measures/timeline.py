"""When things happen: hours and longer periods (UTC), and rows per hour."""

from __future__ import annotations

from datetime import timedelta

import polars as pl

from interactions_cli.personalize.times import EPOCH

HOUR, DAY_HOURS, WEEK_DAYS = 3600, 24, 7
# Day 0 of Unix time is a Thursday: three days after a Monday.
MONDAY_OFFSET = 3
PERIODS = ("hour", "day", "week", "month")
PARTS = 64


def hour_number(seconds: pl.Expr, first: int, last: int) -> pl.Expr:
    """Whole hours since the start of Unix time (Int32); null outside `first` to `last` (Unix seconds, inclusive)."""
    return pl.when(seconds.is_between(first, last)).then(seconds // HOUR).cast(pl.Int32)


def period_number(hour: pl.Expr, period: str) -> pl.Expr:
    """The period an hour belongs to, counted without gaps (Int32); weeks start on Monday."""
    day = hour // DAY_HOURS
    if period == "hour":
        return hour
    if period == "day":
        return day
    if period == "week":
        return (day + MONDAY_OFFSET) // WEEK_DAYS
    date = pl.from_epoch(day, time_unit="d")
    return date.dt.year().cast(pl.Int32) * 12 + date.dt.month().cast(pl.Int32) - 1


def period_of(hour: int, period: str) -> int:
    """The same for one hour."""
    if period == "month":
        moment = EPOCH + timedelta(hours=hour)
        return moment.year * 12 + moment.month - 1
    hours = {"hour": 1, "day": DAY_HOURS, "week": DAY_HOURS * WEEK_DAYS}[period]
    return (hour + (MONDAY_OFFSET * DAY_HOURS if period == "week" else 0)) // hours


def period_start(number: int, period: str) -> str:
    """The first day of a period, or for hours its first moment, in ISO 8601 (UTC)."""
    if period == "month":
        return f"{number // 12:04}-{number % 12 + 1:02}-01"
    if period == "hour":
        return hour_start(number)
    days = number if period == "day" else number * WEEK_DAYS - MONDAY_OFFSET
    return (EPOCH + timedelta(days=days)).date().isoformat()


def hour_start(number: int) -> str:
    """The first moment of an hour in ISO 8601 (UTC)."""
    return (EPOCH + timedelta(hours=number)).isoformat().replace("+00:00", "Z")


class HourCounts:
    """Rows per hour."""

    def __init__(self) -> None:
        self._parts: list[pl.DataFrame] = []

    @staticmethod
    def part(hours: pl.Series) -> pl.DataFrame:
        """Count the rows of each hour; nulls have none."""
        # Sorting integers and measuring the runs takes less time than a group-by.
        runs = hours.drop_nulls().sort(multithreaded=False).rle().struct.unnest()
        return runs.select_seq(hour="value", n=pl.col("len").cast(pl.Int64))

    def add(self, part: pl.DataFrame) -> None:
        """Add the counts of some rows."""
        self._parts.append(part)
        if len(self._parts) > PARTS:
            self._merge()

    def _merge(self) -> pl.DataFrame:
        if len(self._parts) != 1:
            schema = {"hour": pl.Int32, "n": pl.Int64}
            every = pl.concat(self._parts) if self._parts else pl.DataFrame(schema=schema)
            self._parts = [every.group_by("hour").agg(pl.col("n").sum())]
        return self._parts[0]

    def counts(self) -> pl.DataFrame:
        """Columns `hour` and `n`, ascending hours."""
        return self._merge().sort("hour")
