"""The one loop over the inputs of a run: open, cut into blocks, work on each, hand the parts back in order."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import Any, Generic, Protocol, TypeVar

from interactions_cli.engine.threads import in_order
from interactions_cli.reading.columns import Column
from interactions_cli.reading.dataset import Dataset
from interactions_cli.reading.records import Layout
from interactions_cli.reading.source import Source
from interactions_cli.trace import NO_TRACE, PassTrace, Trace

# Called with the path of an input and the bytes of it that were read, as it is stored.
Progress = Callable[[str, int], None]


class BlockPart(Protocol):
    """What the work on a block gives."""

    @property
    def line_count(self) -> int:
        """Lines of the block."""


P = TypeVar("P", bound=BlockPart)
# What workers call with a block, or with what `LoopInput.blocks` makes of it. It shares nothing that changes a result.
Work = Callable[[Any], P]


def whole_lines(source: Source) -> Iterable[bytes]:
    """The blocks of a source as it makes them."""
    return source.blocks()


class Runner(Protocol):
    """A way to run the work: yields `work(block)` for each block, in order. Threads are one, `in_order`."""

    def __call__(self, work: Work[P], blocks: Iterable[Any], *, trace: PassTrace) -> Iterator[P]:
        """Whatever `work` or `blocks` raises is raised here."""


@dataclass(frozen=True, kw_only=True)
class LoopInput(Generic[P]):
    """One input of the loop.

    `open` gives its source, positioned after what was read to know it; `worker` makes the work on its blocks, with the
    notes on the pass; `lines_before` are the lines that no block has, such as the header.
    """

    path: str
    open: Callable[[], AbstractContextManager[Source]]
    worker: Callable[[PassTrace], Work[P]]
    blocks: Callable[[Source], Iterable[Any]] = whole_lines
    lines_before: int = 1


@dataclass(frozen=True)
class Step(Generic[P]):
    """The part of a block, and the lines of its input that stand before it."""

    offset: int
    part: P


class InputPass(Generic[P]):
    """One input while it is open. Iterating reads it: the steps come in order."""

    def __init__(
        self,
        index: int,
        entry: LoopInput[P],
        source: Source,
        name: str,
        progress: Progress | None,
        trace: Trace,
        runner: Runner,
    ) -> None:
        self.index = index
        self.source = source
        self._entry = entry
        self._name = name
        self._progress = progress
        self._trace = trace
        self._runner = runner

    @property
    def path(self) -> str:
        """The input as it was given."""
        return self._entry.path

    @property
    def size(self) -> int | None:
        """Its bytes as stored; None for what has no size."""
        return self.source.size

    @property
    def bytes_read(self) -> int:
        """Its bytes that were read so far, decompressed."""
        return self.source.bytes_read

    def __iter__(self) -> Iterator[Step[P]]:
        trace = self._trace.pass_over(self.path, self._name)
        work, blocks = self._entry.worker(trace), self._entry.blocks(self.source)
        offset = self._entry.lines_before
        for part in self._runner(work, blocks, trace=trace):
            yield Step(offset, part)
            offset += part.line_count
            if self._progress:
                self._progress(self.path, self.source.position)


def run(
    inputs: Iterable[LoopInput[P]],
    name: str,
    *,
    progress: Progress | None = None,
    trace: Trace = NO_TRACE,
    runner: Runner = in_order,
) -> Iterator[InputPass[P]]:
    """Open one input after the other; what is not iterated is not read.

    Args:
        inputs: In the order in which they are to be read.
        name: What notes call the pass.
        progress: Called after every block.
        trace: Takes notes.
        runner: How the work is run.

    Raises:
        InputError: An input that cannot be read.
    """
    for index, entry in enumerate(inputs):
        with entry.open() as source:
            yield InputPass(index, entry, source, name, progress, trace, runner)


def inputs_of(
    dataset: Dataset,
    worker: Callable[[int, Layout, PassTrace], Work[P]],
    *,
    columns: tuple[Column, ...] | None = None,
    blocks: Callable[[Source], Iterable[Any]] = whole_lines,
) -> Iterator[LoopInput[P]]:
    """The inputs of a data set for the loop.

    Args:
        dataset: Opened.
        worker: Makes the work for an input, from its number, its layout and the notes on the pass.
        columns: Those that are read; all that count by default.
        blocks: What workers are given.
    """
    for index, header in enumerate(dataset.view.headers):
        yield LoopInput(
            path=header.path,
            open=lambda index=index: dataset.opened(index),  # type: ignore[misc]
            worker=lambda trace, index=index, header=header: worker(  # type: ignore[misc]
                index, dataset.layout(header, columns), trace
            ),
            blocks=blocks,
        )
