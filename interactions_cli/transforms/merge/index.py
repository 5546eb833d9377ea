"""All shown lists, in columns, in the order in which they are searched."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import polars as pl

from interactions_cli.transforms.merge.items import SEPARATOR, join_ids
from interactions_cli.transforms.merge.log_times import LAST_SECOND, MICROSECONDS

# An odd factor: multiplying by its powers keeps ("a", "b") and ("b", "a") apart and loses no bit.
FACTOR = 0x9E3779B97F4A7C15
TIME_BITS: Final = 32
LIST_SCHEMA: Final = {"line": pl.Int64(), "group": pl.UInt64(), "us": pl.Int64(), "text": pl.String()}
ITEM_SCHEMA: Final = {"list": pl.UInt64(), **LIST_SCHEMA}


@dataclass(frozen=True, kw_only=True)
class ListIndex:
    """Shown lists, searchable by group and, where times decide, by group and second.

    `groups` are the different groups, ascending (UInt64). By time, `places` (UInt64) has one entry a list, ascending:
    the group's number among `groups` in the upper half, the second in the lower one; lists of one group and second
    stand in the order of their exact times and lines, so the last one of a range is the latest. By key alone there is
    one list a group, the last of the log, and `places` is empty. `texts` are ids between bars, bars at both ends too;
    `seconds` (Int64) is null where a list has no time. `lengths` says how many `lists` have how many `ids`; `total`
    counts lists before those that a later line replaced were dropped.
    """

    groups: pl.Series
    places: pl.Series
    texts: pl.Series
    seconds: pl.Series
    lengths: pl.DataFrame
    total: int

    @property
    def bytes(self) -> int:
        """Memory of the columns."""
        return sum(int(column.estimated_size()) for column in (self.groups, self.places, self.texts, self.seconds))


def build_index(lists: Sequence[pl.DataFrame], items: Sequence[pl.DataFrame], *, by_time: bool) -> ListIndex:
    """Put the lists of all logs in order.

    Args:
        lists: Frames of `line` (rising over all logs), `group`, `us` and `text`.
        items: The same with `list`; rows of the same list become one, which stands where
            its first item does.
        by_time: Whether times decide.
    """
    found = pl.concat([pl.DataFrame(schema=LIST_SCHEMA), *lists])
    if items:
        found = pl.concat([found, _gathered(items)]).sort("line", maintain_order=True)
    lengths = found.select(ids=pl.col("text").str.count_matches(SEPARATOR, literal=True) - 1)
    counts = lengths.group_by("ids").len("lists").sort("ids")
    total = found.height
    if by_time:
        ordered = found.sort("group", "us", "line", maintain_order=True)
    else:
        ordered = found.unique("group", keep="last", maintain_order=True).sort("group")
    groups = ordered["group"].unique(maintain_order=True) if by_time else ordered["group"]
    seconds = ordered["us"] // MICROSECONDS
    number = (ordered["group"] != ordered["group"].shift(1)).fill_null(value=True).cum_sum() - 1
    places = (
        (number.cast(pl.UInt64) * 2**TIME_BITS + seconds.cast(pl.UInt64)) if by_time else pl.Series([], dtype=pl.UInt64)
    )
    return ListIndex(
        groups=groups.set_sorted(),
        places=places.set_sorted(),
        texts=ordered["text"].rechunk(),
        seconds=seconds,
        lengths=counts,
        total=total,
    )


def place(number: pl.Expr, second: pl.Expr) -> pl.Expr:
    """What `places` holds for a group's number and a second, seconds outside the range moved to its ends."""
    bounded: pl.Expr = number.cast(pl.UInt64) * 2**TIME_BITS + second.clip(0, LAST_SECOND).cast(pl.UInt64)
    return bounded


def _gathered(parts: Sequence[pl.DataFrame]) -> pl.DataFrame:
    """Parts of lists that several blocks have, put together in the order of the log."""
    parted = pl.concat([pl.DataFrame(schema=ITEM_SCHEMA), *(part.select(list(ITEM_SCHEMA)) for part in parts)])
    repeated = parted.filter(pl.col("list").is_duplicated())
    if not repeated.height:
        return parted.select(list(LIST_SCHEMA))
    joined = repeated.group_by("list", maintain_order=True).agg(
        pl.col("line", "group", "us").first(), pl.col("text").str.join("").str.split(SEPARATOR)
    )
    whole = joined.with_columns(join_ids(joined["text"])["text"])
    single = parted.filter(~pl.col("list").is_duplicated())
    return pl.concat([single, whole.select(list(ITEM_SCHEMA))]).select(list(LIST_SCHEMA))


def key_hash(columns: Sequence[pl.Expr]) -> pl.Expr:
    """The hash (UInt64) of text columns taken together, by place and not by name; null where one of them is."""
    hashed = pl.lit(0, dtype=pl.UInt64)
    for place, column in enumerate(columns):
        hashed = hashed * pl.lit(FACTOR, dtype=pl.UInt64) + column.hash(place)
    return pl.when(pl.all_horizontal([column.is_not_null() for column in columns])).then(hashed)
