"""What a filter did, in words: the part of its report that formats for people share."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from interactions_cli.report import Report
from interactions_cli.wording import percent, plural

SHOWN_TYPES = 20


@dataclass(frozen=True)
class Entry:
    """A name and what belongs to it, as parts that may be set on several physical lines."""

    name: str
    parts: tuple[str, ...]


def kept_words(section: Mapping[str, Any]) -> str:
    """`61,716 of 158,371 rows kept (39 %)`."""
    kept, read = section["kept"], section["read"]
    share = f" ({percent(kept / read)})" if read else ""
    return f"{kept:,} of {plural(read, 'line')} kept{share}"


def criteria(report: Report) -> list[Entry]:
    """What each criterion left out: rows with their share, reasons, and users and items of which nothing is left."""
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
        found.append(Entry(entry["name"], tuple(parts)))
    return found


def reasons(report: Report) -> list[Entry]:
    """How many rows were left out for which reason."""
    return [Entry(name, (f"{count:,}",)) for name, count in report.sections["filter"]["by_reason"].items()]


def event_types(report: Report) -> list[Entry]:
    """Rows per event type before and after; the most frequent ones."""
    types = report.sections["filter"]["by_event_type"]
    shown = list(types.items())[:SHOWN_TYPES]
    found = [Entry(name, (f"{counts['read']:,} read", f"{counts['kept']:,} kept")) for name, counts in shown]
    more = len(types) - len(shown)
    return [*found, Entry(f"… and {more:,} more", ())] if more else found


def _with_share(count: int, noun: str, total: int) -> str:
    share = f" ({percent(count / total)})" if count and total else ""
    return f"{plural(count, noun)}{share}"
