"""The sections of `stats` as blocks of words, tables and charts, for text and markdown."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from interactions_cli.pages.blocks import Bar, Block, Column, Line, Name, Note, Section, Table
from interactions_cli.pages.readiness import readiness_blocks
from interactions_cli.pages.time import time_blocks
from interactions_cli.wording import figure, percent, plural

SHOWN_TYPES = 10
SHOWN_CURVES = 5
SHOWN_VALUES = 5
SHOWN_ITEMS = 10
WIDE, USUAL = 100, 72
BAR = Column(title="", right=False, from_width=USUAL)
NAMELESS = "every type"
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
        "distribution": ("Users and items", _distribution),
        "events": ("Event types", _events),
        "thresholds": ("What a threshold leaves", _thresholds),
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


def number(value: float | None) -> str:
    """A figure of a table: fractions at 4 significant digits, a dash for none."""
    return figure(value, digits=4, none="-")


def share(value: float | None) -> str:
    """A share in per cent; a dash for none."""
    return "-" if value is None else percent(value)


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


def _distribution(figures: Mapping[str, Any]) -> Sequence[Block]:
    users, items = figures["users"], figures["items"]
    rows: list[tuple[str, Callable[[Mapping[str, Any]], str]]] = [
        ("how many", lambda side: f"{side['count']:,}"),
        ("mean", lambda side: number(side["mean"])),
        *((_quantile_title(name), _of(name)) for name in ("min", "p10", "p25", "p50", "p75", "p90", "p99", "max")),
        ("with a single row", lambda side: f"{side['single']:,} ({share(side['single_share'])})"),
        ("Gini coefficient", lambda side: number(side["gini"])),
        ("rows of the top 1 %", lambda side: share(side["top_1_percent_share"])),
        ("rows of the top 10 %", lambda side: share(side["top_10_percent_share"])),
    ]
    head = (Column(title="", right=False), Column(title="rows per user"), Column(title="rows per item"))
    table = Table(head, [(title, cell(users), cell(items)) for title, cell in rows])
    return [table, _histogram("user", users), _histogram("item", items)] if users["count"] or items["count"] else []


def _quantile_title(name: str) -> str:
    return {"p50": "median", "min": "least", "max": "most"}.get(name, name)


def _of(name: str) -> Callable[[Mapping[str, Any]], str]:
    return lambda side: number(side["quantiles"][name]) if side["quantiles"] else "-"


def _histogram(noun: str, side: Mapping[str, Any]) -> Table:
    most = max((entry["count"] for entry in side["histogram"]), default=0)
    head = (Column(title=f"rows per {noun}"), Column(title=f"{noun}s"), Column(title="", right=False))
    rows = [
        (
            f"{entry['from']:,}" if entry["from"] == entry["to"] else f"{entry['from']:,}-{entry['to']:,}",
            f"{entry['count']:,}",
            Bar(entry["count"] / most),
        )
        for entry in side["histogram"]
    ]
    return Table(head, rows)


def _events(figures: Mapping[str, Any]) -> Sequence[Block]:
    types = figures["types"][:SHOWN_TYPES]
    if not types:
        return []
    with_values = any(entry["values"] for entry in types)
    quantiles = (("min", 0), ("p10", WIDE), ("p50", 0), ("p90", WIDE), ("max", 0)) if with_values else ()
    head = [Column(title="type", right=False), Column(title="rows"), Column(title="share"), BAR]
    head += [Column(title="with value", from_width=USUAL)] if with_values else []
    head += [Column(title=_quantile_title(name), from_width=width) for name, width in quantiles]
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
    blocks += _more(figures["distinct"] - len(types), "event type")
    if figures["without_type"]:
        blocks.append(Note(f"{plural(figures['without_type'], 'row')} without an event type."))
    return blocks


def _more(count: int, noun: str) -> list[Block]:
    return [Note(f"… and {plural(count, f'more {noun}')}; the JSON report has up to 100.")] if count > 0 else []


def _thresholds(curves: Sequence[Mapping[str, Any]]) -> Sequence[Block]:
    head = (
        Column(title="EVENT_VALUE >="),
        Column(title="rows"),
        Column(title="share"),
        BAR,
        Column(title="users"),
        Column(title="with 2"),
        Column(title="trains", right=False),
    )
    blocks: list[Block] = []
    unsure = False
    # The curve of all types together comes last and is always shown.
    shown = [*curves[:SHOWN_CURVES], *(curve for curve in curves[SHOWN_CURVES:] if curve["event_type"] is None)]
    for curve in shown:
        name = NAMELESS if curve["event_type"] is None else Name(curve["event_type"])
        blocks.append(Line(name, (plural(curve["values"], "row") + " with a value",)))
        rows = []
        for step in curve["curve"]:
            verdict = {True: "yes", False: "no", None: "yes *"}[step["meets_minimums"]]
            unsure = unsure or step["meets_minimums"] is None
            counts = (f"{step['users']:,}", f"{step['users_with_2']:,}")
            left = (f"{step['rows']:,}", share(step["share"]), Bar(step["share"]))
            rows.append((number(step["threshold"]), *left, *counts, verdict))
        blocks.append(Table(head, rows))
    blocks += _more(len(curves) - len(shown), "event type")
    if unsure:
        blocks.append(Note("* unless too many of these rows are copies, which count once."))
    return blocks


def _columns(columns: Sequence[Mapping[str, Any]]) -> Sequence[Block]:
    blocks: list[Block] = []
    for entry in columns:
        parts = ["no rows" if entry["completeness"] is None else f"{percent(entry['completeness'])} complete"]
        if entry["distinct"] is not None:
            about = "about " if entry["estimated"] else ""
            parts.append(f"{about}{plural(entry['distinct'], 'different value')}")
        blocks.append(Line(Name(entry["column"]), tuple(parts)))
        if entry["values"]:
            quantiles = entry["values"]["quantiles"]
            parts = [f"{_quantile_title(name)} {number(value)}" for name, value in quantiles.items()]
            blocks.append(Line("", tuple(parts)))
        if entry["top_values"]:
            blocks.append(_top_values(entry["top_values"][:SHOWN_VALUES]))
        if entry["spellings"]:
            blocks.append(_spellings(entry["spellings"]))
    return blocks


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
        parts = tuple(f"{_quantile_title(key)} {quantiles[key]:,}" for key in ("min", "p50", "p90", "max"))
        blocks.append(Line(label, parts))
    shown = plural(figures["interacted_shown"], "row") + " with their own item in the list"
    blocks.append(Line("clicked", (shown, share(figures["interacted_shown_share"]))))
    blocks.append(Line("shown items", (f"{figures['shown_items']:,}",)))
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
