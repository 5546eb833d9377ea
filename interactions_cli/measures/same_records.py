"""Which records of the files are streamed events as well: equal in every column that both have."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Final

import polars as pl

from interactions_cli.measures.id_set import IdSet
from interactions_cli.measures.keys import row_hash
from interactions_cli.reading.columns import Column
from interactions_cli.reading.records import Records

SAME: Final = pl.Schema({"p": pl.UInt64, "h": pl.UInt64, "line": pl.Int64})
# So many parts are held before they become one.
PARTS = 64


class SameRecords:
    """For every streamed event that the files have as well, the hash of the first record there that equals it.

    Args:
        columns: All columns of the data set.
        compared: Those that events have, too.
        events: The hashes of different events.
    """

    def __init__(self, columns: Sequence[Column], compared: frozenset[str], events: pl.Series) -> None:
        self._compared = compared
        # Where events have every column a record is known by the hash that it has anyway.
        self.is_needed = not {column.name for column in columns} <= compared and len(events) > 0
        self._events = IdSet(events) if self.is_needed else IdSet(pl.Series(dtype=pl.UInt64))
        self._parts: list[pl.DataFrame] = []

    def plan(self, columns: Sequence[Column]) -> Callable[[Records], pl.DataFrame]:
        """What worker threads call with records."""
        compared = [column for column in columns if column.name in self._compared]

        def part(records: Records) -> pl.DataFrame:
            frame, lines = records.frame, records.line_numbers()
            plan = frame.lazy().with_columns(p=row_hash(compared, records))
            hashes = plan.select("p").collect().to_series()
            places = self._events.contains(hashes)
            found = frame.filter(places)
            whole = found.lazy().with_columns(h=row_hash(columns, records)).select("h").collect()
            same = pl.DataFrame({"p": hashes.filter(places), "h": whole["h"], "line": lines.filter(places)})
            return same.cast(SAME).unique("p", keep="first", maintain_order=True)

        return part

    def add(self, part: pl.DataFrame, place: int) -> None:
        """Add a part whose lines start after `place`."""
        self._parts.append(part.with_columns(pl.col("line") + place))
        if len(self._parts) > PARTS:
            self._parts = [self._firsts()]

    def _firsts(self) -> pl.DataFrame:
        every = pl.concat([pl.DataFrame(schema=SAME), *self._parts])
        return every.sort("line").unique("p", keep="first", maintain_order=True)

    @property
    def equals(self) -> pl.DataFrame:
        """Columns `p`, the hash of an event, and `h`, that of the record it equals."""
        return self._firsts().select("p", "h")
