"""Writing on a thread of its own: who makes the bytes need not wait for the disk or the compressor."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor

# So many chunks may wait to be written; more would only take memory.
HELD_CHUNKS = 2


class WriteBehind:
    """Calls a function for one chunk after the other, in the order in which they are put.

    What the function raises is raised by a later `put` or by `drain`.
    """

    def __init__(self, write: Callable[[bytes], object]) -> None:
        self._write = write
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="write")
        self._waiting: deque[Future[object]] = deque()

    def put(self, chunk: bytes) -> None:
        """Hand a chunk over; waits while too many are held."""
        self._waiting.append(self._thread.submit(self._write, chunk))
        while len(self._waiting) > HELD_CHUNKS:
            self._waiting.popleft().result()

    def drain(self) -> None:
        """Wait until everything is written."""
        while self._waiting:
            self._waiting.popleft().result()

    def stop(self) -> None:
        """Forget what is not being written yet, and end the thread."""
        self._thread.shutdown(wait=True, cancel_futures=True)
