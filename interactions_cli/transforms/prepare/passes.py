"""The passes over raw inputs: one that only looks, one that writes and checks what the plan was made from."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

import polars as pl

from interactions_cli.engine.threads import in_order
from interactions_cli.reading.batch import Batch, ShapeRepair
from interactions_cli.reading.line_defect import LineDefect
from interactions_cli.reading.raw_inputs import InputOptions, OpenInput, RawInput, opened
from interactions_cli.reading.stream_dataset import Judge
from interactions_cli.rules.defects import CODES
from interactions_cli.trace import NO_TRACE, PassTrace, Trace
from interactions_cli.transforms.prepare.decide import questions_of
from interactions_cli.transforms.prepare.edits import AROUND_THE_TABLE, FOOTER, Repair, edit_batch
from interactions_cli.transforms.prepare.evidence import ColumnEvidence, Evidence, seen_in
from interactions_cli.transforms.prepare.majorities import Majorities
from interactions_cli.transforms.prepare.outcome import Outcome
from interactions_cli.transforms.prepare.plan import Plan, PlanOptions
from interactions_cli.transforms.prepare.written import reject_lines, written_lines

# What notes call the passes.
LOOK, WRITE = "look", "repair"
FIRST_LOOK_BYTES = 64 << 20
Progress = Callable[[str, int], None]


@dataclass(kw_only=True)
class Part:
    """What one batch gave; lines and records are relative to it."""

    data: bytes
    rows: int
    read: int
    lines: int
    rejects: list[tuple[int, int, str, str]]
    repairs: list[Repair]
    before: pl.Series
    after: pl.Series
    said: Majorities
    implausible: int = 0
    first_time: str | None = None
    seen: Evidence | None = None
    judged: Any = None


@dataclass(kw_only=True)
class Passes:
    """The inputs of one run and how they are read."""

    inputs: Sequence[RawInput]
    reading: InputOptions
    options: PlanOptions
    max_samples: int = 5
    progress: Progress | None = None
    trace: Trace = NO_TRACE

    def look(self, *, most_bytes: int | None = None) -> Evidence:
        """What the records say, all of them or those of the first bytes."""
        evidence = Evidence()
        taken = 0
        for raw in self.inputs:
            for name in raw.names:
                evidence.add(Evidence(columns={name: ColumnEvidence()}))
        for raw in self.inputs:
            with opened(raw, self.reading) as source:
                looks = partial(_looked, source, self.options)
                for seen, size in in_order(looks, source.units, trace=PassTrace(self.trace, raw.path, LOOK)):
                    evidence.add(seen)
                    taken += size
                    if most_bytes is not None and taken >= most_bytes:
                        return evidence
        evidence.is_complete = True
        return evidence

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
            outcome.add_repairs(map(of_column, raw.repairs), raw.path, 0)
            if evidence is not None:
                for name in raw.names:
                    evidence.add(Evidence(columns={name: ColumnEvidence()}))
        for raw in self.inputs:
            with opened(raw, self.reading) as source:
                work = _Worker(source, plan, self.options, self.max_samples, judge, looks=evidence is not None)
                yield from self._write_one(raw, source, work, outcome, evidence, reject)

    def _write_one(
        self,
        raw: RawInput,
        source: OpenInput,
        work: _Worker,
        outcome: Outcome,
        evidence: Evidence | None,
        reject: Callable[[bytes], None] | None,
    ) -> Iterator[tuple[bytes, Any]]:
        offset, record = raw.first_line, 0
        for part in in_order(work, source.units, trace=PassTrace(self.trace, raw.path, WRITE)):
            outcome.read += part.read
            outcome.written += part.rows
            outcome.rows[raw.path] += part.read
            for _, _, code, _ in part.rejects:
                outcome.by_reason[code] += 1
            if reject is not None and part.rejects:
                placed = [(record + number, offset + line, code, text) for number, line, code, text in part.rejects]
                reject(reject_lines(raw.path, placed))
            outcome.add_repairs(part.repairs, raw.path, offset)
            outcome.note_times(part.implausible, part.first_time)
            outcome.equal.add(part.before, part.after)
            outcome.said.add(part.said)
            if evidence is not None and part.seen is not None:
                evidence.add(part.seen)
            offset += part.lines
            record += part.read
            if self.progress:
                self.progress(raw.path, source.position())
            if part.data:
                yield part.data, part.judged


def of_column(repair: ShapeRepair) -> Repair:
    """A repair of lines as one of no column."""
    return Repair(CODES[repair.defect], None, repair.count, repair.samples)


def _looked(source: OpenInput, options: PlanOptions, unit: Any) -> tuple[Evidence, int]:
    batch = source.read(unit)
    size = len(unit) if isinstance(unit, bytes) else batch.frame.estimated_size()
    return seen_in(batch, questions_of(batch.names, options), options.time_reading.latest), int(size)


class _Worker:
    """What a worker thread does to a unit of an input."""

    def __init__(
        self, source: OpenInput, plan: Plan, options: PlanOptions, max_samples: int, judge: Judge, *, looks: bool
    ) -> None:
        self._source = source
        self._plan = plan
        self._options = options
        self._max_samples = max_samples
        self._judge = judge
        self._looks = looks

    def __call__(self, unit: Any) -> Part:
        batch = self._source.read(unit)
        edited = edit_batch(batch, self._plan, max_samples=self._max_samples)
        part = Part(
            data=written_lines(edited.frame),
            rows=edited.frame.height,
            read=batch.records,
            lines=batch.line_count,
            rejects=rejects_of(batch, edited.rejects),
            repairs=[*map(of_column, batch.repairs), *edited.repairs],
            before=edited.before,
            after=edited.after,
            said=edited.said,
            implausible=edited.implausible,
            first_time=edited.first_time,
        )
        if part.data:
            part.judged = self._judge(part.data, edited.frame)
        if self._looks:
            questions = questions_of(batch.names, self._options)
            part.seen = seen_in(batch, questions, self._options.time_reading.latest, zoned=edited.zoned)
        return part


def rejects_of(batch: Batch, rejects: pl.DataFrame) -> list[tuple[int, int, str, str]]:
    """(record, line, code, text) of the records that are rejected."""
    if not rejects.height:
        return []
    starts = pl.concat([batch.record_keys, batch.defect_keys]).sort()
    lines = rejects["line"].to_list()
    numbers = starts.search_sorted(rejects["key"], side="left")
    texts = pl.Series(batch.texts(rejects["key"].to_list()), dtype=pl.String)
    is_footer = (rejects["code"] == CODES[LineDefect.FIELD_COUNT]) & texts.str.to_lowercase().str.contains(FOOTER)
    codes = [AROUND_THE_TABLE if ends else code for code, ends in zip(rejects["code"], is_footer, strict=True)]
    return [
        (number + 1, line, code, text) for number, line, code, text in zip(numbers, lines, codes, texts, strict=True)
    ]
