"""What is written into IMPRESSION: which ids, each once, and no more of them than fit."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import polars as pl

from interactions_cli.personalize.limits import MAX_IMPRESSION_CHARS
from interactions_cli.reading.frames import rows_where
from interactions_cli.transforms.merge.held import HeldLists, has_needle, in_slices, needle, without_bars
from interactions_cli.transforms.merge.items import SEPARATOR
from interactions_cli.transforms.merge.mixed import can_be_added, mix

KEEP, REPLACE, UNION = "keep", "replace", "union"
EXISTING: Final = (KEEP, REPLACE, UNION)
# The pattern takes the ids of a text that is cut behind the last one that fits.
WHOLE_IDS: Final = r"^(?s:(.*))\|"


@dataclass(frozen=True, kw_only=True)
class ContentOptions:
    """What becomes of a list on its way into the file.

    `existing` is what happens to a row that has a list already: one of EXISTING. Of `available` (None for all) and the
    interacted item the rest is left out, of lists that a row has already, too. `add_interacted` adds the interacted
    item where it is missing.
    """

    existing: str = KEEP
    available: pl.Series | None = None
    add_interacted: bool = False


def write_lists(rows: pl.DataFrame, held: HeldLists, options: ContentOptions) -> pl.DataFrame:
    """The content of IMPRESSION.

    Args:
        rows: `list`, the place of the list that was found, or null; `head`, its head as held; `position`, that of the
            item in it, or null; `item`, the interacted item or null; `old`, the list that the row has already, or null.
        held: The lists.
        options: What becomes of lists.

    Returns:
        `text`, the new content, null where nothing is to be changed, empty where the old list is to go and no id is
        left; `cut` and `unavailable` (UInt32), ids that did not fit and ids that are not available; `added` and
        `not_added`, whether the interacted item was missing and could or could not be added; `emptied`, whether no id
        was left.
    """
    if _are_as_held(held, options):
        return _as_held(rows)
    places = rows["list"]
    total = _of_lists(held.available, places)
    frame = rows.with_row_index("row").with_columns_seq(
        base=rows["head"] if held.writable is held.heads else held.writable.gather(places),
        total=total,
        dropped=0 if held.available is held.ids else _of_lists(held.ids, places) - total,
        written=total if held.written is held.available else _of_lists(held.written, places),
        has_old=pl.col("old").is_not_null(),
        old=_old(options),
    )
    frame = frame.with_columns_seq(is_written=_is_written(frame, held))
    is_mixed = pl.col("old").is_not_null()
    if options.available is not None:
        is_mixed |= pl.col("position").is_not_null() & ~pl.col("is_written")
    mixed = frame.select_seq(is_mixed.alias("mixed"))["mixed"]
    if not mixed.any():
        return _plain(frame, options).drop("row")
    rest = rows_where(frame, mixed)
    parts = [
        mix(part, held, options.available, add_interacted=options.add_interacted)
        for part in in_slices(rest, rest["base"], rest["old"])
    ]
    return pl.concat([_plain(rows_where(frame, ~mixed), options), *parts]).sort("row").drop("row")


def _are_as_held(held: HeldLists, options: ContentOptions) -> bool:
    """Whether every list that is found is written whole and alone."""
    is_whole = held.writable is held.heads and held.written is held.ids
    return is_whole and options.available is None and options.existing != UNION and not options.add_interacted


def _as_held(rows: pl.DataFrame) -> pl.DataFrame:
    nothing, no = pl.lit(0, dtype=pl.UInt32), pl.lit(value=False)
    text = without_bars(pl.col("head"))
    return rows.select_seq(text=text, cut=nothing, unavailable=nothing, added=no, not_added=no, emptied=no)


def _of_lists(figures: pl.Series, places: pl.Series) -> pl.Series:
    return figures.gather(places).fill_null(0).cast(pl.Int64)


def _old(options: ContentOptions) -> pl.Expr:
    """The list of a row as far as it has a part in what is written; where all of it stays that is none."""
    if options.existing == UNION:
        return pl.when(pl.col("list").is_not_null() | (options.available is not None)).then("old")
    return pl.when(pl.col("list").is_null() & (options.available is not None)).then("old")


def _is_written(frame: pl.DataFrame, held: HeldLists) -> pl.Series:
    """Whether the interacted item is in what can be written of its list."""
    if held.writable is held.heads and not len(held.further.keys):
        return frame["position"].is_not_null()
    return has_needle(frame["base"], frame.select_seq(needle().alias("needle"))["needle"])


def _plain(frame: pl.DataFrame, options: ContentOptions) -> pl.DataFrame:
    """Lists that are written as they are held, some with the item at their end."""
    is_missing = pl.col("position").is_null() & pl.col("list").is_not_null() & pl.col("item").is_not_null()
    wanted = is_missing & options.add_interacted
    is_addable = can_be_added() if options.add_interacted else pl.lit(value=False)
    marked = frame.with_columns_seq(
        added=wanted & is_addable, not_added=wanted & ~is_addable, text=without_bars(pl.col("base"))
    )
    at_end = marked["added"] | (marked["position"].is_not_null() & ~marked["is_written"])
    count = pl.col("written")
    if at_end.any():
        marked = marked.with_columns_seq(text=pl.when(at_end).then(_with_item()).otherwise("text"))
        count = pl.when(at_end).then(pl.col("text").str.count_matches(SEPARATOR, literal=True) + 1).otherwise(count)
    is_empty = pl.col("text").is_null() & pl.col("list").is_not_null()
    return marked.select_seq(
        "row",
        text=pl.when(is_empty & pl.col("has_old")).then(pl.lit("")).otherwise("text"),
        cut=(pl.col("total") + pl.col("added") - count).cast(pl.UInt32),
        unavailable=pl.col("dropped").cast(pl.UInt32),
        added="added",
        not_added="not_added",
        emptied=is_empty,
    )


def _with_item() -> pl.Expr:
    """The first ids and the item behind them."""
    text = pl.col("text")
    room = MAX_IMPRESSION_CHARS - 1 - pl.col("item").str.len_chars().cast(pl.Int64)
    cut = text.str.slice(0, room + 1).str.extract(WHOLE_IDS)
    first = pl.when(text.str.len_chars() <= room).then(text).otherwise(cut)
    return pl.concat_str(first, "item", separator=SEPARATOR, ignore_nulls=True)
