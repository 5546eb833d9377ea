"""Streamed events: bodies of PutEvents requests and single events, as plain values under the names of columns."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import ROUND_FLOOR, Decimal
from math import isfinite
from typing import Any, Final

from interactions_cli.personalize.fields import (
    EVENT_ATTRIBUTION_SOURCE,
    EVENT_TYPE,
    EVENT_VALUE,
    IMPRESSION,
    ITEM_ID,
    RECOMMENDATION_ID,
    TIMESTAMP,
    USER_ID,
)
from interactions_cli.personalize.limits import MAX_EVENTS, MAX_ID_CHARS, MAX_IMPRESSION_ITEMS
from interactions_cli.reading.event_defect import EventDefect
from interactions_cli.reading.json_object import json_object

EVENT_LIST: Final = "eventList"
PROPERTIES: Final = "properties"
# Of these keys an object must have one to be an event.
EVENT_KEYS: Final = frozenset(
    {"eventType", "itemId", "sentAt", "eventValue", "eventId", "recommendationId", PROPERTIES}
)
# What may also stand among the properties.
ALSO_PROPERTIES: Final = {"itemid": ITEM_ID, "eventvalue": EVENT_VALUE}
# PutEvents takes texts for these; numbers are read as they are written.
TEXT_KEYS: Final = ("userId", "itemId", "eventType")
NUMBER: Final = re.compile(r"[+-]?([0-9]+\.?[0-9]*|\.[0-9]+)([eE][+-]?[0-9]+)?")
DECIMAL_TIME: Final = re.compile(r"-?[0-9]{1,19}(\.[0-9]*)?([eE][+-]?[0-9]{1,2})?")
LARGEST_TIME: Final = 1e19
# Column, what is wrong, and the value that shows it.
Found = tuple[EventDefect, str | None, str]


@dataclass(frozen=True, kw_only=True)
class Event:
    """One event, or one line that is none: `values` by column, without those that are blank, and what is wrong.

    `is_alike` is also an object with keys of an event that is none because of their values.
    """

    values: Mapping[str, str]
    found: Sequence[Found] = ()
    is_event: bool = True
    is_alike: bool = True


@dataclass(frozen=True, kw_only=True)
class EventForm:
    """What events are read for: `own` columns by their folded name, the `known` folded names of the schema.

    `plausible` are the first and the last Unix second that an event may have.
    """

    own: Mapping[str, str]
    known: frozenset[str]
    plausible: tuple[int, int] = field(default=(0, 0))


def folded(name: str) -> str:
    """A name that is the same for NUMBER_OF_RATINGS and numberOfRatings."""
    return name.replace("_", "").lower()


def events_of(text: bytes, form: EventForm) -> Iterator[Event]:
    """The events of one JSON object; a text that is none, or holds none, is one entry with what is wrong."""
    document = decoded(text)
    if document is None:
        yield _none(text)
        return
    requested = document.get(EVENT_LIST)
    if isinstance(requested, list) and requested:
        yield from _of_request(document, requested, form)
    elif EVENT_LIST not in document and EVENT_KEYS & document.keys():
        yield _checked(document, document, form, has_session=_is_text(document.get("sessionId", "-")))
    else:
        yield _none(text)


def decoded(text: bytes) -> dict[str, Any] | None:
    """A JSON object with its numbers as they are written; None for anything else, as for what is not UTF-8."""
    try:
        return json_object(text.decode())
    except UnicodeDecodeError:
        return None


def _none(text: bytes) -> Event:
    return _no_event(text.decode("utf-8", "replace"))


def _no_event(shown: str, *, is_alike: bool = False) -> Event:
    found = [(EventDefect.NO_EVENT, None, shown)]
    return Event(values={}, found=found, is_event=False, is_alike=is_alike)


def _of_request(request: Mapping[str, Any], events: Sequence[Any], form: EventForm) -> Iterator[Event]:
    has_session = _is_text(request.get("sessionId"))
    too_many: list[Found] = []
    if len(events) > MAX_EVENTS:
        too_many.append((EventDefect.TOO_MANY_EVENTS, None, f"{len(events)} events"))
    for entry in events:
        if isinstance(entry, dict) and EVENT_KEYS & entry.keys():
            event = _checked(entry, request, form, has_session=has_session)
        else:
            event = _no_event(_text(entry) or "null")
        yield replace(event, found=[*too_many, *event.found]) if too_many else event
        # They belong to the request, which is one.
        too_many = []


def _checked(entry: Mapping[str, Any], around: Mapping[str, Any], form: EventForm, *, has_session: bool) -> Event:
    properties = _properties(entry.get(PROPERTIES))
    mistyped = _mistyped({"userId": around.get("userId"), **entry}, properties)
    if mistyped or properties is None:
        return _no_event(mistyped, is_alike=True)
    return _event(entry, properties, around, form, has_session=has_session)


def _event(
    entry: Mapping[str, Any],
    properties: Mapping[str, Any],
    around: Mapping[str, Any],
    form: EventForm,
    *,
    has_session: bool,
) -> Event:
    found: list[Found] = []
    source = entry.get("metricAttribution")
    source = source.get("eventAttributionSource") if isinstance(source, dict) else entry.get("eventAttributionSource")
    values = {
        USER_ID: _text(entry.get("userId", around.get("userId"))),
        ITEM_ID: _text(entry.get("itemId")),
        TIMESTAMP: _seconds(_text(entry.get("sentAt"))),
        EVENT_TYPE: _text(entry.get("eventType")),
        EVENT_VALUE: _text(entry.get("eventValue")),
        IMPRESSION: _list(entry.get("impression"), found),
        RECOMMENDATION_ID: _text(entry.get("recommendationId")),
        EVENT_ATTRIBUTION_SOURCE: _text(source),
    }
    for key, value in properties.items():
        name = folded(key)
        column = ALSO_PROPERTIES.get(name) or form.own.get(name)
        if column is not None:
            values[column] = values.get(column) or _text(value)
        elif name not in form.known:
            found.append((EventDefect.UNKNOWN_PROPERTY, None, key))
    if not (values[EVENT_TYPE] or "").strip() or not has_session:
        found.append((EventDefect.NO_TYPE_OR_SESSION, None, "no eventType" if has_session else "no sessionId"))
    for column in (USER_ID, ITEM_ID, EVENT_TYPE):
        if len(values[column] or "") > MAX_ID_CHARS:
            found.append((EventDefect.ID_TOO_LONG, column, values[column] or ""))
    if not _is_plausible(values[TIMESTAMP], form.plausible):
        found.append((EventDefect.TIME, TIMESTAMP, _text(entry.get("sentAt")) or "no sentAt"))
    return Event(values={name: value for name, value in values.items() if value}, found=found)


def _is_text(value: Any) -> bool:
    return bool((_text(value) or "").strip())


def _text(value: Any) -> str | None:
    """A value as a cell has it; numbers are texts already."""
    if value is None or isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "true" if value else "false"
    return json.dumps(value, ensure_ascii=False)


def _list(value: Any, found: list[Found]) -> str | None:
    if not isinstance(value, list):
        return _text(value)
    items = [_text(entry) or "" for entry in value]
    if len(items) > MAX_IMPRESSION_ITEMS:
        found.append((EventDefect.IMPRESSION_TOO_LONG, IMPRESSION, f"{len(items)} items"))
    return "|".join(items)


def _properties(value: Any) -> Mapping[str, Any] | None:
    """The properties of an event: an object, or the text of one, as the API takes it; None for what is neither."""
    if isinstance(value, str):
        return json_object(value) if value.strip() else {}
    return {} if value is None else value if isinstance(value, dict) else None


def _mistyped(event: Mapping[str, Any], properties: Mapping[str, Any] | None) -> str:
    """The first key of an event, with its value, that has another type than PutEvents takes; empty if none has."""
    for key in TEXT_KEYS:
        if isinstance(event.get(key), list | dict):
            return f"{key}: {_text(event[key])}"
    if properties is None:
        return f"{PROPERTIES}: {_text(event[PROPERTIES])}"
    values = [event.get("eventValue"), *(value for key, value in properties.items() if folded(key) == "eventvalue")]
    return next((f"eventValue: {_text(value)}" for value in values if _is_text(value) and not _is_number(value)), "")


def _is_number(value: Any) -> bool:
    text = (_text(value) or "").strip()
    return bool(NUMBER.fullmatch(text)) and isfinite(float(text))


def _seconds(text: str | None) -> str | None:
    """A time as TIMESTAMP has it: `datetime.now().timestamp()` has fractions, which are cut; else as it is written."""
    if text is None or not DECIMAL_TIME.fullmatch(text.strip()):
        return text
    number = Decimal(text.strip())
    return str(int(number.to_integral_value(ROUND_FLOOR))) if abs(float(number)) < LARGEST_TIME else text


def _is_plausible(text: str | None, plausible: tuple[int, int]) -> bool:
    if text is None or not re.fullmatch(r"-?[0-9]{1,19}", text.strip()):
        return False
    return plausible[0] <= int(text) <= plausible[1]
