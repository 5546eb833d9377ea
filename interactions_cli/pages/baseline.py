"""What a report says of a comparison with a baseline besides findings: the figures side by side."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from interactions_cli.pages.blocks import Column, Given, Line, Section, Table
from interactions_cli.wording import day, duration, figure, percent, span

NAMES: Final[Mapping[str, str]] = {
    "rows": "rows",
    "unique_interactions": "unique",
    "duplicate_rows": "duplicates",
    "users": "users",
    "items": "items",
    "event_types_distinct": "event types",
    "timestamp_newest": "newest",
    "longest_gap_hours": "longest gap",
}


def baseline_sections(baseline: Mapping[str, Any]) -> list[Section]:
    """The figures beside those of the baseline; nothing where they are the same or are not compared."""
    if not baseline["compared"] or baseline["same"]:
        return []
    head = (Column(title="", right=False), Column(title="baseline"), Column(title="now"), Column(title="change"))
    rows = [
        (NAMES[entry["figure"]], _shown(entry, "baseline"), _shown(entry, "now"), _change(entry))
        for entry in baseline["figures"]
    ]
    return [Section("Beside the baseline", [Line("baseline", (Given(baseline["path"]),)), Table(head, rows)])]


def _shown(entry: Mapping[str, Any], side: str) -> str:
    value = entry[side]
    if value is None:
        return "-"
    if entry["figure"] == "timestamp_newest":
        return day(value)
    return duration(value) if entry["figure"] == "longest_gap_hours" else figure(value)


def _change(entry: Mapping[str, Any]) -> str:
    """`-40 %`, `+3 hours`, `=` where nothing changed."""
    then, now = entry["baseline"], entry["now"]
    if then is None or now is None:
        return ""
    if then == now:
        return "="
    if entry["figure"] == "timestamp_newest":
        words = span(abs(now - then))
    elif entry["figure"] == "longest_gap_hours":
        words = duration(abs(now - then))
    else:
        words = percent(abs(entry["change"])) if entry["change"] is not None else ""
    return f"{'+' if now > then else '-'}{words}" if words else ""
