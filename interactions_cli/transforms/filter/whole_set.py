"""What the criteria that look at the whole data set need to know before rows are written: copies and rare ids."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field

import polars as pl

from interactions_cli.measures.id_counts import IdCounts
from interactions_cli.measures.keys import key_hash, row_hash
from interactions_cli.measures.measure import INPUT_SHIFT
from interactions_cli.reading.columns import Column
from interactions_cli.reading.records import Records
from interactions_cli.transforms.filter.criteria import Choice

# Two independent 64-bit hashes: records that differ are never taken for copies.
SEEDS = (0, 0x9E3779B97F4A7C15)
# Polars takes no larger number; a larger minimum drops the same rows.
MOST_ROWS = 2**63 - 1
ABSENT = pl.lit(None, dtype=pl.UInt64)


def first_look(records: Records, columns: tuple[Column, ...], user: Column | None, item: Column | None) -> pl.DataFrame:
    """What stands for records: `h1`, `h2` for the whole record, `u` and `i` for its user and item."""
    one, other = (row_hash(columns, records, seed=seed) for seed in SEEDS)
    ids = {name: key_hash(column) if column else ABSENT for name, column in (("u", user), ("i", item))}
    return records.frame.lazy().select(h1=one, h2=other, **ids).collect()


@dataclass
class SecondLook:
    """Collects the rows that the other criteria leave, and says which of them go.

    Memory: 40 bytes per row with `drop_duplicates`, else it follows users and items.
    """

    choice: Choice
    line_counts: Counter[int] = field(default_factory=Counter)
    _starts: dict[int, list[int]] = field(default_factory=dict)
    _rows: list[pl.DataFrame] = field(default_factory=list)
    _ids: IdCounts = field(default_factory=IdCounts)
    _copies: pl.Series = field(default_factory=lambda: pl.Series(dtype=pl.Int64))
    _rare_users: pl.Series = field(default_factory=lambda: pl.Series(dtype=pl.UInt64))
    _rare_items: pl.Series = field(default_factory=lambda: pl.Series(dtype=pl.UInt64))

    def add(self, index: int, counts: Sequence[tuple[int, int]], rows: pl.DataFrame, lines: pl.Series) -> None:
        """Add the rows of the next block.

        Args:
            index: The number by which it is asked for again: that of its input, or the first of those read as one.
            counts: The inputs of the block, in order, with its lines of each; where these are several it has all lines
                of them.
            rows: What `first_look` has of its records.
            lines: Their lines, relative to the block.
        """
        first = counts[0][0]
        start = (first << INPUT_SHIFT) + self.line_counts[first]
        self._starts.setdefault(index, []).append(start)
        for number, line_count in counts:
            self.line_counts[number] += line_count
        if self.choice.drop_duplicates:
            self._rows.append(rows.with_columns(line=lines.cast(pl.Int64) + start))
        if self.choice.min_user is not None or self.choice.min_item is not None:
            self._ids.add(rows.select("u", "i"))

    def decide(self) -> None:
        """Settle which rows go; call it once, when every row has been added."""
        copied = self._find_copies() if self.choice.drop_duplicates else None
        for least, name, counts in (
            (self.choice.min_user, "u", self._ids.users),
            (self.choice.min_item, "i", self._ids.items),
        ):
            if least is None:
                continue
            if copied is not None:
                gone = copied.select(key=name).drop_nulls().group_by("key").agg(gone=pl.len().cast(pl.Int64))
                counts = counts.join(gone, on="key", how="left").select(
                    "key", n=pl.col("n") - pl.col("gone").fill_null(0)
                )
            rare = counts.filter(pl.col("n") < min(least, MOST_ROWS))["key"]
            if name == "u":
                self._rare_users = rare
            else:
                self._rare_items = rare

    def _find_copies(self) -> pl.DataFrame:
        """All copies of a record but the first."""
        rows = pl.concat(self._rows, rechunk=False) if self._rows else None
        self._rows = []
        if rows is None or not rows.height:
            return pl.DataFrame(schema={"u": pl.UInt64, "i": pl.UInt64})
        # Few rows have copies: only those are compared in full.
        suspects = rows.filter(rows["h1"].is_duplicated())
        surplus = suspects.filter(pl.col("line") != pl.col("line").min().over("h1", "h2"))
        self._copies = surplus["line"].sort()
        return surplus

    def is_copy(self, index: int, block: int, lines: pl.Series) -> pl.Series:
        """Which records of the block of an input, or of some that begin with it, are copies of earlier ones.

        Args:
            index: The number of that input.
            block: The number of the block within it.
            lines: Those of the records, relative to the block.
        """
        starts = self._starts.get(index, [])
        if block >= len(starts) or not len(lines):
            # A block that is new in the second pass belongs to a changed file; the line counts refuse it at the end.
            return pl.repeat(value=False, n=len(lines), eager=True)
        places = lines.cast(pl.Int64) + starts[block]
        first = int(self._copies.search_sorted(places[0], side="left"))
        end = int(self._copies.search_sorted(places[-1], side="right"))
        return places.is_in(self._copies.slice(first, end - first).implode())

    def is_rare(self, rows: pl.DataFrame) -> tuple[pl.Series, pl.Series]:
        """Which records have a user, or an item, with too few interactions; one without has none."""
        return (
            rows["u"].is_null() | _among(rows["u"], self._rare_users),
            rows["i"].is_null() | _among(rows["i"], self._rare_items),
        )


def _among(keys: pl.Series, wanted: pl.Series) -> pl.Series:
    if not len(wanted):
        return pl.repeat(value=False, n=len(keys), eager=True)
    return keys.is_in(wanted.implode()).fill_null(value=False)
