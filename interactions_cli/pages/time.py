"""The time section of `stats` as blocks."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from interactions_cli.pages.blocks import Bar, Block, Column, Heat, Line, Note, Spark, Table
from interactions_cli.wording import duration, percent, plural

WEEKDAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
LISTED_PERIODS = 14
HOUR_SECONDS = 3600


def time_blocks(figures: Mapping[str, Any]) -> Sequence[Block]:
    """Span, gaps, rows and newcomers per period, and when in the week things happen."""
    if not figures["periods"]:
        return [Line("span", ("no row has a plausible TIMESTAMP",))]
    blocks: list[Block] = [
        Line("span", (f"{_moment(figures['first_hour'])} to {_moment(figures['last_hour'])}", _length(figures))),
    ]
    blocks.append(Line("newest row", (_age(figures["newest_age_days"]),)))
    if figures["outside"]:
        blocks.append(Line("left out", (f"{plural(figures['outside'], 'row')} without a plausible TIMESTAMP",)))
    blocks.append(Line("empty hours", (f"{figures['empty_hours']:,} of {figures['span_hours']:,}",)))
    gaps = [f"{duration(gap['hours'])} from {_moment(gap['start'])}" for gap in figures["longest_gaps"]]
    if gaps:
        blocks.append(Line("longest gaps", tuple(gaps)))
    blocks += _periods(figures["periods"], figures["period"])
    blocks.append(Heat(WEEKDAYS, figures["weekday_hour"]))
    return blocks


def _age(days: int) -> str:
    return f"{plural(days, 'day')} old" if days else "less than a day old"


def _moment(text: str) -> str:
    return text.replace("T", " ").removesuffix(":00Z")


def _name(start: str, period: str) -> str:
    return start[:7] if period == "month" else _moment(start)


def _length(figures: Mapping[str, Any]) -> str:
    return duration(figures["span_hours"])


def _periods(periods: Sequence[Mapping[str, Any]], period: str) -> list[Block]:
    positions = [_position(entry["start"], period) for entry in periods]
    names = [_name(entry["start"], period) for entry in periods]
    curves = [
        Spark(label, [(place, entry[key]) for place, entry in zip(positions, periods, strict=True)], names=names)
        for label, key in (("rows", "rows"), ("new users", "new_users"), ("new items", "new_items"))
    ]
    if len(periods) > LISTED_PERIODS:
        shown = sorted(periods, key=lambda entry: -entry["rows"])[:3]
        busiest = tuple(f"{_name(entry['start'], period)} ({plural(entry['rows'], 'row')})" for entry in shown)
        places = list(zip(positions, periods, strict=True))
        traffic = Spark(
            "to new items",
            [(place, entry["new_item_traffic_share"] * entry["rows"]) for place, entry in places],
            [(place, entry["rows"]) for place, entry in places],
            names,
        )
        count = Line(f"per {period}", (f"{plural(len(periods), period)} with rows",))
        return [count, *curves, traffic, Line("busiest", busiest)]
    most, most_users = (max(entry[key] for entry in periods) for key in ("rows", "new_users"))
    head = (
        Column(title=period, right=False),
        Column(title="rows"),
        Column(title="", right=False, from_width=90),
        Column(title="new users"),
        Column(title="", right=False, from_width=110),
        Column(title="new items"),
        Column(title="traffic to new items", from_width=72),
    )
    rows = [
        (
            _name(entry["start"], period),
            f"{entry['rows']:,}",
            Bar(entry["rows"] / most),
            f"{entry['new_users']:,}",
            Bar(entry["new_users"] / most_users if most_users else 0.0),
            f"{entry['new_items']:,}",
            percent(entry["new_item_traffic_share"]),
        )
        for entry in periods
    ]
    return [Table(head, rows), *([Note(f"One {period} has all rows.")] if len(periods) == 1 else [])]


def _position(start: str, period: str) -> int:
    """Where a period stands on an axis without gaps."""
    moment = datetime.fromisoformat(start.replace("Z", "+00:00"))
    if period == "month":
        return moment.year * 12 + moment.month
    if period == "hour":
        return int(moment.timestamp()) // HOUR_SECONDS
    return moment.toordinal() // (7 if period == "week" else 1)
