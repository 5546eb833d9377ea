"""Small logs of one form that are read as one block; what a block costs by itself is paid once for many of them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Final

from interactions_cli.engine.joined_parts import line_places
from interactions_cli.reading.joined import InputsInTurn, Segment, joined_block, joined_sizes
from interactions_cli.transforms.merge.log_files import LogFiles
from interactions_cli.transforms.merge.log_heads import CSV, LogHead
from interactions_cli.transforms.merge.shown import LogPart

# Where there are more odd lines than logs divided by this, most halves would be read in vain.
ODD_LOGS: Final = 8


@dataclass(kw_only=True)
class LogParts:
    """What each of some logs contributes that are read together, None for one without a line."""

    line_count: int
    parts: Sequence[LogPart | None]


@dataclass
class JoinedLogs(InputsInTurn):
    """Logs of one form, read one after the other.

    Attributes:
        sizes: Bytes of each as stored.
    """

    files: LogFiles
    heads: Sequence[LogHead]
    sizes: list[int | None] = field(default_factory=list)

    def blocks(self) -> Iterator[tuple[bytes, ...]]:
        """The lines of each log, without its header; all of them are one block.

        Raises:
            InputError: As for the blocks of a source.
        """
        pieces: list[bytes] = []
        for head in self.heads:
            with self.files.opened(head) as source:
                pieces.append(b"".join(self.files.blocks(head, source)))
            self.sizes.append(source.size)
            self.bytes_read += source.bytes_read
        yield tuple(pieces)


def joined_logs(files: LogFiles, *, block_bytes: int, workers: int) -> list[tuple[int, ...]]:
    """The numbers of the logs, in order, small ones of one form that follow each other in groups of about a block."""
    heads = files.heads

    def is_same(one: int, other: int) -> bool:
        return _form(heads[one]) == _form(heads[other])

    sizes = [files.size(head) if _may_be_joined(head) else None for head in heads]
    return joined_sizes(sizes, is_same, block_bytes=block_bytes, workers=workers)


def _may_be_joined(head: LogHead) -> bool:
    has_header = head.format == CSV and bool(head.names) and head.header is not None
    return has_header and head.compression is None


def _form(head: LogHead) -> tuple[object, ...]:
    return head.names, head.header.separator if head.header else None


def read_each(pieces: Sequence[bytes], read: Callable[[bytes], LogPart]) -> LogParts:
    """What each of some logs contributes.

    Where few lines are odd halves are read again, down to logs that are read alone; where many are, all logs are: what
    is said of a line, and what only a whole log can tell, is said of its own log.

    Args:
        pieces: The lines of each.
        read: Reads a block of lines.
    """
    block = joined_block(enumerate(pieces))
    if block is None:
        return LogParts(line_count=0, parts=[None] * len(pieces))
    if len(pieces) == 1:
        part = read(pieces[0])
        return LogParts(line_count=part.line_count, parts=[part])
    size = len(pieces) // 2
    # Behind a carriage return that ends a log a line feed would make a line end of it.
    if not any(piece.endswith(b"\r") for piece in pieces):
        part = read(block.data)
        odd = _odd_lines(part)
        if not odd:
            return LogParts(line_count=part.line_count, parts=list(_parts(part, block.segments)))
        size = size if odd * ODD_LOGS <= len(pieces) else 1
    read_again = [read_each(pieces[first : first + size], read) for first in range(0, len(pieces), size)]
    return LogParts(
        line_count=sum(found.line_count for found in read_again),
        parts=[part for found in read_again for part in found.parts],
    )


def _odd_lines(part: LogPart) -> int:
    """How many lines, about, are no list that needs no word, or have a time in another unit than most."""
    hits = sum(count for _, count, _ in (*part.hits, *part.item_hits))
    other_units = part.rows - max(part.units.values()) if part.units else 0
    return hits + part.unreadable + part.item_lines[0] + part.open.height + part.rows - part.lists.height + other_units


def _parts(part: LogPart, segments: Sequence[Segment]) -> Iterator[LogPart | None]:
    lines = part.lists["line"]
    placed = part.lists.with_columns(line_places(lines, segments, lambda _index: 0).alias("line"))
    first = 0
    for segment in segments:
        rows = segment.lines - segment.blank
        lists = placed.slice(first, rows)
        first += rows
        if not segment.lines:
            yield None
            continue
        yield LogPart(
            line_count=segment.lines,
            rows=rows,
            unreadable=0,
            lists=lists,
            open=part.open,
            forms=Counter(),
            items=part.items,
            item_lines=(0, []),
            units=dict.fromkeys(part.units, rows) if rows else {},
            filled=part.filled,
        )
