"""Which rows tasks send where there are more than are counted one by one: a sample by hash, drawn before they are sent.

It is the sample that one machine ends up with: level 0 has all rows, each further one a quarter, and the first one
with at most `KEEP_ROWS` different rows is counted. From glimpses at the inputs the driver plans a level; the figures
tell whether a lower one would have been right, and then rows are sent again. That is rare: nearly all rows are copies.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import accumulate
from math import sqrt
from statistics import fmean, stdev
from typing import Final

from interactions_cli.engine.spark_rows import SETS, Levels, SplitTask
from interactions_cli.measures.key_figures import LAST_LEVEL, KeyFigures
from interactions_cli.measures.row_sample import KEEP_ROWS
from interactions_cli.reading.splits import Split

# No row of the service is shorter. Below as many bytes as all rows of a sample need nothing is looked at.
LEAST_ROW_BYTES: Final = 25
GLIMPSES: Final = 8
GLIMPSE_BYTES: Final = 1 << 16
# A level with more than a quarter of KEEP_ROWS different (user, item, time) is the right one: four times as many in the
# one below are too many. Both shares are larger than that by many times what chance makes of a sample.
ENOUGH, PLANNED = 0.25 * 1.05, 0.25 * 1.15


def planned_levels(task: SplitTask, sizes: Sequence[int]) -> Levels:
    """The levels to send from, by set; `sizes` are the bytes of the inputs as stored.

    Raises:
        InputError: An input cannot be read.
    """
    splits = [split for several in task.tasks for split in several]
    ends = list(accumulate(_size(split, sizes) for split in splits))
    total = ends[-1] if ends else 0
    if level_with(total / LEAST_ROW_BYTES) == 0:
        return (0,) * len(SETS)
    shares = list(_shares(task, splits, ends))
    return tuple(level_with(total * _at_least([share[which] for share in shares])) for which in SETS)


def level_with(rows: float) -> int:
    """The last level that has more rows of so many than are wanted of a sample."""
    level = 0
    while level < LAST_LEVEL and rows / 4 ** (level + 1) >= PLANNED * KEEP_ROWS:
        level += 1
    return level


def proven_levels(keys: Sequence[KeyFigures], levels: Levels) -> Levels:
    """The same levels where the figures show that each is the one of one machine or below; else lower ones."""
    return tuple(_proven(figures, level) for figures, level in zip(keys, levels, strict=True))


def _proven(figures: KeyFigures, level: int) -> int:
    if level == 0:
        return 0
    different = int(figures.levels.filter(figures.levels["level"] == level)["triples"].sum())
    return level if different >= ENOUGH * KEEP_ROWS else min(level - 1, level_with(different * 4**level))


def _shares(task: SplitTask, splits: Sequence[Split], ends: Sequence[int]) -> Iterator[tuple[float, ...]]:
    """Different rows for a byte, by set, at places that are as far from each other as can be."""
    for number in range(GLIMPSES):
        place = ends[-1] * (2 * number + 1) // (2 * GLIMPSES)
        spot = bisect_right(ends, place)
        split, before = splits[spot], ends[spot - 1] if spot else 0
        lines = _glimpse(split, place - before, task.block_bytes)
        if lines:
            yield tuple(count / len(lines) for count in task.different(split, lines))


def _size(split: Split, sizes: Sequence[int]) -> int:
    return sizes[split.index] if split.end is None else split.end - split.start


def _glimpse(split: Split, offset: int, block_bytes: int) -> bytes:
    """Some whole lines behind the `offset`; the first ones of a packed input."""
    if split.end is None:
        return next(split.blocks(min(block_bytes, GLIMPSE_BYTES)), b"")
    start = max(split.start, min(split.start + offset, split.end - GLIMPSE_BYTES))
    few = replace(split, start=start, end=min(split.end, start + GLIMPSE_BYTES))
    return b"".join(few.blocks(block_bytes))


def _at_least(shares: Sequence[float]) -> float:
    """Hardly less than this is the share of everything."""
    if len(shares) < 2:
        return 0.0
    return max(0.0, fmean(shares) - 3 * stdev(shares) / sqrt(len(shares)))
