"""A set of 64-bit hashes that can be asked about millions of rows: exact, 28 to 40 bytes for each of them."""

from __future__ import annotations

from typing import Final

import polars as pl

# At least twice as many slots as hashes: three or more of four find theirs free, and the others go one level down.
SLOTS_PER_HASH: Final = 2
# What is left on the third level is little, and room for it saves further levels.
SLOTS_PER_HASH_BELOW: Final = 16
WIDE_LEVEL: Final = 2
FEWEST_SLOTS: Final = 64
_BITS: Final = 64
# Spreads the hashes of a level anew; odd, so that no two become equal.
_FACTOR: Final = 0x9E37_79B9_7F4A_7C15


class IdSet:
    """Hashes in slots told by some of their bits, as Polars can look up without a loop; others go one level down.

    What is called for every block are indices and operators of series: `gather` and `arg_true` make a plan each time,
    which costs more than the work. Zero stands for an empty slot, so the hash 0 is one of the set.

    Args:
        hashes: UInt64, without nulls and repetitions.
    """

    def __init__(self, hashes: pl.Series, *, level: int = 0) -> None:
        per_hash = SLOTS_PER_HASH if level < WIDE_LEVEL else SLOTS_PER_HASH_BELOW
        bits = (max(FEWEST_SLOTS, per_hash * len(hashes)) - 1).bit_length()
        self._factor = _number(pow(_FACTOR, level, 2**_BITS)) if level else None
        self._mask, self._step = _number(2**bits - 1), _number(2 ** (_BITS - bits))
        slots = self._slots(hashes)
        self._table = pl.zeros(2**bits, dtype=pl.UInt64, eager=True).scatter(slots, hashes)
        taken = hashes.filter(self._table[slots] != hashes)
        self._below: IdSet | None = IdSet(taken, level=level + 1) if len(taken) else None

    def _slots(self, hashes: pl.Series) -> pl.Series:
        """The lowest bits on the first level; below it the highest ones of a product, in which all bits have a part."""
        slots = hashes & self._mask if self._factor is None else hashes * self._factor // self._step
        # None is too large; a look at each takes ten times as long.
        return slots.cast(pl.UInt32, wrap_numerical=True)

    def absent(self, hashes: pl.Series) -> pl.Series:
        """The places in a series, in order, whose hashes are not in the set; nulls have no place."""
        found = self._table[self._slots(hashes)]
        others = pl.int_range(len(hashes), dtype=pl.UInt32, eager=True).filter(found != hashes)
        if self._below is None or not len(others):
            return others
        is_empty = found[others] == 0
        if not is_empty.any():
            return others[self._below.absent(hashes[others])]
        nowhere, deeper = others.filter(is_empty), others.filter(~is_empty)
        missed = deeper[self._below.absent(hashes[deeper])]
        return pl.concat([nowhere, missed]).sort()

    def contains(self, hashes: pl.Series) -> pl.Series:
        """For each hash whether it is in the set; not for nulls."""
        absent = self.absent(hashes)
        return hashes.is_not_null().scatter(absent, False)

    @property
    def size(self) -> int:
        """Bytes that it takes."""
        return self._table.len() * 8 + (self._below.size if self._below else 0)


def _number(value: int) -> pl.Series:
    return pl.Series([value], dtype=pl.UInt64)
