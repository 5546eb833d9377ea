"""Blocks of many short lines in pieces: what a block takes in memory grows with its lines, not only with its bytes."""

from __future__ import annotations

from collections.abc import Iterator

# Eight bytes a line in a block of the usual size; the shortest line that can be a record has 15.
MOST_LINES = 1 << 20
LOOK_BYTES = 1 << 12


def in_few_lines(block: bytes, most: int = MOST_LINES) -> Iterator[bytes]:
    """The same bytes in pieces of whole lines, none with more than `most`."""
    if not _may_have_more(block, most) or block.count(b"\n") <= most:
        yield block
        return
    middle = len(block) // 2
    end = block.rfind(b"\n", 0, middle)
    cut = (end if end >= 0 else block.find(b"\n", middle)) + 1
    yield from in_few_lines(block[:cut], most)
    yield from in_few_lines(block[cut:], most)


def _may_have_more(block: bytes, most: int) -> bool:
    """Whether some place of a block has half as many lines as all of it would need to have more than `most`.

    Counting every line feed would take milliseconds in which no other thread runs Python. A run of so many of the
    shortest lines covers one of the places; blocks that hide short lines between them take memory, and are right.
    """
    for place in range(0, len(block), max(most, LOOK_BYTES)):
        looked = min(LOOK_BYTES, len(block) - place)
        if 2 * block.count(b"\n", place, place + looked) * len(block) >= looked * most:
            return True
    return False
