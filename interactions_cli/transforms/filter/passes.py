"""The passes of `filter` over its inputs, and what workers do to a block in each."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace

import polars as pl

from interactions_cli.engine.joined_pass import JoinedPass
from interactions_cli.engine.loop import InputPass, P, Progress, Step, Work, inputs_of
from interactions_cli.personalize.fields import ITEM_ID, USER_ID
from interactions_cli.reading.columns import Column, service_columns
from interactions_cli.reading.dataset import Dataset
from interactions_cli.reading.layout import Layout
from interactions_cli.reading.line_defect import BROKEN
from interactions_cli.reading.records import BlockReader, Records
from interactions_cli.reading.source import BLOCK_BYTES
from interactions_cli.rules.defects import CODES
from interactions_cli.trace import NO_TRACE, PassTrace, Trace
from interactions_cli.transforms.filter.criteria import DUPLICATE, MIN_ITEM, MIN_USER, BlockCriteria, Choice
from interactions_cli.transforms.filter.effects import FilterEffects, FilterPart, Judged
from interactions_cli.transforms.filter.first_part import FirstPart
from interactions_cli.transforms.filter.joined import joined_filter, joined_look, joined_shares
from interactions_cli.transforms.filter.rejects import Rejects
from interactions_cli.transforms.filter.rule_shares import RuleShares, ShareWorker
from interactions_cli.transforms.filter.whole_set import SecondLook, first_look
from interactions_cli.transforms.lines import keep_lines

# A block with its number within its input, from 0.
NumberedBlock = tuple[int, bytes]
# What the notes call the passes.
SHARES, LOOK, COPY = "shares of bad cells", "first look", "copy"


@dataclass(frozen=True, kw_only=True)
class FilterWork:
    """The criteria, `now` in Unix seconds, and what is measured; `rejects` is None where nobody wants to see them."""

    choice: Choice
    now: int
    effects: FilterEffects
    rejects: Rejects | None = None


@dataclass(frozen=True, kw_only=True)
class FilterPass(FilterWork):
    """The criteria on the inputs of a data set; `trace` takes notes."""

    dataset: Dataset
    progress: Progress | None = None
    trace: Trace = NO_TRACE
    block_bytes: int = BLOCK_BYTES

    @property
    def columns(self) -> tuple[Column, ...]:
        """The columns that are read."""
        return self.dataset.columns if self.effects.tally else self.choice.looked_at(self.dataset.columns)

    def look(self) -> SecondLook:
        """Read everything once to learn what a second look needs.

        Raises:
            InputError: An input cannot be read.
        """
        second = SecondLook(self.choice)
        for index, entry in self._inputs(
            LOOK, lambda _index, layout, trace: _FirstWorker(self, layout, trace), joined_look
        ):
            for part in (step.part for step in entry):
                counts = [(segment.index, segment.lines) for segment in part.segments] or [(index, part.line_count)]
                second.add(index, counts, part.rows, part.lines)
        with self.trace.stage("decide which rows go"):
            second.decide()
        return second

    def settled(self) -> FilterPass:
        """The pass without the rules that turn out to have nothing to say: some speak from a share of the cells on.

        Raises:
            InputError: An input cannot be read.
        """
        shares = RuleShares()
        for _, entry in self._inputs(
            SHARES, lambda _index, layout, trace: ShareWorker(self.choice, layout, self.now, trace), joined_shares
        ):
            for step in entry:
                shares.add(step.part)
        return replace(self, choice=replace(self.choice, silent=shares.silent()))

    def parts(self, second: SecondLook | None) -> Iterator[tuple[int, Step[FilterPart]]]:
        """What becomes of every block, in order, with the index of its input.

        Raises:
            InputError: An input cannot be read.
        """
        paths = [header.path for header in self.dataset.view.headers]
        for index, entry in self._inputs(
            COPY,
            lambda index, layout, trace: FilterWorker(self, layout, trace, second, index),
            lambda work: joined_filter(work, paths),
        ):
            yield from ((index, step) for step in entry)

    def _inputs(
        self, name: str, worker: Callable[[int, Layout, PassTrace], Work[P]], join: Callable[[Work[P]], Work[P]]
    ) -> Iterator[tuple[int, InputPass[P]]]:
        """The inputs, each with its number; small ones are read as one, which has the number of the first."""
        numbered = inputs_of(
            self.dataset, worker, columns=self.columns, blocks=lambda source: enumerate(source.blocks())
        )
        joined = JoinedPass(self.dataset, list(numbered), join, block_bytes=self.block_bytes)
        return joined.run(name, progress=self.progress, trace=self.trace)


class _Worker:
    def __init__(self, run: FilterWork, layout: Layout, trace: PassTrace) -> None:
        self._layout = layout
        self._trace = trace
        self._reader = BlockReader(layout, max_samples=0, trace=trace)
        self._criteria = BlockCriteria(run.choice, layout.columns, now=run.now)
        by_name = service_columns(layout.columns)
        self._user, self._item = by_name.get(USER_ID), by_name.get(ITEM_ID)

    def _judged(self, block: bytes) -> tuple[Records, pl.Series | None]:
        records = self._reader.read(block)
        with self._trace.stage("criteria"):
            return records, self._criteria.reasons(records, block)

    def _first_look(self, records: Records) -> pl.DataFrame:
        return first_look(records, self._layout.columns, self._user, self._item)


class _FirstWorker(_Worker):
    def __call__(self, numbered: NumberedBlock) -> FirstPart:
        records, reasons = self._judged(numbered[1])
        rows, lines = self._first_look(records), records.line_numbers()
        if reasons is not None:
            rows, lines = rows.filter(reasons == 0), lines.filter(reasons == 0)
        return FirstPart(line_count=records.line_count, rows=rows, lines=lines)


class FilterWorker(_Worker):
    """Decides what becomes of the lines of blocks."""

    def __init__(
        self, run: FilterWork, layout: Layout, trace: PassTrace, second: SecondLook | None, index: int
    ) -> None:
        super().__init__(run, layout, trace)
        self._run = run
        self._second = second
        self._index = index
        self._effects = run.effects.plan(layout.columns)
        self._number = {reason: place for place, reason in enumerate(run.choice.reasons, 1)}

    def __call__(self, numbered: NumberedBlock) -> FilterPart:
        """What becomes of a block."""
        number, block = numbered
        records, reasons = self._judged(block)
        if self._second is not None:
            reasons = self._looked_at_again(records, reasons, self._second, number)
        by_line = self._by_line(records, reasons)
        kept = by_line == 0 if by_line is not None else None
        with self._trace.stage("measure"):
            effects = self._effects(Judged(records, reasons, by_line))
        part = FilterPart(
            line_count=records.line_count,
            kept=block if kept is None else keep_lines(block, kept),
            last_kept=records.line_count if kept is None else _last_place(kept),
            effects=effects,
        )
        if self._run.rejects and by_line is not None:
            part.rejected_lines = self._run.rejects.rejected(block, by_line)
        return part

    def _looked_at_again(
        self, records: Records, reasons: pl.Series | None, second: SecondLook, number: int
    ) -> pl.Series:
        height, choice = records.frame.height, self._run.choice
        found = reasons if reasons is not None else pl.zeros(height, dtype=pl.UInt8, eager=True)
        if choice.drop_duplicates:
            copies = second.is_copy(self._index, number, records.line_numbers())
            found = found.set((found == 0) & copies, self._number[DUPLICATE])
        if choice.min_user is not None or choice.min_item is not None:
            users, items = second.is_rare(self._first_look(records))
            if choice.min_user is not None:
                found = found.set((found == 0) & users, self._number[MIN_USER])
            if choice.min_item is not None:
                found = found.set((found == 0) & items, self._number[MIN_ITEM])
        return found

    def _by_line(self, records: Records, reasons: pl.Series | None) -> pl.Series | None:
        """The number of the reason per line, 0 where it is kept; None where every line is."""
        if records.lines is None:
            return reasons
        by_line = pl.zeros(records.line_count, dtype=pl.UInt8, eager=True)
        if reasons is not None:
            by_line = by_line.scatter(records.lines - 1, reasons)
        if records.defects is not None:
            numbers = {defect: self._number[CODES[defect]] for defect in BROKEN}
            codes = records.defects["defect"].replace_strict(numbers, return_dtype=pl.UInt8)
            by_line = by_line.scatter(records.defects["line"] - 1, codes)
        return by_line


def _last_place(kept: pl.Series) -> int:
    """The place of the last kept line, from 1; 0 where none is."""
    from_the_end = kept.reverse().arg_max()
    return len(kept) - from_the_end if from_the_end is not None and kept.any() else 0
