"""Files of this machine as places."""

from __future__ import annotations

import glob
import os
import stat
import sys
from collections.abc import Hashable, Sequence
from contextlib import suppress
from pathlib import Path

from interactions_cli.errors import InputError
from interactions_cli.shell import shell_name
from interactions_cli.storage.atomic_file import FileSink, refuse_planted
from interactions_cli.storage.failures import unreadable
from interactions_cli.storage.file_version import DescriptorStream
from interactions_cli.storage.interface import Entry, Kind, Replaceable
from interactions_cli.storage.streams import StreamSink

STDERR_NAMES = frozenset({"/dev/stderr", "/dev/fd/2", "/proc/self/fd/2"})
# How many bytes of an existing output are looked at, at its beginning and at its end.
SHOWN_BYTES = 64 << 10


class LocalPath:
    """A file, folder, pipe or device of this machine, or a path that leads nowhere."""

    def __init__(self, path: str) -> None:
        self.path = path

    def _status(self) -> os.stat_result | None:
        # `stat` raises ValueError for a path with a zero byte.
        with suppress(OSError, ValueError):
            return Path(self.path).stat()
        return None

    def kind(self) -> Kind:
        """What is there now; links are followed."""
        return _kind(self._status())

    def size(self) -> int | None:
        """Bytes of a regular file."""
        status = self._status()
        return status.st_size if status and stat.S_ISREG(status.st_mode) else None

    def identity(self) -> Hashable:
        """Device and inode, so that links are the file they lead to; of what does not exist its real path."""
        status = self._status()
        if status:
            return status.st_dev, status.st_ino
        try:
            return os.path.realpath(self.path)
        except (OSError, ValueError):
            return self.path

    def open(self, start: int = 0) -> DescriptorStream:
        """The file, unbuffered.

        Raises:
            InputError: The system refuses.
        """
        try:
            stream = DescriptorStream(self.path, "rb")
            if start:
                stream.seek(start)
        except OSError as error:
            raise unreadable(self.path, error) from None
        except ValueError as error:
            raise InputError(f"{self.path!r} is not a path: {error}", "Check the spelling.") from None
        return stream

    def first_level(self) -> Sequence[Entry]:
        """What the folder holds.

        Raises:
            InputError: The system refuses.
        """
        try:
            with os.scandir(self.path) as entries:
                return [_entry(entry.name, str(Path(self.path, entry.name))) for entry in sorted(entries, key=_name)]
        except OSError as error:
            hint = f"Check its permissions: `ls -ld {shell_name(self.path)}`."
            raise InputError(f"{self.path}: {error.strerror}", hint) from None

    def matches(self) -> Sequence[Entry]:
        """What the pattern matches; names that begin with a dot only where the pattern does."""
        try:
            paths = set(glob.glob(self.path, recursive=True))
        except RecursionError:
            # glob calls itself once per folder of the pattern; no path has as many folders as overflow the stack.
            return []
        return [_entry(Path(path).name, path) for path in sorted(paths)]

    def sink(self, *, force: bool, replaceable: Replaceable) -> FileSink | StreamSink:
        """A file that appears in one step, or the pipe or device that is there.

        Raises:
            FileExistsError: There is a file that may not be replaced.
            OutputError: Another user has put something there.
            OSError: The system refuses.
        """
        target = Path(self.path)
        if self.path in STDERR_NAMES and sys.stderr is not None:
            # Opening /dev/stderr by name would empty the log file that standard error is redirected to.
            return StreamSink(os.fdopen(os.dup(sys.stderr.fileno()), "wb"))
        if target.is_symlink():
            _refuse_loop(target)
        refuse_planted(self.path)
        exists = target.exists()
        if exists and not target.is_file():
            return StreamSink(target.open("wb"))
        if exists and not force and not _is_replaceable(target, replaceable):
            raise FileExistsError
        # The sink replaces the file that a link leads to: the link stays a link.
        return FileSink(target.resolve(), replaces=exists or force)


def _name(entry: os.DirEntry[str]) -> str:
    return entry.name


def _entry(name: str, path: str) -> Entry:
    try:
        status: os.stat_result | None = Path(path).stat()
    except OSError:
        status = None
    return Entry(name, path, _kind(status), status.st_size if status else None)


def _kind(status: os.stat_result | None) -> Kind:
    if status is None:
        return Kind.NOTHING
    if stat.S_ISDIR(status.st_mode):
        return Kind.FOLDER
    return Kind.FILE if stat.S_ISREG(status.st_mode) else Kind.STREAM


def _is_replaceable(file: Path, replaceable: Replaceable) -> bool:
    try:
        with file.open("rb") as content:
            start = content.read(SHOWN_BYTES)
            content.seek(max(len(start), file.stat().st_size - SHOWN_BYTES))
            return replaceable(start + content.read(SHOWN_BYTES))
    except OSError:
        return False


def _refuse_loop(link: Path) -> None:
    # Pathlib takes a link that leads to itself for a file that does not exist.
    with suppress(FileNotFoundError):
        link.stat()
