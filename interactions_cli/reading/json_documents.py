"""JSON that is not one object a line: arrays, objects over several lines, objects one after the other."""

from __future__ import annotations

import codecs
import json
import re
from collections.abc import Iterable, Iterator
from typing import Any, Final, Self

from interactions_cli.errors import InputError
from interactions_cli.shell import shell_name

# An object that is longer than this many characters is refused; an event has some thousand.
MOST_OBJECT: Final = 16 << 20
# What stands between objects: the brackets and commas of an array, white space, the separator of JSON text sequences.
BETWEEN: Final = re.compile(r"[\s,\[\]\x1e]*")
# The longest word or escape that the end of a piece can cut in two: -Infinity.
LONGEST_WORD: Final = 9
DECODER: Final = json.JSONDecoder(parse_float=str, parse_int=str)


class ObjectLines(bytes):
    """Objects, one a line, as a block of a log.

    Attributes:
        starts: The line of the log, relative to the block and from 1, in which each of them begins.
        line_count: How many lines of the log end in the block.
    """

    starts: tuple[int, ...]
    line_count: int

    @classmethod
    def of(cls, texts: Iterable[str], starts: Iterable[int], line_count: int) -> Self:
        """Objects as text; a line feed inside one is white space."""
        joined = "\n".join(text.replace("\n", " ") for text in texts)
        block = cls(joined.encode("utf-8", "surrogateescape"))
        block.starts, block.line_count = tuple(starts), line_count
        return block


class _Splitter:
    """Takes text apart into objects; what cannot be read becomes a line of its own, for the reader to count."""

    def __init__(self, path: str) -> None:
        self._path = path
        self._text = ""
        # White space before an object that cannot be read: the next line that begins so goes on.
        self._skipped_to: str | None = None

    def take(self, more: str, *, is_last: bool) -> ObjectLines:
        """The objects that are whole."""
        text = self._text + more
        texts: list[str] = []
        starts: list[int] = []
        at = counted = lines = 0
        while True:
            at = self._next(text, at, is_last=is_last)
            lines += text.count("\n", counted, at)
            counted = at
            if at == len(text) or self._skipped_to is not None:
                break
            end = _end(text, at, is_last=is_last)
            if end is None:
                if len(text) - at > MOST_OBJECT:
                    raise self._endless(text[at : at + 80])
                break
            if end < 0:
                end = text.find("\n", at)
                end = len(text) if end < 0 else end
                self._skipped_to = text[text.rfind("\n", 0, at) + 1 : at]
            texts.append(text[at:end])
            starts.append(lines + 1)
            at = end
        self._text = text[at:]
        return ObjectLines.of(texts, starts, lines)

    def _next(self, text: str, at: int, *, is_last: bool) -> int:
        """Where the next object begins."""
        if self._skipped_to is None:
            found = BETWEEN.match(text, at)
            return found.end() if found else at
        start = text.find(f"\n{self._skipped_to}{{", at)
        if start >= 0:
            start += 1 + len(self._skipped_to)
            self._skipped_to = None
            return start
        # The beginning of such a line may be at the end of the text.
        return len(text) if is_last else max(at, len(text) - len(self._skipped_to) - 1)

    def _endless(self, start: str) -> InputError:
        return InputError(
            f"the log {self._path} has an object of more than {MOST_OBJECT >> 20} MB, or one that does not end: "
            f"{start!r}",
            f"Put one object on each line: `jq -c . {shell_name(self._path)}`.",
        )


def object_blocks(pieces: Iterable[bytes], path: str) -> Iterator[ObjectLines]:
    """The objects of a log, whatever stands between them.

    Args:
        pieces: The bytes of the log, cut anywhere.
        path: The log, for messages.

    Raises:
        InputError: An object does not end within 16 MB.
    """
    decode = codecs.getincrementaldecoder("utf-8")("surrogateescape")
    splitter = _Splitter(path)
    for piece in pieces:
        yield splitter.take(decode.decode(piece), is_last=False)
    yield splitter.take(decode.decode(b"", final=True) + "\n", is_last=True)


def objects_of(line: str) -> list[str]:
    """The objects that stand on one line; none if there is anything else."""
    found: list[str] = []
    at = 0
    while at < len(line):
        between = BETWEEN.match(line, at)
        at = between.end() if between else at
        if at == len(line):
            break
        end = _end(line, at, is_last=True)
        if end is None or end < 0 or line[at] != "{":
            return []
        found.append(line[at:end])
        at = end
    return found


def first_object(text: str) -> Any:
    """The first value of a text that may end inside a later one; None if there is none."""
    between = BETWEEN.match(text)
    try:
        value, _ = DECODER.raw_decode(text, between.end() if between else 0)
    except (ValueError, RecursionError):
        return None
    return value


def _end(text: str, at: int, *, is_last: bool) -> int | None:
    """Where the value ends that begins at a place; None if the text ends before it does, -1 if it is no JSON."""
    try:
        value, end = DECODER.raw_decode(text, at)
    except RecursionError:
        return -1
    except json.JSONDecodeError as error:
        is_cut = error.msg.startswith("Unterminated string") or error.pos >= len(text.rstrip()) - LONGEST_WORD
        return None if is_cut and not is_last else -1
    # The end of the text may be the middle of a number.
    return None if end == len(text) and not is_last and not isinstance(value, dict) else end
