"""One run of `prepare`: a plan from a first look, a pass that writes and checks it, a second one if it was wrong."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from typing import Any

from interactions_cli.engine.scan import DatasetScan, Scan
from interactions_cli.engine.scan_options import ScanOptions
from interactions_cli.reading.stream_dataset import BlockStream, Judge, StreamDataset
from interactions_cli.rules.rule import RowRule
from interactions_cli.storage.held_output import HeldOutput
from interactions_cli.storage.outputs import OutputSet
from interactions_cli.transforms.prepare.decide import decide
from interactions_cli.transforms.prepare.deviation import refuse_deviation
from interactions_cli.transforms.prepare.evidence import Evidence
from interactions_cli.transforms.prepare.look import FIRST_LOOK_BYTES
from interactions_cli.transforms.prepare.majorities import settled
from interactions_cli.transforms.prepare.outcome import Outcome
from interactions_cli.transforms.prepare.passes import Passes
from interactions_cli.transforms.prepare.plan import OpenQuestionError, Plan, PlanOptions
from interactions_cli.transforms.prepare.rejects import REJECT_COLUMNS
from interactions_cli.transforms.prepare.written import header_line

# One with the first plan, one with the fields that all records ask for, one each for times, ids and lists.
MOST_PASSES = 5


@dataclass(frozen=True, kw_only=True)
class Destination:
    """Where a run writes: the data, the rejects, and whether existing files may be replaced; None is nowhere."""

    outputs: OutputSet
    output: str | None
    rejects: str | None = None
    force: bool = False


@dataclass(kw_only=True)
class Prepared:
    """What a run gave: the final plan, its figures, what the written records are, and the outputs to be finished."""

    plan: Plan
    outcome: Outcome
    scan: Scan
    passes: int
    held: list[HeldOutput] = field(default_factory=list)


@dataclass(kw_only=True)
class Session:
    """Reads, plans, writes.

    `saved` is the plan of an earlier run, which the inputs must fit. `rules` judge the cells of what is written;
    `notice` is told in words what a person should know meanwhile.
    """

    passes: Passes
    options: PlanOptions
    destination: Destination
    rules: Sequence[RowRule]
    stack: ExitStack
    notice: Callable[[str], None]
    scan_options: ScanOptions
    first_look_bytes: int = FIRST_LOOK_BYTES
    saved: Plan | None = None
    _count: int = field(default=0, init=False)

    def run(self) -> Prepared:
        """Plan and write.

        Raises:
            OpenQuestionError: Only the user can decide; nothing is finished.
            InputError: An input cannot be read.
        """
        if self.saved is not None:
            return self._as_saved(self.saved)
        plan, evidence = self._first_plan()
        # What is written decides the readings of nearly all values, and these in turn a little of what is written: the
        # times first, then the ids, then the lists.
        for _ in range(MOST_PASSES):
            prepared = self._write(plan, evidence)
            final = plan
            if evidence is not None:
                evidence.is_complete = True
                final, evidence = decide(evidence, self.options), None
            final = settled(final, prepared.outcome.said, self.options)
            if final == plan:
                return prepared
            self.notice("records contradict the plan made before all were seen: the inputs are read once more")
            plan = final
        raise AssertionError("the plan does not come to rest")

    def _as_saved(self, plan: Plan) -> Prepared:
        """Write what a saved plan says; nothing is decided anew."""
        evidence = Evidence()
        prepared = self._write(plan, evidence)
        refuse_deviation(plan, evidence, prepared.outcome.said, self.options)
        return prepared

    def _first_plan(self) -> tuple[Plan, Evidence | None]:
        """A plan, and where to note what it was not made from; None if it was made from all records."""
        first = self.passes.look(most_bytes=self.first_look_bytes)
        try:
            return decide(first, self.options), None if first.is_complete else Evidence()
        except OpenQuestionError as question:
            if first.is_complete or (question.by_names and self.options.names_are_complete):
                raise
        # What the first records leave open the others may answer, and nothing can be written meanwhile.
        self.notice("the first records leave a question open: all of them are read to answer it")
        self._count += 1
        return decide(self.passes.look(), self.options), None

    def _write(self, plan: Plan, evidence: Evidence | None) -> Prepared:
        self._count += 1
        outcome = Outcome(max_samples=self.passes.max_samples)
        to = self.destination
        held = [
            self.stack.enter_context(HeldOutput(to.outputs, path, force=to.force))
            for path in (to.output, to.rejects)
            if path is not None
        ]
        data = held[0] if to.output is not None else None
        rejects = held[-1] if to.rejects is not None else None
        if rejects is not None:
            rejects.write(",".join(REJECT_COLUMNS).encode() + b"\n")
        header = header_line(plan.names)
        if data is not None:
            data.write(header + b"\n")
        reject = rejects.write if rejects else None

        def blocks(judge: Judge) -> Iterator[tuple[bytes, Any]]:
            for block, judged in self.passes.write(plan, outcome, evidence, reject, judge):
                if data is not None:
                    data.write(block)
                yield block, judged

        stream = BlockStream(to.output or "-", header, blocks)
        dataset = StreamDataset(stream, self.options.target, self.options.schema)
        scan = DatasetScan([stream.path], self.options.target, self.options.schema, self.rules, self.scan_options).run(
            dataset
        )
        assert outcome.read == outcome.written + outcome.rejected, "a record was neither written nor rejected"
        return Prepared(plan=plan, outcome=outcome, scan=scan, passes=self._count, held=held)
