"""Finds the list that an interaction came from: by key, or the latest one shown to the same user within a window."""

from __future__ import annotations

from enum import StrEnum
from typing import Final

import polars as pl

from interactions_cli.reading.frames import rows_where
from interactions_cli.transforms.merge.groups import bisect
from interactions_cli.transforms.merge.held import needle
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
    frame = interactions.with_columns_seq(number=index.groups.find(interactions["group"]))
    if not rule.by_time or rule.within is None:
        found = frame.with_columns_seq(list="number", skewed=pl.lit(value=False), distance=pl.lit(None, dtype=pl.Int64))
        reason = pl.when(pl.col("group").is_null()).then(pl.lit(Unmatched.NO_KEY)).otherwise(pl.lit(Unmatched.NO_LIST))
    else:
        found, reason = _by_time(frame, index, rule.within, shown=rule.shown)
    return found.select_seq(
        "list", pl.when(pl.col("list").is_null()).then(reason).alias("reason"), "skewed", "distance"
    )


def _by_time(frame: pl.DataFrame, index: ListIndex, within: int, *, shown: bool) -> tuple[pl.DataFrame, pl.Expr]:
    asked = frame.with_row_index("row").with_columns_seq(at=pl.col("second").clip(-FAR, FAR))
    ranges = _ranges(rows_where(asked, asked["number"].is_not_null() & asked["at"].is_not_null()), index, within)
    is_in_window = _have_one(ranges, index, within)
    in_window, outside = rows_where(ranges, is_in_window), rows_where(ranges, ~is_in_window)
    chosen = _latest_shown(in_window, index) if shown else in_window.select_seq("row", list=pl.col("high") - 1)
    nothing = pl.Series([None], dtype=pl.Int64).new_from_index(0, frame.height)
    nowhere = pl.repeat(value=False, n=frame.height, eager=True)
    nearest = _distances(outside, index)
    found = asked.with_columns_seq(
        list=nothing.clone().scatter(chosen["row"], chosen["list"]),
        is_in_window=nowhere.clone().scatter(in_window["row"], values=True),
        skewed=nowhere.clone().scatter(_just_before(outside, index, within), values=True),
        distance=nothing.clone().scatter(nearest["row"], nearest["distance"]),
    )
    reason = (
        pl.when(pl.col("group").is_null())
        .then(pl.lit(Unmatched.NO_KEY))
        .when(pl.col("second").is_null())
        .then(pl.lit(Unmatched.BAD_TIMESTAMP))
        .when(pl.col("number").is_null())
        .then(pl.lit(Unmatched.NO_LIST))
        .when("is_in_window")
        .then(pl.lit(Unmatched.NOT_SHOWN))
        .otherwise(pl.lit(Unmatched.OUTSIDE_WINDOW))
    )
    return found, reason


def _ranges(queries: pl.DataFrame, index: ListIndex, within: int) -> pl.DataFrame:
    """Where the lists of the group stand: all from `start` to `end`, those before `high` not later than `at`.

    `first` is what the first place of the window holds.
    """
    queries = queries.select_seq(
        "row",
        "item",
        "at",
        "number",
        start=index.starts.gather(queries["number"]).cast(pl.Int64),
        end=index.starts.gather(queries["number"] + 1).cast(pl.Int64),
        last=place(pl.col("number"), pl.col("at")),
        first=place(pl.col("number"), pl.col("at") - within),
    )
    start, at = queries["start"], queries["at"]
    # A search that starts before 1970 must not find the lists at that end.
    high = bisect(index.places, queries["last"], start, queries["end"], behind_equal=True).zip_with(at >= 0, start)
    return queries.select_seq("row", "item", "at", "number", "start", "end", "first", high=high)


def _have_one(ranges: pl.DataFrame, index: ListIndex, within: int) -> pl.Series:
    """Whether the window has a list: it has the last one before `high`, or none."""
    latest = index.places.gather((ranges["high"] - 1).clip(0)) if len(index.places) else index.places.clear()
    # A window that begins behind 2106 has none of the lists at that end.
    return (ranges["high"] > ranges["start"]) & (latest >= ranges["first"]) & (ranges["at"] - within <= LAST_SECOND)


def _just_before(outside: pl.DataFrame, index: ListIndex, within: int) -> pl.Series:
    """The rows whose next list is at most the window later."""
    followed = rows_where(outside, (outside["high"] < outside["end"]) & (outside["at"] + within >= 0))
    latest = followed.select_seq(place(pl.col("number"), pl.col("at") + within)).to_series()
    return followed["row"].filter(index.places.gather(followed["high"]) <= latest)


def _distances(ranges: pl.DataFrame, index: ListIndex) -> pl.DataFrame:
    """How long after the nearest list of their key interactions are that have none in the window: `row`, `distance`."""
    last = len(index.places) - 1
    later = index.places.gather(ranges["high"].clip(0, max(last, 0))) if last >= 0 else index.places.clear()
    times = ranges.select_seq("row", "at", "number", "start", "high").with_columns_seq(
        index.seconds((ranges["high"] - 1).clip(0)).alias("earlier_time")
        if last >= 0
        else pl.lit(0).alias("earlier_time"),
        later.alias("later"),
    )
    since = pl.when(pl.col("high") > pl.col("start")).then(pl.col("at") - pl.col("earlier_time"))
    is_same = (pl.col("high") <= last) & ((pl.col("later") // 2**TIME_BITS).cast(pl.Int64) == pl.col("number"))
    until = pl.when(is_same).then(pl.col("at") - (pl.col("later") % 2**TIME_BITS).cast(pl.Int64))
    nearest = pl.when(since.is_null() | (-until < since)).then(until).otherwise(since)
    return times.select_seq("row", distance=nearest)


def _latest_shown(ranges: pl.DataFrame, index: ListIndex) -> pl.DataFrame:
    """The last list of each window that contains the item: `row` and `list`, for the rows that have one."""
    held = index.held
    left = rows_where(ranges, ranges["item"].is_not_null())
    left = left.select_seq("row", "first", "start", "item", needle=needle(), list=pl.col("high") - 1)
    left = rows_where(left, left["needle"].is_not_null())
    # Most items are in the first list that is looked at; what is left is searched in ever larger steps.
    is_there = held.have(left["list"], left["needle"], left["item"])
    found = [rows_where(left, is_there).select_seq("row", "list")]
    left = rows_where(left, ~is_there)
    low = bisect(index.places, left["first"], left["start"], left["list"], behind_equal=False).alias("low")
    left = left.select_seq("row", low, "item", "needle", high="list")
    left = rows_where(left, left["high"] > left["low"])
    step = 2
    while left.height:
        tried = left.with_columns_seq(bottom=pl.max_horizontal("low", pl.col("high") - step))
        pairs = tried.select_seq("row", "item", "needle", list=pl.int_ranges("bottom", "high")).explode("list")
        hits = rows_where(pairs, held.have(pairs["list"], pairs["needle"], pairs["item"]))
        hits = hits.group_by("row").agg(pl.col("list").max())
        found.append(hits)
        left = rows_where(tried, tried["bottom"] > tried["low"]).join(hits, on="row", how="anti")
        left = left.select_seq("row", "low", "item", "needle", high="bottom")
        step = max(1, min(2 * step, PAIRS // max(1, left.height)))
    return pl.concat(found)
