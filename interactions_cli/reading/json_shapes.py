"""Documents of JSON that hold many records in another way than one object each: pages of an API, tables of columns."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from interactions_cli.personalize.fields import fold
from interactions_cli.reading.json_lines import EVENT_LIST
from interactions_cli.reading.json_object import flat, json_object
from interactions_cli.reading.json_pages import list_of_page

DEEPEST = 6
# So many known names among those of an object make it a record.
ENOUGH_NAMES = 2


@dataclass(frozen=True)
class JsonShape:
    """Where the records of a document are.

    Attributes:
        path: The keys that lead to what holds them.
        kind: `list` of objects, `index` of objects, `columns` of values, `split` names and rows, `rows` of values.
    """

    path: tuple[str, ...]
    kind: str

    @property
    def words(self) -> str:
        """What the report says of it."""
        where = ".".join(self.path)
        return {
            "list": f"its records are the objects of the list {where}",
            "index": "its records are the members of one object",
            "columns": "its records are columns side by side, one value of each a record",
            "rows": "its records are arrays, one value a column",
            "split": "its records are the rows of data, under the names of columns",
        }[self.kind]


def shape_of(document: Mapping[str, Any], known: Collection[str], given: Collection[str] = ()) -> JsonShape | None:
    """How a document holds its records; None where it is one itself.

    Args:
        document: The first one of an input.
        known: Folded names that columns may have.
        given: Columns that options name, by their paths: a document that has one of them is a record.
    """
    # The events of a request are read with what stands around their list.
    if EVENT_LIST in document:
        return None
    if isinstance(document.get("columns"), list) and _are_lists(document.get("data")):
        return JsonShape((), "split")
    values = list(document.values())
    if len(_named(document, known)) >= ENOUGH_NAMES:
        return JsonShape((), "columns") if _are_alike(values) else None
    if len(values) > 1 and all(
        isinstance(value, dict) and len(_named(value, known)) >= ENOUGH_NAMES for value in values
    ):
        return JsonShape((), "index")
    if given and not flat(document).keys().isdisjoint(given):
        return None
    lists = list(_lists(document, ()))
    leaves = list(_leaves(document))
    whole = len(leaves) == len(lists) == 1
    found = [path for path, objects in lists if whole or len(_all_named(objects[0], known)) >= ENOUGH_NAMES]
    path = found[0] if len(found) == 1 and not _named(document, known) else list_of_page(document)
    return None if path is None else JsonShape(path, "list")


def _named(document: Mapping[str, Any], known: Collection[str]) -> set[str]:
    return {fold(key) for key in document} & set(known)


def _all_named(document: Mapping[str, Any], known: Collection[str]) -> set[str]:
    return {fold(key) for key in _keys(document)} & set(known)


def _keys(document: Mapping[str, Any], depth: int = 0) -> Iterator[str]:
    for key, value in document.items():
        yield key
        if isinstance(value, dict) and depth < DEEPEST:
            yield from _keys(value, depth + 1)


def _are_lists(value: Any) -> bool:
    return isinstance(value, list) and all(isinstance(entry, list) for entry in value)


def _are_alike(values: Sequence[Any]) -> bool:
    """Whether values are columns: lists of one length, or objects with the same numbers of rows as keys."""
    if all(isinstance(value, list) for value in values):
        return len({len(value) for value in values}) == 1
    keys = {tuple(value) for value in values if isinstance(value, dict)}
    is_alike = len(keys) == 1 and all(isinstance(value, dict) for value in values)
    return is_alike and all(key.isdecimal() for key in keys.pop())


def _lists(document: Mapping[str, Any], path: tuple[str, ...]) -> Iterator[tuple[tuple[str, ...], list[Any]]]:
    for key, value in document.items():
        if isinstance(value, dict) and len(path) < DEEPEST:
            yield from _lists(value, (*path, key))
        elif isinstance(value, list) and value and all(isinstance(entry, dict) for entry in value):
            yield (*path, key), value


def _leaves(document: Mapping[str, Any], depth: int = 0) -> Iterator[Any]:
    for value in document.values():
        if isinstance(value, dict) and depth < DEEPEST:
            yield from _leaves(value, depth + 1)
        else:
            yield value


def record_texts(text: str, shape: JsonShape) -> list[str]:
    """The records of a document, each as JSON of its own; a document of another shape is what it is."""
    document = json_object(text)
    if document is None:
        return [text]
    records = _records(document, shape)
    return [text] if records is None else [json.dumps(record, ensure_ascii=False) for record in records]


def _records(document: Mapping[str, Any], shape: JsonShape) -> list[Any] | None:
    held: Any = document
    for key in shape.path:
        held = held.get(key) if isinstance(held, dict) else None
    if shape.kind == "list":
        return held if isinstance(held, list) else None
    if shape.kind == "index":
        return list(document.values())
    if shape.kind == "split":
        names, rows = document.get("columns"), document.get("data")
        if not isinstance(names, list) or not isinstance(rows, list) or not _are_lists(rows):
            return None
        return [dict(zip(map(str, names), row, strict=False)) for row in rows]
    if not _are_alike(list(document.values())):
        return None
    columns = [list(value.values()) if isinstance(value, dict) else value for value in document.values()]
    return [dict(zip(document, row, strict=True)) for row in zip(*columns, strict=True)]
