"""Frames of blocks on the thread that asks: each block has a thread of its own, which Polars' pool would only hold up.

Who hands a call to the pool sleeps until a thread there has woken up, some 0.2 ms, and that thread looks for
more work afterwards. `select_seq` and `with_columns_seq` stay on the thread; `filter` of a frame does not.
"""

from __future__ import annotations

import polars as pl


def rows_where(frame: pl.DataFrame, which: pl.Series | pl.Expr) -> pl.DataFrame:
    """The rows that a mask marks, or for which an expression is true; null is no."""
    mask = which if isinstance(which, pl.Series) else frame.select_seq(which).to_series()
    if len(mask) != frame.height:
        # Literals alone give one row.
        mask = mask.new_from_index(0, frame.height)
    if mask.all(ignore_nulls=False):
        return frame
    return pl.DataFrame([column.filter(mask) for column in frame.get_columns()])
