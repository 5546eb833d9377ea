"""An output: packed as its name promises, on its way to whatever place its path means."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from types import TracebackType
from typing import Self

from interactions_cli.errors import OutputError
from interactions_cli.storage.compression import compressor, refuse_name
from interactions_cli.storage.failures import unwritable
from interactions_cli.storage.interface import Replaceable, Sink
from interactions_cli.storage.places import location
from interactions_cli.storage.streams import AppendSink

# How many chunks may wait to be written. More would take memory and save no time.
HELD_CHUNKS = 2
# The smallest chunk that starts a thread; smaller ones are written in the time that a thread takes to start.
LARGE = 1 << 20


def nothing(_content: bytes) -> bool:
    """For `replaceable`: no file may be replaced, not even an empty one."""
    return False


class Output:
    """An output: a file or object that appears only when it is complete, or a stream such as standard output.

    A context manager: what was not committed when it ends is removed. Compression follows the suffix (.gz, .zst); a
    name that promises something else is refused, because nothing would unpack what it holds.

    Args:
        path: Where it goes, `-` for standard output.
        force: Whether any existing file may be replaced.
        replaceable: Which existing files may be replaced without force, by their first and last bytes.
        compress: False is for what is only written as it is.
        append: Whether a local file keeps what it holds, and this is added.

    Attributes:
        path: As given.
        is_finished: Whether everything has been written out.

    Raises:
        OutputError: The file exists and may not be replaced, its name promises another format, or it cannot be
            written.
    """

    def __init__(
        self,
        path: str,
        *,
        force: bool = False,
        replaceable: Replaceable = nothing,
        compress: bool = True,
        append: bool = False,
    ) -> None:
        self.path = path
        self.is_finished = False
        self._behind: WriteBehind | None = None
        with _in_words(path):
            refuse_name(path, compress=compress)
            self._sink: Sink = AppendSink(path) if append else location(path).sink(force=force, replaceable=replaceable)
            self._packer = compressor(path, self._sink) if compress else None
            self._write = self._packer.write if self._packer else self._sink.write

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        try:
            if self._behind is not None:
                self._behind.stop()
        finally:
            self._sink.abort()

    def write(self, data: bytes) -> None:
        """Add bytes.

        Raises:
            OutputError: They cannot be written (disk full, …).
        """
        if self._behind is None and not self._sink.may_wait and len(data) >= LARGE:
            self._behind = WriteBehind(self._write)
        with _in_words(self.path):
            if self._behind is not None:
                self._behind.put(data)
            else:
                self._write(data)

    def finish(self) -> None:
        """Write out everything that is held back; the target is still as it was.

        Raises:
            OutputError: It cannot be written.
        """
        if self.is_finished:
            return
        with _in_words(self.path):
            if self._behind is not None:
                self._behind.drain()
            if self._packer:
                self._packer.close()
            self._sink.finish()
        self.is_finished = True

    def commit(self) -> None:
        """Make what was written the target's content.

        Raises:
            OutputError: It cannot be written, or a file has appeared there that may not be replaced.
        """
        self.finish()
        with _in_words(self.path):
            self._sink.commit()


@contextmanager
def _in_words(path: str) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise unwritable(path, error) from None
    except ValueError as error:
        raise OutputError(f"{path!r} is not a path: {error}", "Check the spelling.") from None


class WriteBehind:
    """Calls a function for one chunk after the other on a thread of its own, in the order in which they are put.

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
