"""Which lists hold an id twice: hashes of ids are compared column by column, and only what they suspect is counted."""

from __future__ import annotations

from typing import Final

import polars as pl

# Of longer lists every id is counted at once: each further id costs a comparison with all ids of the block.
SHORT: Final = 64


def repeating(ids: pl.Series) -> pl.Series:
    """Which lists have an id more than once.

    Args:
        ids: Lists of ids (List of String).

    Returns:
        A Boolean per list, False for one that is null.
    """
    longest = ids.list.len().max()
    if not isinstance(longest, int) or longest < 2:
        return pl.repeat(value=False, n=len(ids), eager=True)
    suspects = _suspects(ids, longest) if longest <= SHORT else ids.is_not_null().arg_true()
    suspected = ids.gather(suspects)
    repeats = (suspected.list.n_unique() < suspected.list.len()).fill_null(value=False)
    return pl.repeat(value=False, n=len(ids), eager=True).scatter(suspects.filter(repeats), values=True)


def _suspects(ids: pl.Series, longest: int) -> pl.Series:
    """The places of lists in which two ids have one hash.

    All hashes are compared with those that stand one place behind them, then two places, and so on. Every list has a
    salt of its own, so that ids of neighbours do not meet.
    """
    hashed = pl.col("ids").list.eval(pl.element().hash()) + pl.int_range(pl.len()).hash()
    short = hashed.explode(empty_as_null=False, keep_nulls=False).cast(pl.UInt32, wrap_numerical=True)
    salted = ids.to_frame("ids").lazy().select(short).collect()["ids"]
    pairs = ((salted.slice(apart), salted.head(len(salted) - apart)) for apart in range(1, longest))
    hits = [same.arg_true() for one, other in pairs if (same := one == other).any()]
    if not hits:
        return pl.Series(dtype=pl.UInt32)
    ends = ids.list.len().fill_null(0).cum_sum()
    return pl.Series(ends.search_sorted(pl.concat(hits), "right")).unique()
