"""How inputs are cut for Spark, and how what comes of the pieces is put in order again."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

from interactions_cli.engine.spark_rows import BLOCK, LINE_BITS, Row, fingerprint
from interactions_cli.measures.measure import INPUT_SHIFT
from interactions_cli.measures.parts import Part
from interactions_cli.reading.columns import Column
from interactions_cli.reading.dataset import Dataset
from interactions_cli.reading.layout import Layout
from interactions_cli.reading.splits import Split

P = TypeVar("P", bound=Part)


@dataclass(frozen=True, kw_only=True)
class Cut:
    """How inputs are cut: into `splits`, which some `tasks` share; `sizes` are the bytes of the inputs as stored."""

    dataset: Dataset
    splits: Sequence[Split]
    tasks: Sequence[Sequence[Split]]
    sizes: Sequence[int]

    def shared(self, columns: Sequence[Column]) -> dict[str, Any]:
        """What every task on it is told; `columns` are those that are read."""
        headers = self.dataset.view.headers
        same: dict[Layout, Layout] = {}
        layouts = {
            index: self.dataset.layout(headers[index], columns) for index in {split.index for split in self.splits}
        }
        return {
            "tasks": self.tasks,
            "layouts": {index: same.setdefault(layout, layout) for index, layout in layouts.items()},
            "fingerprint": fingerprint(),
        }


def bucket_marks(count: int) -> list[int]:
    """Numbers of which each goes to another one of `count` partitions, as Spark spreads rows by a column of them.

    By their own numbers some buckets would share a partition, and other partitions would have none.
    """
    marks: dict[int, int] = {}
    candidate = 0
    while len(marks) < count:
        marks.setdefault(_spark_hash(candidate) % count, candidate)
        candidate += 1
    return [marks[place] for place in range(count)]


def _spark_hash(number: int) -> int:
    """What `pyspark.sql.functions.hash` gives for a bigint: Murmur3 of 32 bits, seed 42, of its two halves."""
    state = 42
    for half in (number & 0xFFFF_FFFF, number >> 32 & 0xFFFF_FFFF):
        mixed = _rotated(half * 0xCC9E_2D51, 15) * 0x1B87_3593 & 0xFFFF_FFFF
        state = (_rotated(state ^ mixed, 13) * 5 + 0xE654_6B64) & 0xFFFF_FFFF
    state ^= 8
    for shift, factor in ((16, 0x85EB_CA6B), (13, 0xC2B2_AE35), (16, 1)):
        state = (state ^ state >> shift) * factor & 0xFFFF_FFFF
    return state - (1 << 32) if state >> 31 else state


def _rotated(number: int, count: int) -> int:
    number &= 0xFFFF_FFFF
    return (number << count | number >> (32 - count)) & 0xFFFF_FFFF


# Split and number of a block → its part and its bytes.
Parts = Mapping[tuple[int, int], tuple[P, int]]


def parts_of(found: Sequence[Row], kind: type[P]) -> Parts[P]:
    """Each block's part and bytes by split and number, in order; once, also where its task was done again."""
    blocks = {(row[1], row[2]): (kind.from_arrow(row[4]), row[3]) for row in found if row[0] == BLOCK}
    return dict(sorted(blocks.items()))


def buckets_of(found: Sequence[Row], number: int, kind: type[P]) -> list[P]:
    """What the buckets have with a number; once, also where one was counted again."""
    rows = {row[0]: row[4] for row in found if row[0] >= 0 and row[2] == number}
    return [kind.from_arrow(rows[bucket]) for bucket in sorted(rows)]


def places_of(splits: Sequence[Split], parts: Mapping[tuple[int, int], tuple[Any, int]]) -> Callable[[int], int]:
    """From a line of a split to its place among all inputs."""
    # Of inputs that were read as one block there is no part of each; their header is all that stands before them.
    starts = {split.number: (split.index << INPUT_SHIFT) + 1 for split in splits if split.start == 0}
    lines: dict[int, int] = {}
    for (number, _block), (part, _size) in parts.items():
        index = splits[number].index
        starts.setdefault(number, (index << INPUT_SHIFT) + lines.setdefault(index, 1))
        lines[index] += part.line_count
    return lambda place: starts[place >> LINE_BITS] + (place & ((1 << LINE_BITS) - 1))
