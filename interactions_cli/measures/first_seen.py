"""When each user and each item is seen first."""

from __future__ import annotations

from typing import Final

import polars as pl

from interactions_cli.measures.beside import Beside, Window
from interactions_cli.reading.frames import rows_where

# Rows held until they are grouped. Most rows change nothing and are not held.
WINDOW_ROWS: Final = 500_000
# After so many rows the first periods that are known spare others for the first time, then after twice as many.
FIRST_WINDOW_ROWS: Final = 250_000
# A table of more keys would take longer to be made and asked than it spares.
MOST_KNOWN: Final = 1_000_000
FIRSTS: Final = {"key": pl.UInt64, "period": pl.Int32}


class KnownFirsts:
    """First periods that are known, of most of some keys: what tells workers which rows change nothing.

    A key is in the slot that its lowest bits tell, unless another one took it. There are two to four slots for each
    key, so that about four of five are there.

    Args:
        firsts: `key` (UInt64), each once, no null; `period` (Int32), when it is seen first as far as that is known.
    """

    def __init__(self, firsts: pl.DataFrame) -> None:
        keys, periods = firsts["key"], firsts["period"]
        size = 2 << len(keys).bit_length()
        self._mask = pl.Series([size - 1], dtype=pl.UInt64)
        slots = self._slots(keys)
        # What stands in an empty slot has other lowest bits, so that no key is found there.
        empty = pl.zeros(size, dtype=pl.UInt64, eager=True).scatter(0, 1)
        self._keys = empty.scatter(slots, keys)
        is_there = self._keys[slots] == keys
        nothing = pl.zeros(size, dtype=pl.Int32, eager=True)
        self._periods = nothing.scatter(slots.filter(is_there), periods.filter(is_there))

    def _slots(self, keys: pl.Series) -> pl.Series:
        # None is too large; a look at each takes ten times as long.
        return (keys & self._mask).cast(pl.UInt32, wrap_numerical=True)

    def find(self, keys: pl.Series) -> tuple[pl.Series, pl.Series]:
        """For keys without nulls: whether each is known, and its first period, which means nothing if it is not."""
        slots = self._slots(keys)
        return self._keys[slots] == keys, self._periods[slots]


class FirstSeen:
    """The first period of each key, and how many rows the key has in it.

    Args:
        with_rows: Whether rows are counted.
        beside: Where windows are dealt with.
    """

    def __init__(self, *, with_rows: bool, beside: Beside | None = None) -> None:
        self._with_rows = with_rows
        self._window = Window[pl.DataFrame](beside or Beside("firsts"))
        self._window_rows = FIRST_WINDOW_ROWS
        self._firsts: pl.DataFrame | None = None
        self._known: KnownFirsts | None = None

    def news(self, keys: pl.Series, periods: pl.Series) -> tuple[pl.DataFrame, pl.Series | None]:
        """What of some rows is to be added; the workers' part.

        Args:
            keys: UInt64.
            periods: When they are seen (Int32).

        Returns:
            Columns `key` and `period`, and which rows have a key that is known from blocks before, None if that is not
            known of any.
        """
        rows = pl.DataFrame({"key": keys, "period": periods})
        counts = keys.is_not_null() & periods.is_not_null()
        known = self._known
        if known is None:
            return rows_where(rows, counts), None
        are_known, firsts = known.find(keys.fill_null(0) if keys.null_count() else keys)
        is_no_news = periods > firsts if self._with_rows else periods >= firsts
        return rows_where(rows, counts & ~(are_known & is_no_news)), are_known

    def add(self, rows: pl.DataFrame) -> None:
        """Add what `news` gave, or the `firsts` of another sum."""
        self._window.add(rows, self._window_rows, self._take_in)

    @property
    def firsts(self) -> pl.DataFrame:
        """The first period of each key, columns `key`, `period`, and `n` where rows are counted."""
        self._window.close(self._group)
        counted = {"n": pl.Int64} if self._with_rows else {}
        schema = FIRSTS | counted
        return pl.DataFrame(schema=schema) if self._firsts is None else self._firsts.select(*schema)

    def _take_in(self, held: list[pl.DataFrame]) -> None:
        self._group(held)
        firsts = self._firsts
        self._known = None if firsts is None or firsts.height > MOST_KNOWN else KnownFirsts(firsts)
        self._window_rows = min(WINDOW_ROWS, 2 * self._window_rows)

    def _group(self, held: list[pl.DataFrame]) -> None:
        parts = [*held] if self._firsts is None else [*held, self._firsts]
        held.clear()
        self._firsts = self._grouped(pl.concat(self._counted(part) for part in parts))

    def _counted(self, part: pl.DataFrame) -> pl.LazyFrame:
        is_counted = "n" in part.columns or not self._with_rows
        return part.lazy() if is_counted else part.lazy().with_columns(n=pl.lit(1, dtype=pl.Int64))

    def _grouped(self, rows: pl.LazyFrame) -> pl.DataFrame:
        firsts = rows.group_by("key").agg(pl.col("period").min()).collect(engine="streaming")
        if not self._with_rows:
            return firsts
        among = rows.join(firsts.lazy(), on=["key", "period"], how="semi")
        return among.group_by("key").agg(pl.col("period").min(), pl.col("n").sum()).collect(engine="streaming")

    def per_period(self) -> dict[int, tuple[int, int]]:
        """Period → (keys seen first in it, their rows in it; 0 where rows are not counted)."""
        return {period: (keys, n) for period, keys, n in self.periods().rows()}

    def periods(self) -> pl.DataFrame:
        """The same as a frame with columns `period`, `keys`, `n`."""
        rows = pl.col("n").sum() if self._with_rows else pl.lit(0, dtype=pl.Int64).alias("n")
        plan = self.firsts.lazy().group_by("period").agg(pl.len().cast(pl.Int64).alias("keys"), rows)
        return plan.select("period", "keys", "n").collect()
