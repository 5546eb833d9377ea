"""Work on what has been collected, beside the thread that goes on collecting."""

from __future__ import annotations

import threading
from collections.abc import Callable, Sized
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Generic, TypeVar

T = TypeVar("T", bound=Sized)
# What a piece of work needs while it lasts would be the peak of a run if several were done at once.
_ONE_AT_A_TIME = threading.Lock()


class Beside:
    """A thread for one piece of work at a time: who hands over the next one waits for the one before.

    What the work changes belongs to it until `wait`.

    Args:
        name: Of the thread.
    """

    def __init__(self, name: str) -> None:
        # It has no thread until something is handed over, and none any more once nobody knows it.
        self._threads = ThreadPoolExecutor(1, thread_name_prefix=name)
        self._running: Future[None] | None = None

    def start(self, work: Callable[[], None]) -> None:
        """Have work done.

        Raises:
            Exception: Whatever the work before raised.
        """
        self.wait()
        self._running = self._threads.submit(_alone, work)

    def wait(self) -> None:
        """Go on once everything is done.

        Raises:
            Exception: Whatever the work raised.
        """
        if self._running is not None:
            running, self._running = self._running, None
            running.result()


def _alone(work: Callable[[], None]) -> None:
    with _ONE_AT_A_TIME:
        work()


class Window(Generic[T]):
    """Frames or series that are held until they have rows enough to be dealt with; the next ones are held meanwhile.

    Args:
        beside: Where that is done.
    """

    def __init__(self, beside: Beside) -> None:
        self._beside = beside
        self._held: list[T] = []
        self.rows = 0

    def add(self, piece: T, most: int, work: Callable[[list[T]], None]) -> None:
        """Hold a piece; with `most` rows or more all that is held is handed over to be dealt with by `work`."""
        self._held.append(piece)
        self.rows += len(piece)
        if self.rows >= most:
            held = self._taken()
            self._beside.start(lambda: work(held))

    def close(self, work: Callable[[list[T]], None]) -> None:
        """Deal with what is held, once everything before it is done."""
        self._beside.wait()
        if self.rows:
            work(self._taken())

    def _taken(self) -> list[T]:
        held, self._held, self.rows = self._held, [], 0
        return held
