"""Blocks of many short lines in pieces: what a block takes in memory grows with its lines, not only with its bytes."""

from __future__ import annotations

from collections.abc import Iterator

# Eight bytes a line in a block of the usual size; the shortest line that can be a record has 15.
MOST_LINES = 1 << 20


def in_few_lines(block: bytes, most: int = MOST_LINES) -> Iterator[bytes]:
    """The same bytes in pieces of whole lines, none with more than `most`."""
    if block.count(b"\n") <= most:
        yield block
        return
    middle = len(block) // 2
    end = block.rfind(b"\n", 0, middle)
    cut = (end if end >= 0 else block.find(b"\n", middle)) + 1
    yield from in_few_lines(block[:cut], most)
    yield from in_few_lines(block[cut:], most)
