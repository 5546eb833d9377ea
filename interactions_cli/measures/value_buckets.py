"""Counts of numbers in log-spaced buckets: a value is rounded down to three significant digits."""

from __future__ import annotations

import math
import sys
from collections.abc import Sequence
from functools import cache

import polars as pl

# A bucket's code orders like its lower bound: sign x ((exponent + SHIFT) x 1000 + digits), digits 100 to 999; 0 is 0.
BASE = 1000
SHIFT = 400
LEAST_POWER, LARGEST_POWER = -324, 308
PARTS = 64
# Looking a number up among its distinct ones takes half the time of looking for its bucket, if these are few.
FEW = 4
# Numbers from 0 to 100 with so many parts of a unit at most, as ratings and shares are, are places in a table: that
# takes a quarter of the time of looking them up.
PARTS_OF_UNIT, MOST_PARTS = 1000, 100_000
QUANTILES = {
    "min": (0, 1),
    "p1": (1, 100),
    "p10": (1, 10),
    "p25": (1, 4),
    "p50": (1, 2),
    "p75": (3, 4),
    "p90": (9, 10),
    "p99": (99, 100),
    "max": (1, 1),
}


def bucket_codes(values: pl.Series) -> pl.Series:
    """The code (Int32) of each finite number's bucket; null for null.

    A bucket [b, b') has as lower bound b the value rounded down, towards minus infinity, to three significant digits.
    So |value - b| / |value| < 1 %, a value of at most three digits is its own bucket, and for every threshold t of at
    most three digits `value >= t` if and only if `b >= t`: counts at such thresholds are exact.
    """
    numbers = values.cast(pl.Float64)
    codes = _codes_of_parts(numbers)
    if codes is not None:
        return codes
    distinct = numbers.unique()
    if len(distinct) * FEW > len(numbers):
        return _codes(numbers)
    table = pl.DataFrame({"number": distinct, "code": _codes(distinct)})
    rows = numbers.to_frame("number").lazy()
    return rows.join(table.lazy(), on="number", how="left", nulls_equal=True, maintain_order="left").collect()["code"]


def _codes_of_parts(numbers: pl.Series) -> pl.Series | None:
    """The codes of numbers that are all whole parts of a unit; None if any is not."""
    least, most = numbers.min(), numbers.max()
    if (
        not isinstance(least, float)
        or not isinstance(most, float)
        or not 0 <= least <= most <= MOST_PARTS / PARTS_OF_UNIT
    ):
        return None
    places = (numbers * PARTS_OF_UNIT).round().cast(pl.UInt32)
    return _table_of_parts().gather(places) if (places / PARTS_OF_UNIT == numbers).all() else None


@cache
def _table_of_parts() -> pl.Series:
    # The quotient of two whole numbers is the number nearest to their decimal fraction, which is how that is read.
    return _codes(pl.int_range(MOST_PARTS + 1, eager=True) / PARTS_OF_UNIT)


def _codes(numbers: pl.Series) -> pl.Series:
    sizes = numbers.abs()
    least, most = sizes.filter(sizes > 0).min(), sizes.max()
    if not isinstance(least, float) or not isinstance(most, float):
        return pl.Series(pl.repeat(0, len(numbers), dtype=pl.Int32, eager=True)).set(numbers.is_null(), None)
    bounds, codes = _table(_power(least) - 1, _power(most) + 1)
    return codes.gather(bounds.search_sorted(numbers.fill_null(0.0), side="right") - 1).set(numbers.is_null(), None)


def _power(size: float) -> int:
    return math.floor(math.log10(size))


def _table(first: int, last: int) -> tuple[pl.Series, pl.Series]:
    """The lower bounds and codes of all buckets with a power of ten from `first` to `last`, ascending."""
    decades = [_decade(power) for power in range(max(first, LEAST_POWER), min(last, LARGEST_POWER) + 1)]
    bounds, codes = (pl.concat(parts) for parts in zip(*decades, strict=True))
    zero = pl.Series([0.0]), pl.Series([0], dtype=pl.Int32)
    return pl.concat([-bounds.reverse(), zero[0], bounds]), pl.concat([-codes.reverse(), zero[1], codes])


@cache
def _decade(power: int) -> tuple[pl.Series, pl.Series]:
    # Literals, because a power of ten that is computed is not always the nearest number.
    bounds = pl.Series([float(f"{digits}e{power - 2}") for digits in range(100, BASE)])
    codes = pl.int_range((power + SHIFT) * BASE + 100, (power + SHIFT + 1) * BASE, dtype=pl.Int32, eager=True)
    # The least numbers have fewer digits than three, and some of their bounds would be zero.
    return bounds.filter(bounds > 0), codes.filter(bounds > 0)


def lower_bound(code: int) -> float:
    """The number that a bucket's values are rounded down to."""
    power, digits = divmod(abs(code), BASE)
    value = 0.0 if code == 0 else float(f"{'-' if code < 0 else ''}{digits}e{power - SHIFT - 2}")
    return max(-sys.float_info.max, value)


def rank(count: int, share: tuple[int, int]) -> int:
    """The rank, from 1, of a quantile among `count` values: the least whole number >= share x count, at least 1."""
    return max(1, -(-share[0] * count // share[1]))


def quantile(pairs: Sequence[tuple[int, int]], share: tuple[int, int]) -> int:
    """The nearest-rank quantile of (value, how often) in ascending order: the value at `rank`."""
    wanted, seen = rank(sum(count for _value, count in pairs), share), 0
    for value, count in pairs:
        seen += count
        if seen >= wanted:
            return value
    raise ValueError("a quantile of nothing")


class ValueBuckets:
    """How many values of each group are in each bucket, and the exact extremes."""

    def __init__(self) -> None:
        self._parts: list[pl.DataFrame] = []

    @staticmethod
    def part(group: pl.Series, code: pl.Series, value: pl.Series) -> pl.DataFrame:
        """Count some values.

        Args:
            group: What they are told apart by (UInt64, null is a group).
            code: Their buckets; null where there is no value.
            value: The values.
        """
        frame = pl.DataFrame({"group": group, "code": code, "value": value.cast(pl.Float64)}).lazy()
        least, most = pl.col("value").min().alias("least"), pl.col("value").max().alias("most")
        counted = frame.filter(pl.col("code").is_not_null()).group_by("group", "code")
        return counted.agg(pl.len().cast(pl.Int64).alias("n"), least, most).collect()

    def add(self, part: pl.DataFrame) -> None:
        """Add the counts of some values."""
        self._parts.append(part)
        if len(self._parts) > PARTS:
            self._merge()

    def _merge(self) -> pl.DataFrame:
        if len(self._parts) != 1:
            schema = {"group": pl.UInt64, "code": pl.Int32, "n": pl.Int64, "least": pl.Float64, "most": pl.Float64}
            every = pl.concat(self._parts) if self._parts else pl.DataFrame(schema=schema)
            totals = (pl.col("n").sum(), pl.col("least").min(), pl.col("most").max())
            self._parts = [every.group_by("group", "code").agg(*totals)]
        return self._parts[0]

    def counts(self) -> pl.DataFrame:
        """Columns `group`, `code`, `n`, `least`, `most`; ascending codes."""
        return self._merge().sort("code")
