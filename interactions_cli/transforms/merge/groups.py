"""The groups of an index, found by their hash: a table says where those begin that share their first bits."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import polars as pl

from interactions_cli.reading.frames import rows_where
from interactions_cli.transforms.merge.memory import memory_of

HASH_BITS: Final = 64
# Hashes are spread evenly, so that hardly any bucket has more groups; the rest is searched for in the whole column.
STEPS: Final = 8


@dataclass(frozen=True, kw_only=True)
class Groups:
    """Different groups, by number.

    `hashes` (UInt64) ascend. The hashes with the same `bits` first bits are a bucket; `buckets` (UInt32) has the number
    of the first group at or behind the beginning of each. There are about as many buckets as groups.
    """

    hashes: pl.Series
    buckets: pl.Series
    bits: int

    @classmethod
    def of(cls, hashes: pl.Series) -> Groups:
        """The groups of ascending hashes, each once."""
        bits = max(1, (len(hashes) - 1).bit_length())
        first_bits = hashes // 2 ** (HASH_BITS - bits)
        firsts = first_bits.ne_missing(first_bits.shift(1)).arg_true()
        # A bucket of no hash begins where the next one does.
        buckets = pl.Series([None], dtype=pl.UInt32).new_from_index(0, 2**bits)
        buckets = buckets.scatter(first_bits.gather(firsts), firsts).fill_null(strategy="backward")
        return cls(hashes=hashes.set_sorted(), buckets=buckets.fill_null(len(hashes)), bits=bits)

    def __len__(self) -> int:
        return len(self.hashes)

    @property
    def bytes(self) -> int:
        """Memory of the columns."""
        return memory_of((self.hashes, self.buckets))

    def find(self, hashes: pl.Series) -> pl.Series:
        """The numbers (Int64) of groups; null where there is no such group, or no hash."""
        if not len(self):
            return pl.Series([None], dtype=pl.Int64).new_from_index(0, len(hashes))
        buckets = self.buckets.gather(hashes.fill_null(0) // 2 ** (HASH_BITS - self.bits))
        first = self.hashes.gather(buckets.clip(upper_bound=len(self) - 1))
        asked = pl.DataFrame({"hash": hashes, "number": buckets, "there": first})
        # Most are the first of their bucket.
        numbers = asked.select_seq(pl.when(pl.col("there") == pl.col("hash")).then(pl.col("number").cast(pl.Int64)))[
            "number"
        ]
        left = rows_where(asked.with_row_index("row"), first < hashes).drop("there")
        left = left.with_columns_seq(pl.col("number") + 1)
        for _ in range(STEPS - 1):
            left = rows_where(left, left["number"] < len(self))
            if not left.height:
                return numbers
            left = left.with_columns_seq(there=self.hashes.gather(left["number"]))
            hits = rows_where(left, left["there"] == left["hash"])
            numbers = numbers.scatter(hits["row"], hits["number"].cast(pl.Int64))
            left = rows_where(left, left["there"] < left["hash"]).with_columns_seq(pl.col("number") + 1)
        return self._found_in_whole(left, numbers) if left.height else numbers

    def _found_in_whole(self, left: pl.DataFrame, numbers: pl.Series) -> pl.Series:
        places = pl.Series(self.hashes.search_sorted(left["hash"], "left")).clip(0, len(self) - 1)
        is_there = self.hashes.gather(places) == left["hash"]
        return numbers.scatter(left["row"].filter(is_there), places.filter(is_there).cast(pl.Int64))


def bisect(values: pl.Series, asked: pl.Series, low: pl.Series, high: pl.Series, *, behind_equal: bool) -> pl.Series:
    """Where numbers belong in parts of a column that ascend, each in its own part.

    Args:
        values: The column.
        asked: The numbers, of its type.
        low: Where the part of each begins (Int64).
        high: Where it ends; the place there is in no part.
        behind_equal: Whether a number belongs behind those that are equal to it, and not before them.

    Returns:
        Places (Int64) from `low` to `high`.
    """
    found = low.clone()
    left = pl.DataFrame({"asked": asked, "low": low, "high": high}).with_row_index("row")
    while (left := rows_where(left, left["low"] < left["high"])).height:
        middle = left["low"] + (left["high"] - left["low"]) // 2
        there = values.gather(middle)
        is_before = there <= left["asked"] if behind_equal else there < left["asked"]
        left = left.with_columns_seq(
            low=(middle + 1).zip_with(is_before, left["low"]), high=left["high"].zip_with(is_before, middle)
        )
        found = found.scatter(left["row"], left["low"])
    return found
