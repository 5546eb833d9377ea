"""Standard input and output as a place."""

from __future__ import annotations

import errno
import os
import sys
from collections.abc import Hashable, Sequence
from contextlib import suppress
from pathlib import Path
from typing import BinaryIO

from interactions_cli.storage.atomic_file import refuse_planted
from interactions_cli.storage.file_version import DescriptorStream
from interactions_cli.storage.interface import Entry, Kind, Replaceable

STDIN = STDOUT = "-"
STDOUT_NAMES = frozenset({"/dev/stdout", "/dev/fd/1", "/proc/self/fd/1"})


def named_output(path: str) -> str:
    """An output as given; `-` for the names that the system has for standard output."""
    return STDOUT if path in STDOUT_NAMES else path


def standard_input_kind() -> int | None:
    """The file mode of standard input; None if it is closed."""
    try:
        # `sys.stdin` is None if descriptor 0 was closed at start; something else may have the number by now.
        return None if sys.stdin is None else os.fstat(0).st_mode
    except OSError:
        return None


class StandardStream:
    """Standard input, or standard output as a sink."""

    path = STDIN

    def kind(self) -> Kind:
        """A stream, also where it is redirected from a file: that file is read from where it stands."""
        return Kind.STREAM

    def size(self) -> None:
        """It has no size."""
        return

    def identity(self) -> Hashable:
        """Equal to itself alone."""
        return STDIN

    def open(self, _start: int = 0) -> DescriptorStream:
        """Standard input, which stays open and begins where it stands."""
        return DescriptorStream(0, "rb", closefd=False)

    def first_level(self) -> Sequence[Entry]:
        """It holds no files."""
        return ()

    def matches(self) -> Sequence[Entry]:
        """It is no pattern."""
        return ()

    def sink(self, *, force: bool, replaceable: Replaceable) -> StreamSink:
        """Standard output, which stays open.

        Raises:
            OSError: It is closed.
        """
        del force, replaceable
        if sys.stdout is None:
            raise OSError(errno.EBADF, "it is closed")
        return StreamSink(sys.stdout.buffer, stays_open=True)


class AppendSink:
    """A file to which what is written is added in the end, after a blank line if there is something in it."""

    may_wait = False

    def __init__(self, path: str) -> None:
        self._path = Path(path)
        self._held = bytearray()
        refuse_planted(path)
        # What cannot be written is said at once; a file that does not exist is not made before the end.
        if self._path.exists() or not self._path.parent.is_dir():
            self._path.open("ab").close()

    def write(self, data: bytes, /) -> int:
        """Add bytes."""
        self._held += data
        return len(data)

    def flush(self) -> None:
        """Nothing: everything is held until the end."""

    def finish(self) -> None:
        """Nothing: everything is held until the end."""

    def commit(self) -> None:
        """Add everything to the file.

        Raises:
            OSError: The system refuses.
        """
        with self._path.open("ab") as file:
            file.write((b"\n\n" if file.tell() else b"") + self._held)

    def abort(self) -> None:
        """Forget what was not committed."""
        self._held.clear()


class StreamSink:
    """A pipe, a device or a standard stream: what is written is gone at once."""

    may_wait = True

    def __init__(self, stream: BinaryIO, *, stays_open: bool = False) -> None:
        self._stream = stream
        self._stays_open = stays_open

    def write(self, data: bytes, /) -> int:
        """Add bytes."""
        return self._stream.write(data)

    def flush(self) -> None:
        """Write out what is held back."""
        self._stream.flush()

    def finish(self) -> None:
        """Write out what is held back."""
        self.flush()

    def commit(self) -> None:
        """Nothing is left to do."""

    def abort(self) -> None:
        """Close it; bytes that it cannot take any more are lost."""
        if not self._stays_open:
            with suppress(OSError):
                self._stream.close()
