"""JSON as batches of texts: one object a line, arrays, objects one after the other, PutEvents request bodies.

Numbers keep their own digits, nested objects become dotted paths, lists stay JSON text. Objects that are alike are read
by patterns, all others one by one, which gives the same.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

import polars as pl

from interactions_cli.reading.batch import Batch, frame_name
from interactions_cli.reading.event_texts import event_texts
from interactions_cli.reading.json_alike import Alike, taken_alike
from interactions_cli.reading.json_cutting import JsonObjects
from interactions_cli.reading.json_object import json_object
from interactions_cli.reading.json_records import records_of
from interactions_cli.reading.line_defect import LineDefect
from interactions_cli.reading.width import refuse_too_many_keys

# The object that a record is or stands in, the event of it that it is, and why an object has no record.
PLACES: Final[Mapping[str, pl.DataType]] = {"object": pl.Int64(), "event": pl.Int64(), "defect": pl.String()}


@dataclass
class _Single:
    """Objects that are read one by one: records with their places, and what is none with the reason."""

    rows: list[Mapping[str, str | None]] = field(default_factory=list)
    places: list[tuple[int, int | None]] = field(default_factory=list)
    defects: list[tuple[int, str]] = field(default_factory=list)


def read_json_lines(block: bytes, path: str) -> Batch:
    """The records of a block of whole lines, one object a line.

    Raises:
        InputError: They have too many different keys.
    """
    whole = pl.Series([block.removesuffix(b"\n")] if block else [], dtype=pl.Binary)
    not_utf8: Sequence[int] = ()
    try:
        text = whole.cast(pl.String)
    except pl.exceptions.PolarsError:
        text = pl.Series([block.decode("utf-8", "replace").removesuffix("\n")])
        not_utf8 = _not_utf8(block)
    texts = text.str.split("\n").explode()
    lines = pl.int_range(1, len(texts) + 1, dtype=pl.Int64, eager=True)
    return _batch(texts, lines, len(texts), path, not_utf8)


def read_json_objects(objects: JsonObjects, path: str) -> Batch:
    """The records of objects.

    Raises:
        InputError: They have too many different keys.
    """
    texts, lines = pl.Series(objects.texts, dtype=pl.String), pl.Series(objects.lines, dtype=pl.Int64)
    return _batch(texts, lines, objects.line_count, path)


def _batch(texts: pl.Series, lines: pl.Series, line_count: int, path: str, not_utf8: Sequence[int] = ()) -> Batch:
    """The records of texts that stand on some lines; those of the numbers `not_utf8` are not UTF-8."""
    alike, left = taken_alike(texts, not_utf8)
    single = _one_by_one(left, frozenset(not_utf8))
    key_sets = _key_sets(alike, single)
    names = list(dict.fromkeys(key for keys in key_sets for key in keys))
    refuse_too_many_keys(path, len(names), len(single.rows) + sum(part.frame.height for part in alike))
    # Several records may begin on one line: what tells them apart is their number in the batch.
    whole = _together(alike, single, names).with_row_index("key").with_columns(pl.col("key").cast(pl.Int64))
    has_defect = whole["defect"].is_not_null()
    records, defects = whole.filter(~has_defect), whole.filter(has_defect)
    owners = whole.select("object", "event")
    is_bare = not single.rows and all(part.is_bare for part in alike)

    def own_texts(wanted: Sequence[int]) -> list[str]:
        found = owners[list(wanted)]
        return [_own_text(*owner) for owner in zip(texts.gather(found["object"]), found["event"], strict=True)]

    return Batch(
        frame=records.select(map(frame_name, names)),
        lines=lines.gather(records["object"]).alias("line"),
        keys=records["key"],
        line_count=line_count,
        key_sets=key_sets,
        defects=pl.DataFrame([lines.gather(defects["object"]).alias("line"), defects["key"], defects["defect"]]),
        texts=own_texts,
        is_plain=is_bare,
        is_bare=is_bare,
    )


def _one_by_one(left: pl.DataFrame, not_utf8: Collection[int]) -> _Single:
    found = _Single()
    for number, text in zip(left["object"].to_list(), left["text"].to_list(), strict=True):
        document = None
        if number in not_utf8:
            found.defects.append((number, LineDefect.NOT_UTF8))
        elif not text.strip():
            found.defects.append((number, LineDefect.BLANK))
        elif (document := json_object(text)) is None:
            found.defects.append((number, LineDefect.NO_OBJECT))
        else:
            for record, event in records_of(document):
                found.rows.append(record)
                found.places.append((number, event))
    return found


def _key_sets(alike: Sequence[Alike], single: _Single) -> dict[tuple[str, ...], None]:
    """The keys that records have, each set once, in the order of their first record."""
    first: dict[tuple[str, ...], int] = {}
    for row, (number, _) in zip(single.rows, single.places, strict=True):
        first.setdefault(tuple(row), number)
    found = [*((part.keys, part.first) for part in alike), *first.items()]
    return dict.fromkeys(keys for keys, _ in sorted(found, key=lambda entry: entry[1]))


def _together(alike: Sequence[Alike], single: _Single, names: Sequence[str]) -> pl.DataFrame:
    """All records and what is none, in the order of the objects, with their places."""
    schema = {**PLACES, **dict.fromkeys(map(frame_name, names), pl.String())}
    columns = [pl.Series(frame_name(name), [row.get(name) or None for row in single.rows], pl.String) for name in names]
    places = pl.DataFrame(single.places, schema={"object": pl.Int64, "event": pl.Int64}, orient="row")
    parts = [part.frame for part in alike]
    parts.append(places.with_columns(columns))
    parts.append(pl.DataFrame(single.defects, schema={"object": pl.Int64, "defect": pl.String}, orient="row"))
    filled = [part for part in parts if part.height] or parts[-1:]
    whole = filled[0] if len(filled) == 1 else pl.concat(filled, how="diagonal").sort("object", maintain_order=True)
    lacking = [pl.lit(None, dtype).alias(name) for name, dtype in schema.items() if name not in whole.columns]
    return whole.with_columns(lacking)


def _own_text(text: str, event: int | None) -> str:
    """The text of a record, of an event without the request around it."""
    return text.removesuffix("\r") if event is None else event_texts(text)[event]


def _not_utf8(block: bytes) -> list[int]:
    """The numbers of the lines that are not UTF-8, from 0."""
    return [number for number, line in enumerate(block.split(b"\n")) if not _is_utf8(line)]


def _is_utf8(line: bytes) -> bool:
    try:
        line.decode()
    except UnicodeDecodeError:
        return False
    return True
