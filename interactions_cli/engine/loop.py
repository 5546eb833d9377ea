"""The one loop over the inputs of a run: open, cut into blocks, work on each, hand the parts back in order."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import AbstractContextManager, closing
from dataclasses import dataclass
from typing import Any, Generic, Protocol, TypeVar

from interactions_cli.engine.threads import in_order, worker_count
from interactions_cli.reading.columns import Column
from interactions_cli.reading.dataset import Dataset
from interactions_cli.reading.layout import Layout
from interactions_cli.reading.source import Source
from interactions_cli.trace import NO_TRACE, PassTrace, Trace

# Called with the path of an input and the bytes of it that were read, as it is stored.
Progress = Callable[[str, int], None]


class BlockPart(Protocol):
    """What the work on a block gives."""

    @property
    def line_count(self) -> int:
        """Lines of the block."""


B = TypeVar("B")
R = TypeVar("R")
P = TypeVar("P", bound=BlockPart)
# What workers call with a block, or with what `LoopInput.blocks` makes of it. It shares nothing that changes a result.
Work = Callable[[Any], P]


def whole_lines(source: Source) -> Iterable[bytes]:
    """The blocks of a source as it makes them."""
    return source.blocks()


class Runner(Protocol):
    """A way to run the work: yields `work(block)` for each block, in order. Threads are one, `in_order`."""

    def __call__(self, work: Callable[[B], R], blocks: Iterable[B], *, trace: PassTrace) -> Iterator[R]:
        """Whatever `work` or `blocks` raises is raised here."""


@dataclass(frozen=True, kw_only=True)
class LoopInput(Generic[P]):
    """One input of the loop.

    `open` gives its source, positioned after what was read to know it; `worker` makes the work on its blocks, with the
    notes on the pass; `lines_before` are the lines that no block has, such as the header. One that is not `readable` is
    opened, and that is all.
    """

    path: str
    open: Callable[[], AbstractContextManager[Any]]
    worker: Callable[[PassTrace], Work[P]]
    blocks: Callable[[Any], Iterable[Any]] = whole_lines
    lines_before: int = 1
    readable: bool = True


@dataclass(frozen=True)
class Step(Generic[P]):
    """The part of a block, and the lines of its input that stand before it."""

    offset: int
    part: P


@dataclass(eq=False)
class _Reading(Generic[P]):
    """An input that is or was open, and what is done to its blocks."""

    index: int
    entry: LoopInput[P]
    source: Any
    work: Work[P] | None = None


# An input with one of its blocks, and with what became of it; None is the mark that begins it.
_Task = tuple[_Reading[P], Any]
_Done = tuple[_Reading[P], P | None]


class InputPass(Generic[P]):
    """One input. Iterating gives the steps in order, while the blocks of the next inputs are at work already.

    `source` is what its `open` gave.
    """

    def __init__(self, reading: _Reading[P], results: _Results[P], progress: Progress | None) -> None:
        self.index = reading.index
        self.source: Any = reading.source
        self._reading = reading
        self._results = results
        self._progress = progress

    @property
    def path(self) -> str:
        """The input as it was given."""
        return self._reading.entry.path

    @property
    def size(self) -> int | None:
        """Its bytes as stored; None for what has no size."""
        size: int | None = self.source.size
        return size

    @property
    def bytes_read(self) -> int:
        """Its bytes that were read so far, decompressed."""
        read: int = self.source.bytes_read
        return read

    def __iter__(self) -> Iterator[Step[P]]:
        offset = self._reading.entry.lines_before
        for part in self._results.of(self._reading):
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
    """Read the inputs one after the other. The workers go on with the next one while the last blocks of one are merged.

    Args:
        inputs: In the order in which they are to be read.
        name: What notes call the pass.
        progress: Called after every block.
        trace: Takes notes.
        runner: How the work is run.

    Raises:
        InputError: An input that cannot be read, after everything that stands before the fault.
    """
    done = runner(_work_on, _tasks(inputs, name, trace, worker_count()), trace=PassTrace(trace, "", name))
    with closing(_Results(done)) as results:
        while (reading := results.next_input()) is not None:
            yield InputPass(reading, results, progress)


def _tasks(inputs: Iterable[LoopInput[P]], name: str, trace: Trace, workers: int) -> Iterator[_Task[P]]:
    for index, entry in enumerate(inputs):
        with entry.open() as source:
            reading: _Reading[P] = _Reading(index, entry, source)
            yield reading, None
            if not entry.readable:
                continue
            source.divide(workers)
            seen = trace.pass_over(entry.path, name)
            reading.work = entry.worker(seen)
            for block in seen.blocks(entry.blocks(source)):
                yield reading, block


def _work_on(task: _Task[P]) -> _Done[P]:
    reading, block = task
    return reading, None if block is None or reading.work is None else reading.work(block)


class _Results(Generic[P]):
    """What becomes of the blocks of all inputs, in order."""

    def __init__(self, done: Iterator[_Done[P]]) -> None:
        self._done = done
        self._next: _Reading[P] | None = None

    def next_input(self) -> _Reading[P] | None:
        """The input that follows; results of the one before that nobody has asked for are passed over."""
        reading, self._next = self._next, None
        while reading is None and (result := next(self._done, None)) is not None:
            reading = result[0] if result[1] is None else None
        return reading

    def of(self, reading: _Reading[P]) -> Iterator[P]:
        """The parts of an input."""
        for result in self._done:
            if result[0] is not reading:
                self._next = result[0]
                return
            part = result[1]
            del result
            if part is not None:
                yield part
                del part

    def close(self) -> None:
        """Nothing is asked for any more."""
        close = getattr(self._done, "close", None)
        if close is not None:
            close()


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
            worker=lambda trace, index=index, header=header: dataset.work_on(  # type: ignore[misc]
                worker(index, dataset.layout(header, columns), trace)
            ),
            blocks=blocks,
            readable=not header.problem,
        )
