"""Ids of lists in JSON that are more than texts in brackets: objects with an id each, texts with escapes."""

from __future__ import annotations

import json
from typing import Any, Final

import polars as pl

from interactions_cli.personalize.fields import IMPRESSION_SEPARATOR, fold

BRACKETED: Final = r"^\s*(?:\[.*\]|\{.*\}|\(.*\))\s*$"
# The members that hold an item in the answers of the service's API and in most logs, and the list of these.
ITEM_KEYS: Final = frozenset(("itemid", "id"))
LIST_KEYS: Final = frozenset(("itemlist",))


def with_ids_of_json(text: pl.Series, candidates: pl.Series) -> pl.Series:
    """Texts with the ids joined where a candidate is a list in JSON; others stay as they are."""
    if not candidates.any():
        return text
    rows = candidates.arg_true()
    read = [_joined(cell) for cell in text[rows]]
    return text.clone().scatter(rows, pl.Series(read, dtype=pl.String))


def _joined(cell: str) -> str | None:
    try:
        found = json.loads(cell, parse_int=str, parse_float=str, parse_constant=str)
    except (ValueError, RecursionError):
        return cell
    ids = _ids(found)
    return cell if ids is None else IMPRESSION_SEPARATOR.join(ids) or None


def _ids(document: Any) -> list[str] | None:
    """The ids of a list or of an object that holds one; None where there is anything else."""
    if isinstance(document, dict):
        by_name = {fold(key): value for key, value in document.items()}
        inner = next((by_name[key] for key in LIST_KEYS if isinstance(by_name.get(key), list)), None)
        return None if inner is None else _ids(inner)
    if not isinstance(document, list):
        return None
    found: list[str] = []
    for entry in document:
        names = _ids(entry) if isinstance(entry, list) else _id(entry)
        if names is None:
            return None
        found += [names] if isinstance(names, str) else names
    return [name.strip() for name in found if name.strip()]


def _id(entry: Any) -> str | None:
    """An id as it is; nothing for null; None for what is none."""
    if isinstance(entry, dict):
        held = [value for key, value in entry.items() if fold(key) in ITEM_KEYS]
        entry = held[0] if len(held) == 1 else False
    if entry is None:
        return ""
    return entry if isinstance(entry, str) else None
