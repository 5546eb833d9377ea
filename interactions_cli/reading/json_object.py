"""One JSON object as plain values: numbers as they are written, and only text that can be written as UTF-8."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from typing import Any, Final

PAIR: Final = frozenset(("key", "value"))
DEEPEST: Final = 20
# The escape of half a character, which is no text without its other half.
HALF_ESCAPE: Final = re.compile(r"\\u[dD][89a-fA-F]")


def json_object(text: str) -> dict[str, Any] | None:
    """The object, with U+FFFD in place of half characters; None for anything else."""
    found = plain_json(text)
    return found if isinstance(found, dict) else None


def plain_json(text: str) -> Any:
    """Any document in this way; None for what is none."""
    try:
        found = json.loads(text, parse_int=str, parse_float=str, parse_constant=str)
        if HALF_ESCAPE.search(text):
            found = json.loads(_whole(json.dumps(found, ensure_ascii=False)))
    except (ValueError, RecursionError):
        return None
    return found


def _whole(text: str) -> str:
    return text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")


def flat(document: Mapping[str, Any], before: str = "", depth: int = 0) -> dict[str, str | None]:
    """An object as texts by dotted paths; lists stay JSON, but those of `key` and `value` are members of that name."""
    found: dict[str, str | None] = {}
    for key, held in document.items():
        value = _pairs(held) if isinstance(held, list) else held
        if isinstance(value, str):
            found[before + key] = value
        elif isinstance(value, dict) and depth < DEEPEST:
            found.update(flat(value, f"{before}{key}.", depth + 1))
        else:
            found[before + key] = _text(value)
    return found


def _text(value: Any) -> str | None:
    if value is None:
        return None
    if isinstance(value, bool):
        return "true" if value else "false"
    return json.dumps(value, ensure_ascii=False)


def _pairs(entries: list[Any]) -> Any:
    """The object that a list of keys with their values stands for, as analytics export parameters; else the list."""
    if not entries or not all(isinstance(entry, dict) and entry.keys() == PAIR for entry in entries):
        return entries
    names = [entry["key"] for entry in entries]
    if len(set(map(str, names))) < len(names) or not all(isinstance(name, str) for name in names):
        return entries
    return {entry["key"]: _value(entry["value"]) for entry in entries}


def _value(value: Any) -> Any:
    """The value of several forms, one for each type, of which only one is filled."""
    if isinstance(value, dict) and value and all(name.endswith("_value") for name in value):
        filled = [held for held in value.values() if held is not None]
        return filled[0] if len(filled) == 1 else value if filled else None
    return value
