"""The sections of `stats` as blocks of words, tables and charts, for text and markdown."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from interactions_cli.pages.blocks import Bar, Block, Column, Line, Name, Note, Section, Table
from interactions_cli.pages.figures import and_more, number, quantile_title, share
from interactions_cli.pages.positions import position_chart, position_words
from interactions_cli.pages.readiness import readiness_blocks
from interactions_cli.pages.spread import spread_blocks
from interactions_cli.pages.thresholds import threshold_blocks
from interactions_cli.pages.time import time_blocks
from interactions_cli.pages.top_ids import top_blocks
from interactions_cli.wording import percent, plural

SHOWN_TYPES = 10
SHOWN_VALUES = 5
SHOWN_ITEMS = 10
WIDE, USUAL = 100, 72
BAR = Column(title="", right=False, from_width=USUAL)
NOTHING: Mapping[str, str] = {
    "distribution": "No row has a user or an item.",
    "events": "No row has an event type.",
    "thresholds": "No row has an EVENT_VALUE that is a number.",
    "columns": "There are no columns of your own.",
    "impressions": "There is no column IMPRESSION.",
}


def stats_sections(stats: Mapping[str, Any]) -> list[Section]:
    """What there is to show of a report's `stats`; the sections of the filtered set follow, marked as such."""
    found = _sections(stats, "")
    if "training" in stats:
        found += _sections(stats["training"], ", after the event filter")
    if "readiness" in stats:
        found.append(Section("Ready for", readiness_blocks(stats["readiness"])))
    return found


def _sections(stats: Mapping[str, Any], suffix: str) -> list[Section]:
    makers: Mapping[str, tuple[str, Callable[[Any], Sequence[Block]]]] = {
        "overview": ("Overview", _overview),
        "distribution": ("Users and items", lambda found: [*spread_blocks(found), *top_blocks(found)]),
        "events": ("Event types", _events),
        "thresholds": ("What a threshold leaves", threshold_blocks),
        "time": ("Time, in UTC", time_blocks),
        "columns": ("Own columns", _columns),
        "impressions": ("Impressions", _impressions),
    }
    # A section that was asked for by name says why it is empty.
    is_choice = not makers.keys() <= stats.keys()
    sections = []
    for name, (title, blocks) in makers.items():
        found = blocks(stats[name]) if stats.get(name) else []
        if name in stats and is_choice and not found:
            found = [Note(NOTHING[name])]
        if found:
            sections.append(Section(title + suffix, found))
    return sections


def _overview(figures: Mapping[str, Any]) -> Sequence[Block]:
    def about(name: str) -> str:
        return "about " if name in figures["estimated"] else ""

    copies = f"{about('duplicate_rows')}{_copies(figures['duplicate_rows'])}"
    repeats = f"{about('duplicate_user_item_time')}{figures['duplicate_user_item_time']:,} by user, item and time"
    totals = [
        Line("records", (f"{figures['records']:,}", copies, repeats)),
        Line("users, items", (plural(figures["users"], "user"), plural(figures["items"], "item"))),
    ]
    if not figures["pairs"]:
        return [*totals, Line("pairs", ("no row has both a user and an item",))]
    return [
        *totals,
        Line("pairs", (about("pairs") + plural(figures["pairs"], "different (user, item) pair"),)),
        Line(
            "density",
            (
                f"{about('density_pairs')}{share(figures['density_pairs'])} of all pairs",
                f"{share(figures['density_rows'])} with repetitions",
            ),
        ),
        Line(
            "repeat rate",
            (f"{about('repeat_rate')}{share(figures['repeat_rate'])} of the interactions repeat an earlier pair",),
        ),
    ]


def _copies(count: int) -> str:
    return plural(count, "exact copy", "exact copies")


def _events(figures: Mapping[str, Any]) -> Sequence[Block]:
    types = figures["types"][:SHOWN_TYPES]
    if not types:
        return []
    with_values = any(entry["values"] for entry in types)
    quantiles = (("min", 0), ("p10", WIDE), ("p50", 0), ("p90", WIDE), ("max", 0)) if with_values else ()
    head = [Column(title="type", right=False), Column(title="rows"), Column(title="share"), BAR]
    head += [Column(title="with value", from_width=USUAL)] if with_values else []
    head += [Column(title=quantile_title(name), from_width=width) for name, width in quantiles]
    rows = []
    for entry in types:
        values = entry["values"]
        cells: list[str | Bar] = [
            Name(entry["event_type"]),
            f"{entry['rows']:,}",
            share(entry["share"]),
            Bar(entry["share"]),
        ]
        cells += [f"{values['count']:,}" if values else "-"] if with_values else []
        cells += [number(values["quantiles"][name]) if values else "-" for name, _width in quantiles]
        rows.append(cells)
    blocks: list[Block] = [Table(head, rows)]
    blocks += and_more(figures["distinct"] - len(types), "event type")
    if figures["without_type"]:
        blocks.append(Note(f"{plural(figures['without_type'], 'row')} without an event type."))
    return blocks


def _columns(columns: Sequence[Mapping[str, Any]]) -> Sequence[Block]:
    if not columns:
        return []
    head = (Column(title="column", right=False), Column(title="complete"), BAR, Column(title="different values"))
    blocks: list[Block] = [Table(head, [_completeness(entry) for entry in columns])]
    for entry in columns:
        if entry["values"]:
            quantiles = entry["values"]["quantiles"]
            parts = [f"{quantile_title(name)} {number(value)}" for name, value in quantiles.items()]
            blocks.append(Line(Name(entry["column"]), tuple(parts)))
        if entry["top_values"]:
            blocks.append(Line(Name(entry["column"]), ("the most frequent values",)))
            blocks.append(_top_values(entry["top_values"][:SHOWN_VALUES]))
        if entry["spellings"]:
            blocks.append(_spellings(entry["spellings"]))
    return blocks


def _completeness(entry: Mapping[str, Any]) -> tuple[str | Bar, ...]:
    about = "about " if entry["estimated"] else ""
    distinct = "-" if entry["distinct"] is None else f"{about}{entry['distinct']:,}"
    return (Name(entry["column"]), share(entry["completeness"]), Bar(entry["completeness"] or 0.0), distinct)


def _spellings(groups: Sequence[Mapping[str, Any]]) -> Table:
    head = (Column(title="spelled alike", right=False), Column(title="rows"), Column(title="usually", right=False))
    return Table(
        head,
        [
            (Name(value), f"{rows:,}", Name(group["values"][0]))
            for group in groups
            for value, rows in list(zip(group["values"], group["rows"], strict=True))[1:]
        ],
    )


def _top_values(values: Sequence[Mapping[str, Any]]) -> Table:
    head = (Column(title="value", right=False), Column(title="rows"), Column(title="share"), BAR)
    return Table(
        head,
        [(Name(entry["value"]), f"{entry['rows']:,}", share(entry["share"]), Bar(entry["share"])) for entry in values],
    )


def _impressions(figures: Mapping[str, Any]) -> Sequence[Block]:
    if not figures["rows"]:
        return [Line("lists", ("no row has a list",))]
    blocks: list[Block] = [
        Line("lists", (f"{plural(figures['rows'], 'row')} with a list", f"{percent(figures['share'])} of all")),
    ]
    for label, name in (("items a list", "items_per_list"), ("characters", "characters")):
        quantiles = figures[name]
        parts = tuple(f"{quantile_title(key)} {quantiles[key]:,}" for key in ("min", "p50", "p90", "max"))
        blocks.append(Line(label, parts))
    shown = plural(figures["interacted_shown"], "row") + " with their own item in the list"
    blocks.append(Line("clicked", (shown, share(figures["interacted_shown_share"]))))
    if figures["positions"]:
        blocks.append(Line("by place", tuple(position_words(figures["positions"]))))
    blocks.append(Line("shown items", (f"{figures['shown_items']:,}",)))
    blocks += position_chart(figures["positions"])
    head = (
        Column(title="most shown", right=False),
        Column(title="shown"),
        Column(title="clicked"),
        Column(title="click rate"),
        BAR,
    )
    rows = [
        (
            Name(entry["item"]),
            f"{entry['shown']:,}",
            f"{entry['clicks']:,}",
            share(entry["click_rate"]),
            Bar(entry["click_rate"]),
        )
        for entry in figures["top_items"][:SHOWN_ITEMS]
    ]
    blocks.append(Table(head, rows))
    return blocks
