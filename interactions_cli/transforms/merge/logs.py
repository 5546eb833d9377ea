"""Reads logs of shown lists into an index."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from types import TracebackType
from typing import TYPE_CHECKING, Any, Self

from interactions_cli.engine.joined_parts import progress_of
from interactions_cli.engine.loop import InputPass, LoopInput, Progress, run
from interactions_cli.engine.threads import worker_count
from interactions_cli.errors import InputError
from interactions_cli.reading.hits import Hits
from interactions_cli.reading.source import BLOCK_BYTES
from interactions_cli.shell import shell_text
from interactions_cli.trace import NO_PASS_TRACE, NO_TRACE, PassTrace, Trace
from interactions_cli.transforms.merge.index import ListIndex, build_index
from interactions_cli.transforms.merge.joined_logs import JoinedLogs, LogParts, joined_logs, read_each
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
from interactions_cli.transforms.merge.log_readers import LogReaders
from interactions_cli.transforms.merge.log_state import FoundLists, LogState
from interactions_cli.transforms.merge.match_rule import MatchRule
from interactions_cli.wording import plural

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
        self._options, self._block_bytes = options, block_bytes
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
        groups = joined_logs(self._files, block_bytes=self._block_bytes, workers=worker_count())
        readers = LogReaders(self._options, rule, max_samples=max_samples)
        inputs = (self._input(group, readers) for group in groups)
        told = progress_of(progress, groups, [head.path for head in self.heads])
        for group, entry in zip(groups, run(inputs, LOGS, progress=told, trace=trace), strict=True):
            for number, read, size in self._states(group, entry, max_samples):
                lists, summary = self._settled(self.heads[number], read, size, readers, hits)
                parts.append(lists.numbered(number << LINE_BITS))
                logs.append(summary)
                if progress and len(group) > 1:
                    progress(summary.path, size or 0)
        with trace.stage("index lists"):
            index = build_index(
                [frame for part in parts for frame in part.lists],
                [frame for part in parts for frame in part.items],
                by_time=rule.by_time,
                catalogue=catalogue,
            )
        return ShownLists(index=index, logs=logs, hits={code: hits[code] for code in sorted(hits)})

    def _input(self, group: Sequence[int], readers: LogReaders) -> LoopInput[Any]:
        heads = [self.heads[number] for number in group]
        first = heads[0]
        for head in heads:
            columns = readers.columns(head)
            if head.format == CSV:
                self._refuse_without_header(head)
                refuse_without_key(head, columns, readers.shape(head, columns), readers.rule)
        if len(group) == 1:
            return LoopInput(
                path=first.path,
                open=lambda: self._files.opened(first),
                worker=lambda trace: readers.reader(first, trace),
                blocks=lambda source: self._files.blocks(first, source),
                lines_before=0 if first.format == JSON else 1,
            )

        def worker(trace: PassTrace) -> Callable[[Sequence[bytes]], LogParts]:
            reader = readers.reader(first, trace)
            return lambda pieces: read_each(pieces, reader)

        return LoopInput(
            path=f"{first.path} and {plural(len(group) - 1, 'more file')}",
            open=lambda: JoinedLogs(self._files, heads),
            worker=worker,
        )

    def _states(
        self, group: Sequence[int], entry: InputPass[Any], max_samples: int
    ) -> Iterator[tuple[int, LogState, int | None]]:
        """What the blocks of each log of a group add up to, with its number and its size."""
        states = [LogState(self.heads[number].path, max_samples) for number in group]
        for step in entry:
            parts = step.part.parts if isinstance(step.part, LogParts) else [step.part]
            for read, part in zip(states, parts, strict=True):
                if part is not None:
                    read.add(part, step.offset)
        sizes = entry.source.sizes if isinstance(entry.source, JoinedLogs) else [entry.size]
        yield from zip(group, states, sizes, strict=True)

    def _settled(
        self, head: LogHead, read: LogState, size: int | None, readers: LogReaders, hits: dict[str, Hits]
    ) -> tuple[FoundLists, LogSummary]:
        columns = readers.columns(head)
        read.settle(readers.shape(head, columns), readers.reader(head, NO_PASS_TRACE))
        if head.format == JSON:
            refuse_useless(head, read, readers.rule, self._options.shape)
        for code, seen in read.hits.items():
            hits.setdefault(code, Hits()).add(seen, readers.max_samples)
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
