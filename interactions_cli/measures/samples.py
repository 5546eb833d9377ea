"""Distinct values, rows and pairs: exact up to a bound, then estimated from a sample of their hashes."""

from __future__ import annotations

from dataclasses import dataclass

import polars as pl

# The largest hash: nothing is above it.
FULL = 2**64 - 1
KEEP_ROWS = 4_000_000
HELD_ROWS = 1_000_000
GROUPS = {
    "g": pl.UInt64,
    "h": pl.UInt64,
    "u": pl.UInt64,
    "kind": pl.UInt32,
    "line": pl.Int64,
    "n": pl.UInt32,
}


@dataclass
class Limits:
    """Hashes above these may be left out of parts: of the keys of `rows`, and of `pairs` of user and item.

    A sum lowers them when it has seen too much to be exact. Whoever makes its parts is handed them; where that is
    another process, the limits stay what they were, and its parts have more than they need.
    """

    rows: int = FULL
    pairs: int = FULL


class RowSample:
    """Which rows are equal: exact up to 4,000,000 distinct rows, then estimated from a sample by hash.

    Rows come as `g` (hash of user, item, time), `h` (hash of the whole row), `u` (hash of the user), `kind` (the same
    for equal rows) and `line`.
    Sampling is by `g`, so that all copies of a row, and all rows of a (user, item, time), are in or out together.
    """

    def __init__(self, limits: Limits, *, keep: int | None = KEEP_ROWS, max_samples: int = 5) -> None:
        self._limits = limits
        self._keep = keep
        self._max_samples = max_samples
        self._held: list[pl.DataFrame] = []
        self._held_rows = 0
        self._groups: pl.DataFrame | None = None
        self._surplus: pl.DataFrame | None = None

    def add(self, rows: pl.DataFrame) -> None:
        """Add rows; those with `g` above the limit may be left out."""
        self._held.append(rows)
        self._held_rows += rows.height
        known = 0 if self._groups is None else self._groups.height
        if self._held_rows >= max(HELD_ROWS, KEEP_ROWS - known):
            self._compact()

    def _compact(self) -> None:
        if not self._held:
            return
        # Parts that were made before the limit was lowered have rows above it; those that were grouped have none.
        rows = self._within_limit(pl.concat(self._held, rechunk=False)).with_columns(n=pl.lit(1, dtype=pl.UInt32))
        self._held, self._held_rows = [], 0
        if self._groups is not None:
            rows, self._groups = pl.concat([self._groups, rows], rechunk=False), None
        rows, distinct = self._shrunk(rows)
        if distinct < rows.height:
            rows = self._grouped(rows)
        self._groups = rows
        if self._surplus is not None:
            self._surplus = self._within_limit(self._surplus)

    def _shrunk(self, rows: pl.DataFrame) -> tuple[pl.DataFrame, int]:
        """Of rows below the limit those below one that leaves no more different ones than are kept; how many differ."""
        # Counting before grouping: it needs a quarter of the memory, and a group-by of rows that are all different
        # or will not be kept would be the peak of the whole run.
        distinct = rows["h"].n_unique()
        while self._keep is not None and distinct > self._keep and self._limits.rows > 1:
            self._limits.rows //= 4
            rows = self._within_limit(rows)
            distinct = rows["h"].n_unique()
        return rows, distinct

    def _grouped(self, rows: pl.DataFrame) -> pl.DataFrame:
        totals = (pl.col("g", "u", "kind", "line").min(), pl.col("n").sum(), pl.len().alias("parts"))
        grouped = rows.lazy().group_by("h").agg(*totals).collect(engine="streaming")
        self._note_surplus(rows, grouped.filter(pl.col("parts") > 1))
        return grouped.select(rows.columns)

    def _within_limit(self, rows: pl.DataFrame) -> pl.DataFrame:
        return rows if self._limits.rows == FULL else rows.filter(pl.col("g") <= self._limits.rows)

    def _note_surplus(self, rows: pl.DataFrame, repeated: pl.DataFrame) -> None:
        """Remember the first surplus copies. A copy that is surplus among some rows is surplus among more."""
        firsts = repeated.select("h", first="line")
        surplus = rows.join(firsts, on="h").filter(pl.col("line") != pl.col("first")).select("g", "h", "line")
        both = surplus if self._surplus is None else pl.concat([self._surplus, surplus])
        self._surplus = both.unique("line").bottom_k(self._max_samples, by="line")

    @property
    def hashes(self) -> pl.Series:
        """The hashes `h` of the different rows, or of a sample of them."""
        return self.groups()["h"]

    def absorb(self, other: RowSample, equals: pl.DataFrame) -> None:
        """Add everything that another sample has.

        Args:
            other: Its lines are beyond those of this one.
            equals: Columns `p` and `h`: a row of the other sample with the hash `p` is the same as one here with `h`.
        """
        self._compact()
        other._compact()
        self._limits.rows = min(self._limits.rows, other._limits.rows)
        if other._groups is None:
            return
        more = _renamed(other._groups, equals)
        rows = more if self._groups is None else pl.concat([self._groups, more.select(self._groups.columns)])
        surplus = [part for part in (self._surplus, other._surplus) if part is not None]
        self._surplus = pl.concat([_renamed(part, equals) for part in surplus]) if surplus else None
        self._groups = self._grouped(self._shrunk(self._within_limit(rows))[0])
        if self._surplus is not None:
            self._surplus = self._within_limit(self._surplus)

    def groups(self) -> pl.DataFrame:
        """Distinct rows: `h`, the least `g`, `u`, `kind` and `line` of equal ones, and how many they are (`n`)."""
        self._compact()
        return pl.DataFrame(schema=GROUPS) if self._groups is None else self._groups

    def copies(self) -> pl.DataFrame:
        """The first surplus copies in order: `line`, and the line of the `first` copy."""
        groups = self.groups()
        if self._surplus is None:
            return pl.DataFrame(schema={"line": pl.Int64, "first": pl.Int64})
        firsts = groups.select("h", first="line")
        return self._surplus.join(firsts, on="h").sort("line").select("line", "first")


def _renamed(rows: pl.DataFrame, equals: pl.DataFrame) -> pl.DataFrame:
    """Rows with the hashes that others know them by."""
    if not equals.height:
        return rows
    named = rows.join(equals.select("p", known="h"), left_on="h", right_on="p", how="left", maintain_order="left")
    return named.with_columns(h=pl.coalesce("known", "h")).select(rows.columns)


KEEP_PAIRS = 2_000_000
HELD_PAIRS = 1_000_000
# Odd factors, so that (a, b) and (b, a) differ and no information is lost.
USER_FACTOR, ITEM_FACTOR = 0x9E37_79B9_7F4A_7C15, 0xC2B2_AE3D_27D4_EB4F


def pair_hash() -> pl.Expr:
    """The hash of a pair from the hashes `u` and `i`; null where one of them is."""
    factors = pl.lit(USER_FACTOR, dtype=pl.UInt64), pl.lit(ITEM_FACTOR, dtype=pl.UInt64)
    # Hashed once more: samples are taken by size, and sums of products are not spread evenly.
    mixed = (pl.col("u") * factors[0] + pl.col("i") * factors[1]).hash()
    return pl.when(pl.col("u").is_not_null() & pl.col("i").is_not_null()).then(mixed)


@dataclass(frozen=True, kw_only=True)
class PairFigures:
    """How many different pairs there are among `rows` rows, and whether that is an estimate."""

    rows: int
    distinct: int
    is_estimate: bool


class PairSample:
    """Distinct pairs: exact up to 2,000,000 of them, then estimated from the smallest hashes.

    All copies of a pair share its hash, so those below a limit are an unbiased sample, and the limit at the end is the
    same whatever the order and the split in which the pairs came.
    """

    def __init__(self, limits: Limits, *, exact: bool = False) -> None:
        self._limits = limits
        self._keep = None if exact else KEEP_PAIRS
        self._known = pl.Series(dtype=pl.UInt64)
        self._held: list[pl.Series] = []
        self._held_rows = 0
        self.rows = 0

    def add(self, hashes: pl.Series, rows: int) -> None:
        """Add the pairs of `rows` rows; those with a hash above the limit may be left out."""
        self.rows += rows
        self._held.append(hashes)
        self._held_rows += len(hashes)
        if self._held_rows >= max(HELD_PAIRS, KEEP_PAIRS - len(self._known)):
            self._compact()

    def _compact(self) -> None:
        if not self._held:
            return
        every = self._below(pl.concat([self._known, *self._held]))
        self._held, self._held_rows = [], 0
        self._known = every.unique()
        while self._keep is not None and len(self._known) > self._keep and self._limits.pairs > 1:
            self._limits.pairs //= 4
            self._known = self._below(self._known)

    def _below(self, hashes: pl.Series) -> pl.Series:
        return hashes if self._limits.pairs == FULL else hashes.filter(hashes <= self._limits.pairs)

    def known(self) -> tuple[pl.Series, int]:
        """The hashes of the different pairs, and the limit up to which these are all."""
        self._compact()
        return self._known, self._limits.pairs

    def figures(self) -> PairFigures:
        """What the pairs add up to; there are never more of them than rows."""
        known, limit = self.known()
        distinct = min(self.rows, round(len(known) * (FULL / limit)))
        return PairFigures(rows=self.rows, distinct=distinct, is_estimate=limit != FULL)
