"""Cuts JSON into its objects: those of an array, or one after the other, wherever their lines end."""

from __future__ import annotations

import codecs
import json
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from interactions_cli.errors import InputError
from interactions_cli.wording import unparsed

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
