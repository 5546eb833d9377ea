"""Takes notes on a run and tells them line by line: `--debug`."""

from __future__ import annotations

import sys
import threading
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager
from typing import NamedTuple, TypeVar

from interactions_cli.trace import MERGE, READ, READINGS, REST, WAIT, WORK, PassTrace, Trace
from interactions_cli.wording import percent

Block = TypeVar("Block")
Part = TypeVar("Part")


class _Key(NamedTuple):
    """A stage: of which pass ("" for none), and whether worker threads did it."""

    name: str
    stage: str
    on_workers: bool


class _Thread(threading.local):
    """The stages that the present thread is in, and when it was last looked at the clock."""

    def __init__(self) -> None:
        self.stack: list[_Key] = []
        self.since = 0.0


class Recorder(Trace):
    """Takes notes, and tells them line by line.

    Times are told apart by thread: those of the thread that made it add up to the time that has passed, those of worker
    threads are summed.

    Args:
        tell: Called with every line.
        clock: The present in seconds since whenever.
    """

    is_on = True

    def __init__(self, tell: Callable[[str], None], clock: Callable[[], float] = time.perf_counter) -> None:
        self._tell = tell
        self._clock = clock
        self._owner = threading.get_ident()
        self._lock = threading.Lock()
        self._thread = _Thread()
        self._spent: defaultdict[_Key, float] = defaultdict(float)
        self._passes: list[_PassRecorder] = []
        self._processor: defaultdict[str, tuple[float, float]] = defaultdict(lambda: (0.0, 0.0))
        self._thread.since = clock()
        self._thread.stack.append(_Key("", REST, on_workers=False))

    @contextmanager
    def whole_pass(self, name: str) -> Iterator[PassTrace]:
        """Notes on a pass over all inputs: which share of the processor time this thread has of it."""
        start = time.thread_time(), time.process_time()
        try:
            yield _PassOfAll(self, name)
        finally:
            own, every = self._processor[name]
            own, every = own + time.thread_time() - start[0], every + time.process_time() - start[1]
            self._processor[name] = own, every

    def say(self, line: str) -> None:
        """Tell a line at once."""
        self._tell(line)

    def stage(self, name: str) -> AbstractContextManager[None]:
        """What happens within is timed."""
        return self.timed("", name)

    def pass_over(self, path: str, name: str) -> PassTrace:
        """Notes on one pass over one input, told at the end."""
        self._passes.append(_PassRecorder(self, path, name))
        return self._passes[-1]

    @contextmanager
    def timed(self, name: str, stage: str) -> Iterator[None]:
        """Count what happens within to a stage of a pass."""
        thread = self._thread
        depth = len(thread.stack)
        self._charge(thread)
        thread.stack.append(_Key(name, stage, threading.get_ident() != self._owner))
        try:
            yield
        finally:
            self._charge(thread)
            # A generator that was given up may leave its stage after the one around it.
            del thread.stack[depth:]

    def _charge(self, thread: _Thread) -> None:
        now = self._clock()
        if thread.stack:
            with self._lock:
                self._spent[thread.stack[-1]] += now - thread.since
        thread.since = now

    def finish(self) -> None:
        """Tell everything that was noted: blocks, times, memory."""
        self._charge(self._thread)
        # Where a run has failed, its workers may be at work still.
        with self._lock:
            spent = list(self._spent.items())
        for seen in self._passes:
            for line in seen.lines():
                self._tell(line)
        wall = sum(seconds for key, seconds in spent if not key.on_workers)
        for key, seconds in spent:
            if not key.on_workers:
                self._tell(f"time {_named(key)}: {seconds:.3f} s")
        for key, seconds in spent:
            if key.on_workers:
                self._tell(f"worker time {_named(key)}: {seconds:.3f} s, summed over threads")
        for name, (own, every) in self._processor.items():
            self._tell_shares(name, dict(spent), own / every if every else 0.0)
        self._tell(f"total: {wall:.3f} s wall{_processor_time()}")
        self._tell(f"peak memory: {_peak_memory()}")

    def _tell_shares(self, name: str, spent: Mapping[_Key, float], own: float) -> None:
        for on_workers, whose in ((True, "worker threads"), (False, "main thread")):
            stages = {
                key.stage: seconds for key, seconds in spent.items() if (key.name, key.on_workers) == (name, on_workers)
            }
            whole = sum(stages.values())
            shares = [f"{stage} {percent(seconds / whole)}" for stage, seconds in stages.items() if whole]
            processor = "" if on_workers else f"; {percent(own)} of the processor time"
            self._tell(f"shares {name}: {whose}: {', '.join(shares) or 'nothing'}{processor}")


class _PassOfAll(PassTrace):
    """The notes on a pass that belong to no input."""

    def __init__(self, run: Recorder, name: str) -> None:
        self._run = run
        self._name = name

    def stage(self, name: str) -> AbstractContextManager[None]:
        return self._run.timed(self._name, name)

    def parts(self, parts: Iterator[Part]) -> Iterator[Part]:
        while True:
            with self.stage(WAIT):
                part = next(parts, None)
            if part is None:
                return
            with self.stage(MERGE):
                yield part


class _PassRecorder(_PassOfAll):
    def __init__(self, run: Recorder, path: str, name: str) -> None:
        super().__init__(run, name)
        self._path = path
        self._blocks = self._bytes = 0
        self._lock = threading.Lock()
        self._taken: Counter[tuple[str, str]] = Counter()

    def took(self, reading: str, why: str = "") -> None:
        with self._lock:
            self._taken[reading, why] += 1

    def blocks(self, blocks: Iterable[Block]) -> Iterable[Block]:
        source = iter(blocks)
        while True:
            with self.stage(READ):
                block = next(source, None)
            if block is None:
                return
            self._blocks += 1
            self._bytes += _size(block)
            yield block

    def work(self, work: Callable[[Block], Part]) -> Callable[[Block], Part]:
        def timed(block: Block) -> Part:
            with self.stage(WORK):
                return work(block)

        return timed

    def lines(self) -> Iterator[str]:
        """The blocks of the input in words, and why some of them took longer."""
        with self._lock:
            taken = sorted(self._taken.items())
        read: Counter[str] = Counter()
        for (reading, _), count in taken:
            read[reading] += count
        ways = ", ".join(f"{read[reading]} as {reading}" for reading in READINGS if read[reading])
        blocks = "1 block" if self._blocks == 1 else f"{self._blocks} blocks"
        yield f"blocks {self._path}: {self._name}: {blocks}, {self._bytes} bytes" + (f"; {ways}" if ways else "")
        for (reading, why), count in taken:
            if why:
                yield f"blocks {self._path}: {self._name}: {count} as {reading} because {why}"


def _size(block: object) -> int:
    """The bytes of a block, which may come with its number."""
    data = block[-1] if isinstance(block, tuple) else block
    return len(data) if isinstance(data, bytes) else 0


def _named(key: _Key) -> str:
    return f"{key.name}: {key.stage}" if key.name else key.stage


def _processor_time() -> str:
    return f", {time.process_time():.3f} s of processor time in all threads since the program started"


def _peak_memory() -> str:
    try:
        import resource
    except ImportError:
        return "unknown on this system"
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    # In KiB everywhere but on macOS.
    return f"{peak * (1 if sys.platform == 'darwin' else 1024) / 1_000_000:.1f} MB resident"
