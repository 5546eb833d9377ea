"""What columns of the index take in memory."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

import polars as pl

# A text is a view of 16 bytes, which holds up to 12 of them itself.
VIEW_BYTES: Final = 16
BYTES_IN_VIEW: Final = 12


def memory_of(columns: Iterable[pl.Series]) -> int:
    """Bytes of numbers and texts, from what they are and not from how they came about.

    `estimated_size` counts the marks of null values that an operation may leave behind where there are none, and of
    texts no views: the same log in other blocks would have another figure.
    """
    return sum(_bytes_of(column) for column in columns)


def _bytes_of(column: pl.Series) -> int:
    marks = (len(column) + 7) // 8 if column.null_count() else 0
    if column.dtype != pl.String:
        return marks + len(column) * int(pl.zeros(1, column.dtype, eager=True).estimated_size())
    sizes = column.str.len_bytes()
    return marks + VIEW_BYTES * len(column) + int(sizes.filter(sizes > BYTES_IN_VIEW).sum())
