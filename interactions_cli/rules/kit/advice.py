"""Advice that depends on what was found. It may name {prepare} and {drop}, as hints do."""

from __future__ import annotations

import json
import re
import shlex
from collections.abc import Mapping, Sequence
from typing import Any, Final

from interactions_cli.personalize.fields import (
    EVENT_TYPE,
    FIELD_TYPES,
    ITEM_ID,
    REQUIRED,
    RESERVED,
    TIMESTAMP,
    USER_ID,
    Domain,
    fold,
)
from interactions_cli.personalize.target import EventParameters
from interactions_cli.reading.view import DatasetView, Header
from interactions_cli.rules.kit.date_forms import date_form, zone_of
from interactions_cli.rules.kit.headers import missing_from, readable, renamed
from interactions_cli.rules.kit.near_names import meant_by
from interactions_cli.rules.kit.record_lines import is_numbered, is_record, naming_options
from interactions_cli.rules.kit.time_readings import NO_OFFSET, count_advice
from interactions_cli.wording import typed

DECIMAL: Final = re.compile(r"[0-9]{1,18}\.[0-9]*")
EITHER_COMMA: Final = re.compile(r"[+-]?[1-9][0-9]{0,2},[0-9]{3}")

# So much of a header stands in a hint.
MOST_SHOWN: Final = 200

SPELLED: Final = "Write names as the guide does: {prepare}"
SIBLING: Final = "Write the names of the other files, {guess}, above its first line: {prepare}"
RECORD: Final = (
    "Put names above the first line: add `{options}` to {prepare}; this order is what the contents look like, so look "
    "which id is the user's"
)
TIMELESS: Final = (
    "Export the file with a header line and with the time of each interaction: nothing in its first line looks like one"
)
COUNTED: Final = "Write the names of the columns where the file is made, in place of what only counts them"
BLANK: Final = "Write the column, blank where nothing is known: {prepare}"
MAPPED: Final = "Add `--map {mapped}` to {prepare} if that is what the column holds, or export {column} as well"
ASKED: Final = "Export {column} as well, or let prepare find it by names and contents, or ask (--map): {prepare}"
CONSTANT: Final = "Export EVENT_TYPE as well, or add `--set EVENT_TYPE={kind}` to {prepare} if every record is one"
ABSENT: Final = "Export {column} as well: nothing in the file stands for it"


def column_advice(view: DatasetView, header: Header, name: str) -> Mapping[str, str]:
    """{advice} for a column that is absent from a header, and the words that it takes."""
    if name in renamed(header):
        return {"advice": SPELLED}
    if is_record(header) or is_numbered(header):
        return _naming_advice(view, header, name)
    field = view.schema.field(name) if view.schema.path else None
    if field is not None and field.nullable:
        return {"advice": BLANK}
    others_missing = [column for column in (USER_ID, ITEM_ID, TIMESTAMP) if column not in (*header.names, name)]
    spare = [written for written, column in zip(header.written, header.names, strict=True) if column not in FIELD_TYPES]
    near = [written for written in spare if meant_by(written, (*REQUIRED[view.target.domain], *RESERVED)) == name]
    if len(near) == 1 and can_be_typed(near[0]):
        return {"advice": MAPPED, "mapped": shlex.quote(f"{name}={near[0]}")}
    if name == EVENT_TYPE and not others_missing:
        kind = "Watch" if view.target.domain is Domain.VIDEO_ON_DEMAND else "View"
        return {"advice": CONSTANT, "kind": kind}
    if len(spare) == 1 and not others_missing and can_be_typed(spare[0]):
        return {"advice": MAPPED, "mapped": shlex.quote(f"{name}={spare[0]}")}
    return {"advice": ASKED if spare else ABSENT}


def _naming_advice(view: DatasetView, header: Header, name: str) -> Mapping[str, str]:
    if is_numbered(header):
        return {"advice": COUNTED}
    others = [other for other in readable(view) if not is_record(other) and not missing_from([other], name)]
    if others:
        return {"advice": SIBLING, "guess": ",".join(others[0].names)[:MOST_SHOWN]}
    options = naming_options(header)
    return {"advice": RECORD, "options": options} if options else {"advice": TIMELESS}


def can_be_typed(*words: str) -> bool:
    """Whether words can stand in a command between backticks."""
    return all(word.isprintable() and "`" not in word for word in words)


CONVERTED: Final = "Write Unix seconds: {prepare} converts what reads as a time and drops the rest"
ZONE: Final = "Say whose clock wrote these: add `--time-zone UTC`, or a zone such as Europe/Berlin, to {prepare}"
REPEATED: Final = "Join files without the header lines of all but the first; {drop}"
FORMAT: Final = (
    "Say how these are written and whose clock wrote them: add `--time-format {form} --time-zone {zone}` to {prepare}; "
    "where the month comes first, it is %m before %d"
)

WORDED: Final = (
    "Say how these are written and whose clock wrote them: add `--time-format {form} --time-zone {zone}` to {prepare}"
)
OFFSET: Final = "Say how these are written: add `--time-format {form}` to {prepare}"


def time_advice(value: str) -> Mapping[str, str]:
    """{advice} for a TIMESTAMP that is no whole number, by the first one; empty where the value is hidden."""
    value = value.strip()
    if fold(value) == fold(TIMESTAMP):
        return {"advice": REPEATED}
    if NO_OFFSET.fullmatch(value):
        return {"advice": ZONE}
    form = date_form(value)
    if form is None:
        # A decimal that is a likely time needs no word.
        counted = count_advice(float(value)) if DECIMAL.fullmatch(value) else None
        return counted or {"advice": CONVERTED}
    # Where months have names, years come first or the offset is written, fewer words do.
    advice = FORMAT if "%m" in form and not form.startswith("%Y") else WORDED
    return {"advice": OFFSET if "%z" in form else advice, "form": shlex.quote(form), "zone": zone_of(value)}


READ: Final = (
    "Write numbers: {prepare} reads decimal commas and separated thousands, leaves NaN and inf blank, drops what "
    "is no number, and asks where commas and points contradict each other"
)
COMMA: Final = (
    "Say what the comma is: add `--decimal .` to {prepare} if it separates thousands, `--decimal ,` if the fraction "
    "follows it"
)


def number_advice(value: str) -> Mapping[str, str]:
    """{advice} for a value that is no number, by the first one; empty where it is hidden."""
    return {"advice": COMMA if EITHER_COMMA.fullmatch(value.strip()) else READ}


def missing_advice(view: DatasetView, column: str) -> Mapping[str, str]:
    """{advice} for blanks in a column that may not have any: where a schema says so, it may say otherwise."""
    field, path = view.schema.field(column), view.schema.path
    types = FIELD_TYPES.get(column, ("null", field.kind if field else "string"))
    if path is None or field is None or "null" not in types:
        return {"advice": "Fill it in where the file is made; {drop}"}
    entry: dict[str, Any] = {"name": column, "type": list(types)}
    snippet = json.dumps(entry | ({"categorical": True} if field.categorical else {}))
    return {"advice": "Write in {schema} `{snippet}` if the column may be blank", "schema": path, "snippet": snippet}


def placeholder_advice(view: DatasetView, column: str) -> Mapping[str, str]:
    """{advice} for words that stand for nothing: where blanks may be, they become blanks."""
    field = view.schema.field(column)
    if field is not None and field.nullable:
        return {"advice": "Leave the cells blank: {prepare}"}
    return {"advice": "Write what it stands for where the file is made; {drop}"}


def quoted_name(_view: DatasetView, column: str) -> Mapping[str, str]:
    """{quoted}: a column as a word of a shell."""
    return {"quoted": shlex.quote(column)}


def events_option(events: Sequence[EventParameters]) -> str:
    """`--event click --event watch:0.5`, as words of a shell."""
    return " ".join(f"--event {shlex.quote(_event(entry))}" for entry in events)


def _event(entry: EventParameters) -> str:
    numbers = ["" if number is None else typed(number) for number in (entry.threshold, entry.weight)]
    while numbers and not numbers[-1]:
        numbers.pop()
    return ":".join([(entry.event_type or "").replace(":", "\\:"), *numbers])


MOST_RENAMED: Final = 10
SPELLING: Final = "Write each type in one spelling where the file is made"


def spelling_advice(wanted: Mapping[str, str]) -> Mapping[str, str]:
    """{advice} for event types that are spelled in several ways.

    Args:
        wanted: A type → the one that it is to become.
    """
    # A slice is the bare text of a cell.
    wanted = {name[:]: to[:] for name, to in wanted.items()}
    final = {}
    for name in wanted:
        last, seen = wanted[name], {name}
        while last in wanted and last not in seen:
            seen.add(last)
            last = wanted[last]
        final[name] = last
    pairs = [f"{name}={to}" for name, to in final.items() if name != to]
    is_plain = can_be_typed(*pairs) and not any("=" in name for name in final)
    if len(pairs) > MOST_RENAMED or not is_plain:
        return {"advice": SPELLING}
    renames = " ".join(f"--rename-event {shlex.quote(pair)}" for pair in pairs)
    advice = "Write each type in one spelling: add `{renames}` to {prepare}"
    return {"advice": advice, "advice_without_cells": SPELLING, "renames": renames}
