"""What several parts of a run ask of the texts of a block: their hashes, their length, whether some word is there."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from typing import Final

import polars as pl

from interactions_cli.reading.columns import Column

# Words are told by so many of the last bits of their hash: a table of them stays in the cache.
BITS: Final = 16


class TextFacts:
    """The texts of a frame; what is found of a column is kept for whoever asks next.

    Args:
        frame: With the texts of the columns that are asked about.
    """

    def __init__(self, frame: pl.DataFrame) -> None:
        self._frame = frame
        self._hashes: dict[int, pl.Series] = {}
        self._longest: dict[int, int] = {}

    def hashes(self, columns: Sequence[Column]) -> dict[int, pl.Series]:
        """What stands for each text (UInt64, null where blank), by the slot of its column."""
        # One query for all: a call for each of thousands of columns would take longer than the work.
        found = self._frame.select_seq(
            text_hash(column, self._frame).alias(str(column.slot))
            for column in columns
            if column.slot not in self._hashes
        )
        self._hashes |= {int(hashed.name): hashed for hashed in found}
        return {column.slot: self._hashes[column.slot] for column in columns}

    def longest(self, columns: Sequence[Column]) -> dict[int, int]:
        """Bytes of the longest text, by the slot of its column; no text has more characters."""
        found = self._frame.select_seq(
            column.raw.str.len_bytes().max().alias(str(column.slot))
            for column in columns
            if column.slot not in self._longest
        )
        self._longest |= {int(most.name): most[0] or 0 for most in found}
        return {column.slot: self._longest[column.slot] for column in columns}

    def may_have(self, column: Column, words: tuple[str, ...]) -> bool:
        """Whether some text may be one of these words; false is certain."""
        hashes = self.hashes([column])[column.slot].drop_nulls()
        if not len(hashes):
            return False
        known, marks = _marked(words)
        # The last bits as they are; a look at whether they are all takes ten times as long.
        is_marked = marks[hashes.cast(pl.UInt16, wrap_numerical=True)] == 1
        return bool(hashes.filter(is_marked).is_in(known).any())


def text_hash(column: Column, frame: pl.DataFrame) -> pl.Expr:
    """What stands for the texts of a column of a frame: 64 bits, null where blank."""
    hashed = column.raw.hash(0)
    # A text that is there needs no look at whether it is, which takes longer than hashing it.
    return pl.when(column.raw.is_not_null()).then(hashed) if frame[column.raw_name].null_count() else hashed


@lru_cache(maxsize=16)
def _marked(words: tuple[str, ...]) -> tuple[pl.Series, pl.Series]:
    """The hashes of words as one list, and a table of what hashes end in, with 1 for theirs."""
    hashes = pl.Series(words, dtype=pl.String).hash(0)
    return hashes.implode(), pl.zeros(2**BITS, dtype=pl.UInt8, eager=True).scatter(hashes % 2**BITS, 1)
