"""The figures of a merge as labelled lines of words."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

from interactions_cli.pages.blocks import Block, Given, Line
from interactions_cli.pages.positions import position_chart, position_words
from interactions_cli.pages.verdict import matched_words
from interactions_cli.pages.words import input_name
from interactions_cli.storage.streams import STDIN
from interactions_cli.wording import plural, size

REASONS: Mapping[str, str] = MappingProxyType(
    {
        "no_key": "without a key",
        "bad_timestamp": "TIMESTAMP is no number",
        "no_list": "no list for the key",
        "outside_window": "no list in the time before",
        "not_shown": "no list with the item",
    }
)
UNITS: Mapping[str, str] = MappingProxyType(
    {"s": "seconds", "ms": "milliseconds", "us": "microseconds", "iso": "ISO 8601"}
)
FORMATS: Mapping[str, str] = MappingProxyType({"csv": "CSV", "json": "JSON Lines"})
SHAPES: Mapping[str, str] = MappingProxyType({"lists": "lists", "items": "one row for each item"})


def merge_blocks(merge: Mapping[str, Any]) -> list[Block]:
    """What was matched with what, how, and what was written."""
    first, *further = [tuple(_log(entry)) for entry in merge["logs"]] or [()]
    found = [
        Line("log", first, tuple(further)),
        Line("matched by", tuple(_rule(merge))),
        Line("lists", tuple(_lists(merge))),
        Line("matched", tuple(_matched(merge))),
        Line("no list", tuple(_unmatched(merge))),
        Line("written", tuple(_written(merge))),
        Line("delay", tuple(_delay(merge["delay_seconds"]))),
        Line("place in list", tuple(position_words(merge["positions"]))),
        Line("try", (merge["hint"],) if merge["hint"] and merge["matched"] else ()),
    ]
    return [*(line for line in found if line.parts), *position_chart(merge["positions"])]


def _log(entry: Mapping[str, Any]) -> list[str]:
    path = entry["path"]
    parts = [input_name(path) if path == STDIN else Given(path), plural(entry["rows"], "row")]
    parts.append(f"{FORMATS[entry['format']]}, {SHAPES[entry['shape']]}")
    renamed = [f"{name} is {column}" for name, column in entry["columns"].items() if name != column]
    parts += [", ".join(renamed)] if renamed else []
    units = [UNITS[unit] for unit in entry["time_units"]]
    return [*parts, f"times in {' and '.join(units)}"] if units else parts


def _rule(merge: Mapping[str, Any]) -> list[str]:
    keys = [*(merge["on"] or ["USER_ID"]), *merge["by"]]
    parts = [" and ".join(keys)]
    if merge["within_seconds"] is not None:
        parts.append(f"shown at most {plural(merge['within_seconds'], 'second')} before")
        parts.append("the latest list with the item" if merge["match"] == "shown" else "the latest list")
    return parts


def _lists(merge: Mapping[str, Any]) -> list[str]:
    parts = [f"{merge['lists']:,}", f"{merge['lists_used']:,} used", f"{merge['lists_unused']:,} not used"]
    length = merge["list_length"]
    if length["median"] is not None:
        spread = f"{length['min']:,} to {length['max']:,}" if length["min"] < length["max"] else f"{length['max']:,}"
        parts.append(
            f"{spread} {'id' if length['max'] == 1 else 'ids'}, median {length['median']:,}, p90 {length['p90']:,}"
        )
    return [*parts, f"{size(merge['index_bytes'])} in memory"]


def _matched(merge: Mapping[str, Any]) -> list[str]:
    parts = [matched_words(merge).replace(" matched", "")]
    if merge["existing_kept"]:
        parts.append(f"{merge['existing_kept']:,} had a list and were not looked up")
    if merge["broken_lines"]:
        parts.append(f"{plural(merge['broken_lines'], 'broken line')} not looked up")
    if merge["item_not_in_list"]:
        parts.append(f"{merge['item_not_in_list']:,} with a list that lacks the item")
    return parts


def _unmatched(merge: Mapping[str, Any]) -> list[str]:
    parts = [f"{REASONS[reason]} {count:,}" for reason, count in merge["unmatched"].items() if count]
    if merge["clock_skew"]:
        parts.append(
            f"{merge['clock_skew']:,} with a list from shortly after"
            if merge["within_seconds"] is not None
            else f"{merge['clock_skew']:,} matched with a list from after the interaction"
        )
    return parts


def _written(merge: Mapping[str, Any]) -> list[str]:
    words = (
        ("lists_cut", "list", "cut to 1,000 characters"),
        ("ids_cut", "id", "cut off"),
        ("ids_unavailable", "id", "left out as not available"),
        ("lists_emptied", "list", "without an available item"),
        ("items_added", "item", "added"),
        ("items_not_added", "item", "that cannot be added"),
        ("not_written", "row", "without the list that was found"),
    )
    return [f"{plural(merge[key], noun)} {text}" for key, noun, text in words if merge[key]]


def _delay(delay: Mapping[str, Any]) -> list[str]:
    if delay["median"] is None:
        return []
    return [f"median {plural(delay['median'], 'second')}", f"p90 {plural(delay['p90'], 'second')}"]
