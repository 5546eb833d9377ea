"""Raw JSON whose records are not one object each: told by the first document, read as if they were."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Iterator, Sequence
from typing import Any, Final

from interactions_cli.errors import InputError
from interactions_cli.personalize.fields import fold
from interactions_cli.reading.json_answers import refuse_answer
from interactions_cli.reading.json_cutting import (
    MOST_OBJECT,
    OBJECTS_A_BATCH,
    JsonObjects,
    json_objects,
    text_chunks,
)
from interactions_cli.reading.json_shapes import JsonShape, record_texts, shape_of
from interactions_cli.wording import unparsed

DECODER: Final = json.JSONDecoder(parse_int=str, parse_float=str, parse_constant=str)
ROWS: Final = JsonShape((), "rows")
START: Final = " \t\r\n"


def told_shape(
    pieces: Iterable[bytes], path: str, known: Collection[str], given: Collection[str] = ()
) -> JsonShape | None:
    """How the first document of an input holds its records; None where it is one itself, or cannot be read.

    Args:
        pieces: The bytes of the input.
        path: The input, for messages.
        known: Folded names that columns may have.
        given: Columns that options name.

    Raises:
        InputError: It is an answer of an API whose rows have no names.
    """
    text, tried = "", 0
    for chunk in text_chunks(pieces, path):
        text += chunk
        # Each try reads from the start: doubling keeps their cost that of the last one.
        if len(text) < 2 * tried:
            continue
        tried = len(text)
        body = text.lstrip(START)
        if body.startswith("["):
            body = body[1:].lstrip(START)
            if body and body[0] not in "{]":
                return ROWS
        document = _first(body)
        if isinstance(document, dict):
            refuse_answer(document, path)
            return shape_of(document, known, given)
        if tried > MOST_OBJECT:
            break
    document = _first(text.lstrip(START + "["))
    return shape_of(document, known, given) if isinstance(document, dict) else None


def _first(text: str) -> Any:
    try:
        return DECODER.raw_decode(text)[0]
    except (ValueError, RecursionError):
        return None


def objects_in(
    chunks: Iterable[bytes], path: str, shape: JsonShape | None, names: Sequence[str], known: Collection[str]
) -> Iterator[JsonObjects]:
    """The records of an input as objects, in parts of some thousand.

    Args:
        chunks: The bytes of the input.
        path: The input, for messages.
        shape: How its documents hold records; None where each is one.
        names: The names of the columns of rows; empty where the first row has them.
        known: Folded names that columns may have.

    Raises:
        InputError: It is damaged, has a document of more than 64 MB, or rows without names.
    """
    if shape is None:
        yield from json_objects(chunks, path)
        return
    parts = _rows(chunks, path, names, known) if shape == ROWS else json_objects(chunks, path)
    for part in parts:
        texts: list[str] = []
        lines: list[int] = []
        for line, text in zip(part.lines, part.texts, strict=True):
            for record in [text] if shape == ROWS else record_texts(text, shape):
                texts.append(record)
                lines.append(line)
                if len(texts) >= OBJECTS_A_BATCH:
                    yield JsonObjects(texts, lines, 0)
                    texts, lines = [], []
        yield JsonObjects(texts, lines, part.line_count)


def _rows(chunks: Iterable[bytes], path: str, names: Sequence[str], known: Collection[str]) -> Iterator[JsonObjects]:
    """Arrays, in an array or one after the other, as objects."""
    rows: list[tuple[int, list[Any]]] = []
    text = _whole(chunks, path)
    place, line = 0, 1
    while (start := len(text) - len(text[place:].lstrip(START + ","))) < len(text):
        line += text.count("\n", place, start)
        try:
            value, place = DECODER.raw_decode(text, start)
        except (ValueError, RecursionError) as error:
            said = f"{path} is JSON that cannot be read from line {line} on: {unparsed(error)}"
            raise InputError(said, AGAIN) from None
        is_list = isinstance(value, list)
        inner = value if is_list and value and all(isinstance(entry, list) for entry in value) else [value]
        rows += [(line, row if isinstance(row, list) else [row]) for row in inner]
        line += text.count("\n", start, place)
    columns = list(names)
    if not columns and rows and {fold(str(name)) for name in rows[0][1]} & set(known):
        columns = [str(name) for name in rows.pop(0)[1]]
    if not columns:
        raise InputError(
            f"{path} is JSON of arrays without names, first {json.dumps(rows[0][1] if rows else [])[:80]}",
            "Name their values, in order: `--columns USER_ID,ITEM_ID,TIMESTAMP`.",
        )
    for first in range(0, len(rows), OBJECTS_A_BATCH):
        some = rows[first : first + OBJECTS_A_BATCH]
        texts = [json.dumps(dict(zip(columns, row, strict=False)), ensure_ascii=False) for _, row in some]
        yield JsonObjects(texts, [line for line, _ in some], 0)


AGAIN: Final = "Fetch or write the file again."


def _whole(chunks: Iterable[bytes], path: str) -> str:
    found: list[str] = []
    size = 0
    for chunk in text_chunks(chunks, path):
        found.append(chunk)
        size += len(chunk)
        if size > MOST_OBJECT:
            raise InputError(
                f"{path} is JSON of arrays with more than {MOST_OBJECT >> 20} MB",
                "Write one object a line where it is made, or CSV.",
            )
    return "".join(found)
