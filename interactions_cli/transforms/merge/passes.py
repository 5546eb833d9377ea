"""The pass over the interactions: every line looked up, given its list, and handed on in order."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final

import polars as pl

from interactions_cli.engine.joined_pass import JoinedPass, sizes_of
from interactions_cli.engine.loop import Progress, inputs_of
from interactions_cli.judging.checks import RowCheck, plan_checks, run_checks
from interactions_cli.personalize.fields import IMPRESSION, ITEM_ID
from interactions_cli.reading.dataset import Dataset
from interactions_cli.reading.frames import rows_where
from interactions_cli.reading.hits import Hits
from interactions_cli.reading.layout import Layout
from interactions_cli.reading.line_defect import BROKEN
from interactions_cli.reading.records import BlockReader, Records
from interactions_cli.reading.source import BLOCK_BYTES
from interactions_cli.reading.view import Header
from interactions_cli.report import InputFile
from interactions_cli.rules.rule import RowRule
from interactions_cli.rules.shown_items import ITEM_NOT_SHOWN
from interactions_cli.trace import NO_TRACE, WRITE, PassTrace, Trace
from interactions_cli.transforms.merge.columns import MergeColumns
from interactions_cli.transforms.merge.content import KEEP, UNION, ContentOptions, write_lists
from interactions_cli.transforms.merge.figures import LookedUp, MergeTally, MergeTallyPlan
from interactions_cli.transforms.merge.index import ListIndex, key_hash
from interactions_cli.transforms.merge.joined import joined_merge
from interactions_cli.transforms.merge.match_rule import MatchRule
from interactions_cli.transforms.merge.matching import match
from interactions_cli.transforms.merge.merged import Merged, MergePart
from interactions_cli.transforms.splice import Splicer

# An IMPRESSION of only bars and blanks names no item.
SOME_ITEM: Final = r"[^|\s]"
# Farther from 1970 than this no difference of two times is taken: it might overflow.
LONGEST: Final = 2**62
# What the notes call the pass.
MERGE: Final = "merge"


@dataclass(frozen=True, kw_only=True)
class MergePlan:
    """What a merge is to do: how lists are found and written, what they are checked for, how much is kept of it."""

    rule: MatchRule
    content: ContentOptions
    checks: Sequence[RowRule]
    now: int
    max_samples: int
    progress: Progress | None = None
    trace: Trace = NO_TRACE
    block_bytes: int = BLOCK_BYTES


class MergePass:
    """Reads every interaction once and hands on its line with its list."""

    def __init__(self, dataset: Dataset, index: ListIndex, plan: MergePlan) -> None:
        self._dataset = dataset
        self._index = index
        self._plan = plan
        self._columns = MergeColumns(dataset, plan.rule)
        self._checks = plan_checks(plan.checks, self._columns.checked())
        self._tally = MergeTally(by_time=plan.rule.by_time, lists=len(index.held.heads))

    def run(self, write: Callable[[bytes], None]) -> Merged:
        """Write all lines, the header of the first input first.

        Raises:
            InputError: An input that cannot be read any more.
        """
        merged = Merged(tally=self._tally)
        merged.observations.expect(self._checks)
        plan = self._plan
        # Where a line has no line feed, it gets one as soon as another line follows.
        is_open = False
        headers = self._dataset.view.headers
        paths = [header.path for header in headers]
        inputs = list(inputs_of(self._dataset, self._worker, columns=self._columns.read))
        joined = JoinedPass(self._dataset, inputs, lambda work: joined_merge(work, paths), block_bytes=plan.block_bytes)
        rows, sizes = Counter[int](), dict[int, int | None]()
        for index, entry in joined.run(MERGE, progress=plan.progress, trace=plan.trace):
            if index == 0:
                write(self._header_line(headers[0]))
                is_open = not headers[0].line.endswith(b"\n")
            for step in entry:
                with plan.trace.stage(WRITE):
                    write(b"\n" if is_open else b"")
                    write(step.part.block)
                is_open = not step.part.block.endswith(b"\n")
                merged.add(step.part, plan.max_samples, path=entry.path, offset=step.offset)
                for segment in step.part.segments:
                    rows[segment.index] += segment.lines - segment.blank
                rows[index] += 0 if step.part.segments else step.part.rows
            sizes |= sizes_of(index, entry)
            merged.bytes_read += entry.source.bytes_read
        merged.inputs += [
            InputFile(path=path, bytes=sizes[index], rows=rows[index]) for index, path in enumerate(paths)
        ]
        return merged

    def _header_line(self, header: Header) -> bytes:
        if IMPRESSION in header.names:
            return header.line
        line = header.line.removesuffix(b"\n").rstrip(b"\r")
        return line + header.separator.encode() + IMPRESSION.encode() + header.line[len(line) :]

    def _worker(self, index: int, layout: Layout, trace: PassTrace) -> _Worker:
        header = self._dataset.view.headers[index]
        tally = self._tally.plan(layout.columns)
        return _Worker(header, layout, self._columns, self._index, self._plan, self._checks, tally, trace)


class _Worker:
    """What a worker thread does to a block. Shares nothing that changes a result."""

    def __init__(
        self,
        header: Header,
        layout: Layout,
        columns: MergeColumns,
        index: ListIndex,
        plan: MergePlan,
        checks: Sequence[RowCheck],
        tally: MergeTallyPlan,
        trace: PassTrace,
    ) -> None:
        self._trace = trace
        self._columns = columns
        self._index = index
        self._plan = plan
        self._checks = checks
        self._tally = tally
        self._reader = BlockReader(layout, max_samples=plan.max_samples, trace=trace)
        position = header.names.index(IMPRESSION) if IMPRESSION in header.names else None
        self._splicer = Splicer(header.separator, position)

    def __call__(self, block: bytes) -> MergePart:
        records = self._reader.read(block)
        frame = self._looked_up(records)
        lists = frame.select_seq("line", "old", cell="text")
        cells = rows_where(lists, pl.col("cell").is_not_null() & pl.col("cell").ne_missing(pl.col("old")))
        spliced = self._splicer.splice(block, cells.drop("old"))
        refused = pl.col("line").is_in(spliced.refused.implode())
        final = pl.when(refused | pl.col("text").is_null()).then("old").otherwise("text")
        frame = frame.with_columns_seq(refused=refused, final=pl.when(final != "").then(final))
        with self._trace.stage("checks"):
            hits = self._checked(frame, records, spliced.block)
        return MergePart(
            block=spliced.block,
            line_count=records.line_count,
            rows=records.line_count - records.blank_lines,
            tally=self._tally(LookedUp(frame, records.broken_lines)),
            refused=Hits.of_block(
                len(spliced.refused),
                [(line, "") for line in spliced.refused.sort().head(self._plan.max_samples)],
            ),
            line_hits={defect: hits for defect, hits in records.hits.items() if defect in BROKEN},
            cell_hits=hits,
        )

    def _checked(self, frame: pl.DataFrame, records: Records, block: bytes) -> dict[RowCheck, Hits]:
        """What the rules about lists say of the output.

        A list that was put together here from the log alone has no defect of its own; what it lacks is the item.
        """
        is_new = pl.col("text").is_not_null() & ~pl.col("refused")
        is_own = is_new & ~pl.col("has_old") if self._plan.content.existing == UNION else is_new
        # A list that was written for an item that is in it holds the item.
        holds_item = is_new & pl.col("position").is_not_null()
        found: dict[RowCheck, Hits] = {}
        of_items = [check for check in self._checks if check.rule.code == ITEM_NOT_SHOWN]
        of_rows = [check for check in self._checks if check.others and check.rule.code != ITEM_NOT_SHOWN]
        of_lists = [check for check in self._checks if not check.others]
        for checks, looked_at in ((of_items, ~holds_item), (of_rows, pl.lit(value=True)), (of_lists, ~is_own)):
            lists = frame.select_seq(pl.when(looked_at).then("final")).to_series()
            if lists.null_count() == len(lists):
                continue
            checked = Records(
                frame=records.frame.with_columns_seq(lists.alias(self._columns.impression.raw_name)),
                lines=records.lines,
                line_count=records.line_count,
            )
            found |= run_checks(checks, checked, block, now=self._plan.now, max_samples=self._plan.max_samples)
        return found

    def _looked_up(self, records: Records) -> pl.DataFrame:
        """Every record with the list that was found for it and the text that goes into its line."""
        columns, rule, content = self._columns, self._plan.rule, self._plan.content
        old = columns.raw(IMPRESSION)
        asked = records.frame.select_seq(
            records.line_numbers().cast(pl.Int64).alias("line"),
            key_hash([columns.raw(name) for name in rule.key]).alias("group"),
            columns.second().alias("second"),
            columns.raw(ITEM_ID).alias("item"),
            old.alias("old"),
            old.str.contains(SOME_ITEM).fill_null(value=False).alias("has_old"),
        )
        skipped = pl.col("has_old") if content.existing == KEEP else pl.lit(value=False)
        asked = asked.with_columns_seq(kept=skipped)
        looked = rows_where(asked, ~asked["kept"])
        found = match(looked.select_seq("group", "second", "item"), self._index, rule)
        places, held = found["list"], self._index.held
        heads = held.heads_of(places)
        looked = looked.hstack(found).with_columns_seq(
            heads,
            held.positions(heads, places, looked["item"]).alias("position"),
            (looked["second"].clip(-LONGEST, LONGEST) - self._index.seconds(places)).alias("delay"),
        )
        kept = rows_where(asked, asked["kept"])
        every = pl.concat([looked, kept], how="diagonal") if kept.height else looked
        usable_old = pl.when("has_old").then("old")
        written = write_lists(every.select_seq("list", "head", "position", "item", usable_old), held, content)
        done = every.drop("head").hstack(written)
        if looked.height == asked.height:
            return done
        done = done.drop("group", "item", "old", "has_old", "kept", "second")
        return asked.join(done, on="line", how="left", maintain_order="left")
