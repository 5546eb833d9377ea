"""A scan that Spark runs: splits to executors, their keys to buckets, figures back; one job with one shuffle."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final

from interactions_cli.engine.loop import Step
from interactions_cli.engine.scan_part import ScanPart
from interactions_cli.engine.spark_cut import Cut, Parts, bucket_marks, buckets_of, parts_of, places_of
from interactions_cli.engine.spark_rows import (
    DIFFERENT,
    FAILED,
    SCHEMA,
    SETS,
    STATS,
    WHOLE,
    Levels,
    Row,
    SplitTask,
)
from interactions_cli.engine.spark_sample import LEAST_ROW_BYTES, planned_levels, proven_levels
from interactions_cli.engine.spark_session import in_words, install_command, small_batches
from interactions_cli.engine.spark_task import BucketTask, ScanTask
from interactions_cli.errors import InputError, InteractionsError, OutputError, UsageError
from interactions_cli.measures.buckets import BUCKET_ROWS
from interactions_cli.measures.key_figures import KeyFigures
from interactions_cli.measures.stats_key_figures import StatsKeyFigures
from interactions_cli.measures.stats_measures import Wanted
from interactions_cli.personalize.target import Target
from interactions_cli.reading.dataset import Dataset
from interactions_cli.reading.joined import joined_groups
from interactions_cli.reading.splits import SPLIT_BYTES, Split, plan_splits, tasks_of
from interactions_cli.trace import NO_TRACE, Trace
from interactions_cli.wording import plural

# So many machines or cores have something to count, where there is enough of it.
LEAST_BUCKETS: Final = 4
# Of one set of records: what a tally has per key, and what `stats` has.
Counted = tuple[KeyFigures | None, StatsKeyFigures | None]
NOT_COUNTED: Final[Counted] = (None, None)
# What is done with the rows of a bucket.
Work = Callable[[Iterable[Any]], Iterator[Any]]
KINDS: Final = {kind.__name__: kind for kind in (InteractionsError, InputError, OutputError, UsageError)}


@dataclass(frozen=True)
class SparkInput:
    """One input that was scanned elsewhere, or a `group` read as one block; iterating gives the steps in order."""

    group: Sequence[int]
    path: str
    sizes: Mapping[int, int | None]
    bytes_read: int
    steps: Sequence[Step[ScanPart]]

    @property
    def size(self) -> int | None:
        """The bytes of the first as stored."""
        return self.sizes[self.group[0]]

    def __iter__(self) -> Iterator[Step[ScanPart]]:
        return iter(self.steps)


@dataclass(frozen=True, kw_only=True)
class SparkRun:
    """A session, and how the work is cut, which never changes a result.

    Attributes:
        session: A `SparkSession` of `pyspark.sql`.
        split_bytes: Of a range of an input that is scanned by itself.
        task_bytes: Ranges of about so many bytes share a task.
        bucket_rows: About so many rows are counted together.
    """

    session: Any
    split_bytes: int = SPLIT_BYTES
    task_bytes: int = SPLIT_BYTES
    bucket_rows: int = BUCKET_ROWS

    def scan(
        self,
        dataset: Dataset,
        target: Target,
        codes: frozenset[str],
        *,
        stats: Wanted | None,
        exact: bool,
        max_samples: int,
        block_bytes: int,
        trace: Trace = NO_TRACE,
    ) -> tuple[list[SparkInput], list[Counted]]:
        """Scan the inputs of a data set: what each of them gives, and the figures per key of all and filtered records.

        Args:
            dataset: The inputs.
            target: What the data is for.
            codes: The rules about cells to apply.
            stats: What is measured beside the tally.
            exact: Whether estimates are forbidden.
            max_samples: Places to keep of what is found.
            block_bytes: Of what is read at a time.
            trace: Takes notes.

        Raises:
            InputError: An input cannot be read by an executor, or changed.
            UsageError: An input that only this machine has, or executors that are set up differently.
        """
        readable = [index for index, header in enumerate(dataset.view.headers) if not header.problem]
        groups = joined_groups(dataset, block_bytes=block_bytes, workers=1)
        cut = self.cut(dataset, readable, groups=groups)
        task = ScanTask(
            **cut.shared(dataset.columns),
            columns=dataset.columns,
            target=target,
            codes=codes,
            stats=stats,
            exact=exact,
            max_samples=max_samples,
            block_bytes=block_bytes,
        )
        second = BucketTask(exact=exact, max_samples=max_samples)
        found, keys = self.sampled(task, second, cut.sizes, size=2 if stats else 1, trace=trace)
        parts = parts_of(found, ScanPart)
        places = places_of(cut.splits, parts)
        more = [StatsKeyFigures.sum(buckets_of(found, which + STATS, StatsKeyFigures)) for which in SETS]
        placed = [figures.with_places(places) for figures in keys]
        return _inputs(dataset, cut.splits, parts), list(zip(placed, more, strict=True))

    def cut(self, dataset: Dataset, readable: Sequence[int], *, groups: Sequence[Sequence[int]] = ()) -> Cut:
        """How inputs are cut, of which `groups` are read as one.

        Raises:
            UsageError: An input that only this machine has.
        """
        sizes = [dataset.stored_size(index) or 0 for index in range(len(dataset.view.headers))]
        inputs = [dataset.splittable(index) for index in readable]
        splits = plan_splits(inputs, split_bytes=self.split_bytes, groups=groups)
        tasks = tasks_of(splits, sizes, task_bytes=self.task_bytes)
        return Cut(dataset=dataset, splits=splits, tasks=tasks, sizes=sizes)

    def sampled(
        self, task: SplitTask, second: BucketTask, sizes: Sequence[int], *, size: int, trace: Trace
    ) -> tuple[list[Row], list[KeyFigures]]:
        """What comes of a task and of the buckets that it fills, and the figures of each set.

        Args:
            task: Reads inputs.
            second: Counts buckets.
            sizes: Bytes of all inputs as stored.
            size: A row takes so many times what a tally needs of it.
            trace: Takes notes.

        Raises:
            InputError: An input cannot be read, or changed.
            UsageError: Executors that are set up differently.
        """
        with trace.stage("spark"):
            levels = task.levels if second.exact else planned_levels(task, sizes)
            found, keys = self._counted(task, second, levels, sizes, size, trace)
            first = found
            while (lower := proven_levels(keys, levels)) != levels:
                levels = lower
                found, keys = self._counted(task.again(), second, levels, sizes, size, trace)
        return first, keys

    def _counted(
        self, task: SplitTask, second: BucketTask, levels: Levels, sizes: Sequence[int], size: int, trace: Trace
    ) -> tuple[list[Row], list[KeyFigures]]:
        buckets = self.buckets(sum(sizes), levels[WHOLE], size)
        self.tell(task, trace, f", {plural(buckets, 'bucket')}, 1 row in {4 ** levels[WHOLE]}")
        marked = replace(task, buckets=bucket_marks(buckets), levels=levels)
        found = self.run(marked, replace(second, levels=levels))
        return found, [KeyFigures.sum(buckets_of(found, which, KeyFigures)) for which in SETS]

    def buckets(self, total: int, level: int, size: int) -> int:
        """How many buckets the rows of `total` bytes fill, of which a sample is sent; for `size` see `sampled`."""
        rows = total // LEAST_ROW_BYTES
        kept = rows >> 2 * level
        # Of each row that is left out of the sample a bucket still has the user, in half the bytes at most.
        held = (kept + (rows - kept) // 2) * size
        return max(1, -(-held // self.bucket_rows), min(LEAST_BUCKETS, 8 * held // self.bucket_rows))

    def tell(self, task: SplitTask, trace: Trace, more: str = "") -> None:
        """Note how the work is cut."""
        if trace.is_on:
            ends = [split.end for several in task.tasks for split in several]
            trace.say(
                f"engine: Spark {self.session.version}, {plural(len(ends), 'range')} ({ends.count(None)} of packed "
                f"inputs) in {plural(len(task.tasks), 'task')}{more}"
            )

    def run(self, task: SplitTask, second: Work) -> list[Row]:
        """What comes of a task and of the buckets that it fills.

        Raises:
            InputError: An input cannot be read by an executor, or changed.
            UsageError: Executors that are set up differently.
        """
        count = len(task.tasks)
        if not count:
            return []
        with small_batches(self.session), in_words():
            scanned = self.session.range(0, count, 1, count).mapInArrow(task, SCHEMA)
            spread = scanned.repartition(max(1, len(task.buckets)), "bucket")
            rows = [tuple(row) for row in spread.mapInArrow(second, SCHEMA).collect()]
        for row in sorted(rows, key=lambda row: row[:3]):
            if row[0] == DIFFERENT:
                raise _different(json.loads(row[4]), task.fingerprint)
            if row[0] == FAILED:
                told = json.loads(row[4])
                raise KINDS[told["kind"]](told["message"], told["hint"])
        return [(bucket, split, number, size, bytes(data)) for bucket, split, number, size, data in rows]


def _inputs(dataset: Dataset, splits: Sequence[Split], parts: Parts[ScanPart]) -> list[SparkInput]:
    of_input: dict[int, list[tuple[ScanPart, int]]] = {}
    for (split, _number), entry in parts.items():
        of_input.setdefault(splits[split].index, []).append(entry)
    headers, inputs, first = dataset.view.headers, list[SparkInput](), 0
    while first < len(headers):
        entries = of_input.get(first, [])
        group = range(first, first + (len(entries[0][0].rows_of) or 1 if entries else 1))
        steps, offset, size = [], 1, sum(len(headers[index].line) for index in group)
        for part, count in entries:
            steps.append(Step(offset, part))
            offset, size = offset + part.line_count, size + count
        sizes = {index: dataset.stored_size(index) for index in group}
        inputs.append(SparkInput(group, headers[first].path, sizes, size, steps))
        first = group.stop
    return inputs


def _different(theirs: dict[str, str], ours: Any) -> UsageError:
    words = ", ".join(f"{name} {theirs[name]} and not {ours[name]}" for name in ours if theirs[name] != ours[name])
    return UsageError(f"the executors have {words}", install_command())
