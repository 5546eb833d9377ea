"""What the bytes of lists between bars tell about their ids without taking the lists apart."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

import polars as pl

from interactions_cli.measures.repeats import SHORT, repeating
from interactions_cli.personalize.limits import MAX_ID_CHARS

BAR: Final = ord("|")
# Lists of so many bytes together are looked at as one: what is made of them stays in the cache.
PIECE_BYTES: Final = 2 << 20
# So many bytes behind the bar before an id, and before the bar behind it, tell ids apart; most vary at their end.
FIRST, LAST = 2, 4
# An odd factor: multiplying by it loses no bit.
FACTOR: Final = 0x9E3779B1


def look_at(texts: pl.Series) -> pl.DataFrame:
    """What is known of lists.

    Args:
        texts: Ids with bars between them and at both ends, no null.

    Returns:
        `count` (UInt32), how many ids each has, and `odd`, whether one of them is blank, stands there twice or has more
        characters than any ITEM_ID.
    """
    rows = max(1, len(texts) * PIECE_BYTES // max(1, int(texts.str.len_bytes().sum())))
    pieces = (texts.slice(start, rows) for start in range(0, len(texts), rows))
    empty = pl.DataFrame(schema={"count": pl.UInt32, "odd": pl.Boolean})
    return pl.concat([empty, *(_of_piece(piece) for piece in pieces)])


def _of_piece(texts: pl.Series) -> pl.DataFrame:
    found = _by_bytes(texts)
    return _by_ids(texts) if found is None else found


def _by_ids(texts: pl.Series) -> pl.DataFrame:
    ids = texts.str.slice(1, texts.str.len_chars().cast(pl.Int64) - 2).str.split("|")
    frame = pl.DataFrame({"text": texts, "ids": ids, "repeats": repeating(ids)})
    longest = pl.col("ids").list.eval(pl.element().str.len_chars()).list.max()
    is_odd = pl.col("text").str.contains("||", literal=True) | pl.col("repeats") | (longest > MAX_ID_CHARS)
    return frame.select_seq(count=pl.col("ids").list.len(), odd=is_odd)


def _by_bytes(texts: pl.Series) -> pl.DataFrame | None:
    """The same; None where only the ids themselves can tell."""
    octets = texts.cast(pl.Binary).cast(pl.List(pl.UInt8)).explode()
    bars = octets == BAR
    if _may_be_overlong(texts, bars):
        return None
    firsts = list(_behind(octets, bars))
    # Only between two lists do two bars stand side by side, or some id is blank.
    between = _where(firsts[0] == BAR)
    if len(between) != len(texts) - 1:
        return None
    ends = pl.concat([between.cast(pl.Int64), pl.Series([len(firsts[0])])])
    counts = ends - ends.shift(1, fill_value=-1) - 1
    most = int(str(counts.max()))
    if most > SHORT:
        return None
    suspects = _suspects(_mixed([*firsts, *_before(octets, bars)]), firsts[0] != BAR, ends, most)
    odd = pl.repeat(value=False, n=len(texts), eager=True)
    if len(suspects):
        ids = texts.gather(suspects).str.split("|")
        # The texts at both ends, which are blank, are equal as well.
        odd = odd.scatter(suspects.filter(ids.list.n_unique() < ids.list.len() - 1), values=True)
    return pl.DataFrame({"count": counts.cast(pl.UInt32), "odd": odd})


def _may_be_overlong(texts: pl.Series, bars: pl.Series) -> bool:
    if int(str(texts.str.len_bytes().max())) <= MAX_ID_CHARS:
        return False
    places = _where(bars)
    return bool((places.slice(1) - places.head(len(places) - 1) > MAX_ID_CHARS + 1).any())


def _where(marks: pl.Series) -> pl.Series:
    """The places of what is true; where much is, `arg_true` takes many times as long."""
    return pl.int_range(0, len(marks), dtype=pl.UInt32, eager=True).filter(marks)


def _behind(octets: pl.Series, bars: pl.Series) -> Iterator[pl.Series]:
    """The first byte behind each bar but the last, the second one, and so on, up to the bar behind the shortest id."""
    for apart in range(1, FIRST + 1):
        found = octets.slice(apart).filter(bars.head(len(bars) - apart))
        yield found
        if apart > 1 and (found == BAR).any():
            return


def _before(octets: pl.Series, bars: pl.Series) -> Iterator[pl.Series]:
    """The same before each bar but the first."""
    for apart in range(1, LAST + 1):
        found = octets.head(len(octets) - apart).filter(bars.slice(apart))
        yield found
        if apart > 1 and (found == BAR).any():
            return


def _mixed(columns: list[pl.Series]) -> pl.Series:
    """One number (UInt32) for each row of columns of bytes."""
    mixed = columns[0].cast(pl.UInt32)
    for column in columns[1:]:
        mixed = mixed * FACTOR + column.cast(pl.UInt32)
    return mixed


def _suspects(numbers: pl.Series, is_id: pl.Series, ends: pl.Series, most: int) -> pl.Series:
    """The places of lists in which two ids have one number.

    All numbers are compared with those that stand one place behind them, then two places, and so on.

    Args:
        numbers: Of all ids, and one that means nothing between two lists.
        is_id: Whether it is of an id.
        ends: Where each list ends in them.
        most: The ids of the longest list.
    """
    hits = []
    is_within = is_id
    for apart in range(1, most):
        rest = len(numbers) - apart
        is_within = is_within.head(rest) & is_id.slice(apart)
        same = (numbers.slice(apart) == numbers.head(rest)) & is_within
        if same.any():
            hits.append(_where(same))
    return pl.Series(ends.search_sorted(pl.concat(hits), "left")).unique() if hits else pl.Series(dtype=pl.UInt32)
