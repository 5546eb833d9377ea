"""How often each value of a text column occurs."""

from __future__ import annotations

import polars as pl

from interactions_cli.counts import KEEP_VALUES

PARTS = 16


class ColumnValues:
    """Counts per value: exact up to 100,000 different values, given up beyond, whatever the order and the split."""

    def __init__(self) -> None:
        self._parts: list[pl.DataFrame] = []
        self.given_up = False

    @staticmethod
    def part(texts: pl.Series) -> pl.DataFrame:
        """Count some values; nulls are none."""
        plan = pl.DataFrame({"value": texts}).lazy().drop_nulls()
        return plan.group_by("value").agg(n=pl.len().cast(pl.Int64)).collect()

    def add(self, part: pl.DataFrame) -> None:
        """Add the counts of some values."""
        if not self.given_up:
            self._parts.append(part)
        if len(self._parts) > PARTS:
            self._merge()

    def _merge(self) -> pl.DataFrame | None:
        if len(self._parts) != 1 and not self.given_up:
            every = pl.concat(self._parts) if self._parts else pl.DataFrame(schema={"value": pl.String, "n": pl.Int64})
            self._parts = [every.group_by("value").agg(pl.col("n").sum())]
        if self.given_up or self._parts[0].height > KEEP_VALUES:
            self.given_up, self._parts = True, []
            return None
        return self._parts[0]

    def counts(self) -> pl.DataFrame | None:
        """Columns `value` and `n`, the most frequent first, equals by value; None for too many different values."""
        known = self._merge()
        return None if known is None else known.sort(["n", "value"], descending=[True, False])
