"""A set of 64-bit hashes that can be asked about millions of rows: exact, about 20 bytes for each of them."""

from __future__ import annotations

from typing import Final

import polars as pl

# Twice as many slots as hashes: four of five find theirs free, and the others go one level down.
SLOTS_PER_HASH: Final = 2
FEWEST_SLOTS: Final = 64
_MANY: Final = 2**64
# Spreads the hashes of a level anew; odd, so that no two become equal.
_FACTOR: Final = 0x9E37_79B9_7F4A_7C15


class IdSet:
    """Hashes in slots told by their size, as Polars can look up without a loop; what finds its slot taken goes below.

    Zero stands for an empty slot, so the hash 0 is one of the set.

    Args:
        hashes: UInt64, without nulls and repetitions.
    """

    def __init__(self, hashes: pl.Series, *, factor: int = 1) -> None:
        self._factor = factor
        self._step = _MANY // max(FEWEST_SLOTS, SLOTS_PER_HASH * len(hashes)) + 1
        slots = self._slots(hashes)
        self._table = pl.zeros(_MANY // self._step + 1, dtype=pl.UInt64, eager=True).scatter(slots, hashes)
        taken = hashes.filter(self._table.gather(slots) != hashes)
        self._below: IdSet | None = IdSet(taken, factor=factor * _FACTOR % _MANY) if len(taken) else None

    def _slots(self, hashes: pl.Series) -> pl.Series:
        spread = pl.col("h") if self._factor == 1 else pl.col("h") * pl.lit(self._factor, dtype=pl.UInt64)
        slot = (spread // pl.lit(self._step, dtype=pl.UInt64)).cast(pl.UInt32)
        return hashes.alias("h").to_frame().select(slot).to_series()

    def absent(self, hashes: pl.Series) -> pl.Series:
        """The places in a series, in order, whose hashes are not in the set; nulls have no place."""
        found = self._table.gather(self._slots(hashes))
        others = (found != hashes).arg_true()
        if self._below is None or not len(others):
            return others
        is_empty = found.gather(others) == 0
        nowhere, deeper = others.filter(is_empty), others.filter(~is_empty)
        if not len(deeper):
            return nowhere
        missed = deeper.gather(self._below.absent(hashes.gather(deeper)))
        return pl.concat([nowhere, missed]).sort()

    def contains(self, hashes: pl.Series) -> pl.Series:
        """For each hash whether it is in the set; not for nulls."""
        absent = self.absent(hashes)
        return hashes.is_not_null().scatter(absent, False)

    @property
    def size(self) -> int:
        """Bytes that it takes."""
        return self._table.len() * 8 + (self._below.size if self._below else 0)
