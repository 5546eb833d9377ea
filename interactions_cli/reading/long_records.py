"""Records that run over several lines: which lines belong together, and where blocks may be cut between records.

A field runs over a line end only if its line closes in neither reading of the quotes, over at most 100 lines and 64 KB,
and only if the joined record has exactly as many fields as the header. Otherwise the line stands by itself, broken.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from functools import cache

from interactions_cli.reading.quoting import READINGS, QuoteReading, split_line

MOST_LINES = 100
MOST_BYTES = 64 << 10


class RecordJoiner:
    """Joins lines to records of one layout."""

    def __init__(self, width: int, separator: str) -> None:
        self._width = width
        self._separator = separator

    def is_broken(self, line: str) -> bool:
        """Whether the quotes of a line close in neither reading."""
        return '"' in line and split_line(line.rstrip("\r"), self._separator) is None

    def joined(self, lines: Sequence[str], start: int) -> tuple[int, list[str]] | None:
        """How many lines the record that begins with a broken line has, and its fields; None if it is none."""
        text = "\n".join(lines[start : start + MOST_LINES])
        if len(text) > MOST_BYTES:
            text = text[:MOST_BYTES].rpartition("\n")[0]
        for reading in READINGS:
            # Cutting the fields takes ten times as long as to see that they do not make a record.
            if _record(self._width, self._separator, reading).match(text):
                fields = _fields_over_lines(text, self._separator, reading)
                if fields is not None and len(fields[0]) == self._width:
                    return fields[1], fields[0]
        return None


def _one_field(separator: str, reading: QuoteReading) -> str:
    cut = re.escape(separator)
    return rf'"(?P<inside>{reading.inside})"(?=\r?\n|{cut}|\Z)|(?P<plain>[^"{cut}\n][^{cut}\n]*|)'


@cache
def _field(separator: str, reading: QuoteReading) -> re.Pattern[str]:
    return re.compile(f"(?s){_one_field(separator, reading)}")


@cache
def _record(width: int, separator: str, reading: QuoteReading) -> re.Pattern[str]:
    """Matches a record with so many fields, each as `_field` takes it."""
    field = re.sub(r"\(\?P<[a-z]+>", "(?:", _one_field(separator, reading))
    return re.compile(rf"(?s)(?>{field})(?:{re.escape(separator)}(?>{field})){{{width - 1}}}\r?(?:\n|\Z)")


def _fields_over_lines(text: str, separator: str, reading: QuoteReading) -> tuple[list[str], int] | None:
    """The fields of the record that begins a text, and over how many lines it runs."""
    fields, place = [], 0
    pattern = _field(separator, reading)
    while match := pattern.match(text, place):
        if match["inside"] is not None:
            keep = r"\1\2" if reading is READINGS[0] else r"\1"
            fields.append(re.sub(reading.escape, keep, match["inside"]))
        else:
            fields.append(match["plain"].rstrip("\r"))
        place = match.end()
        if text.startswith(separator, place):
            place += len(separator)
            continue
        if text.startswith("\r\n", place):
            place += 1
        if place == len(text) or text[place] == "\n":
            return fields, text.count("\n", 0, place) + 1
        return None
    return None


def at_record_ends(blocks: Iterable[bytes], joiner: RecordJoiner) -> Iterator[bytes]:
    """The same bytes in blocks that end where a record ends, whatever the blocks were."""
    held = b""
    for block in blocks:
        whole = held + block if held else block
        cut = _last_record_end(whole, joiner) if b'"' in whole else len(whole)
        if cut:
            yield whole[:cut]
        held = whole[cut:]
    if held:
        yield held


def _last_record_end(block: bytes, joiner: RecordJoiner) -> int:
    """Where the last record ends that no further line can belong to; the block begins with a record."""
    tail_start = len(block)
    for _ in range(MOST_LINES + 1):
        tail_start = block.rfind(b"\n", 0, max(tail_start - 1, 0)) + 1
        if not tail_start:
            break
    tail = block[tail_start:].decode("utf-8", "replace").split("\n")[:-1]
    if not any(joiner.is_broken(line) for line in tail):
        return len(block)
    return _certain_end(block, joiner)


def _certain_end(block: bytes, joiner: RecordJoiner) -> int:
    """As `_last_record_end`, record by record from the beginning."""
    raw = block.split(b"\n")[:-1]
    lines = [line.decode("utf-8", "replace") for line in raw]
    place = end = 0
    while place < len(lines):
        taken = 1
        if joiner.is_broken(lines[place]):
            if len(lines) - place < MOST_LINES:
                return end
            found = joiner.joined(lines, place)
            taken = found[0] if found else 1
        end += sum(len(line) + 1 for line in raw[place : place + taken])
        place += taken
    return end
