"""What a scan does to a block: its records checked and measured, as a part that travels."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from interactions_cli.judging.checks import RowCheck, run_checks
from interactions_cli.measures.join_set import JoinParts, JoinSet
from interactions_cli.measures.near_threshold import near_threshold
from interactions_cli.measures.parts import Part
from interactions_cli.measures.record_set import RecordSet, SetPart
from interactions_cli.measures.same_records import SameRecords
from interactions_cli.personalize.fields import EVENT_TYPE
from interactions_cli.personalize.target import Target
from interactions_cli.reading.columns import service_columns
from interactions_cli.reading.hits import Hits
from interactions_cli.reading.known_cells import KnownCells
from interactions_cli.reading.layout import Layout
from interactions_cli.reading.line_defect import LineDefect
from interactions_cli.reading.records import BlockReader
from interactions_cli.reading.training_set import passes, passing
from interactions_cli.trace import PassTrace

if TYPE_CHECKING:
    import polars as pl


@dataclass(kw_only=True)
class ScanPart(Part):
    """What one block gives.

    `rows` are the lines that are not blank; hits are by the defect of a line and by the number of a check of cells,
    with lines relative to the block; `near_threshold` are records that the event filter just leaves out. A block of
    several inputs has `rows_of` each of them, and its lines are in place.
    """

    line_count: int
    rows: int
    line_hits: Mapping[LineDefect, Hits]
    cell_hits: Mapping[int, Hits]
    whole: SetPart
    training: SetPart | None
    joins: JoinParts = ()
    near_threshold: Hits = field(default_factory=Hits)
    rows_of: Sequence[int] = ()
    same: pl.DataFrame | None = None


class ScanWorker:
    """What is done to the blocks of one input. Shares nothing that changes a result.

    Args:
        layout: Of the input.
        checks: What its cells are checked for.
        target: What the data is for; its event filter decides which records are in `training`.
        whole: Measures all records.
        training: Measures those that the event filter lets pass; None without one.
        joins: The catalogues to compare ids with.
        same: Looks for the records that are streamed events as well; None where nothing is to be looked for.
        max_samples: Places to keep of what is found.
        trace: Takes notes.
    """

    def __init__(
        self,
        layout: Layout,
        checks: Sequence[RowCheck],
        target: Target,
        whole: RecordSet,
        training: RecordSet | None,
        joins: JoinSet,
        same: SameRecords | None,
        *,
        max_samples: int,
        trace: PassTrace,
    ) -> None:
        self._reader = BlockReader(layout, max_samples=max_samples, trace=trace)
        self._trace = trace
        self._checks = {check: number for number, check in enumerate(checks)}
        self._now = target.now
        self._max_samples = max_samples
        self._whole = whole.plan(layout.columns)
        self._training = training.plan(layout.columns) if training else None
        self._same = same.plan(layout.columns) if same else None
        self._join = joins.plan(layout.columns) if joins else None
        kind = service_columns(layout.columns).get(EVENT_TYPE)
        self._type_slot = kind.slot if kind else None
        self._filter = passes(target.events, layout.columns) if target.events else None
        self._near = near_threshold(target.events, layout.columns, max_samples=max_samples)

    def __call__(self, block: bytes, cells: KnownCells | None = None) -> ScanPart:
        """Read, measure and check a block of whole lines, of which `cells` are known where they come from a frame."""
        records = self._reader.read(block, cells)
        training = None
        with self._trace.stage("measure"):
            if self._filter is not None and self._training is not None:
                training = self._training(records.where(passing(records.frame, self._filter)))
            whole = self._whole(records)
        joined: JoinParts = ()
        if self._join is not None:
            with self._trace.stage("joins"):
                joined = self._join(records.frame, records.line_numbers(), whole.tally.ids)
        texts = {} if self._type_slot is None else {self._type_slot: whole.tally.event_types["text"]}
        with self._trace.stage("checks"):
            checks = self._checks_of(cells)
            found = run_checks(checks, records, block, now=self._now, max_samples=self._max_samples, texts=texts)
        return ScanPart(
            line_count=records.line_count,
            rows=records.line_count - records.blank_lines,
            line_hits=records.hits,
            cell_hits={self._checks[check]: hits for check, hits in found.items()},
            whole=whole,
            training=training,
            joins=joined,
            near_threshold=self._near(records),
            same=self._same(records) if self._same else None,
        )

    def _checks_of(self, cells: KnownCells | None) -> tuple[RowCheck, ...]:
        """The checks that some cell may break; of lines that may be read as other cells all of them."""
        passed = cells.passed if cells is not None and cells.are_bare else None
        if not passed:
            return tuple(self._checks)
        return tuple(check for check in self._checks if (check.rule, check.column.name) not in passed)
