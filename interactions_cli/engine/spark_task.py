"""What executors of Spark do: scan splits, and count what comes together in a bucket. No Spark is imported here."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from interactions_cli.engine.joined_parts import JoinedWorker
from interactions_cli.engine.scan_part import ScanPart, ScanWorker
from interactions_cli.engine.spark_rows import (
    BLOCK,
    LINE_BITS,
    SETS,
    STATS,
    TRAINING,
    WHOLE,
    Levels,
    Row,
    SplitTask,
    batch_of,
    rows_of,
)
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
from interactions_cli.reading.joined import joined_block
from interactions_cli.reading.layout import Layout
from interactions_cli.reading.splits import Split, units_of
from interactions_cli.rules import CELL_RULES
from interactions_cli.trace import NO_PASS_TRACE

if TYPE_CHECKING:
    import polars as pl


@dataclass(frozen=True, kw_only=True)
class ScanTask(SplitTask):
    """A scan of splits; `codes` are the rules about cells, which are not sent themselves."""

    columns: tuple[Column, ...]
    target: Target
    codes: frozenset[str]
    stats: Wanted | None
    exact: bool
    max_samples: int

    def rows(self, task: int) -> Iterator[Row]:
        """What is found in the splits, and the keys of all of them by bucket."""
        keys = {which: SetKeys(exact=self.exact) for which in SETS}
        workers: dict[Layout, ScanWorker] = {}
        held: _Held | None = None
        for unit in units_of(self.tasks[task]):
            layout = self.layouts[unit[0].index]
            worker = workers[layout] = workers.get(layout) or self._worker(layout)
            for number, (size, part, place) in enumerate(self._parts(unit, worker)):
                if held:
                    yield held.row()
                left = replace(
                    part,
                    whole=keys[WHOLE].taken(part.whole, place),
                    training=keys[TRAINING].taken(part.training, place) if part.training else None,
                )
                held = _Held(unit[0], number, size, left)
        if held:
            # What the sets have that is not per key goes with the last part.
            left = held.part
            whole = keys[WHOLE].finished(left.whole)
            training = keys[TRAINING].finished(left.training) if left.training else None
            yield replace(held, part=replace(left, whole=whole, training=training)).row()
        for which, found in keys.items():
            yield from self.tables(task, found.buckets(which, len(self.buckets)))

    def _parts(self, unit: Sequence[Split], worker: ScanWorker) -> Iterator[tuple[int, ScanPart, int]]:
        """The parts of splits that are read together: bytes, part, and the place that its lines come after."""
        if len(unit) == 1:
            place = _start(unit[0].number)
            for block in unit[0].blocks(self.block_bytes):
                part = worker(block)
                yield len(block), part, place
                place += part.line_count
            return
        lines = {split.number: b"".join(split.blocks(self.block_bytes)) for split in unit}
        if joined := joined_block(lines.items()):
            paths = {split.number: split.path for split in unit}
            yield sum(map(len, lines.values())), JoinedWorker(worker, paths, _start)(joined), 0

    def _worker(self, layout: Layout) -> ScanWorker:
        rules = [rule for rule in CELL_RULES if rule.code in self.codes]
        return ScanWorker(
            layout,
            plan_checks(rules, layout.columns),
            self.target,
            self._record_set(WHOLE),
            self._record_set(TRAINING) if self.target.events else None,
            JoinSet(),
            None,
            max_samples=self.max_samples,
            trace=NO_PASS_TRACE,
        )

    def different(self, split: Split, lines: bytes) -> tuple[int, ...]:
        """How many different (user, item, time) the records of each set have in some lines of a split."""
        part = self._worker(self.layouts[split.index])(lines)
        return tuple(one.tally.rows["g"].n_unique() if one else 0 for one in (part.whole, part.training))

    def _record_set(self, which: int) -> RecordSet:
        limits = Limits(rows=limit_of(self.levels[which]))
        plausible = plausible_times(self.target)
        stats = StatsMeasures(self.stats) if self.stats else None
        return RecordSet(self.columns, plausible, stats, exact=self.exact, max_samples=self.max_samples, limits=limits)


def _start(number: int) -> int:
    """The place that the first line of a split comes after."""
    return number << LINE_BITS


@dataclass(frozen=True)
class _Held:
    """The part of a block that is not handed on yet."""

    split: Split
    number: int
    size: int
    part: ScanPart

    def row(self) -> Row:
        return BLOCK, self.split.number, self.number, self.size, self.part.to_arrow()


class SetKeys:
    """What the parts of a task have per key of one set of records."""

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


@dataclass(frozen=True, kw_only=True)
class BucketTask:
    """What each task of the second stage is told; called with batches of rows of SCHEMA in any order.

    Rows of blocks are handed on as they are. Of a bucket there are the pieces of one table a set and task, which the
    first split of the task stands for; where a task was done twice, because a machine was lost or slow, those of one
    attempt are taken.
    """

    exact: bool
    max_samples: int
    levels: Levels = (0,) * len(SETS)

    def __call__(self, batches: Iterable[Any]) -> Iterator[Any]:
        """Count buckets, one after the other."""
        attempts: dict[tuple[int, int, int], int] = {}
        held: dict[int, dict[int, list[Part]]] = {}
        for bucket, split, number, size, data in rows_of(batches):
            if bucket < 0:
                yield batch_of([(bucket, split, number, size, data)])
            elif attempts.setdefault((bucket, split, number), size) == size:
                held.setdefault(bucket, {}).setdefault(number, []).append(Part.from_arrow(data))
        # Mostly there is one; what it has is let go when it is counted.
        for bucket in sorted(held):
            yield from self._counted(bucket, held.pop(bucket))

    def _counted(self, bucket: int, held: Mapping[int, list[Part]]) -> Iterator[Any]:
        for which in SETS:
            tables = [part for part in held.get(which, ()) if isinstance(part, KeyTables)]
            users, items = (counted([getattr(table, name) for table in tables]) for name in ("users", "items"))
            if tables:
                figures = bucket_figures(
                    tables,
                    users,
                    items,
                    first_level=self.levels[which],
                    exact=self.exact,
                    max_samples=self.max_samples,
                )
                yield batch_of([(bucket, 0, which, 0, figures.to_arrow())])
            if more := held.get(which + STATS):
                yield batch_of([(bucket, 0, which + STATS, 0, self.more(more, users, items).to_arrow())])

    def more(self, tables: Sequence[Part], users: pl.DataFrame, items: pl.DataFrame) -> Part:
        """What else is counted of a bucket, given its rows per user and item."""
        return StatsKeyFigures.of([table for table in tables if isinstance(table, StatsTables)], users, items)
