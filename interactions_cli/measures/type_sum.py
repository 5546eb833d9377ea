"""The event types of the parts of a data set, added up."""

from __future__ import annotations

import polars as pl

from interactions_cli.measures.event_counts import EventCounts

NO_TYPES = pl.DataFrame(schema={"text": pl.String, "n": pl.Int64})
# So many parts are held before they become one.
TYPE_PARTS = 64


class TypeSum:
    """How many records each event type has; a part has columns `text` and `n`."""

    def __init__(self) -> None:
        self._parts: list[pl.DataFrame] = []

    def add(self, part: pl.DataFrame) -> None:
        """Add the counts of a part."""
        self._parts.append(part)
        if len(self._parts) > TYPE_PARTS:
            self._parts = [self._sum()]

    def absorb(self, other: TypeSum) -> None:
        """Add everything that another sum has."""
        self._parts += other._parts

    def counts(self) -> EventCounts:
        """The sum, ranked."""
        ranked = self._sum().sort(["n", "text"], descending=[True, False])
        return EventCounts(dict(ranked.rows()), is_ranked=True)

    def _sum(self) -> pl.DataFrame:
        return pl.concat([NO_TYPES, *self._parts]).group_by("text").agg(pl.col("n").sum())
