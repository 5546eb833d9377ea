"""Finds the list that an interaction came from: by key, or the latest one shown to the same user within a window."""

from __future__ import annotations

from enum import StrEnum
from typing import Final

import polars as pl

from interactions_cli.transforms.merge.held import HeldLists, needle
from interactions_cli.transforms.merge.index import TIME_BITS, ListIndex, place
from interactions_cli.transforms.merge.log_times import LAST_SECOND
from interactions_cli.transforms.merge.match_rule import MatchRule

# Interactions far outside the time that lists can have are moved nearer, so that sums do not overflow.
FAR: Final = 2**40
# So many (interaction, list) pairs are looked at in one step of the search for a list with the item.
PAIRS: Final = 1 << 20


class Unmatched(StrEnum):
    """Why an interaction has no list; the first that holds."""

    NO_KEY = "no_key"
    BAD_TIMESTAMP = "bad_timestamp"
    NO_LIST = "no_list"
    OUTSIDE_WINDOW = "outside_window"
    NOT_SHOWN = "not_shown"


def match(interactions: pl.DataFrame, index: ListIndex, rule: MatchRule) -> pl.DataFrame:
    """Look up interactions.

    Args:
        interactions: `group` (UInt64, the hash of the key, null where blank), `second` (Int64, TIMESTAMP, null where it
            is none) and `item` (String, null where blank).
        index: The lists, built for this rule.
        rule: How they are matched.

    Returns:
        A row for each interaction: `list` (Int64), the list's place in the index or null; `reason`, an Unmatched where
        it is null; `skewed` (Boolean), whether by time all lists within the window are later than the interaction;
        `distance` (Int64), for those outside the window the seconds since the nearest list of their key.
    """
    groups = interactions["group"].fill_null(0)
    number = index.groups.search_sorted(groups, "left")
    if len(index.groups):
        known = index.groups.gather(number.clip(0, len(index.groups) - 1)) == groups
    else:
        known = pl.repeat(value=False, n=interactions.height, eager=True)
    frame = interactions.with_columns(number.cast(pl.Int64).alias("number"), known.alias("known"))
    if not rule.by_time or rule.within is None:
        matched = pl.when(pl.col("known") & pl.col("group").is_not_null()).then("number")
        found = frame.with_columns(list=matched, skewed=pl.lit(value=False), distance=pl.lit(None, dtype=pl.Int64))
        reason = pl.when(pl.col("group").is_null()).then(pl.lit(Unmatched.NO_KEY)).otherwise(pl.lit(Unmatched.NO_LIST))
    else:
        found, reason = _by_time(frame, index, rule.within, shown=rule.shown)
    return found.select("list", pl.when(pl.col("list").is_null()).then(reason).alias("reason"), "skewed", "distance")


def _by_time(frame: pl.DataFrame, index: ListIndex, within: int, *, shown: bool) -> tuple[pl.DataFrame, pl.Expr]:
    second = pl.col("second").clip(-FAR, FAR)
    usable = pl.col("known") & pl.col("group").is_not_null() & pl.col("second").is_not_null()
    asked = frame.with_columns(usable=usable, at=second).with_row_index("row")
    queries = asked.filter("usable").with_columns(
        first=place(pl.col("number"), pl.col("at") - within),
        last=place(pl.col("number"), pl.col("at")),
        later=place(pl.col("number"), pl.col("at") + within),
        start=place(pl.col("number"), pl.lit(0, dtype=pl.Int64)),
    )
    # A search that starts before 1970 or after 2106 must not find the lists at that end.
    low = index.places.search_sorted(queries["first"], "left")
    before = index.places.search_sorted(queries["start"], "left")
    high = index.places.search_sorted(queries["last"], "right").zip_with(queries["at"] >= 0, before)
    beyond = index.places.search_sorted(queries["later"], "right").zip_with(queries["at"] + within >= 0, before)
    low = low.zip_with(queries["at"] - within <= LAST_SECOND, high)
    ranges = queries.select(
        "row",
        pl.col("item"),
        "at",
        before.cast(pl.Int64).alias("start"),
        pl.col("number"),
        low.cast(pl.Int64).alias("low"),
        high.cast(pl.Int64).alias("high"),
        beyond.cast(pl.Int64).alias("beyond"),
    )
    chosen = _latest_shown(ranges, index.held) if shown else ranges.select("row", list=pl.col("high") - 1)
    in_window = ranges.join(chosen, on="row", how="left").select(
        "row",
        pl.when(pl.col("high") > pl.col("low")).then("list").alias("list"),
        is_in_window=pl.col("high") > pl.col("low"),
        skewed=(pl.col("high") <= pl.col("low")) & (pl.col("beyond") > pl.col("high")),
    )
    outside = _distances(ranges.filter(pl.col("high") <= pl.col("low")), index)
    found = asked.join(in_window, on="row", how="left").join(outside, on="row", how="left").sort("row")
    reason = (
        pl.when(pl.col("group").is_null())
        .then(pl.lit(Unmatched.NO_KEY))
        .when(pl.col("second").is_null())
        .then(pl.lit(Unmatched.BAD_TIMESTAMP))
        .when(~pl.col("known"))
        .then(pl.lit(Unmatched.NO_LIST))
        .when("is_in_window")
        .then(pl.lit(Unmatched.NOT_SHOWN))
        .otherwise(pl.lit(Unmatched.OUTSIDE_WINDOW))
    )
    return found.with_columns(pl.col("skewed").fill_null(value=False)), reason


def _distances(ranges: pl.DataFrame, index: ListIndex) -> pl.DataFrame:
    """How long after the nearest list of their key interactions are that have none in the window: `row`, `distance`."""
    last = len(index.places) - 1
    later = index.places.gather(ranges["high"].clip(0, max(last, 0))) if last >= 0 else index.places.clear()
    times = ranges.select("row", "at", "number", "start", "high").with_columns(
        index.seconds((ranges["high"] - 1).clip(0)).alias("earlier_time")
        if last >= 0
        else pl.lit(0).alias("earlier_time"),
        later.alias("later"),
    )
    since = pl.when(pl.col("high") > pl.col("start")).then(pl.col("at") - pl.col("earlier_time"))
    is_same = (pl.col("high") <= last) & ((pl.col("later") // 2**TIME_BITS).cast(pl.Int64) == pl.col("number"))
    until = pl.when(is_same).then(pl.col("at") - (pl.col("later") % 2**TIME_BITS).cast(pl.Int64))
    nearest = pl.when(since.is_null() | (-until < since)).then(until).otherwise(since)
    return times.select("row", distance=nearest)


def _latest_shown(ranges: pl.DataFrame, held: HeldLists) -> pl.DataFrame:
    """The last list of each range that contains the item: `row` and `list`, for the rows that have one."""
    left = ranges.filter(pl.col("high") > pl.col("low"), pl.col("item").is_not_null())
    left = left.select("row", "low", "high", "item", needle=needle()).filter(pl.col("needle").is_not_null())
    found = []
    step = 1
    while left.height:
        tried = left.with_columns(bottom=pl.max_horizontal("low", pl.col("high") - step))
        pairs = tried.select("row", "item", "needle", list=pl.int_ranges("bottom", "high")).explode("list")
        hits = (
            pairs.lazy()
            .filter(held.have(pairs["list"], pairs["needle"], pairs["item"]))
            .group_by("row")
            .agg(pl.col("list").max())
            .collect()
        )
        found.append(hits)
        left = tried.filter(pl.col("bottom") > pl.col("low")).join(hits, on="row", how="anti")
        left = left.select("row", "low", "item", "needle", high="bottom")
        # Most items are in the first list that is looked at; what is left is searched in ever larger steps.
        step = max(1, min(2 * step, PAIRS // max(1, left.height)))
    return pl.concat(found) if found else pl.DataFrame(schema={"row": pl.UInt32, "list": pl.Int64})
