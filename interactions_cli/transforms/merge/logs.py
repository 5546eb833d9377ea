"""Reads logs of shown lists into an index."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from types import TracebackType
from typing import TYPE_CHECKING, Self

from interactions_cli.engine.loop import LoopInput, Progress, run
from interactions_cli.errors import InputError
from interactions_cli.personalize.fields import IMPRESSION
from interactions_cli.reading.entries import CsvEntries, EntryReader
from interactions_cli.reading.hits import Hits
from interactions_cli.reading.json_lines import JsonEntries
from interactions_cli.reading.source import BLOCK_BYTES
from interactions_cli.shell import shell_text
from interactions_cli.trace import NO_PASS_TRACE, NO_TRACE, PassTrace, Trace
from interactions_cli.transforms.merge.index import ListIndex, build_index
from interactions_cli.transforms.merge.list_forms import BAR
from interactions_cli.transforms.merge.log_files import LogFiles
from interactions_cli.transforms.merge.log_heads import (
    CSV,
    JSON,
    LogHead,
    refuse_other_columns,
    refuse_useless,
    refuse_without_key,
)
from interactions_cli.transforms.merge.log_options import LogOptions
from interactions_cli.transforms.merge.log_state import FoundLists, LogState
from interactions_cli.transforms.merge.match_rule import MatchRule, wanted
from interactions_cli.transforms.merge.shown import ITEMS, LISTS, ShownReader

if TYPE_CHECKING:
    import polars as pl

LINE_BITS = 40
# What the notes call the pass over the logs.
LOGS = "logs"


@dataclass(frozen=True, kw_only=True)
class LogSummary:
    """What was made of one log. `columns` maps our names to its own, `units` counts times by their unit.

    `separator` is what the ids of its lists are joined by, None where that is bars; `was_split`, whether the log told.
    """

    path: str
    bytes: int | None
    rows: int
    format: str
    shape: str
    columns: dict[str, str]
    units: dict[str, int]
    lists: int
    separator: str | None
    was_split: bool


@dataclass(kw_only=True)
class ShownLists:
    """Everything the logs hold."""

    index: ListIndex
    logs: list[LogSummary]
    hits: dict[str, Hits]


class Logs:
    """The logs of one run; a context manager, because pipes stay open from their first line on.

    Raises:
        InputError: A log that cannot be read, or whose header cannot.
    """

    def __init__(
        self,
        paths: Sequence[str],
        options: LogOptions,
        *,
        block_bytes: int = BLOCK_BYTES,
        max_bytes: int | None = None,
    ) -> None:
        self._options = options
        self._files = LogFiles(paths, options, block_bytes=block_bytes, max_bytes=max_bytes)

    @property
    def heads(self) -> list[LogHead]:
        """How each log begins."""
        return self._files.heads

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._files.close()

    def have(self, name: str) -> bool:
        """Whether every log that is not empty has a field, by its first line."""
        heads = [head for head in self.heads if head.names]
        return bool(heads) and all(self._options.find(name, head.names) is not None for head in heads)

    def read(
        self,
        rule: MatchRule,
        *,
        max_samples: int,
        catalogue: pl.Series | None = None,
        progress: Progress | None = None,
        trace: Trace = NO_TRACE,
    ) -> ShownLists:
        """Read all logs.

        Args:
            rule: How lists are found.
            max_samples: Lines to keep per defect.
            catalogue: The ids that may be written, None for all.
            progress: Called with a path and the bytes of it that were read.
            trace: Takes notes.

        Raises:
            InputError: A log that cannot be read, or that has no field to match by.
            UsageError: A field is named that is not looked for.
        """
        refuse_other_columns(self.heads, self._options, rule)
        hits: dict[str, Hits] = {}
        parts: list[FoundLists] = []
        logs = []
        for number, head in enumerate(self.heads):
            lists, summary = self._read_log(head, rule, hits, max_samples=max_samples, progress=progress, trace=trace)
            parts.append(lists.numbered(number << LINE_BITS))
            logs.append(summary)
        with trace.stage("index lists"):
            index = build_index(
                [frame for part in parts for frame in part.lists],
                [frame for part in parts for frame in part.items],
                by_time=rule.by_time,
                catalogue=catalogue,
            )
        return ShownLists(index=index, logs=logs, hits={code: hits[code] for code in sorted(hits)})

    def _read_log(
        self,
        head: LogHead,
        rule: MatchRule,
        hits: dict[str, Hits],
        *,
        max_samples: int,
        progress: Progress | None,
        trace: Trace,
    ) -> tuple[FoundLists, LogSummary]:
        columns = {name: found for name in wanted(rule) if (found := self._options.find(name, head.names)) is not None}
        shape = self._shape(head, columns)
        if head.format == CSV:
            self._refuse_without_header(head)
            refuse_without_key(head, columns, shape, rule)
        reader = partial(
            ShownReader,
            rule=rule,
            shape=shape,
            time_unit=self._options.time_unit,
            time_zone=self._options.time_zone,
            max_samples=max_samples,
            separator=self._options.list_separator,
            item_spellings=self._options.item_spellings,
        )
        read = LogState(head.path, max_samples)
        log = LoopInput(
            path=head.path,
            open=lambda: self._files.opened(head),
            worker=lambda trace: reader(self._entries(head, columns, rule, max_samples, trace)),
            blocks=lambda source: self._files.blocks(head, source),
            lines_before=0 if head.format == JSON else 1,
        )
        size = None
        for entry in run([log], LOGS, progress=progress, trace=trace):
            for step in entry:
                read.add(step.part, step.offset)
            size = entry.source.size
        read.settle(shape, reader(self._entries(head, columns, rule, max_samples, NO_PASS_TRACE)))
        if head.format == JSON:
            refuse_useless(head, read, rule, self._options.shape)
        for code, seen in read.hits.items():
            hits.setdefault(code, Hits()).add(seen, max_samples)
        summary = LogSummary(
            path=head.path,
            bytes=size,
            rows=read.rows,
            format=head.format,
            shape=read.shape,
            columns=columns,
            units=dict(sorted(read.units.items())),
            lists=read.found.count,
            separator=self._options.list_separator or read.separator,
            was_split=read.separator not in (None, BAR),
        )
        return read.found, summary

    def _shape(self, head: LogHead, columns: dict[str, str]) -> str | None:
        if self._options.shape is not None or head.format == JSON:
            return self._options.shape
        return LISTS if IMPRESSION in columns else ITEMS

    def _entries(
        self, head: LogHead, columns: dict[str, str], rule: MatchRule, max_samples: int, trace: PassTrace
    ) -> EntryReader:
        if head.header is not None:
            return CsvEntries(head.header, columns, wanted(rule), max_samples, trace)
        return JsonEntries({name: self._options.spellings(name) for name in wanted(rule)}, max_samples, trace)

    def _refuse_without_header(self, head: LogHead) -> None:
        """A log may be empty, but one that goes on after a blank first line has lost its header."""
        if head.names:
            return
        with self._files.opened(head) as source:
            if next(self._files.blocks(head, source), None) is not None:
                raise InputError(
                    f"the log {head.path} has a blank first line, where its columns belong",
                    f"Look at it: `head {shell_text(head.path)}`; name the columns in its first line, or use "
                    "`--log-format json`.",
                )
