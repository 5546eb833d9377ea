"""JSON as batches of texts: one object a line, arrays, objects one after the other, PutEvents request bodies.

Numbers keep their own digits, nested objects become dotted paths, lists stay JSON text.
"""

from __future__ import annotations

import codecs
import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

import polars as pl

from interactions_cli.errors import InputError
from interactions_cli.reading.batch import Batch, frame_name
from interactions_cli.reading.event_texts import event_texts
from interactions_cli.reading.json_lines import EVENT_LIST
from interactions_cli.reading.json_object import flat, json_object
from interactions_cli.reading.line_defect import LineDefect
from interactions_cli.reading.width import refuse_too_many_keys
from interactions_cli.wording import unparsed

# The keys of a PutEvents event whose members are fields of the schema.
PROPERTIES: Final = "properties"
Record = tuple[dict[str, str | None], int | None]
BETWEEN = re.compile(r"[\s,\[\]]*")
OBJECTS_A_BATCH = 20_000
# An object that is still open is read again from its start with every further piece.
MOST_OBJECT = 64 << 20


@dataclass(frozen=True)
class JsonObjects:
    """Objects that stand one after the other: the text of each and its line, relative to the part."""

    texts: Sequence[str]
    lines: Sequence[int]
    line_count: int


def read_json_lines(block: bytes, path: str) -> Batch:
    """The records of a block of whole lines, one object a line.

    Raises:
        InputError: They have too many different keys.
    """
    texts = block.decode("utf-8", "replace").split("\n")
    if not texts[-1]:
        texts.pop()
    objects = JsonObjects(texts, range(1, len(texts) + 1), len(texts))
    bad_bytes = set() if _is_utf8(block) else _lines_not_utf8(block)
    return read_json_objects(objects, path, bad_bytes)


def read_json_objects(objects: JsonObjects, path: str, bad_bytes: set[int] | None = None) -> Batch:
    """The records of objects; `bad_bytes` are the lines that are not UTF-8.

    Raises:
        InputError: They have too many different keys.
    """
    rows: list[dict[str, str | None]] = []
    places: list[tuple[int, int]] = []
    defects: list[tuple[int, int, str]] = []
    # By key, which is the number of the record in the batch: several may begin on one line. An event has the text of
    # its request, and its number there.
    owners: list[tuple[str, int | None]] = []
    for line, text in zip(objects.lines, objects.texts, strict=True):
        found = _records_or_defect(text, is_utf8=not (bad_bytes and line in bad_bytes))
        if isinstance(found, LineDefect):
            defects.append((line, len(owners), found))
            owners.append((text, None))
            continue
        for record, event in found:
            rows.append(record)
            places.append((line, len(owners)))
            owners.append((text, event))
    key_sets = dict.fromkeys(map(tuple, rows))
    names = list(dict.fromkeys(key for keys in key_sets for key in keys))
    refuse_too_many_keys(path, len(names), len(rows))
    frame = pl.DataFrame(places, schema={"line": pl.Int64, "key": pl.Int64}, orient="row")
    return Batch(
        frame=pl.DataFrame(
            [pl.Series(frame_name(name), [row.get(name) or None for row in rows], dtype=pl.String) for name in names]
        ),
        lines=frame["line"],
        keys=frame["key"],
        line_count=objects.line_count,
        key_sets=key_sets,
        defects=pl.DataFrame(defects, schema={"line": pl.Int64, "key": pl.Int64, "defect": pl.String}, orient="row"),
        texts=lambda wanted: [_own_text(*owners[key]) for key in wanted],
    )


def _own_text(text: str, event: int | None) -> str:
    """The text of a record, of an event without the request around it."""
    return text.removesuffix("\r") if event is None else event_texts(text)[event]


def _records_or_defect(text: str, *, is_utf8: bool) -> Iterable[Record] | LineDefect:
    """The records of a text, or why it has none."""
    if not is_utf8:
        return LineDefect.NOT_UTF8
    if not text.strip():
        return LineDefect.BLANK
    document = json_object(text)
    return LineDefect.NO_OBJECT if document is None else _records(document)


def _records(document: Mapping[str, Any]) -> Iterator[Record]:
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


def _is_utf8(block: bytes) -> bool:
    try:
        block.decode()
    except UnicodeDecodeError:
        return False
    return True


def _lines_not_utf8(block: bytes) -> set[int]:
    return {number for number, line in enumerate(block.split(b"\n"), 1) if not _is_utf8(line)}


def json_objects(chunks: Iterable[bytes], path: str) -> Iterator[JsonObjects]:
    """Objects of an array, or one after the other, in parts of some thousand.

    Raises:
        InputError: The text is no JSON, or ends within an object.
    """
    reader = _ObjectReader(path)
    for text in text_chunks(chunks, path):
        yield from reader.feed(text)
    yield from reader.end()


class _ObjectReader:
    """Cuts a text that comes in pieces into objects."""

    def __init__(self, path: str) -> None:
        self._path = path
        self._decoder = json.JSONDecoder(parse_int=str, parse_float=str, parse_constant=str)
        self._buffer = ""
        self._line = self._first = 1
        self._open_arrays = 0
        self._texts: list[str] = []
        self._lines: list[int] = []

    def feed(self, text: str) -> Iterator[JsonObjects]:
        """The parts that are full once some more text is known."""
        self._buffer += text
        if len(self._buffer) > MOST_OBJECT:
            raise _damaged(self._path, self._line, EOFError(f"an object of more than {MOST_OBJECT:,} characters"))
        yield from self._cut(is_end=False)

    def end(self) -> Iterator[JsonObjects]:
        """What is left."""
        yield from self._cut(is_end=True)
        if self._open_arrays > 0:
            raise _damaged(self._path, self._line, EOFError("it ends within an array"))
        if self._texts:
            yield self._part()

    def _cut(self, *, is_end: bool) -> Iterator[JsonObjects]:
        place = 0
        while True:
            start = self._after_separators(place)
            if start == len(self._buffer):
                place = start
                break
            try:
                _, end = self._decoder.raw_decode(self._buffer, start)
            except (ValueError, RecursionError) as error:
                if is_end:
                    raise _damaged(self._path, self._line, error) from None
                place = start
                break
            self._texts.append(self._buffer[start:end])
            self._lines.append(self._line - self._first + 1)
            self._line += self._buffer.count("\n", start, end)
            place = end
            if len(self._texts) >= OBJECTS_A_BATCH:
                yield self._part()
        self._buffer = self._buffer[place:]

    def _after_separators(self, place: int) -> int:
        match = BETWEEN.match(self._buffer, place)
        end = match.end() if match else place
        between = self._buffer[place:end]
        self._line += between.count("\n")
        self._open_arrays += between.count("[") - between.count("]")
        return end

    def _part(self) -> JsonObjects:
        part = JsonObjects(self._texts, self._lines, self._line - self._first)
        self._texts, self._lines, self._first = [], [], self._line
        return part


def text_chunks(chunks: Iterable[bytes], path: str) -> Iterator[str]:
    """Bytes as text, without a byte order mark.

    Raises:
        InputError: They are not UTF-8.
    """
    decoder = codecs.getincrementaldecoder("utf-8-sig")()
    try:
        for chunk in chunks:
            yield decoder.decode(chunk)
        yield decoder.decode(b"", final=True)
    except UnicodeDecodeError as error:
        raise InputError(
            f"{path} is JSON and not UTF-8: {error.reason}", "Write it in UTF-8, as JSON has to be, where it is made."
        ) from None


def _damaged(path: str, line: int, error: Exception) -> InputError:
    return InputError(
        f"{path} is JSON that cannot be read from line {line} on: {unparsed(error)}",
        "Fetch or write the file again; one object a line survives a broken line.",
    )
