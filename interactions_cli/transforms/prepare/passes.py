"""The passes over raw inputs: one that only looks, one that writes and checks what the plan was made from."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from interactions_cli.engine.threads import in_order
from interactions_cli.personalize.schema import Role
from interactions_cli.reading.batch import Batch, ShapeRepair
from interactions_cli.reading.known_cells import KnownCells
from interactions_cli.reading.raw_groups import OpenGroup, Segment, Unit, groups_of, opened_group
from interactions_cli.reading.raw_inputs import InputOptions, RawInput, opened
from interactions_cli.reading.stream_dataset import Judge
from interactions_cli.rules.defects import CODES
from interactions_cli.trace import NO_TRACE, PassTrace, Trace
from interactions_cli.transforms.prepare.column_types import ColumnType, types_written
from interactions_cli.transforms.prepare.decide import Questions
from interactions_cli.transforms.prepare.edits import Repair, edit_batch
from interactions_cli.transforms.prepare.evidence import Evidence, seen_in
from interactions_cli.transforms.prepare.look import Look
from interactions_cli.transforms.prepare.majorities import Majorities
from interactions_cli.transforms.prepare.outcome import Outcome
from interactions_cli.transforms.prepare.plan import Plan, PlanOptions
from interactions_cli.transforms.prepare.rejects import reject_lines, rejects_of
from interactions_cli.transforms.prepare.standing import Extent, Stand, Standing, extents_of
from interactions_cli.transforms.prepare.written import written_lines

if TYPE_CHECKING:
    import polars as pl

# What notes call the pass.
WRITE = "repair"
Progress = Callable[[str, int], None]


@dataclass(kw_only=True)
class Part:
    """What one batch gave; lines and records are relative to it."""

    data: bytes
    rows: int
    read: int
    extents: list[Extent]
    rejects: pl.DataFrame
    repairs: list[Repair]
    pairs: pl.DataFrame
    said: Majorities
    types: Mapping[str, ColumnType]
    implausible: int = 0
    first_time: str | None = None
    seen: Evidence | None = None
    judged: Any = None


@dataclass(kw_only=True)
class Passes:
    """The inputs of one run and how they are read; `with_types`: the types of own columns are wanted."""

    inputs: Sequence[RawInput]
    reading: InputOptions
    options: PlanOptions
    with_types: bool = False
    max_samples: int = 5
    progress: Progress | None = None
    trace: Trace = NO_TRACE

    def look(self, *, most_bytes: int | None = None) -> Evidence:
        """What the records say, all of them or so many bytes of them."""
        return Look(self.inputs, self.reading, self.options, self.trace).evidence(most_bytes)

    def sample(self, most_records: int) -> list[tuple[RawInput, Batch, int]]:
        """The first records as batches, each with the lines before it; the last one may hold more."""
        found: list[tuple[RawInput, Batch, int]] = []
        records = 0
        for raw in self.inputs:
            offset = raw.first_line
            with opened(raw, self.reading) as source:
                for unit in source.units:
                    batch = source.read(unit)
                    found.append((raw, batch, offset))
                    offset += batch.line_count
                    records += batch.records
                    if records >= most_records:
                        return found
        return found

    def write(
        self,
        plan: Plan,
        outcome: Outcome,
        evidence: Evidence | None,
        reject: Callable[[bytes], None] | None,
        judge: Judge,
    ) -> Iterator[tuple[bytes, Any]]:
        """The lines of the output, block by block, with what `judge` makes of them and their cells.

        Args:
            plan: What is done.
            outcome: Takes the figures.
            evidence: Takes what the records say, where the plan was made from a part of them.
            reject: Takes the lines of the rejects file, if there is one.
            judge: Called by worker threads.
        """
        for raw in self.inputs:
            outcome.rows.setdefault(raw.path, 0)
            outcome.add_repairs(map(of_column, raw.repairs), [Stand(1, raw.path)])
            if evidence is not None:
                evidence.name(raw.names)
        standing = Standing()
        for group in groups_of(self.inputs, self.reading):
            with opened_group(group, self.reading) as source:
                work = _Worker(source, plan, self, outcome, judge, looks=evidence is not None)
                for parts in in_order(work, source.units, trace=PassTrace(self.trace, "", WRITE)):
                    for part in parts:
                        self._note(part, standing.next(part.extents), outcome, evidence, reject)
                        if part.data:
                            yield part.data, part.judged
                    self._tell(group, parts, source.position())

    def _note(
        self,
        part: Part,
        stands: Sequence[Stand],
        outcome: Outcome,
        evidence: Evidence | None,
        reject: Callable[[bytes], None] | None,
    ) -> None:
        outcome.read += part.read
        outcome.written += part.rows
        for extent in part.extents:
            outcome.rows[extent.raw.path] += extent.records
        outcome.add_rejects(part.rejects)
        if reject is not None and part.rejects.height:
            reject(reject_lines(part.rejects, stands))
        outcome.add_repairs(part.repairs, stands)
        outcome.note_times(part.implausible, part.first_time)
        outcome.equal.add(part.pairs)
        outcome.said.add(part.said)
        outcome.add_types(part.types)
        if evidence is not None and part.seen is not None:
            evidence.add(part.seen)

    def _tell(self, group: Sequence[RawInput], parts: Sequence[Part], position: int) -> None:
        """Progress: of one input how much of it was read, of several that those are done."""
        read = {extent.raw.path: extent.raw.size or 0 for part in parts for extent in part.extents}
        for path, size in (read if len(group) > 1 else {group[0].path: position}).items():
            if self.progress:
                self.progress(path, size)


def of_column(repair: ShapeRepair) -> Repair:
    """A repair of lines as one of no column."""
    return Repair(CODES[repair.defect], None, repair.count, repair.samples)


class _Worker:
    """What a worker thread does to a unit."""

    def __init__(
        self, source: OpenGroup, plan: Plan, passes: Passes, outcome: Outcome, judge: Judge, *, looks: bool
    ) -> None:
        self._source = source
        self._plan = plan
        self._questions, self._reading = Questions(passes.options), passes.options.time_reading
        own = (entry.name for entry in plan.fields if entry.field.role is Role.OWN)
        self._typed = tuple(own) if passes.with_types else ()
        self._max_samples = outcome.max_samples
        self._equal = outcome.equal
        self._judge = judge
        self._looks = looks

    def __call__(self, unit: Unit) -> list[Part]:
        return [self._part(batch, segments) for batch, segments in self._source.read(unit)]

    def _part(self, batch: Batch, segments: Sequence[Segment]) -> Part:
        edited = edit_batch(batch, self._plan, max_samples=self._max_samples, limit=self._equal.limit)
        part = Part(
            data=written_lines(edited.frame, is_bare=edited.is_bare),
            rows=edited.frame.height,
            read=batch.records,
            extents=extents_of(batch, segments),
            rejects=rejects_of(batch, edited.rejects),
            repairs=[*map(of_column, batch.repairs), *edited.repairs],
            pairs=edited.pairs,
            said=edited.said,
            types=types_written(edited.frame, self._typed),
            implausible=edited.implausible,
            first_time=edited.first_time,
        )
        if part.data:
            part.judged = self._judge(
                part.data, KnownCells(edited.known, are_bare=edited.is_bare, passed=edited.facts.passed)
            )
        if self._looks:
            questions, reading = self._questions.about(batch.names), self._reading
            part.seen = seen_in(batch, questions, reading, edited.facts)
        return part
