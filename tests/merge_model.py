"""A reference model of `merge-impressions` in plain Python: one interaction at a time, every list looked at.

It imports nothing from the package; lines are read by the model of `validate`.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from fractions import Fraction

from tests import model

# White space as Unicode defines it; Python's own strip() also takes the separators U+001C to U+001F.
WHITE = "\t\n\x0b\x0c\r \x85\xa0\u1680\u2028\u2029\u202f\u205f\u3000" + "".join(map(chr, range(0x2000, 0x200B)))
NUMBER = re.compile(r"[0-9]{1,18}(\.[0-9]+)?")
ISO = re.compile(
    r"([0-9]{4}-[0-9]{2}-[0-9]{2})[Tt ]([0-9]{2}:[0-9]{2}(:[0-9]{2})?)([.,][0-9]+)? ?"
    r"(Z|z|UTC|[+-][0-9]{2}(:?[0-9]{2})?)"
)
YEAR_2106 = 2**32
ALWAYS_NEEDED = {"USER_ID", "ITEM_ID", "TIMESTAMP", "EVENT_TYPE"}


@dataclass(frozen=True)
class Entry:
    """A record of a log: its text fields, and either the ids of a list or one item."""

    fields: Mapping[str, str | None]
    ids: Sequence[str | None] | None = None


@dataclass(frozen=True)
class Options:
    """How lists are matched and written; `within` in seconds."""

    on: tuple[str, ...] = ()
    by: tuple[str, ...] = ()
    within: int | None = None
    shown: bool = True
    existing: str = "keep"
    available: frozenset[str] | None = None
    add: bool = False
    unit: str | None = None

    @property
    def key(self) -> tuple[str, ...]:
        return (*(self.on or ("USER_ID",)), *self.by)


@dataclass(frozen=True)
class Shown:
    """One list of the logs."""

    key: tuple[str | None, ...]
    time: Fraction | None
    ids: tuple[str, ...]


@dataclass
class Expected:
    """For each line after the header the new text of IMPRESSION, None where it stays; and the figures."""

    cells: list[str | None] = field(default_factory=list)
    counts: Counter[str] = field(default_factory=Counter)
    used: set[int] = field(default_factory=set)
    delays: list[int] = field(default_factory=list)
    positions: Counter[int] = field(default_factory=Counter)
    lists: list[Shown] = field(default_factory=list)


def merge(header: Sequence[str], lines: Sequence[bytes], shown: Sequence[Shown], options: Options) -> Expected:
    """What becomes of lines without their ends."""
    expected = Expected(lists=list(shown))
    for line in lines:
        cells = None
        if line:
            expected.counts["interactions"] += 1
            cells = read(line, len(header))
            expected.counts["broken_lines"] += cells is None
        expected.cells.append(
            None if cells is None else cell_for(dict(zip(header, cells, strict=True)), options, expected)
        )
    return expected


def read(line: bytes, width: int) -> list[str] | None:
    """The fields of a well-formed line."""
    try:
        found = model.read_fields(line.decode("utf-8"), ",")
    except UnicodeDecodeError:
        return None
    return found[0] if found and len(found[0]) == width else None


def cell_for(row: Mapping[str, str], options: Options, expected: Expected) -> str | None:
    old = row.get("IMPRESSION", "")
    old_ids = [part for part in old.split("|") if part.strip(WHITE)]
    if old_ids and options.existing == "keep":
        expected.counts["existing_kept"] += 1
        return still_available(old_ids, value(row, "ITEM_ID"), options, expected.counts)
    second = epoch(row.get("TIMESTAMP", ""))
    item = value(row, "ITEM_ID")
    place = find(row, second, item, options, expected)
    if place is None:
        return still_available(old_ids, item, options, expected.counts)
    found = expected.lists[place]
    expected.counts["matched"] += 1
    expected.used.add(place)
    if second is not None and found.time is not None:
        expected.delays.append(second - found.time.__floor__())
        expected.counts["clock_skew"] += options.within is None and expected.delays[-1] < 0
    if item in found.ids:
        expected.positions[found.ids.index(str(item)) + 1] += 1
    else:
        expected.counts["item_not_in_list"] += 1
    cell = content(found.ids, item, old_ids if options.existing == "union" else [], options, expected.counts)
    return "" if cell is None and old_ids else cell


def find(
    row: Mapping[str, str], second: int | None, item: str | None, options: Options, expected: Expected
) -> int | None:
    """The place of the list that an interaction came from."""
    key = tuple(value(row, name) for name in options.key)
    reason = ""
    if None in key:
        reason = "no_key"
    elif options.within is not None and second is None:
        reason = "bad_timestamp"
    candidates = [(place, entry) for place, entry in enumerate(expected.lists) if entry.key == key]
    if not reason and not candidates:
        reason = "no_list"
    if reason:
        expected.counts[reason] += 1
        return None
    if options.within is None or second is None:
        return candidates[-1][0]
    ages = [(place, entry, second - (entry.time or Fraction(0)).__floor__()) for place, entry in candidates]
    inside = [(place, entry) for place, entry, age in ages if 0 <= age <= options.within]
    if not inside:
        expected.counts["outside_window"] += 1
        expected.counts["clock_skew"] += any(-options.within <= age < 0 for _, _, age in ages)
        return None
    fitting = [(entry.time, place) for place, entry in inside if not options.shown or item in entry.ids]
    if not fitting:
        expected.counts["not_shown"] += 1
        return None
    return max(fitting)[1]


def still_available(old: Sequence[str], item: str | None, options: Options, counts: Counter[str]) -> str | None:
    """The new text of a list that a row has already and keeps; None if all its items are available."""
    if options.available is None or all(part.strip(WHITE) in {*options.available, item} for part in old):
        return None
    return content((), item, old, replace(options, add=False), counts) or ""


def content(
    found: Sequence[str], item: str | None, old: Sequence[str], options: Options, counts: Counter[str]
) -> str | None:
    """The text that is written; None if no id is left."""
    ids = list(dict.fromkeys([*(part.strip(WHITE) for part in old), *found]))
    if options.available is not None:
        counts["ids_unavailable"] += sum(entry not in options.available and entry != item for entry in ids)
        ids = [entry for entry in ids if entry in options.available or entry == item]
    if options.add and item is not None and item not in ids:
        if is_writable(item) and item == item.strip(WHITE):
            ids.append(item)
            counts["items_added"] += 1
        else:
            counts["items_not_added"] += 1
    cut = 0
    while len("|".join(ids)) > 1000:
        place = max((at for at, entry in enumerate(ids) if entry != item), default=None)
        if place is None:
            break
        del ids[place]
        cut += 1
    counts["lists_cut"] += cut > 0
    counts["ids_cut"] += cut
    counts["lists_emptied"] += not ids
    return "|".join(ids) or None


def value(row: Mapping[str, str], name: str) -> str | None:
    """A cell, None where it is blank."""
    text = row.get(name, "")
    return None if not (text.strip(WHITE) if name in ALWAYS_NEEDED else text) else text


def epoch(text: str) -> int | None:
    """A TIMESTAMP."""
    trimmed = text.strip(WHITE)
    seconds = int(trimmed) if model.EPOCH.fullmatch(trimmed) else None
    return seconds if seconds is not None and -(2**63) <= seconds < 2**63 else None


def is_writable(item: str) -> bool:
    return "|" not in item and not model.CONTROL.search(item) and len(item) <= 256


def log_time(text: str | None, unit: str | None) -> Fraction | None:
    """A time of a log in seconds, to the microsecond."""
    trimmed = (text or "").strip(WHITE)
    seconds = None
    if NUMBER.fullmatch(trimmed):
        whole = int(trimmed.split(".")[0])
        found = unit or next(
            (name for name, limit in (("s", 10**11), ("ms", 10**14), ("us", 10**17)) if whole < limit), None
        )
        if found:
            seconds = Fraction(trimmed) / {"s": 1, "ms": 10**3, "us": 10**6}[found]
    elif parts := ISO.fullmatch(trimmed):
        zone = {"Z": "+00:00", "z": "+00:00", "UTC": "+00:00"}.get(parts[5], parts[5])
        zone = zone if len(zone) > 3 else f"{zone}:00"
        clock = parts[2] if parts[3] else f"{parts[2]}:00"
        try:
            moment = datetime.fromisoformat(f"{parts[1]}T{clock}{zone}")
        except ValueError:
            return None
        seconds = Fraction(int(moment.timestamp())) + Fraction("0." + (parts[4] or ".0")[1:])
    if seconds is None or not 0 <= seconds < YEAR_2106:
        return None
    return Fraction(int(seconds * 10**6), 10**6)


def lists_of(entries: Sequence[Entry], options: Options) -> list[Shown]:
    """The lists that a log of lists holds."""
    found = []
    for entry in entries:
        ids = clean(entry.ids or [])
        key = tuple(entry.fields.get(name) or None for name in options.key)
        time = log_time(entry.fields.get("TIMESTAMP"), options.unit)
        if ids and None not in key and (options.within is None or time is not None):
            found.append(Shown(key, time, tuple(ids)))
    return found


def gathered(entries: Sequence[Entry], options: Options) -> list[Shown]:
    """The lists that a log with a record for each shown item holds."""
    lists: dict[tuple[object, ...], Shown] = {}
    for entry in entries:
        time = log_time(entry.fields.get("TIMESTAMP"), options.unit)
        key = tuple(entry.fields.get(name) or None for name in options.key)
        ids = clean([entry.fields.get("ITEM_ID")])
        together: tuple[object, ...]
        if options.on and options.within is None:
            together = tuple(entry.fields.get(name) or None for name in options.on)
        elif options.on:
            recommendation = entry.fields.get("RECOMMENDATION_ID")
            together = (*key, recommendation or time)
        elif recommendation := entry.fields.get("RECOMMENDATION_ID"):
            together = (recommendation,)
        else:
            together = (
                entry.fields.get("USER_ID") or None,
                *(entry.fields.get(name) or None for name in options.by),
                time,
            )
        if not ids or None in key or None in together or (options.within is not None and time is None):
            continue
        first = lists.get(together, Shown(key, time, ()))
        lists[together] = Shown(first.key, first.time, tuple(dict.fromkeys([*first.ids, *ids])))
    return list(lists.values())


def clean(ids: Sequence[str | None]) -> list[str]:
    trimmed = [(entry or "").strip(WHITE) for entry in ids]
    return list(dict.fromkeys(entry for entry in trimmed if entry and is_writable(entry)))
