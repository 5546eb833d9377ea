"""Worker threads that take the blocks of a run by themselves and work on them; the results come in input order."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from contextvars import ContextVar
from dataclasses import dataclass
from typing import Final, Generic, TypeVar

import polars as pl

from interactions_cli.engine.memory import memory_left
from interactions_cli.errors import UsageError
from interactions_cli.trace import IDLE, MERGE, NO_PASS_TRACE, WAIT, WORK, PassTrace

Block = TypeVar("Block")
Part = TypeVar("Part")
# While results are merged, which takes a while now and then, the workers live on what they may take before.
AHEAD: Final = 2
# What a run takes with two workers, and each further one at most, with blocks of 8 MB (measured: 0.5 GB, 45 MB).
BASE_BYTES: Final = 700_000_000
WORKER_BYTES: Final = 128_000_000
_chosen: ContextVar[int | None] = ContextVar("threads", default=None)


@contextmanager
def thread_limit(threads: int | None) -> Iterator[None]:
    """What runs within has so many worker threads; None for one more than cores, as far as memory goes.

    Raises:
        UsageError: It is no whole number from 1 up.
    """
    given: object = threads
    if given is not None and (not isinstance(given, int) or isinstance(given, bool) or given < 1):
        raise UsageError(f"--threads is {threads!r}, not a whole number from 1 up", "Leave it out for all cores.")
    token = _chosen.set(threads)
    try:
        yield
    finally:
        _chosen.reset(token)


def worker_count() -> int:
    """Worker threads of a run.

    One more than the cores that Polars may use, which follows the affinity and the quota of the process, as far as
    memory goes; what `thread_limit` says goes before.
    """
    return _chosen.get() or default_workers(pl.thread_pool_size(), memory_left())


def default_workers(cores: int, memory: int | None) -> int:
    """One worker more than cores, but no more than `memory` (bytes, None if unknown) has room for; one for one core.

    Workers wait for one another, for the interpreter, and for threads of Polars to wake up: one more fills that time.
    """
    wanted = cores + 1 if cores > 1 else 1
    return wanted if memory is None else min(wanted, 2 + max(0, memory - BASE_BYTES) // WORKER_BYTES)


def in_order(
    work: Callable[[Block], Part],
    blocks: Iterable[Block],
    *,
    workers: int | None = None,
    trace: PassTrace = NO_PASS_TRACE,
) -> Iterator[Part]:
    """Yield `work(block)` for each block, in order, with at most `workers` + AHEAD blocks and results in memory.

    Workers iterate `blocks`, one at a time. Whatever `work` or `blocks` raises is raised here, in the place of its
    result.
    """
    return _Crew(work, blocks, workers or worker_count(), trace).parts()


def one_by_one(
    work: Callable[[Block], Part], blocks: Iterable[Block], *, trace: PassTrace = NO_PASS_TRACE
) -> Iterator[Part]:
    """Yield `work(block)` for each block without a thread: for blocks that come from threads already."""
    taken = iter(blocks)
    while True:
        with trace.stage(WAIT):
            block = next(taken, None)
        if block is None:
            return
        with trace.stage(MERGE):
            yield work(block)


@dataclass(frozen=True)
class _Result(Generic[Part]):
    """What became of a block: a part, an error, or nothing, where there was no further block."""

    part: tuple[Part] | None = None
    error: BaseException | None = None


class _Crew(Generic[Block, Part]):
    def __init__(self, work: Callable[[Block], Part], blocks: Iterable[Block], workers: int, trace: PassTrace) -> None:
        self._work = work
        self._blocks = iter(blocks)
        self._workers = workers
        self._trace = trace
        self._room = threading.Semaphore(workers + AHEAD)
        self._reading = threading.Lock()
        self._is_over = False
        self._taken = 0
        self._threads: list[threading.Thread] = []
        self._results: dict[int, _Result[Part]] = {}
        self._arrived = threading.Condition()

    def parts(self) -> Iterator[Part]:
        self._hire()
        number = 0
        try:
            while (result := self._wait_for(number)).part is not None:
                part = result.part[0]
                del result
                with self._trace.stage(MERGE):
                    yield part
                del part
                self._room.release()
                number += 1
            if result.error is not None:
                raise result.error
        finally:
            self._dismiss()
        for thread in self._threads:
            thread.join()

    def _hire(self) -> None:
        thread = threading.Thread(target=self._run, name=f"block-{len(self._threads)}")
        # Counted before it runs: it looks itself whether there are enough.
        self._threads.append(thread)
        try:
            thread.start()
        except RuntimeError:
            self._threads.remove(thread)
            raise

    def _wait_for(self, number: int) -> _Result[Part]:
        with self._trace.stage(WAIT), self._arrived:
            self._arrived.wait_for(lambda: number in self._results)
            return self._results.pop(number)

    def _dismiss(self) -> None:
        self._is_over = True
        for _ in range(self._workers):
            self._room.release()
        # A worker may be waiting for input that never comes; it closes the blocks when it does.
        if self._reading.acquire(blocking=False):
            try:
                self._close()
            finally:
                self._reading.release()

    def _close(self) -> None:
        close = getattr(self._blocks, "close", None)
        if close is not None:
            close()

    def _run(self) -> None:
        while (taken := self._take()) is not None:
            number, block = taken
            del taken
            try:
                with self._trace.stage(WORK):
                    result = _Result((self._work(block),))
            except BaseException as error:  # what it is decides whoever waits for the result
                result = _Result(error=error)
            del block
            self._deliver(number, result)
            del result

    def _take(self) -> tuple[int, Block] | None:
        with self._trace.stage(IDLE):
            self._room.acquire()
            self._reading.acquire()
        try:
            if self._is_over:
                self._close()
                return None
            number = self._taken
            try:
                block = next(self._blocks)
            except BaseException as error:  # raised where the blocks are asked for
                self._is_over = True
                self._deliver(number, _Result(error=None if isinstance(error, StopIteration) else error))
                return None
            self._taken += 1
            if len(self._threads) < self._workers:
                # Where there is no memory for another thread, those that are there go on.
                with suppress(RuntimeError):
                    self._hire()
            return number, block
        finally:
            self._reading.release()

    def _deliver(self, number: int, result: _Result[Part]) -> None:
        with self._arrived:
            self._results[number] = result
            self._arrived.notify()
