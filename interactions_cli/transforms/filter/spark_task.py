"""What executors of Spark do for `filter`: kept lines to part files, and what is measured of them to buckets."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field, replace
from typing import Final

import polars as pl

from interactions_cli.engine.spark_rows import BLOCK, LINE_BITS, STATS, WHOLE, Row, SplitTask
from interactions_cli.engine.spark_task import BucketTask
from interactions_cli.measures.buckets import SplitKeys
from interactions_cli.measures.key_figures import limit_of
from interactions_cli.measures.parts import Part
from interactions_cli.measures.samples import Limits
from interactions_cli.measures.tally import Tally
from interactions_cli.personalize.target import Target
from interactions_cli.personalize.times import plausible_times
from interactions_cli.reading.columns import Column
from interactions_cli.reading.layout import Layout
from interactions_cli.reading.splits import Split
from interactions_cli.storage.output_folder import Attempt
from interactions_cli.trace import NO_PASS_TRACE
from interactions_cli.transforms.filter.effects import EffectsPart, FilterEffects
from interactions_cli.transforms.filter.passes import FilterWork, FilterWorker
from interactions_cli.transforms.filter.rule_shares import RuleShares, ShareWorker
from interactions_cli.transforms.filter.sent_choice import SentChoice

# Beside the marks of engine.spark_rows: a task has written the attempt with the name that follows.
WRITTEN: Final = -4
GONE = {"key": pl.UInt64, "reason": pl.UInt8}


@dataclass(frozen=True, kw_only=True)
class SentPart(Part):
    """What becomes of a block, without what is per key: the bytes it keeps, and whether they lack a line feed."""

    line_count: int
    effects: EffectsPart
    kept_bytes: int
    ends_open: bool


@dataclass(frozen=True, kw_only=True)
class GoneTables(Part):
    """Users and items of a split with records that go, and the latest `reason` of each."""

    users: pl.DataFrame
    items: pl.DataFrame


@dataclass(frozen=True, kw_only=True)
class GoneFigures(Part):
    """How many users and items have no record left, by the number of the reason."""

    users: Mapping[int, int]
    items: Mapping[int, int]


@dataclass(frozen=True, kw_only=True)
class ShareTask(SplitTask):
    """Counts bad cells for the rules that speak from a share of them on."""

    choice: SentChoice
    now: int

    def rows(self, task: int) -> Iterator[Row]:
        """A row for each split: the places of rules, columns, bad and filled cells."""
        choice = self.choice.choice()
        places = {rule: place for place, rule in zip(self.choice.judged, choice.judged, strict=True)}
        for split in self.tasks[task]:
            worker, shares = ShareWorker(choice, self.layouts[split.index], self.now, NO_PASS_TRACE), RuleShares()
            for numbered in enumerate(split.blocks(self.block_bytes)):
                shares.add(worker(numbered))
            counts = [(places[rule], column, bad, filled) for (rule, column), bad, filled in shares.counts()]
            yield BLOCK, split.number, 0, 0, json.dumps(counts).encode()


@dataclass(frozen=True, kw_only=True)
class FilterTask(SplitTask):
    """Filters splits; `header` begins each part of the folder `staging`, None for none, that is called `output`."""

    columns: tuple[Column, ...]
    target: Target
    choice: SentChoice
    header: bytes
    staging: str | None
    output: str
    measure: bool
    max_samples: int

    def rows(self, task: int) -> Iterator[Row]:
        """What becomes of the blocks of some splits, their keys by bucket, and the part that was written."""
        work, workers = self._work(), dict[Layout, FilterWorker]()
        keys, gone = SplitKeys(), _Gone()
        with ExitStack() as stack:
            part = _PartFile(self, stack)
            for split in self.tasks[task]:
                layout, place = self.layouts[split.index], split.number << LINE_BITS
                worker = workers.get(layout) or FilterWorker(work, layout, NO_PASS_TRACE, None, split.index)
                workers[layout] = worker
                for number, block in enumerate(split.blocks(self.block_bytes)):
                    done = worker((number, block))
                    effects = gone.taken(done.effects)
                    if effects.tally:
                        effects = replace(effects, tally=keys.taken(effects.tally, place))
                    place += done.line_count
                    part.write(done.kept)
                    sent = SentPart(
                        line_count=done.line_count,
                        effects=effects,
                        kept_bytes=len(done.kept),
                        ends_open=bool(done.kept) and not done.kept.endswith(b"\n"),
                    )
                    yield BLOCK, split.number, number, len(block), sent.to_arrow()
            yield from self.tables(task, self._tables(keys, gone))
            if part.attempt:
                part.attempt.finish()
                yield WRITTEN, task, 0, 0, part.attempt.name.encode()

    def _tables(self, keys: SplitKeys, gone: _Gone) -> Iterator[tuple[int, int, Part]]:
        for bucket, tables in keys.buckets(len(self.buckets)):
            yield WHOLE, bucket, tables
        for bucket, lost in gone.buckets(len(self.buckets)):
            yield WHOLE + STATS, bucket, lost

    def different(self, split: Split, lines: bytes) -> tuple[int, ...]:
        """How many different (user, item, time) the records that are kept have in some lines of a split."""
        worker = FilterWorker(self._work(), self.layouts[split.index], NO_PASS_TRACE, None, split.index)
        tally = worker((0, lines)).effects.tally
        return (tally.rows["g"].n_unique() if tally else 0, 0)

    def again(self) -> FilterTask:
        """The same, which writes nothing: it is written."""
        return replace(self, staging=None)

    def _work(self) -> FilterWork:
        choice, limits = self.choice.choice(), Limits(rows=limit_of(self.levels[WHOLE]))
        plausible = plausible_times(self.target)
        tally = Tally(self.columns, plausible, max_samples=self.max_samples, limits=limits) if self.measure else None
        effects = FilterEffects(choice, tally, max_samples=self.max_samples)
        return FilterWork(choice=choice, now=self.target.now, effects=effects)


class _PartFile:
    """The kept lines of a task under the header; begun with the first of them."""

    def __init__(self, task: FilterTask, stack: ExitStack) -> None:
        self._task, self._stack = task, stack
        self._ends_open = False
        self.attempt: Attempt | None = None

    def write(self, kept: bytes) -> None:
        if not kept or self._task.staging is None:
            return
        if self.attempt is None:
            self.attempt = self._stack.enter_context(Attempt(self._task.staging, self._task.output))
            self.attempt.write(self._task.header)
        # The last line of an input may lack its line feed.
        self.attempt.write((b"\n" if self._ends_open else b"") + kept)
        self._ends_open = not kept.endswith(b"\n")


@dataclass
class _Gone:
    """The records of a split that go."""

    _held: list[pl.DataFrame] = field(default_factory=list)

    def taken(self, part: EffectsPart) -> EffectsPart:
        """Take from a part what is per key."""
        if part.lost is not None:
            self._held.append(part.lost)
        return replace(part, lost=None)

    def buckets(self, count: int) -> Iterator[tuple[int, GoneTables]]:
        """The users and items by bucket; a bucket without any is left out."""
        users, items = (
            _cut(_latest([frame.select(key=name, reason="reason").drop_nulls() for frame in self._held]), count)
            for name in ("u", "i")
        )
        nothing = pl.DataFrame(schema=GONE)
        for bucket in sorted({*users, *items}):
            yield bucket, GoneTables(users=users.get(bucket, nothing), items=items.get(bucket, nothing))


def _latest(frames: Sequence[pl.DataFrame]) -> pl.DataFrame:
    """A user or item is lost at the latest criterion that any of its records fails."""
    return pl.concat([pl.DataFrame(schema=GONE), *frames]).group_by("key").agg(pl.col("reason").max())


def _cut(frame: pl.DataFrame, count: int) -> dict[int, pl.DataFrame]:
    numbered = frame.with_columns(bucket=pl.col("key") % count)
    found = numbered.partition_by("bucket", as_dict=True, include_key=False)
    return {int(bucket): table for (bucket,), table in found.items()}


class FilterBuckets(BucketTask):
    """Counts buckets of kept records, and who has none of them."""

    def more(self, tables: Sequence[Part], users: pl.DataFrame, items: pl.DataFrame) -> Part:
        """Users and items that are lost."""
        gone = [table for table in tables if isinstance(table, GoneTables)]
        lost = (
            _latest([getattr(table, name) for table in gone]).join(kept, on="key", how="anti")
            for name, kept in (("users", users), ("items", items))
        )
        users_lost, items_lost = (dict(frame.group_by("reason").len().rows()) for frame in lost)
        return GoneFigures(users=users_lost, items=items_lost)
