"""One 64-bit number for the values that a list and its interaction must have in common."""

from __future__ import annotations

from collections.abc import Sequence

import polars as pl

# An odd factor: multiplying by its powers keeps ("a", "b") and ("b", "a") apart and loses no bit.
FACTOR = 0x9E3779B97F4A7C15


def key_hash(columns: Sequence[pl.Expr]) -> pl.Expr:
    """The hash (UInt64) of text columns taken together, by place and not by name; null where one of them is."""
    hashed = pl.lit(0, dtype=pl.UInt64)
    for place, column in enumerate(columns):
        hashed = hashed * pl.lit(FACTOR, dtype=pl.UInt64) + column.hash(place)
    return pl.when(pl.all_horizontal([column.is_not_null() for column in columns])).then(hashed)
