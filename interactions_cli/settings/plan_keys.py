"""What a plan of `prepare` may say: as a JSON document of its own, and as the table `prepare` of a configuration."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from types import MappingProxyType
from typing import Any, Final, NamedTuple

from interactions_cli.errors import InputError
from interactions_cli.personalize.fields import ITEM_ID, USER_ID
from interactions_cli.wording import did_you_mean

WRITTEN: Final = "A run with `--save-plan plan.json` writes every key as it must be."
FIELD_KEYS: Final = ("field", "source", "also", "constant")


class Shape(NamedTuple):
    """What the value of a key must be: in words, and as a test of it."""

    words: str
    fits: Callable[[Any], bool]


def _is_text(value: object) -> bool:
    return isinstance(value, str)


def _are_texts(value: object) -> bool:
    return isinstance(value, (list, tuple)) and all(map(_is_text, value))


def _maps_texts(value: object) -> bool:
    return isinstance(value, Mapping) and all(map(_is_text, value.values()))


def _is_field(value: object) -> bool:
    if not isinstance(value, Mapping) or not _is_text(value.get("field")):
        return False
    also = value.get("also")
    return ("source" in value) != ("constant" in value) and (also is None or ("source" in value and _are_texts(also)))


PLAN_KEYS: Final[Mapping[str, Shape]] = MappingProxyType(
    {
        "fields": Shape(
            'a list of entries such as {"field": "USER_ID", "source": "visitor"} or {"field": …, "constant": …}',
            lambda value: isinstance(value, list) and all(map(_is_field, value)),
        ),
        "left_out": Shape("a list of columns", _are_texts),
        "times": Shape("a table of compact, zone, format, epoch and of_day", lambda value: isinstance(value, Mapping)),
        "decimals": Shape(
            'a table from fields to "," or "."',
            lambda value: isinstance(value, Mapping) and all(mark in (",", ".") for mark in value.values()),
        ),
        "whole_ids": Shape(
            "a list of USER_ID and ITEM_ID",
            lambda value: _are_texts(value) and set(value) <= {USER_ID, ITEM_ID},
        ),
        "list_separator": Shape("one character", lambda value: _is_text(value) and len(value) == 1),
        "rename_event": Shape("a table from event types to event types", _maps_texts),
        "null": Shape("a list of words", _are_texts),
    }
)
TIME_KEYS: Final[Mapping[str, Shape]] = MappingProxyType(
    {
        "compact": Shape("8 or 14", lambda value: value in (8, 14)),
        **{key: Shape("a text", _is_text) for key in ("zone", "format", "epoch", "of_day")},
    }
)
# Parameter of the command → keys of the table that it sets aside; docs/configuration.md has the same table.
SETS_ASIDE: Final[Mapping[str, tuple[str, ...]]] = MappingProxyType(
    {
        "map": ("fields", "left_out"),
        "set": ("fields", "left_out"),
        "keep": ("fields", "left_out"),
        "drop": ("fields", "left_out"),
        "time_zone": ("times",),
        "time_format": ("times",),
        "time_epoch": ("times",),
        "time_of_day": ("times",),
        "decimal": ("decimals",),
        "list_separator": ("list_separator",),
        "rename_event": ("rename_event",),
        "null": ("null",),
        "plan": tuple(PLAN_KEYS),
    }
)


def check_plan(document: Mapping[str, Any], where: str) -> None:
    """Refuse what no plan has. A key without a value is like an absent one.

    Args:
        document: The keys and values, without a version.
        where: What it is, for messages: `plan.json: `, or `x.toml: prepare: `.

    Raises:
        InputError: An unknown key, with the nearest one, or a value of another form.
    """
    _refuse_unknown(document, PLAN_KEYS, f"{where}a plan")
    for key, value in document.items():
        if value is not None and not PLAN_KEYS[key].fits(value):
            raise InputError(f"{where}{key} is not {PLAN_KEYS[key].words}", WRITTEN)
    for entry in document.get("fields") or ():
        _refuse_unknown(entry, FIELD_KEYS, f"{where}an entry of fields")
    times = document.get("times") or {}
    _refuse_unknown(times, TIME_KEYS, f"{where}times")
    for key, value in times.items():
        if value is not None and not TIME_KEYS[key].fits(value):
            raise InputError(f"{where}times.{key} is {value!r}, not {TIME_KEYS[key].words}", WRITTEN)


def _refuse_unknown(found: Mapping[str, Any], known: Collection[str], what: str) -> None:
    for key in found:
        if key not in known:
            near = did_you_mean(key.lower().replace("-", "_"), known, then=f"The keys are {', '.join(known)}.")
            raise InputError(f"{what} has no key {key!r}", near)
