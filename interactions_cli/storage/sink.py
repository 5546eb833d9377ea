"""Writes files so that a failed run leaves what was there: beside the target first, then in its place."""

from __future__ import annotations

import errno
import os
import sys
from collections import deque
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path
from types import TracebackType
from typing import BinaryIO, Self

from interactions_cli.errors import OutputError
from interactions_cli.shell import shell_name
from interactions_cli.storage.atomic_file import Draft, refuse_planted
from interactions_cli.storage.compression import compressor, refuse_name
from interactions_cli.storage.streams import STDOUT

# So many chunks may wait to be written; more would only take memory.
HELD_CHUNKS = 2
# Smaller outputs are written before a thread would have started.
LARGE = 1 << 20
STDERR_NAMES = frozenset({"/dev/stderr", "/dev/fd/2", "/proc/self/fd/2"})


class FileSink:
    """An output: a file that appears only when it is complete, or standard output.

    A context manager: what was not committed when it ends is removed. Compression follows the suffix (.gz, .zst); a
    name that promises something else is refused, because nothing would unpack what it holds.

    Args:
        path: The file, or `-` for standard output.
        force: Whether an existing file may be replaced.
        compress: False is for what is only written as it is.

    Raises:
        OutputError: The file exists and `force` is not given, its name promises another format, or it cannot be
            written.
    """

    def __init__(self, path: str, *, force: bool = False, compress: bool = True) -> None:
        self.path = path
        self.is_finished = False
        self._replaces = force
        self._draft: Draft | None = None
        self._behind: WriteBehind | None = None
        try:
            refuse_name(path, compress=compress)
            self._raw = self._open(Path(path))
            self._stream = compressor(path, self._raw) if compress else self._raw
        except OSError as error:
            raise unwritable(path, error) from None
        except ValueError as error:
            raise OutputError(f"{path!r} is not a path: {error}", "Check the spelling.") from None

    def _open(self, target: Path) -> BinaryIO:
        if self.path == STDOUT:
            if sys.stdout is None:
                raise OSError(errno.EBADF, "it is closed")
            return sys.stdout.buffer
        if self.path in STDERR_NAMES and sys.stderr is not None:
            # By its own name it would be opened anew, and what a log file holds so far replaced.
            return os.fdopen(os.dup(sys.stderr.fileno()), "wb")
        if target.is_symlink():
            _refuse_loop(target)
        refuse_planted(self.path)
        if target.exists() and not target.is_file():
            return target.open("wb")
        if target.exists() and not self._replaces:
            raise _exists(self.path)
        # A link is followed, so that it stays a link.
        self._draft = Draft(target.resolve())
        return self._draft.stream

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._behind is not None:
            self._behind.stop()
        if self._draft is not None:
            self._draft.close()
        elif self.path != STDOUT:
            _close_quietly(self._raw)

    def write(self, data: bytes) -> None:
        """Add bytes.

        Raises:
            OutputError: They cannot be written (disk full, …).
        """
        # Only to a file: a pipe may block for ever, and then an interrupted run could not end.
        if self._behind is None and self._draft is not None and len(data) >= LARGE:
            self._behind = WriteBehind(self._stream.write)
        try:
            if self._behind is not None:
                self._behind.put(data)
            else:
                self._stream.write(data)
        except OSError as error:
            raise unwritable(self.path, error) from None

    def finish(self) -> None:
        """Write out everything that is held back; the target is still as it was.

        Raises:
            OutputError: It cannot be written.
        """
        if self.is_finished:
            return
        try:
            if self._behind is not None:
                self._behind.drain()
            if self._stream is not self._raw:
                self._stream.close()
            self._raw.flush()
            if self._draft is not None:
                self._draft.settle_mode()
            self.is_finished = True
        except OSError as error:
            raise unwritable(self.path, error) from None

    def commit(self) -> None:
        """Make what was written the target's content.

        Raises:
            OutputError: It cannot be written.
        """
        self.finish()
        if self._draft is None:
            return
        try:
            self._draft.appear(replace=self._replaces)
        except FileExistsError:
            raise _exists(self.path) from None
        except OSError as error:
            raise unwritable(self.path, error) from None


def unwritable(path: str, error: OSError) -> OutputError:
    """The error for an output that the system refuses.

    Raises:
        MemoryError: That was the reason.
    """
    if error.errno == errno.ENOMEM:
        raise MemoryError
    name = "standard output" if path == STDOUT else path
    return OutputError(f"{name} cannot be written: {error.strerror or error}", _hint(path, error))


def _close_quietly(stream: BinaryIO) -> None:
    # What it still holds belongs to a file that has been removed or complained about already.
    try:
        stream.close()
    except OSError:
        return


def _refuse_loop(link: Path) -> None:
    # Pathlib takes a link that leads to itself for a file that does not exist.
    with suppress(FileNotFoundError):
        link.stat()


def _exists(path: str) -> OutputError:
    return OutputError(f"{path} exists", "Choose another file, or replace it with --force.")


def _hint(path: str, error: OSError) -> str:
    if path == STDOUT:
        return "Write to a file with --output." if error.errno == errno.EBADF else "Check the disk: `df -h`."
    folder = shell_name(str(Path(path).parent))
    if isinstance(error, IsADirectoryError):
        return f"It is a folder: name a file in it, such as {shell_name(str(Path(path) / 'out.csv'))}."
    if isinstance(error, FileNotFoundError) and not Path(path).parent.exists():
        return f"Make its folder: `mkdir -p {folder}`."
    if error.errno in (errno.ENOSPC, errno.EDQUOT, errno.EFBIG, errno.EIO):
        return "Check the disk: `df -h`."
    return f"Check its folder: `ls -ld {folder}`."


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
