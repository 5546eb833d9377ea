"""What a run did and how long it took, for those who ask: `--debug`. Nothing of it ever reaches a report."""

from __future__ import annotations

import threading
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from typing import Final, TypeVar

from interactions_cli.wording import percent, plural

Block = TypeVar("Block")
# The readings of a block: see records.py. A log of JSON Lines has one of its own.
NUMBERS, TEXTS, LINES, JSON_LINES = "numbers", "texts", "lines", "json"
READINGS: Final = (NUMBERS, TEXTS, LINES, JSON_LINES)
# Stages that several commands have; the last is what the main thread does outside of the named ones.
OPENING, JUDGE, RENDER, WRITE, REST = "open and read headers", "judge", "render", "write", "everything else"
# Stages of a pass, on worker threads and on the run's own.
READ, WORK, IDLE = "read", "rest of the work", "idle"
WAIT, MERGE = "wait for workers", "merge parts"
_UNTIMED: Final[AbstractContextManager[None]] = nullcontext()


class Trace:
    """Notes on a run, told line by line; without `tell` none are taken, and that costs nothing.

    Times are told apart by thread: those of the thread that made it add up to the time that has passed, those of worker
    threads are summed. A stage inside of another is not counted to that.
    """

    def __init__(self, tell: Callable[[str], None] | None = None, clock: Callable[[], float] = time.perf_counter):
        self._tell = tell
        self._clock = clock
        self._main = threading.get_ident()
        self._stacks: defaultdict[int, list[str]] = defaultdict(list, {self._main: [REST]})
        self._since = defaultdict(float, {self._main: clock()})
        self._processor = time.thread_time(), time.process_time()
        self._lock = threading.Lock()
        self._spent: defaultdict[tuple[bool, str], float] = defaultdict(float)
        self._passes: list[PassTrace] = []

    @property
    def is_on(self) -> bool:
        """Whether anybody asks for notes."""
        return self._tell is not None

    def say(self, line: str) -> None:
        """Tell a line at once."""
        if self._tell:
            self._tell(line)

    def stage(self, name: str) -> AbstractContextManager[None]:
        """What happens within is timed."""
        return self._timed(name) if self.is_on else _UNTIMED

    def pass_over(self, path: str, name: str) -> PassTrace:
        """The notes on one pass over one input."""
        seen = PassTrace(self, path, name)
        if self.is_on:
            self._passes.append(seen)
        return seen

    @contextmanager
    def _timed(self, name: str) -> Iterator[None]:
        thread = threading.get_ident()
        stack = self._stacks[thread]
        depth = len(stack)
        self._charge(thread)
        stack.append(name)
        try:
            yield
        finally:
            self._charge(thread)
            # A generator that was given up may leave its stage after the one around it.
            del stack[depth:]

    def _charge(self, thread: int) -> None:
        now, stack = self._clock(), self._stacks[thread]
        if stack:
            with self._lock:
                self._spent[thread == self._main, stack[-1]] += now - self._since[thread]
        self._since[thread] = now

    def finish(self) -> None:
        """Tell everything that was noted: blocks, times and whose processor time it was."""
        own, every = time.thread_time() - self._processor[0], time.process_time() - self._processor[1]
        self._charge(self._main)
        # Where a run has failed, its workers may be at work still.
        with self._lock:
            spent = list(self._spent.items())
        for seen in self._passes:
            seen.finish()
        for on_main, words in ((True, "time"), (False, "worker time")):
            times = [(stage, seconds) for (is_main, stage), seconds in spent if is_main is on_main]
            whole = sum(seconds for _, seconds in times)
            for stage, seconds in times:
                self.say(f"{words} {stage}: {seconds:.3f} s, {percent(seconds / whole if whole else 0)}")
        wall = sum(seconds for (is_main, _), seconds in spent if is_main)
        share = percent(own / every if every else 1)
        self.say(f"total: {wall:.3f} s wall, {every:.3f} s of processor time; {share} of it in the main thread")


class PassTrace:
    """Notes on one pass over one input."""

    def __init__(self, run: Trace, path: str, name: str) -> None:
        self._run = run
        self._path = path
        self._name = name
        self._blocks = self._bytes = 0
        self._taken: Counter[tuple[str, str]] = Counter()
        self._lock = threading.Lock()

    def stage(self, name: str) -> AbstractContextManager[None]:
        """What happens within is a stage of the pass."""
        return self._run.stage(f"{self._name}: {name}")

    def took(self, reading: str, why: str = "") -> None:
        """A block was read in this way, and why not in a faster one."""
        with self._lock:
            self._taken[reading, why] += 1

    def blocks(self, blocks: Iterable[Block]) -> Iterator[Block]:
        """The blocks of the input, on their way to the workers."""
        source = iter(blocks)
        while True:
            with self.stage(READ):
                block = next(source, None)
            if block is None:
                return
            # It may come with its number.
            data = block[-1] if isinstance(block, tuple) else block
            self._blocks += 1
            self._bytes += len(data) if isinstance(data, bytes) else 0
            yield block

    def finish(self) -> None:
        """Tell the blocks, how many were read in which way, and why some of them took longer."""
        with self._lock:
            taken = sorted(self._taken.items())
        read = {way: sum(count for (reading, _), count in taken if reading == way) for way in READINGS}
        told = f"blocks {self._path}: {self._name}:"
        ways = ", ".join(f"{count} as {way}" for way, count in read.items() if count)
        self._run.say(f"{told} {plural(self._blocks, 'block')}, {self._bytes} bytes" + (f"; {ways}" if ways else ""))
        for (reading, why), count in taken:
            if why:
                self._run.say(f"{told} {count} as {reading} because {why}")


NO_TRACE: Final = Trace()
NO_PASS_TRACE: Final = NO_TRACE.pass_over("", "")
