"""The texts of the events of one PutEvents request, as they stand in it."""

from __future__ import annotations

import json
import re
from functools import lru_cache
from typing import Final

from interactions_cli.reading.json_lines import EVENT_LIST

DECODER: Final = json.JSONDecoder()
BLANK: Final = re.compile(r"[ \t\r\n]*")
BETWEEN: Final = re.compile(r"[ \t\r\n,]*")


@lru_cache(maxsize=8)
def event_texts(text: str) -> tuple[str, ...]:
    """The text of each event of a request that can be read; of several lists the last counts, as everywhere."""
    found: tuple[str, ...] = ()
    place = text.index("{") + 1
    while text[(place := _after(BETWEEN, text, place))] != "}":
        key, place = DECODER.raw_decode(text, place)
        place = _after(BLANK, text, _after(BLANK, text, place) + 1)
        if key == EVENT_LIST and text[place] == "[":
            found = tuple(_entries(text, place))
        _, place = DECODER.raw_decode(text, place)
    return found


def _entries(text: str, place: int) -> list[str]:
    found = []
    place = _after(BETWEEN, text, place + 1)
    while text[place] != "]":
        _, end = DECODER.raw_decode(text, place)
        found.append(text[place:end])
        place = _after(BETWEEN, text, end)
    return found


def _after(blanks: re.Pattern[str], text: str, place: int) -> int:
    match = blanks.match(text, place)
    return match.end() if match else place
