"""Which records are equal: exact up to a bound, then estimated from a sample of their hashes."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import Final

import polars as pl

from interactions_cli.measures.beside import Beside, Window
from interactions_cli.measures.samples import FULL, Limits, hash_ranges

KEEP_ROWS: Final = 4_000_000
# At least so many rows are held before they are compared with those that are known.
HELD_ROWS: Final = 500_000
GROUPS: Final = {
    "g": pl.UInt64,
    "h": pl.UInt64,
    "u": pl.UInt64,
    "kind": pl.UInt32,
    "line": pl.Int64,
    "n": pl.UInt32,
}
# What is known of a row that has no copy: 24 bytes where its line is narrow.
SINGLE: Final = ("g", "h", "kind", "line")
# Lines below take four bytes: those of the first input, unless it has thousands of millions.
NARROW: Final = 2**32
# Frames with fewer rows become one: each costs something in every step.
FEW_ROWS: Final = 65_536
# About so many hashes are sorted at a time: all of them would be the peak of a whole run.
SORTED_ROWS: Final = 2_000_000


class RowSample:
    """Which rows are equal: exact up to 4,000,000 distinct rows, then estimated from a sample by hash.

    Rows come as `g` (hash of user, item, time), `h` (hash of the whole row), `u` (hash of the user), `kind` (the same
    for equal rows) and `line`.
    Sampling is by `g`, so that all copies of a row, and all rows of a (user, item, time), are in or out together.

    Args:
        limits: Of the sample; it lowers them.
        keep: So many different rows are known at most; None for all.
        max_samples: How many copies are named.
        most_held: So many rows, or HELD_ROWS, are held at most until they are compared: fewer cost more time.
        may_be_absorbed: Whether another sample may take all of this in.
    """

    def __init__(
        self,
        limits: Limits,
        *,
        keep: int | None = KEEP_ROWS,
        max_samples: int = 5,
        most_held: int = KEEP_ROWS,
        may_be_absorbed: bool = False,
    ) -> None:
        self._limits = limits
        self._keep = keep
        self._max_samples = max_samples
        self._most_held = most_held
        # Users are asked for of rows with copies. A copy brings its user along, except where it is absorbed.
        self._columns = [*SINGLE, "u"] if may_be_absorbed else [*SINGLE]
        self._window = Window[pl.DataFrame](Beside("rows"))
        self._known_rows = 0
        self._singles: list[pl.DataFrame] = []
        self._repeated = pl.DataFrame(schema=GROUPS)
        self._surplus: pl.DataFrame | None = None

    def add(self, rows: pl.DataFrame, place: int) -> None:
        """Add rows whose lines start after `place`; those with `g` above the limit may be left out."""
        if not rows.height:
            return
        lines = rows["line"].cast(pl.Int64) + place
        last = lines.max()
        if isinstance(last, int) and last < NARROW:
            lines = lines.cast(pl.UInt32, wrap_numerical=True)
        most = max(HELD_ROWS, min(self._most_held, KEEP_ROWS - self._known_rows))
        self._window.add(rows.with_columns(lines), most, self._take_in)

    def _compact(self) -> None:
        self._window.close(self._take_in)

    def _take_in(self, parts: list[pl.DataFrame]) -> None:
        # Parts that were made before the limit was lowered have rows above it; what is known has none.
        self._keep_below(parts)
        parts += [self._repeated, *self._singles]
        self._singles = []
        self._settle(parts)
        self._known_rows = self._repeated.height + sum(part.height for part in self._singles)

    def _settle(self, parts: list[pl.DataFrame]) -> None:
        """Lower the limit until few enough rows differ, and group those that are equal.

        Args:
            parts: Groups of equal rows, which have `n`, and rows one by one; of each two rows that are equal one has
                its user. The list is used up, so that nothing is in memory twice.
        """
        different, twice = _different(parts)
        while self._keep is not None and different > self._keep and self._limits.rows > 1:
            self._limits.rows //= 4
            self._keep_below(parts)
            different, twice = _different(parts)
        equal = _taken_out(parts, twice) if len(twice) else []
        groups = [part for part in parts if "n" in part.columns]
        self._repeated = _together([*groups, self._grouped(_together(equal))] if equal else groups)
        self._singles = _fewer([part.select(self._columns) for part in parts if "n" not in part.columns])
        if self._surplus is not None:
            self._surplus = self._within_limit(self._surplus)

    def _keep_below(self, parts: list[pl.DataFrame]) -> None:
        """Leave out what is above the limit. One part after the other, so that little is in memory twice."""
        for place in range(len(parts)):
            parts[place] = self._within_limit(parts[place])

    def _within_limit(self, rows: pl.DataFrame) -> pl.DataFrame:
        return rows if self._limits.rows == FULL else rows.filter(pl.col("g") <= self._limits.rows)

    def _grouped(self, rows: pl.DataFrame) -> pl.DataFrame:
        totals = pl.col("g", "u", "kind", "line").min(), pl.col("n").sum()
        groups = rows.lazy().group_by("h").agg(*totals).collect(engine="streaming")
        # A copy that is surplus among some rows is surplus among more.
        firsts = groups.select("h", first="line")
        surplus = rows.join(firsts, on="h").filter(pl.col("line") != pl.col("first")).select("g", "h", "line")
        both = surplus if self._surplus is None else _together([self._surplus, surplus])
        self._surplus = both.unique("line").bottom_k(self._max_samples, by="line")
        return groups.select(*GROUPS)

    @property
    def hashes(self) -> pl.Series:
        """The hashes `h` of the different rows, or of a sample of them."""
        self._compact()
        return _hashes([self._repeated, *self._singles])

    def absorb(self, other: RowSample, equals: pl.DataFrame) -> None:
        """Add everything that another sample has.

        Args:
            other: Its lines are beyond those of this one. It may be absorbed.
            equals: Columns `p` and `h`: a row of the other sample with the hash `p` is the same as one here with `h`.
        """
        self._compact()
        other._compact()
        self._limits.rows = min(self._limits.rows, other._limits.rows)
        if other._surplus is not None:
            theirs = _renamed(other._surplus, equals)
            self._surplus = theirs if self._surplus is None else _together([self._surplus, theirs])
        more = [_renamed(part, equals) for part in (other._repeated, *other._singles)]
        parts = [self._repeated, *self._singles, *more]
        self._singles = []
        self._keep_below(parts)
        self._settle(parts)

    def known(self) -> tuple[pl.DataFrame, pl.DataFrame]:
        """The rows that have no copy, and groups of equal rows, with how many they are (`n`) and the user (`u`)."""
        self._compact()
        nothing = pl.DataFrame(schema={name: GROUPS[name] for name in SINGLE})
        return _together([part.select(SINGLE) for part in self._singles] or [nothing]), self._repeated

    def copies(self) -> pl.DataFrame:
        """The first surplus copies in order: `line`, and the line of the `first` copy."""
        self._compact()
        if self._surplus is None:
            return pl.DataFrame(schema={"line": pl.Int64, "first": pl.Int64})
        firsts = self._repeated.select("h", first="line")
        return self._surplus.join(firsts, on="h").sort("line").select("line", "first")


def _together(parts: Sequence[pl.DataFrame]) -> pl.DataFrame:
    kinds = {part.schema["line"] for part in parts}
    same = parts if len(kinds) == 1 else [part.with_columns(pl.col("line").cast(pl.Int64)) for part in parts]
    return pl.concat(same, rechunk=sum(part.height for part in parts) < FEW_ROWS * len(parts))


def _fewer(parts: Sequence[pl.DataFrame]) -> list[pl.DataFrame]:
    """The same rows in few frames; large ones are not copied."""
    small = [part for part in parts if part.height < HELD_ROWS]
    return [*(part for part in parts if part.height >= HELD_ROWS), *([_together(small)] if small else [])]


def _counted(part: pl.DataFrame) -> pl.DataFrame:
    if "n" in part.columns:
        return part
    user = pl.col("u") if "u" in part.columns else pl.lit(None, dtype=pl.UInt64).alias("u")
    return part.select("g", "h", user, "kind", "line", n=pl.lit(1, dtype=pl.UInt32))


def _taken_out(parts: list[pl.DataFrame], twice: pl.Series) -> list[pl.DataFrame]:
    """Take the rows with these hashes out of the parts."""
    is_equal = _hashes(parts).is_in(twice.implode())
    taken, start = [], 0
    for place, part in enumerate(parts):
        mask = is_equal.slice(start, part.height)
        start += part.height
        if mask.any():
            taken.append(_counted(part.filter(mask)))
            parts[place] = part.filter(~mask)
    return taken


def _hashes(parts: Sequence[pl.DataFrame]) -> pl.Series:
    return pl.concat([part["h"] for part in parts], rechunk=False)


def _different(parts: Sequence[pl.DataFrame]) -> tuple[int, pl.Series]:
    """How many hashes there are, and those of more than one row; a range after the other, so that little is sorted."""
    starts = hash_ranges(sum(part.height for part in parts), SORTED_ROWS)
    different, twice = 0, [pl.Series("h", dtype=pl.UInt64)]
    for start, end in pairwise([*starts, FULL + 1]):
        is_within = pl.col("h").is_between(start, end - 1)
        hashes = _hashes([part.select("h").filter(is_within) for part in parts]).sort()
        is_again = hashes[1:] == hashes[:-1]
        different += len(hashes) - int(is_again.sum())
        twice.append(hashes[1:].filter(is_again).unique())
    return different, pl.concat(twice)


def _renamed(rows: pl.DataFrame, equals: pl.DataFrame) -> pl.DataFrame:
    """Rows with the hashes that others know them by."""
    if not equals.height:
        return rows
    named = rows.join(equals.select("p", known="h"), left_on="h", right_on="p", how="left", maintain_order="left")
    return named.with_columns(h=pl.coalesce("known", "h")).select(rows.columns)
