"""How often each identifier occurs: exact, whatever the order in which blocks come."""

from __future__ import annotations

from collections.abc import Sequence

import polars as pl

from interactions_cli.measures.samples import hash_ranges

# Counting windows of this many rows costs no more than counting the whole at once, and twice as many take more memory.
WINDOW_ROWS = 2_000_000
REGROUP_PARTS = 4
# About so many keys are added up at a time: tables of more would be the peak of a whole run.
ADDED_KEYS = 500_000


class KeyCounts:
    """How many rows each key (a user's or an item's hash) has; exact."""

    def __init__(self, name: str) -> None:
        self._name = name
        self._parts: list[pl.DataFrame] = []

    def add_window(self, window: pl.DataFrame) -> None:
        """Count the keys of a frame; nulls are no keys."""
        # Sorting integers and measuring the runs takes half the time of a group-by.
        runs = window[self._name].drop_nulls().sort().rle().struct.unnest()
        self._parts.append(runs.select(key="value", n="len"))
        if len(self._parts) >= REGROUP_PARTS:
            self.frame()

    def absorb(self, other: KeyCounts) -> None:
        """Add everything that another sum has."""
        self._parts.append(other.frame())

    def frame(self) -> pl.DataFrame:
        """All keys with their number of rows, columns `key` and `n`."""
        if not self._parts:
            return pl.DataFrame(schema={"key": pl.UInt64, "n": pl.Int64})
        if len(self._parts) > 1:
            self._parts = [_added_up(self._parts)]
        return self._parts[0].cast({"n": pl.Int64})


def _added_up(parts: Sequence[pl.DataFrame]) -> pl.DataFrame:
    """The sums of frames that are sorted by `key`, sorted as well; a range of keys after the other."""
    starts = pl.Series(hash_ranges(sum(part.height for part in parts), ADDED_KEYS), dtype=pl.UInt64)
    cuts = [[*part["key"].search_sorted(starts), part.height] for part in parts]
    sums = []
    for place in range(len(starts)):
        # Windows count in four bytes.
        pieces = [
            part[ends[place] : ends[place + 1]].lazy().with_columns(pl.col("n").cast(pl.Int64))
            for part, ends in zip(parts, cuts, strict=True)
        ]
        plan = pl.concat(pieces).group_by("key").agg(pl.col("n").sum()).sort("key")
        sums.append(plan.collect(engine="streaming"))
    return pl.concat(sums)


class IdCounts:
    """Rows per user and per item, from frames with the hashes `u` and `i`; exact."""

    def __init__(self) -> None:
        self._pending: list[pl.DataFrame] = []
        self._pending_rows = 0
        self._users, self._items = KeyCounts("u"), KeyCounts("i")

    def add(self, ids: pl.DataFrame) -> None:
        """Add the ids of some rows."""
        self._pending.append(ids)
        self._pending_rows += ids.height
        if self._pending_rows >= WINDOW_ROWS:
            self._close_window()

    def absorb(self, other: IdCounts) -> None:
        """Add everything that another sum has."""
        other._close_window()
        self._users.absorb(other._users)
        self._items.absorb(other._items)

    def _close_window(self) -> None:
        if self._pending:
            window = pl.concat(self._pending)
            self._pending, self._pending_rows = [], 0
            self._users.add_window(window)
            self._items.add_window(window)

    @property
    def users(self) -> pl.DataFrame:
        """Users with their number of rows, columns `key` and `n`."""
        self._close_window()
        return self._users.frame()

    @property
    def items(self) -> pl.DataFrame:
        """Items with their number of rows, columns `key` and `n`."""
        self._close_window()
        return self._items.frame()
