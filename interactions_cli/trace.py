"""What a run did and how long it took, for those who ask: `--debug`. Nothing of it ever reaches a report."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import AbstractContextManager, nullcontext
from typing import Final, TypeVar

Block = TypeVar("Block")
Part = TypeVar("Part")
# The readings of a block: see records.py. A log of JSON Lines has one of its own.
NUMBERS, TEXTS, LINES, JSON_LINES = "numbers", "texts", "lines", "json"
READINGS: Final = (NUMBERS, TEXTS, LINES, JSON_LINES)
# Stages that several commands have.
OPENING, JUDGE, RENDER, WRITE = "open and read headers", "judge", "render", "write"
# The stage of everything that the main thread does outside of the named ones.
REST: Final = "everything else"
# Stages of a pass, on worker threads and on the run's own.
READ, WORK, IDLE = "read", "rest of the work", "idle"
WAIT, MERGE = "wait for workers", "merge parts"
_UNTIMED: Final[AbstractContextManager[None]] = nullcontext()


class PassTrace:
    """Notes on one pass over one input, or over all of them; this one takes none. The recorder has some that do."""

    def stage(self, _name: str) -> AbstractContextManager[None]:
        """What happens within is a stage of the pass; a stage inside of another is not counted to that."""
        return _UNTIMED

    def took(self, _reading: str, _why: str = "") -> None:
        """A block was read in this way, and why not in a faster one."""

    def blocks(self, blocks: Iterable[Block]) -> Iterable[Block]:
        """The blocks of the input, on their way to the workers."""
        return blocks

    def work(self, work: Callable[[Block], Part]) -> Callable[[Block], Part]:
        """What worker threads do to a block."""
        return work

    def parts(self, parts: Iterator[Part]) -> Iterator[Part]:
        """What became of the blocks, on its way back."""
        return parts


class Trace:
    """Notes on a run; this one takes none, and so costs nothing. The recorder of the engine is one that does."""

    is_on = False

    def say(self, _line: str) -> None:
        """Tell a line at once."""

    def stage(self, _name: str) -> AbstractContextManager[None]:
        """What happens within is a stage of the run; a stage inside of another is not counted to that."""
        return _UNTIMED

    def pass_over(self, _path: str, _name: str) -> PassTrace:
        """The notes on one pass over one input."""
        return NO_PASS_TRACE

    def whole_pass(self, _name: str) -> AbstractContextManager[PassTrace]:
        """The notes on a pass over all inputs, which lasts as long as the context."""
        return _UNTIMED_PASS


NO_PASS_TRACE: Final = PassTrace()
_UNTIMED_PASS: Final[AbstractContextManager[PassTrace]] = nullcontext(NO_PASS_TRACE)
NO_TRACE: Final = Trace()
