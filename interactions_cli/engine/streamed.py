"""Reads the logs of streamed events before the files: their figures are kept, and added to those of the files."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

import polars as pl

from interactions_cli.engine.loop import InputPass, LoopInput, Progress, run
from interactions_cli.errors import InputError
from interactions_cli.measures.join_set import JoinParts, JoinSet, LaterJoins
from interactions_cli.measures.measure import INPUT_SHIFT
from interactions_cli.measures.metrics import Metrics
from interactions_cli.measures.near_threshold import near_threshold
from interactions_cli.measures.record_set import RecordSet, SetPart
from interactions_cli.measures.same_records import SameRecords
from interactions_cli.measures.stream_figures import LogFile, StreamFigures
from interactions_cli.personalize.fields import EVENT_TYPE, EVENT_VALUE, ITEM_ID, TIMESTAMP, USER_ID
from interactions_cli.personalize.target import Target
from interactions_cli.personalize.times import plausible_times
from interactions_cli.reading.columns import Column
from interactions_cli.reading.dataset import Dataset
from interactions_cli.reading.entry_places import EntryPlaces
from interactions_cli.reading.event_blocks import DefectKey, EventReader, event_form
from interactions_cli.reading.hits import Hits
from interactions_cli.reading.input_format import MARK_BYTES
from interactions_cli.reading.json_documents import ObjectLines, object_blocks
from interactions_cli.reading.source import Source
from interactions_cli.reading.training_set import passes, passing
from interactions_cli.shell import shell_text
from interactions_cli.trace import NO_TRACE, PassTrace, Trace

STREAM = "streamed events"
# What every event has, or has not by leaving it blank: a value that is absent is a blank one.
ALWAYS = (USER_ID, ITEM_ID, TIMESTAMP, EVENT_TYPE, EVENT_VALUE)


@dataclass(frozen=True, kw_only=True)
class StreamOptions:
    """How logs are read; the fields are those of ScanOptions."""

    paths: Sequence[str]
    max_samples: int
    block_bytes: int
    max_bytes: int | None
    progress: Progress | None = None
    trace: Trace = NO_TRACE


@dataclass(kw_only=True)
class _Part:
    line_count: int
    lines: list[int]
    events: int
    alike: int
    filled: frozenset[str]
    hits: Mapping[DefectKey, Hits]
    whole: SetPart
    training: SetPart | None
    joins: JoinParts
    near_threshold: Hits


@dataclass(kw_only=True)
class Streamed:
    """What the logs hold. `joins` are those of their events, which wait for those of the files."""

    whole: RecordSet
    training: RecordSet | None
    joins: LaterJoins
    same: SameRecords
    logs: list[LogFile] = field(default_factory=list)
    hits: dict[DefectKey, Hits] = field(default_factory=dict)
    places: dict[str, EntryPlaces] = field(default_factory=dict)
    filled: set[str] = field(default_factory=set)
    near_threshold: Hits = field(default_factory=Hits)

    @property
    def events(self) -> int:
        """The events of all logs."""
        return sum(log.events for log in self.logs)

    def add_to(self, whole: RecordSet, training: RecordSet | None) -> None:
        """Add everything to the sets of the files, of which all parts have been added."""
        equals = self.same.equals
        whole.tally.absorb(self.whole.tally, equals)
        if training and self.training:
            training.tally.absorb(self.training.tally, equals)
        self.joins.release()

    def figures(self, bulk: Metrics, names: Iterable[str]) -> StreamFigures:
        """What rules and reports need to know.

        Args:
            bulk: The figures of the files alone.
            names: The columns of the data set.
        """
        compared = tuple(name for name in names if name in {*ALWAYS, *self.filled})
        return StreamFigures(logs=tuple(self.logs), bulk=bulk, compared=compared, hits=self.hits, places=self.places)


def read_streamed(
    options: StreamOptions,
    dataset: Dataset,
    target: Target,
    whole: RecordSet,
    training: RecordSet | None,
    joins: JoinSet,
) -> Streamed:
    """Read logs of streamed events.

    Args:
        options: What is read and how.
        dataset: The files, opened; numbers of inputs go on behind them.
        target: What the data is for.
        whole: Measures all events.
        training: Measures those that the event filter lets pass; None without one.
        joins: The catalogues, to which events are added behind the files.

    Raises:
        InputError: A log cannot be read, or holds no event at all.
    """
    columns = dataset.columns
    nothing = SameRecords(columns, frozenset(), pl.Series(dtype=pl.UInt64))
    read = Streamed(whole=whole, training=training, joins=LaterJoins(joins), same=nothing)
    form = event_form(dataset.view, columns, plausible_times(target))

    def worker(_trace: PassTrace) -> _Worker:
        return _Worker(EventReader(columns, form, max_samples=options.max_samples), columns, target, read, options)

    inputs: list[LoopInput[_Part]] = [
        LoopInput(
            path=path,
            open=lambda path=path: Source(  # type: ignore[misc]
                path, block_bytes=options.block_bytes, max_bytes=options.max_bytes
            ),
            worker=worker,
            blocks=lambda source, path=path: object_blocks(_without_mark(source.pieces()), path),  # type: ignore[misc]
            lines_before=0,
        )
        for path in options.paths
    ]
    alike = 0
    for entry in run(inputs, STREAM, progress=options.progress, trace=options.trace):
        alike += _read_one(entry, read, len(dataset.view.headers), options.max_samples)
    if not alike:
        raise _without_event(read.logs[0].path)
    compared = frozenset({*ALWAYS, *read.filled})
    read.same = SameRecords(columns, compared, whole.tally.row_hashes)
    return read


def _read_one(entry: InputPass[_Part], read: Streamed, before: int, keep: int) -> int:
    """Add a log; returns how many of its entries are events, or would be with other values."""
    places = read.places[entry.path] = EntryPlaces()
    events = alike = 0
    for step in entry:
        part, offset = step.part, places.entries
        for key, found in part.hits.items():
            read.hits.setdefault(key, Hits()).add(found, keep, path=entry.path, offset=offset)
        place = ((before + entry.index) << INPUT_SHIFT) + offset
        read.whole.add(part.whole, place)
        if read.training and part.training:
            read.training.add(part.training, place)
        read.joins.add(part.joins, entry.path, offset)
        read.near_threshold.add(part.near_threshold, keep, path=entry.path, offset=offset)
        places.add(part.lines, step.offset)
        read.filled |= part.filled
        events += part.events
        alike += part.alike
    if places.entries and not alike:
        raise _without_event(entry.path)
    read.logs.append(
        LogFile(path=entry.path, bytes=entry.source.size, events=events, no_events=places.entries - events)
    )
    return alike


def _without_event(path: str) -> InputError:
    return InputError(
        f"the log {path} has no event: nothing in it is a JSON object with eventType, itemId or sentAt",
        f"Look at its beginning: `head -c 300 {shell_text(path)}`; bodies of PutEvents requests and events "
        "as JSON are read.",
    )


class _Worker:
    """What a worker thread does to a block of objects."""

    def __init__(
        self, reader: EventReader, columns: Sequence[Column], target: Target, read: Streamed, options: StreamOptions
    ) -> None:
        self._reader = reader
        self._whole = read.whole.plan(columns)
        self._training = read.training.plan(columns) if read.training else None
        self._join = read.joins.plan(columns)
        self._filter = passes(target.events, columns) if target.events else None
        self._near = near_threshold(target.events, columns, max_samples=options.max_samples)

    def __call__(self, block: ObjectLines) -> _Part:
        read = self._reader.read(block)
        records, training = read.records, None
        if self._filter is not None and self._training is not None:
            training = self._training(records.where(passing(records.frame, self._filter)))
        whole = self._whole(records)
        return _Part(
            line_count=read.line_count,
            lines=read.lines,
            events=records.frame.height,
            alike=read.alike,
            filled=read.filled,
            hits=read.hits,
            whole=whole,
            training=training,
            joins=self._join(records.frame, records.line_numbers(), whole.tally.ids),
            near_threshold=self._near(records),
        )


def _without_mark(pieces: Iterator[bytes]) -> Iterator[bytes]:
    start = b""
    for piece in pieces:
        start += piece
        if len(start) >= len(MARK_BYTES):
            break
    yield start.removeprefix(MARK_BYTES)
    yield from pieces
