"""What a merge gives: of a block, and of the whole pass."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from interactions_cli.judging.checks import RowCheck
from interactions_cli.judging.observations import Observations
from interactions_cli.reading.hits import Hits
from interactions_cli.reading.joined import Segment
from interactions_cli.reading.line_defect import LineDefect
from interactions_cli.report import InputFile
from interactions_cli.transforms.merge.figures import MergeFigures, MergeTally, MergeTallyPart


@dataclass(kw_only=True)
class MergePart:
    """What one block gives; lines are relative to it, but of several inputs, which are its `segments`, to their own.

    `refused` are rows that could not take their list.
    """

    block: bytes
    line_count: int
    rows: int
    tally: MergeTallyPart
    refused: Hits
    line_hits: Mapping[LineDefect, Hits]
    cell_hits: Mapping[RowCheck, Hits]
    segments: Sequence[Segment] = ()


@dataclass(kw_only=True)
class Merged:
    """What the pass adds up to. `not_written` are rows that could not take their list."""

    tally: MergeTally
    inputs: list[InputFile] = field(default_factory=list)
    observations: Observations = field(default_factory=Observations)
    not_written: Hits = field(default_factory=Hits)
    blank_lines: int = 0
    bytes_read: int = 0

    @cached_property
    def figures(self) -> MergeFigures:
        """What the tally adds up to."""
        return self.tally.figures()

    def add(self, part: MergePart, keep: int, *, path: str, offset: int) -> None:
        """Add what a block of an input gives.

        Args:
            part: Of a block; one of several inputs says itself where its lines are.
            keep: How many samples there may be.
            path: The input.
            offset: The lines before the block.
        """
        place = (None, 0) if part.segments else (path, offset)
        self._add_at(part, keep, *place)
        self.tally.add(part.tally, offset)
        self.blank_lines += part.line_count - part.rows

    def _add_at(self, part: MergePart, keep: int, path: str | None, offset: int) -> None:
        self.observations.add_lines(part.line_hits, keep, path=path, offset=offset)
        self.observations.add_cells(part.cell_hits, keep, path=path, offset=offset)
        self.not_written.add(part.refused, keep, path=path, offset=offset)
