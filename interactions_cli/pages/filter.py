"""What a filter did, as sections."""

from __future__ import annotations

from collections.abc import Mapping

from interactions_cli.pages.blocks import Line, Name, Note, Section
from interactions_cli.report import Report
from interactions_cli.wording import percent, plural

SHOWN_TYPES = 20


def filter_sections(report: Report) -> list[Section]:
    """What each criterion left out, for which reasons, and what became of each event type."""
    section = report.sections["filter"]
    reasons = [Line(Name(name), (f"{count:,}",)) for name, count in section["by_reason"].items()]
    found = [
        Section("Left out, in the order of the criteria", _criteria(report)),
        Section("Reasons", reasons),
        Section("Event types", _event_types(section["by_event_type"])),
    ]
    return [entry for entry in found if entry.blocks]


def _criteria(report: Report) -> list[Line]:
    """Rows with their share, and users and items of which nothing is left."""
    section = report.sections["filter"]
    totals = {
        what: report.metrics.get(what, 0) + sum(entry[what] or 0 for entry in section["criteria"])
        for what in ("users", "items")
    }
    found = []
    for entry in section["criteria"]:
        parts = [_with_share(entry["rows"], "row", section["read"])]
        parts += [
            _with_share(entry[what], noun, totals[what])
            for what, noun in (("users", "user"), ("items", "item"))
            if entry[what]
        ]
        found.append(Line(Name(entry["name"]), tuple(parts)))
    return found


def _event_types(types: Mapping[str, Mapping[str, int]]) -> list[Line | Note]:
    """Rows per event type before and after; the most frequent ones."""
    shown = list(types.items())[:SHOWN_TYPES]
    found: list[Line | Note] = [
        Line(Name(name), (f"{counts['read']:,} read", f"{counts['kept']:,} kept")) for name, counts in shown
    ]
    more = len(types) - len(shown)
    return [*found, Note(f"… and {more:,} more")] if more else found


def _with_share(count: int, noun: str, total: int) -> str:
    share = f" ({percent(count / total)})" if count and total else ""
    return f"{plural(count, noun)}{share}"
