"""One pass over a data set for `validate` and `stats`: every record checked and measured."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace

from interactions_cli.engine.debug_plan import tell_inputs
from interactions_cli.engine.joined_parts import JoinedWorker, joined_inputs, progress_of
from interactions_cli.engine.loop import InputPass, inputs_of, run
from interactions_cli.engine.scan_options import ScanOptions
from interactions_cli.engine.scan_part import ScanPart, ScanWorker
from interactions_cli.engine.scan_sets import record_sets
from interactions_cli.engine.spark import NOT_COUNTED, Counted, SparkInput
from interactions_cli.engine.threads import in_order, one_by_one, worker_count
from interactions_cli.errors import UsageError
from interactions_cli.judging.checks import RowCheck, plan_checks
from interactions_cli.judging.observations import Observations
from interactions_cli.measures.join_figures import JoinFigures
from interactions_cli.measures.measure import INPUT_SHIFT
from interactions_cli.measures.metrics import Metrics
from interactions_cli.measures.record_set import Measured, RecordSet
from interactions_cli.measures.same_records import SameRecords
from interactions_cli.measures.stream_figures import StreamFigures
from interactions_cli.measures.tally_figures import TallyContext
from interactions_cli.personalize.schema import Schema
from interactions_cli.personalize.target import Target
from interactions_cli.reading.columns import Column
from interactions_cli.reading.dataset import Dataset
from interactions_cli.reading.hits import Hits
from interactions_cli.reading.joined import joined_groups
from interactions_cli.reading.layout import Layout
from interactions_cli.reading.line_defect import LineDefect
from interactions_cli.reading.lines import CONTROL_PATTERN
from interactions_cli.reading.view import DatasetView, Header
from interactions_cli.report import InputFile
from interactions_cli.rules.rule import RowRule
from interactions_cli.trace import OPENING, PassTrace

# What notes call the pass.
SCAN = "scan"


@dataclass(kw_only=True)
class Scan:
    """What one pass over all inputs gives, streamed events included.

    Without an event filter `training` is `whole`; `joins` are by catalogue; without logs `streamed` is None.
    """

    view: DatasetView
    columns: tuple[Column, ...]
    inputs: tuple[InputFile, ...]
    observations: Observations
    whole: Measured
    training: Measured
    joins: tuple[JoinFigures, ...] = ()
    streamed: StreamFigures | None = None

    @property
    def rows(self) -> int:
        """Lines of the files that are not blank."""
        return self.streamed.bulk.rows if self.streamed else self.metrics.rows

    @property
    def metrics(self) -> Metrics:
        """The figures of the whole set."""
        return self.whole.metrics


class DatasetScan:
    """Reads every input once."""

    def __init__(
        self,
        paths: Sequence[str],
        target: Target,
        schema: Schema | None,
        rules: Sequence[RowRule],
        options: ScanOptions,
    ) -> None:
        self._paths, self._target, self._given = paths, target, schema
        self._rules, self._options = rules, options

    def run(self, dataset: Dataset | None = None) -> Scan:
        """Read the headers of all inputs, then the inputs one after the other.

        Args:
            dataset: The inputs, if they are open already.

        Raises:
            InputError: An input that cannot be read.
        """
        options = self._options
        with options.trace.stage(OPENING):
            opened = dataset or Dataset(
                self._paths,
                self._target,
                self._given,
                block_bytes=options.block_bytes,
                max_bytes=options.max_bytes,
                places=options.places,
            )
        with opened as inputs:
            tell_inputs(options.trace, inputs, inputs.columns, block_bytes=options.block_bytes)
            return self._read(inputs)

    def _read(self, dataset: Dataset) -> Scan:
        options = self._options
        whole, training, streamed = record_sets(dataset, self._target, options)
        state = _State(whole, training, streamed.same if streamed and streamed.same.is_needed else None)

        def worker(index: int, layout: Layout, trace: PassTrace) -> ScanWorker:
            checks = state.checks[index] = plan_checks(self._rules, layout.columns)
            state.observations.expect(checks)
            keep, joins = options.max_samples, options.joins
            return ScanWorker(
                layout, checks, self._target, whole, training, joins, state.same, max_samples=keep, trace=trace
            )

        groups, entries, keys = self._entries(dataset, worker, state)
        inputs = []
        for group, entry in zip(groups, entries, strict=True):
            if len(group) == 1:
                inputs.append(self._read_one(group[0], entry, dataset.view.headers[group[0]], state))
            else:
                inputs += self._read_joined(group, entry, state)
        paths = [*self._paths, *options.streamed]
        context = TallyContext(blank_lines=state.blank, bytes_read=state.bytes, names=dataset.view.names, paths=paths)
        figures = None
        with options.trace.stage("figures"):
            if streamed:
                bulk = whole.tally.figures().metrics(replace(context, rows=state.rows))
                figures = streamed.figures(bulk, dataset.view.names)
                streamed.add_to(whole, training)
                state.observations.near_threshold.add(streamed.near_threshold, options.max_samples)
                state.rows += streamed.events
            measured = whole.figures(*keys[0]).measured(replace(context, rows=state.rows))
            trained = training.figures(*keys[1]).measured(context) if training else measured
        return Scan(
            view=dataset.view,
            columns=dataset.columns,
            inputs=tuple(inputs),
            observations=state.observations,
            whole=measured,
            training=trained,
            joins=options.joins.figures(measured.users, measured.items),
            streamed=figures,
        )

    def _entries(
        self, dataset: Dataset, worker: Callable[[int, Layout, PassTrace], ScanWorker], state: _State
    ) -> tuple[Sequence[Sequence[int]], Iterable[InputPass[ScanPart] | SparkInput], Sequence[Counted]]:
        """Which inputs are read as one, what became of each, and figures per key where those were counted elsewhere."""
        options = self._options
        if options.spark is None:
            # What is compared with a catalogue or with streamed events has places of its own.
            block_bytes = 0 if options.joins or options.streamed else options.block_bytes
            groups = joined_groups(dataset, block_bytes=block_bytes, workers=worker_count())
            alone = list(inputs_of(dataset, worker))
            each = joined_inputs(alone, groups, dataset, lambda work: JoinedWorker(work, self._paths))
            told = progress_of(options.progress, groups, self._paths)
            runner = one_by_one if dataset.is_judged else in_order
            read = run(each, SCAN, progress=told, trace=options.trace, runner=runner)
            return groups, read, (NOT_COUNTED, NOT_COUNTED)
        if options.joins or options.streamed:
            raise UsageError(
                "items, users and streamed: not with spark", "Leave them out, or run on one machine, without spark."
            )
        for index, header in enumerate(dataset.view.headers):
            if not header.problem:
                state.checks[index] = plan_checks(self._rules, dataset.layout(header).columns)
                state.observations.expect(state.checks[index])
        entries, keys = options.spark.scan(
            dataset,
            self._target,
            frozenset(rule.code for rule in self._rules),
            stats=options.stats,
            exact=options.exact,
            max_samples=options.max_samples,
            block_bytes=options.block_bytes,
            trace=options.trace,
        )
        return [entry.group for entry in entries], entries, keys

    def _read_joined(
        self, group: Sequence[int], entry: InputPass[ScanPart] | SparkInput, state: _State
    ) -> list[InputFile]:
        rows = list[int]()
        for step in entry:
            self._note(step.part, group[0], state, path=None, offset=0, place=0)
            rows += step.part.rows_of
            state.rows += step.part.rows
        state.bytes += entry.bytes_read
        sizes = entry.source.sizes if isinstance(entry, InputPass) else entry.sizes
        if self._options.progress:
            for index in group:
                self._options.progress(self._paths[index], sizes[index] or 0)
        return [
            InputFile(path=self._paths[index], bytes=sizes[index], rows=count)
            for index, count in zip(group, [*rows, *[0] * (len(group) - len(rows))], strict=True)
        ]

    def _note(self, part: ScanPart, index: int, state: _State, *, path: str | None, offset: int, place: int) -> None:
        """Add a part to everything but the rows; `index` is that of an input of its form."""
        seen, keep = state.observations, self._options.max_samples
        seen.add_lines(part.line_hits, keep, path=path, offset=offset)
        cells = {state.checks[index][number]: hits for number, hits in part.cell_hits.items()}
        seen.add_cells(cells, keep, path=path, offset=offset)
        state.whole.add(part.whole, place)
        if state.training and part.training:
            state.training.add(part.training, place)
        seen.near_threshold.add(part.near_threshold, keep, path=path, offset=offset)
        self._options.joins.add(part.joins, path or "", offset)
        if state.same and part.same is not None:
            state.same.add(part.same, place)
        state.blank += part.line_count - part.rows

    def _read_one(
        self, index: int, entry: InputPass[ScanPart] | SparkInput, header: Header, state: _State
    ) -> InputFile:
        if header.problem:
            return InputFile(path=entry.path, bytes=entry.size, rows=0)
        seen, keep, rows = state.observations, self._options.max_samples, 0
        found = Hits.of_block(1, [(1, header.text)])
        if re.search(CONTROL_PATTERN, header.text):
            seen.add_lines({LineDefect.CONTROL_CHARACTER: found}, keep, path=entry.path, offset=0)
        elif header.has_returns:
            seen.add_lines({LineDefect.LINE_END: found}, keep, path=entry.path, offset=0)
        for step in entry:
            place = (index << INPUT_SHIFT) + step.offset
            self._note(step.part, index, state, path=entry.path, offset=step.offset, place=place)
            rows += step.part.rows
        # An input that cannot be read is left out: how much of it was read to find its header depends on the blocks.
        state.bytes += entry.bytes_read
        state.rows += rows
        return InputFile(path=entry.path, bytes=entry.size, rows=rows)


@dataclass
class _State:
    whole: RecordSet
    training: RecordSet | None
    same: SameRecords | None = None
    rows: int = 0
    blank: int = 0
    bytes: int = 0
    observations: Observations = field(default_factory=Observations)
    checks: dict[int, Sequence[RowCheck]] = field(default_factory=dict)
