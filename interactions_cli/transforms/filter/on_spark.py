"""`filter` by the executors of Spark."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from interactions_cli.engine.spark import SparkRun
from interactions_cli.engine.spark_cut import buckets_of, parts_of, places_of
from interactions_cli.engine.spark_rows import BLOCK, STATS, WHOLE
from interactions_cli.measures.measure import INPUT_SHIFT
from interactions_cli.rules import CELL_RULES
from interactions_cli.storage.output_folder import Attempt, OutputFolder
from interactions_cli.transforms.filter.figures import FilterFigures
from interactions_cli.transforms.filter.passes import FilterPass
from interactions_cli.transforms.filter.rule_shares import RuleShares, SharePart
from interactions_cli.transforms.filter.sent_choice import SentChoice
from interactions_cli.transforms.filter.spark_task import (
    WRITTEN,
    FilterBuckets,
    FilterTask,
    GoneFigures,
    SentPart,
    ShareTask,
)


@dataclass(frozen=True, kw_only=True)
class SparkFilter:
    """A pass whose work executors do.

    `header` begins each part of the `folder`; `max_samples` are kept of copies; inputs are read in blocks of
    `block_bytes`.
    """

    run: SparkRun
    work: FilterPass
    header: bytes
    folder: OutputFolder | None
    max_samples: int
    block_bytes: int

    def figures(self, *, allow_empty: bool) -> tuple[FilterFigures, int]:
        """What the filter did, and the bytes that one file of what is kept would have; the folder is finished.

        Raises:
            InputError: An input cannot be read by an executor, or changed.
            OutputError: A part cannot be written.
        """
        settled = self._settled() if self.work.choice.needs_shares else self
        return settled._filtered(allow_empty=allow_empty)

    def _settled(self) -> SparkFilter:
        """The same without the rules that turn out to have nothing to say."""
        work = self.work
        cut = self.run.cut(work.dataset, self._all)
        task = ShareTask(
            **cut.shared(work.columns),
            choice=SentChoice.of(work.choice),
            now=work.now,
            block_bytes=self.block_bytes,
        )
        self.run.tell(task, work.trace)
        with work.trace.stage("spark"):
            found = self.run.run(task, _as_they_are)
        shares = RuleShares()
        for data in {row[1]: row[4] for row in found if row[0] == BLOCK}.values():
            counts = [((CELL_RULES[place], column), bad, filled) for place, column, bad, filled in json.loads(data)]
            bad = {check: count for check, count, _filled in counts}
            shares.add(SharePart(line_count=0, bad=bad, filled={check: filled for check, _bad, filled in counts}))
        return replace(self, work=replace(work, choice=replace(work.choice, silent=shares.silent())))

    @property
    def _all(self) -> range:
        return range(len(self.work.dataset.view.headers))

    def _filtered(self, *, allow_empty: bool) -> tuple[FilterFigures, int]:
        work = self.work
        cut = self.run.cut(work.dataset, self._all)
        task = FilterTask(
            **cut.shared(work.columns),
            columns=work.columns,
            target=work.dataset.view.target,
            choice=SentChoice.of(work.choice),
            header=self.header,
            staging=str(self.folder.staging) if self.folder else None,
            output=self.folder.path if self.folder else "",
            measure=work.effects.tally is not None,
            max_samples=self.max_samples,
            block_bytes=self.block_bytes,
        )
        second = FilterBuckets(exact=False, max_samples=self.max_samples)
        found, keys = self.run.sampled(task, second, cut.sizes, size=1, trace=work.trace)
        parts = parts_of(found, SentPart)
        size, ends_open, lines = 0, False, Counter[int]()
        for (split, _number), (part, _bytes) in parts.items():
            index = cut.splits[split].index
            # The header is the first line of the input.
            work.effects.add(part.effects, (index << INPUT_SHIFT) + 1 + lines[index])
            lines[index] += part.line_count
            if part.kept_bytes:
                size += (int(ends_open) if size else len(self.header)) + part.kept_bytes
                ends_open = part.ends_open
        kept = keys[WHOLE].with_places(places_of(cut.splits, parts))
        gone = buckets_of(found, WHOLE + STATS, GoneFigures)
        lost = {"u": _sum(part.users for part in gone), "i": _sum(part.items for part in gone)}
        written = {row[1]: row[4].decode() for row in found if row[0] == WRITTEN}
        figures = work.effects.figures_of(kept, lost)
        figures.check()
        self._finish([written[task] for task in sorted(written)], allow_empty=allow_empty)
        return figures, size or (len(self.header) if allow_empty else 0)

    def _finish(self, attempts: list[str], *, allow_empty: bool) -> None:
        if self.folder is None:
            return
        if not attempts and allow_empty:
            with Attempt(str(self.folder.staging), self.folder.path) as empty:
                empty.write(self.header)
                empty.finish()
                attempts = [empty.name]
        # Without a kept line nothing appears, and what is there stays.
        if attempts:
            self.folder.finish(attempts)


def _as_they_are(batches: Iterable[Any]) -> Iterator[Any]:
    return iter(batches)


def _sum(several: Iterable[Mapping[int, int]]) -> Mapping[int, int]:
    total = Counter[int]()
    for counts in several:
        total.update(counts)
    return total
