"""Where the lines and records of a batch stand in the inputs that it was made of."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass

import polars as pl

from interactions_cli.reading.batch import Batch
from interactions_cli.reading.raw_groups import Segment
from interactions_cli.reading.raw_inputs import RawInput


@dataclass(frozen=True)
class Extent:
    """What a batch has of one input: its lines from `first` on, and its records after `records_before` others."""

    raw: RawInput
    first: int
    lines: int
    records_before: int
    records: int


def extents_of(batch: Batch, segments: Sequence[Segment]) -> list[Extent]:
    """What a batch has of each input."""
    if len(segments) == 1:
        return [Extent(segments[0].raw, 1, batch.line_count, 0, batch.records)]
    starts = pl.concat([batch.lines, batch.defects["line"]]).sort()
    firsts = pl.Series([segment.first for segment in segments], dtype=pl.Int64)
    before = [*starts.search_sorted(firsts, side="left").to_list(), len(starts)]
    return [
        Extent(segment.raw, segment.first, segment.lines, before[number], before[number + 1] - before[number])
        for number, segment in enumerate(segments)
    ]


@dataclass(frozen=True)
class Stand:
    """What to add to lines of a batch from `first` on, and to its records, to have their places in the input."""

    first: int
    path: str
    lines: int = 0
    records: int = 0


def stand_of(stands: Sequence[Stand], line: int) -> Stand:
    """Where a line of the batch stands."""
    return stands[bisect_right(stands, line, key=lambda stand: stand.first) - 1]


class Standing:
    """Follows the inputs through the batches, which come in order."""

    def __init__(self) -> None:
        self._raw: RawInput | None = None
        self._lines = self._records = 0

    def next(self, extents: Sequence[Extent]) -> list[Stand]:
        """Where the lines of the next batch stand."""
        found = []
        for extent in extents:
            if extent.raw is not self._raw:
                self._raw, self._lines, self._records = extent.raw, extent.raw.first_line, 0
            lines, records = self._lines - extent.first + 1, self._records - extent.records_before
            found.append(Stand(extent.first, extent.raw.path, lines, records))
            self._lines += extent.lines
            self._records += extent.records
        return found
