"""Which lists hold an id twice: hashes of ids are compared column by column, and only what they suspect is counted."""

from __future__ import annotations

from typing import Final

import polars as pl

# Of longer lists every id is counted at once: each further id costs a comparison with all ids of the block.
SHORT: Final = 64


def id_hashes(ids: pl.Series) -> pl.Series:
    """Lists of what stands for ids (List of UInt64), null for a null."""
    return ids.to_frame("ids").select_seq(pl.col("ids").list.eval(pl.element().hash())).to_series()


def repeating(ids: pl.Series, hashes: pl.Series | None = None) -> pl.Series:
    """Which lists have an id more than once.

    Args:
        ids: Lists of ids (List of String).
        hashes: Their `id_hashes`, if they are at hand.

    Returns:
        A Boolean per list, False for one that is null.
    """
    sizes = ids.list.len()
    longest = sizes.max()
    nothing = pl.repeat(value=False, n=len(ids), eager=True)
    if not isinstance(longest, int) or longest < 2:
        return nothing
    is_long = (sizes > SHORT).fill_null(value=False)
    suspects = _suspects(id_hashes(ids) if hashes is None else hashes, sizes, min(longest, SHORT))
    if is_long.any():
        suspects = pl.concat([suspects, is_long.arg_true()]).unique()
    suspected = ids.gather(suspects)
    repeats = (suspected.list.n_unique() < suspected.list.len()).fill_null(value=False)
    return nothing.scatter(suspects.filter(repeats), values=True)


def _suspects(hashes: pl.Series, sizes: pl.Series, longest: int) -> pl.Series:
    """The places of lists in which two ids that stand less than `longest` apart have one hash.

    All hashes are compared with those that stand one place behind them, then two places, and so on. Every list has a
    salt of its own, so that ids of neighbours do not meet.
    """
    salted = hashes + pl.int_range(len(hashes), eager=True).hash()
    short = salted.explode(empty_as_null=False, keep_nulls=False).cast(pl.UInt32, wrap_numerical=True)
    pairs = ((short.slice(apart), short.head(len(short) - apart)) for apart in range(1, longest))
    hits = [same.arg_true() for one, other in pairs if (same := one == other).any()]
    if not hits:
        return pl.Series(dtype=pl.UInt32)
    ends = sizes.fill_null(0).cum_sum()
    return pl.Series(ends.search_sorted(pl.concat(hits), "right")).unique()
