"""How often each identifier occurs: exact, whatever the order in which blocks come."""

from __future__ import annotations

from collections.abc import Sequence

import polars as pl

from interactions_cli.measures.beside import Beside, Window
from interactions_cli.measures.id_set import IdSet
from interactions_cli.measures.samples import hash_ranges

# Counting windows of this many rows costs no more than counting the whole at once, and twice as many take more memory.
WINDOW_ROWS = 2_000_000
# Windows with so many rows of each key are as good as any.
ROWS_OF_KEY = 8
FIRST_WINDOW_ROWS = 250_000
REGROUP_PARTS = 4
# About so many keys are added up at a time: tables of more would be the peak of a whole run.
ADDED_KEYS = 500_000
# After so many rows the keys that came are looked at for the first time, then after twice as many that were unknown.
FIRST_LOOK_ROWS = 150_000
# A table of more keys is outside the cache, and hardly any file has as many items.
MOST_KNOWN = 250_000


class KeyCounts:
    """How many rows each key (a user's or an item's hash) has; exact."""

    def __init__(self) -> None:
        self._window = Window[pl.Series](Beside("ids"))
        self._window_rows = FIRST_WINDOW_ROWS
        self._parts: list[pl.DataFrame] = []

    def add(self, keys: pl.Series) -> None:
        """Add the keys of some rows; nulls are no keys."""
        self._window.add(keys, min(WINDOW_ROWS, self._window_rows), self._count)

    def _count(self, held: list[pl.Series]) -> None:
        window = pl.concat(held)
        held.clear()
        # Sorting integers and measuring the runs takes half the time of a group-by.
        runs = window.drop_nulls().sort().rle().struct.unnest()
        self._window_rows = max(FIRST_WINDOW_ROWS, ROWS_OF_KEY * runs.height)
        self._parts.append(runs.select(key="value", n="len"))
        if len(self._parts) >= REGROUP_PARTS:
            self._parts = [_added_up(self._parts)]

    def absorb(self, other: KeyCounts | KeySet) -> None:
        """Add everything that another sum has."""
        self._window.close(self._count)
        self._parts.append(other.frame())

    def frame(self) -> pl.DataFrame:
        """All keys with their number of rows, columns `key` and `n`."""
        self._window.close(self._count)
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


class KeySet:
    """Which keys there are, where nobody asks how many rows each has.

    Workers leave out those that are known already, which takes a fifth of the time of counting them.
    """

    def __init__(self) -> None:
        self._counts = KeyCounts()
        self._known: IdSet | None = IdSet(pl.Series(dtype=pl.UInt64))
        self._rows, self._next_look = 0, FIRST_LOOK_ROWS

    def unknown(self, keys: pl.Series) -> pl.Series:
        """All keys but those that need not be added; the workers' part."""
        known = self._known
        if known is None:
            return keys
        # Zero counts as one of any IdSet.
        return pl.concat([keys[known.absent(keys)], keys.filter(keys == 0)])

    def add(self, keys: pl.Series) -> None:
        """Add keys; nulls are none."""
        self._counts.add(keys)
        self._rows += len(keys)
        if self._known is not None and self._rows >= self._next_look:
            self._rows, self._next_look = 0, 2 * self._next_look
            every = self._counts.frame()["key"]
            self._known = IdSet(every) if len(every) <= MOST_KNOWN else None

    def absorb(self, other: KeyCounts | KeySet) -> None:
        """Add everything that another set has."""
        self._counts.absorb(other)

    def frame(self) -> pl.DataFrame:
        """All keys, columns `key` and `n`, which is 1."""
        return self._counts.frame().with_columns(n=pl.lit(1, dtype=pl.Int64))


class IdCounts:
    """Rows per user and per item, from frames with the hashes `u` and `i`; exact.

    Args:
        counts_items: Whether somebody asks how many rows an item has; otherwise each has one.
    """

    def __init__(self, *, counts_items: bool = True) -> None:
        self._users = KeyCounts()
        self._items: KeyCounts | KeySet = KeyCounts() if counts_items else KeySet()

    def new_items(self, ids: pl.DataFrame) -> pl.Series | None:
        """The items of some rows that `add` needs besides the ids; None where it needs none."""
        return self._items.unknown(ids["i"]) if isinstance(self._items, KeySet) else None

    def add(self, ids: pl.DataFrame, new_items: pl.Series | None = None) -> None:
        """Add the ids of some rows, and their `new_items`."""
        self._users.add(ids["u"])
        self._items.add(ids["i"] if new_items is None else new_items)

    def absorb(self, other: IdCounts) -> None:
        """Add everything that another sum has, which counts items if this one does."""
        self._users.absorb(other._users)
        self._items.absorb(other._items)

    @property
    def users(self) -> pl.DataFrame:
        """Users with their number of rows, columns `key` and `n`."""
        return self._users.frame()

    @property
    def items(self) -> pl.DataFrame:
        """Items with their number of rows, columns `key` and `n`."""
        return self._items.frame()
