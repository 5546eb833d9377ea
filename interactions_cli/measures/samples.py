"""Distinct pairs: exact up to a bound, then estimated from a sample of their hashes; the limits of samples."""

from __future__ import annotations

from dataclasses import dataclass

import polars as pl

# The largest hash: nothing is above it.
FULL = 2**64 - 1


def hash_ranges(count: int, at_a_time: int) -> list[int]:
    """Where the ranges start in each of which stand about `at_a_time` of so many hashes or fewer; the first at 0."""
    ranges = 1 + count // at_a_time
    return [(FULL + 1) * place // ranges for place in range(ranges)]


@dataclass
class Limits:
    """Hashes above these may be left out of parts: of the keys of `rows`, and of `pairs` of user and item.

    A sum lowers them when it has seen too much to be exact. Whoever makes its parts is handed them; where that is
    another process, the limits stay what they were, and its parts have more than they need.
    """

    rows: int = FULL
    pairs: int = FULL


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
