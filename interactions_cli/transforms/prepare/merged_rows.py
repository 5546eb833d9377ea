"""Which records become equal to another one: hashes of records as they were read and as they are written."""

from __future__ import annotations

import zlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import reduce
from operator import add
from typing import Final

import polars as pl

from interactions_cli.measures.samples import FULL
from interactions_cli.personalize.fields import ITEM_ID, TIMESTAMP, USER_ID

# Pairs of hashes that are kept, and added to at a time: each addition costs the size of the whole set.
KEEP_PAIRS = 1 << 18
KEY: Final = (USER_ID, ITEM_ID, TIMESTAMP)
# An odd factor, so that two hashes become one of as many bits.
FACTOR: Final = 0x9E37_79B9_7F4A_7C15
# `key` is below a limit for all records that are written alike, or for none of them.
PAIRS: Final = {"key": pl.UInt64, "before": pl.UInt64, "after": pl.UInt64}


@dataclass(frozen=True)
class Change:
    """A field of some records: where it comes from, its cells as they were read, and what makes two written ones equal.

    Cells that stay as they are are the same series twice.
    """

    field: str
    source: str
    before: pl.Series
    after: pl.Series


def pairs_of(
    height: int, changes: Sequence[Change], left_out: Iterable[tuple[str, pl.Series]], limit: int
) -> pl.DataFrame:
    """The hashes of some records, columns PAIRS.

    Args:
        height: How many they are.
        changes: Their fields that come from a column.
        left_out: Columns that are read and not written, each with its name.
        limit: Records whose key is above it are left out.
    """
    keyed = [change for change in changes if change.field in KEY] or changes
    keys = {change.field: hashes(change.after, change.source) for change in keyed}
    key = _sum(list(keys.values()), height)
    if limit == FULL:
        chosen, others = changes, list(left_out)
    else:
        # Of a large input only a small part is in the sample, and no other record need be hashed whole.
        places = (key <= limit).arg_true()
        key = key.gather(places)
        height = len(key)
        keys = {field: hashed.gather(places) for field, hashed in keys.items()}
        chosen = [_gathered(change, places) for change in changes]
        others = [(name, cells.gather(places)) for name, cells in left_out]
    after = {change.field: keys.get(change.field) for change in chosen}
    written = [hashes(c.after, c.source) if (known := after[c.field]) is None else known for c in chosen]
    read = [
        hashed if change.before is change.after else hashes(change.before, change.source)
        for change, hashed in zip(chosen, written, strict=True)
    ]
    read += [hashes(cells, name) for name, cells in others]
    return pl.DataFrame([key.alias("key"), _sum(read, height).alias("before"), _sum(written, height).alias("after")])


def _gathered(change: Change, places: pl.Series) -> Change:
    before = change.before.gather(places)
    after = before if change.after is change.before else change.after.gather(places)
    return Change(change.field, change.source, before, after)


def _sum(hashed: Sequence[pl.Series], height: int) -> pl.Series:
    return reduce(add, hashed) if hashed else pl.zeros(height, pl.UInt64, eager=True)


def hashes(cells: pl.Series, name: str) -> pl.Series:
    """A hash of each value in a column of that name; nothing for nothing, as in records that lack the key."""
    hashed = cells.hash(zlib.crc32(name.encode("utf-8", "replace")))
    if not cells.null_count():
        return hashed
    return hashed.zip_with(cells.is_not_null(), pl.zeros(1, pl.UInt64, eager=True))


class MergedRows:
    """How many records became equal to another one; exact up to 262,144 different records, then an estimate.

    Records that are written alike have the same user, item and time, so those below a limit of the hash of these are in
    the sample together, and where nothing became equal the estimate is zero as well.
    """

    def __init__(self) -> None:
        self._limit = FULL
        self._pairs = pl.DataFrame(schema=PAIRS)
        self._held: list[pl.DataFrame] = []
        self._count = 0

    @property
    def limit(self) -> int:
        """Records whose key is above it may be left out."""
        return self._limit

    def add(self, pairs: pl.DataFrame) -> None:
        """Add the hashes of some records, columns PAIRS."""
        pairs = self._within_limit(pairs)
        self._held.append(pairs)
        self._count += pairs.height
        if self._count >= KEEP_PAIRS:
            self._settle()

    def _within_limit(self, pairs: pl.DataFrame) -> pl.DataFrame:
        return pairs if self._limit == FULL else pairs.filter(pl.col("key") <= self._limit)

    def _settle(self) -> None:
        both = pl.col("before") * pl.lit(FACTOR, dtype=pl.UInt64) + pl.col("after")
        # Grouping by two columns takes four times the memory, which would be the peak of the whole run.
        self._pairs = pl.concat([self._pairs, *self._held]).filter(both.is_first_distinct())
        self._held, self._count = [], 0
        while self._pairs.height > KEEP_PAIRS and self._limit > 1:
            self._limit //= 4
            self._pairs = self._within_limit(self._pairs)

    @property
    def merged(self) -> int:
        """Different records before, less different ones after."""
        self._settle()
        return round((self._pairs.height - self._pairs["after"].n_unique()) * (FULL / self._limit))
