"""How many different values a column has: exact up to a bound, then estimated from a sample of their hashes."""

from __future__ import annotations

import polars as pl

from interactions_cli.measures.samples import FULL

KEEP_VALUES = 100_000


class DistinctSample:
    """How many distinct values a column has: exact up to 100,000, then estimated from the smallest hashes.

    All copies of a value share its hash, so those below a limit are an unbiased sample, and the limit at the end is
    the same whatever the order in which the values came.
    """

    def __init__(self, *, keep: int | None = KEEP_VALUES) -> None:
        self._keep = keep
        self._limit = FULL
        self._hashes = pl.Series(dtype=pl.UInt64)

    def add(self, hashes: pl.Series) -> None:
        """Add the hashes of some values."""
        new = hashes if self._limit == FULL else hashes.filter(hashes <= self._limit)
        self._hashes = pl.concat([self._hashes, new]).unique()
        while self._keep is not None and len(self._hashes) > self._keep and self._limit > 1:
            self._limit //= 4
            self._hashes = self._hashes.filter(self._hashes <= self._limit)

    def absorb(self, other: DistinctSample) -> None:
        """Add everything that another sample has."""
        self._limit = min(self._limit, other._limit)
        self.add(other._hashes)
        self._hashes = self._hashes if self._limit == FULL else self._hashes.filter(self._hashes <= self._limit)

    @property
    def limit(self) -> int:
        """The largest hash of the sample."""
        return self._limit

    @property
    def held(self) -> int:
        """Distinct values in the sample."""
        return len(self._hashes)
