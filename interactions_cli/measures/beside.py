"""Work on what has been collected, beside the thread that goes on collecting."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor


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
        self._running = self._threads.submit(work)

    def wait(self) -> None:
        """Go on once everything is done.

        Raises:
            Exception: Whatever the work raised.
        """
        if self._running is not None:
            running, self._running = self._running, None
            running.result()
