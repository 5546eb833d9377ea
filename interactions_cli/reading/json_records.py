"""The records of one JSON object: itself, or each event of a PutEvents request."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Final

from interactions_cli.reading.json_lines import EVENT_LIST
from interactions_cli.reading.json_object import flat, json_object

# The keys of a PutEvents event whose members are fields of the schema.
PROPERTIES: Final = "properties"
Record = tuple[dict[str, str | None], int | None]


def records_of(document: Mapping[str, Any]) -> Iterator[Record]:
    """The records of one object: itself, or each event of a PutEvents request under what stands around the list.

    With each stands which event it is, None for no event.
    """
    events = document.get(EVENT_LIST)
    if not isinstance(events, list):
        yield flat(document), None
        return
    around = flat({key: value for key, value in document.items() if key != EVENT_LIST})
    for number, event in enumerate(events):
        yield {**around, **(flat(_with_properties(event)) if isinstance(event, dict) else {})}, number


def _with_properties(event: Mapping[str, Any]) -> Mapping[str, Any]:
    properties = event.get(PROPERTIES)
    if isinstance(properties, str):
        properties = json_object(properties)
    if not isinstance(properties, dict):
        return event
    return {**{key: value for key, value in event.items() if key != PROPERTIES}, **properties}
