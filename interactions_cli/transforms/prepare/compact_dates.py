"""Dates of 8 or 14 digits: which numbers form one, and the Unix second that each means."""

from __future__ import annotations

from typing import Final

import polars as pl

from interactions_cli.personalize.times import EARLIEST_PLAUSIBLE
from interactions_cli.transforms.prepare.calendar_forms import in_zone

# Digits → from which number to which they may form a date.
RANGES: Final = {8: (19_900_101, 22_000_101), 14: (19_900_101_000_000, 22_000_101_000_000)}


def may_be_date(count: pl.Expr) -> pl.Expr:
    """Whether a number lies where numbers that form dates lie."""
    return count.is_between(*RANGES[8]) | count.is_between(*RANGES[14])


def dates_of(count: pl.Series, zone: str) -> pl.Series:
    """The seconds of numbers that form a date; null for the others, and for an hour that the zone never had.

    Args:
        count: Whole numbers.
        zone: The zone of the clock that wrote them.
    """
    nothing = pl.lit(None, pl.String)
    text = pl.col("count").cast(pl.String)
    frame = (
        count.alias("count")
        .to_frame()
        .select(
            pl.when(pl.col("count").is_between(*RANGES[8]))
            .then(text + "000000")
            .when(pl.col("count").is_between(*RANGES[14]))
            .then(text)
            .otherwise(nothing)
            .alias("digits")
        )
    )
    return in_zone(frame["digits"].str.to_datetime("%Y%m%d%H%M%S", time_unit="us", strict=False), zone)


def digits_of(count: pl.Series, latest: int) -> pl.Series | None:
    """How many digits the date in each number has, 0 where there is none; None if there is none anywhere.

    Args:
        count: Whole numbers.
        latest: The last second that is plausible.
    """
    least, most = count.min(), count.max()
    if not isinstance(least, int) or not isinstance(most, int):
        return None
    if not any(least <= high and most >= low for low, high in RANGES.values()):
        return None
    is_date = dates_of(count, "UTC").is_between(EARLIEST_PLAUSIBLE, latest).fill_null(value=False)
    if not is_date.any():
        return None
    digits = pl.when(pl.col("count") > RANGES[8][1]).then(14).otherwise(8).cast(pl.Int8)
    frame = pl.DataFrame([count.alias("count"), is_date.alias("is_date")])
    return frame.select(pl.when("is_date").then(digits).otherwise(0).alias("digits"))["digits"]
