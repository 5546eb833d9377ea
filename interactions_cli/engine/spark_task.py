"""What executors of Spark do: scan splits, and count what comes together in a bucket. No Spark is imported here."""

from __future__ import annotations

import json
import platform
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import polars as pl

from interactions_cli.engine.scan_part import ScanPart, ScanWorker
from interactions_cli.errors import InteractionsError
from interactions_cli.judging.checks import plan_checks
from interactions_cli.measures.buckets import KeyTables, SplitKeys, bucket_figures, counted
from interactions_cli.measures.join_set import JoinSet
from interactions_cli.measures.key_figures import limit_of
from interactions_cli.measures.parts import Part
from interactions_cli.measures.record_set import RecordSet, SetPart
from interactions_cli.measures.samples import Limits
from interactions_cli.measures.stats_buckets import SplitStats, StatsTables
from interactions_cli.measures.stats_key_figures import StatsKeyFigures
from interactions_cli.measures.stats_measures import StatsMeasures, Wanted
from interactions_cli.personalize.target import Target
from interactions_cli.personalize.times import plausible_times
from interactions_cli.reading.columns import Column
from interactions_cli.reading.records import Layout
from interactions_cli.reading.splits import Split
from interactions_cli.rules import CELL_RULES
from interactions_cli.trace import NO_PASS_TRACE
from interactions_cli.version import __version__

# What tasks hand on: a bucket from 0 or one of the marks below, the split, the number of a block or of a set of
# records, the bytes of the block.
SCHEMA = "bucket bigint, split bigint, number bigint, bytes bigint, data binary"
NAMES = ("bucket", "split", "number", "bytes", "data")
BLOCK, FAILED, DIFFERENT = -1, -2, -3
WHOLE, TRAINING = 0, 1
# Added to these: what `stats` has per key of the set.
STATS = 2
# Within a split; places of rows are ordered by split and line.
LINE_BITS = 40

Row = tuple[int, int, int, int, bytes]


def fingerprint() -> dict[str, str]:
    """What must be the same on all machines, so that their hashes and their verdicts are."""
    canary = pl.Series(["user", "ä|", "", None]).hash(7).sum(), pl.Series([1.5, -0.0]).hash().sum()
    return {
        "Python": ".".join(platform.python_version_tuple()[:2]),
        "Polars": pl.__version__,
        "interactions-cli": __version__,
        "hashes": f"{canary[0]} {canary[1]}",
    }


@dataclass(frozen=True, kw_only=True)
class ScanTask:
    """What each task of the first stage is told; called with batches of task numbers, gives rows of SCHEMA.

    `layouts` are by the number of the input; `codes` are the rules about cells, which are not sent themselves.
    """

    tasks: Sequence[Sequence[Split]]
    layouts: Mapping[int, Layout]
    columns: tuple[Column, ...]
    target: Target
    codes: frozenset[str]
    stats: Wanted | None
    exact: bool
    max_samples: int
    block_bytes: int
    buckets: int
    first_level: int
    fingerprint: Mapping[str, str]

    def __call__(self, batches: Iterable[Any]) -> Iterator[Any]:
        """Scan the splits of some tasks."""
        for batch in batches:
            for task in batch.column(0).to_pylist():
                own = fingerprint()
                if own != self.fingerprint:
                    yield _batch([(DIFFERENT, 0, 0, 0, json.dumps(own).encode())])
                    return
                for split in self.tasks[task]:
                    yield from (_batch([row]) for row in self._rows(split))

    def _rows(self, split: Split) -> Iterator[Row]:
        try:
            yield from self._scanned(split)
        except InteractionsError as error:
            told = {"kind": type(error).__name__, "message": error.message, "hint": error.hint}
            yield FAILED, split.number, 0, 0, json.dumps(told).encode()

    def _scanned(self, split: Split) -> Iterator[Row]:
        layout = self.layouts[split.index]
        rules = [rule for rule in CELL_RULES if rule.code in self.codes]
        worker = ScanWorker(
            layout,
            plan_checks(rules, layout.columns),
            self.target,
            self._record_set(),
            self._record_set() if self.target.events else None,
            JoinSet(),
            None,
            max_samples=self.max_samples,
            trace=NO_PASS_TRACE,
        )
        keys = {which: _SetKeys(exact=self.exact) for which in (WHOLE, TRAINING)}
        place, held = split.number << LINE_BITS, None
        for number, block in enumerate(split.blocks(self.block_bytes)):
            if held:
                yield held.row(split)
            part = worker(block)
            left = replace(
                part,
                whole=keys[WHOLE].taken(part.whole, place),
                training=keys[TRAINING].taken(part.training, place) if part.training else None,
            )
            place += part.line_count
            held = _Held(number, len(block), left)
        if held:
            # What the sets have that is not per key goes with the last part.
            left = held.part
            whole = keys[WHOLE].finished(left.whole)
            training = keys[TRAINING].finished(left.training) if left.training else None
            yield replace(held, part=replace(left, whole=whole, training=training)).row(split)
        for which, found in keys.items():
            for number, bucket, tables in found.buckets(which, self.buckets):
                yield bucket, split.number, number, 0, tables.to_arrow()

    def _record_set(self) -> RecordSet:
        limits = Limits(rows=limit_of(self.first_level))
        plausible = plausible_times(self.target)
        stats = StatsMeasures(self.stats) if self.stats else None
        return RecordSet(self.columns, plausible, stats, exact=self.exact, max_samples=self.max_samples, limits=limits)


@dataclass(frozen=True)
class _Held:
    """The part of a block that is not handed on yet."""

    number: int
    size: int
    part: ScanPart

    def row(self, split: Split) -> Row:
        return BLOCK, split.number, self.number, self.size, self.part.to_arrow()


class _SetKeys:
    """What the parts of a split have per key of one set of records."""

    def __init__(self, *, exact: bool) -> None:
        self._keys, self._exact = SplitKeys(), exact
        self._stats: SplitStats | None = None

    def taken(self, part: SetPart, place: int) -> SetPart:
        """Take from a part, whose lines start after `place`, what is per key."""
        if part.measured is not None:
            self._stats = self._stats or SplitStats(exact=self._exact)
            self._stats.add(part.measured)
        return replace(part, tally=self._keys.taken(part.tally, place), measured=None)

    def finished(self, part: SetPart) -> SetPart:
        """The last part, with what else all of them have."""
        return replace(part, measured=self._stats.rest() if self._stats else None)

    def buckets(self, which: int, count: int) -> Iterator[tuple[int, int, Part]]:
        """The keys: (set, bucket, tables)."""
        for bucket, tables in self._keys.buckets(count):
            yield which, bucket, tables
        if self._stats:
            for bucket, more in self._stats.buckets(count):
                yield which + STATS, bucket, more


def _batch(rows: Sequence[Row]) -> Any:
    import pyarrow as pa

    kinds = (pa.int64(), pa.int64(), pa.int64(), pa.int64(), pa.binary())
    columns = [pa.array(values, kind) for values, kind in zip(zip(*rows, strict=True), kinds, strict=True)]
    return pa.RecordBatch.from_arrays(columns, names=list(NAMES))


@dataclass(frozen=True, kw_only=True)
class BucketTask:
    """What each task of the second stage is told; called with batches of rows of SCHEMA, ordered by bucket and split.

    Rows of blocks are handed on as they are. Of a bucket there is one table a split and set, also where a split was
    scanned twice, because a machine was lost or slow.
    """

    exact: bool
    max_samples: int
    first_level: int

    def __call__(self, batches: Iterable[Any]) -> Iterator[Any]:
        """Count buckets, one after the other."""
        current, held = -1, dict[tuple[int, int], bytes]()
        for bucket, split, number, size, data in _rows_of(batches):
            if bucket < 0:
                yield _batch([(bucket, split, number, size, data)])
                continue
            if bucket != current:
                yield from self._counted(current, held)
                current, held = bucket, {}
            held[split, number] = data
        yield from self._counted(current, held)

    def _counted(self, bucket: int, held: Mapping[tuple[int, int], bytes]) -> Iterator[Any]:
        for which in (WHOLE, TRAINING):
            tables = [KeyTables.from_arrow(data) for (_split, number), data in held.items() if number == which]
            users, items = (counted([getattr(table, name) for table in tables]) for name in ("users", "items"))
            if tables:
                figures = bucket_figures(
                    tables, users, items, first_level=self.first_level, exact=self.exact, max_samples=self.max_samples
                )
                yield _batch([(bucket, 0, which, 0, figures.to_arrow())])
            more = [StatsTables.from_arrow(data) for (_split, number), data in held.items() if number == which + STATS]
            if more:
                yield _batch([(bucket, 0, which + STATS, 0, StatsKeyFigures.of(more, users, items).to_arrow())])


def _rows_of(batches: Iterable[Any]) -> Iterator[Row]:
    for batch in batches:
        columns = [batch.column(place).to_pylist() for place in range(len(NAMES))]
        yield from zip(*columns, strict=True)


def part_of(row: Row) -> ScanPart:
    """The part of a block from its row."""
    return ScanPart.from_arrow(row[4])
