"""A file in the making beside its target, until it takes the place of it in one step."""

from __future__ import annotations

import os
import secrets
import stat
from contextlib import suppress
from pathlib import Path
from typing import BinaryIO

from interactions_cli.errors import OutputError
from interactions_cli.shell import shell_name

# As many links as Linux follows.
MOST_LINKS = 40
# Gives a name to what a process has open without one.
DESCRIPTORS = Path("/proc/self/fd")
NAME_LENGTH = 40
# Where the system has O_PATH, a folder that may be written to and not listed will do.
FOLDER_FLAGS = os.O_DIRECTORY | getattr(os, "O_PATH", os.O_RDONLY)


class Draft:
    """A file beside its target, readable by its owner alone.

    On Linux, where the file system knows unnamed files, it goes with the process, however that ends. Elsewhere it is
    a hidden file that only a kill or a crash of the machine leaves behind.

    Args:
        target: What it is to become; a link has been followed.

    Attributes:
        stream: Where it is written; closed by `close`.

    Raises:
        OSError: The folder cannot be written to.
    """

    def __init__(self, target: Path) -> None:
        self._target = target
        self._name: str | None = None
        # All names are looked up in the folder that was there first, whatever takes its place.
        self._folder = os.open(target.parent, FOLDER_FLAGS)
        try:
            handle = self._unnamed()
            self.stream: BinaryIO = os.fdopen(self._named() if handle is None else handle, "wb")
        except BaseException:
            os.close(self._folder)
            raise

    def _unnamed(self) -> int | None:
        if not hasattr(os, "O_TMPFILE") or not self._can_be_named():
            return None
        return self._open_unnamed()

    def _open_unnamed(self) -> int:
        return os.open(".", os.O_TMPFILE | os.O_WRONLY, 0o600, dir_fd=self._folder)

    def _can_be_named(self) -> bool:
        """Whether an unnamed file can be had here, and be given a name in the end: tried with an empty one."""
        try:
            handle = self._open_unnamed()
        except OSError:
            return False
        name = self._hidden_name()
        try:
            self._link(handle, name)
            os.unlink(name, dir_fd=self._folder)
        except OSError:
            return False
        finally:
            os.close(handle)
        return True

    def _named(self) -> int:
        name = self._hidden_name()
        handle = os.open(name, os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW | os.O_WRONLY, 0o600, dir_fd=self._folder)
        self._name = name
        return handle

    def _hidden_name(self) -> str:
        return f".{self._target.name[:NAME_LENGTH]}.{secrets.token_hex(8)}"

    def _link(self, handle: int, name: str) -> None:
        source = str(DESCRIPTORS / str(handle))
        os.link(source, name, src_dir_fd=self._folder, dst_dir_fd=self._folder, follow_symlinks=True)

    def settle_mode(self) -> None:
        """Give it the mode of the file of ours that it replaces, or that of a new file.

        Raises:
            OSError: The system refuses.
        """
        os.fchmod(self.stream.fileno(), _mode_for(self._target))

    def appear(self, *, replace: bool) -> None:
        """Make it the target, which is replaced in one step; the stream has been flushed.

        Args:
            replace: Whether a file that has got the target's name may be replaced.

        Raises:
            FileExistsError: It may not, and there is one.
            OSError: The system refuses.
        """
        if not replace and os.path.lexists(self._target):
            raise FileExistsError
        if self._name is None:
            with suppress(FileExistsError):
                self._link(self.stream.fileno(), self._target.name)
                return
            if not replace:
                raise FileExistsError
            name = self._hidden_name()
            self._link(self.stream.fileno(), name)
            self._name = name
        os.replace(self._name, self._target.name, src_dir_fd=self._folder, dst_dir_fd=self._folder)
        self._name = None

    def close(self) -> None:
        """Remove it unless it has appeared."""
        if self._name is not None:
            with suppress(FileNotFoundError):
                os.unlink(self._name, dir_fd=self._folder)
        with suppress(OSError):
            # What it still holds belongs to a file that nobody will see.
            self.stream.close()
        os.close(self._folder)


def _mode_for(target: Path) -> int:
    try:
        status = target.stat()
    except OSError:
        return 0o666 & ~_umask()
    # A mode that somebody else has chosen could open the file to them; set-user-ID belongs to the old content.
    return stat.S_IMODE(status.st_mode) & 0o777 if status.st_uid == os.geteuid() else 0o666 & ~_umask()


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask


def refuse_planted(path: str) -> None:
    """Refuse to write through a link or into a pipe or file of another user in a folder that everybody may write to.

    A link there could lead to any file of ours, and a pipe could carry the rows to anybody. What the owner of the
    folder has put there is trusted, as Linux trusts it (`protected_symlinks`).

    Raises:
        OutputError: There is such a name.
    """
    name = Path(path)
    for _ in range(MOST_LINKS):
        try:
            entry, folder = name.lstat(), name.parent.stat()
        except OSError:
            return
        if _is_planted(entry, folder):
            raise OutputError(
                f"{path} is not written to: {name} belongs to another user, in a folder that everybody may write to",
                f"Write to a folder of your own, or see who it is: `ls -l {shell_name(str(name))}`.",
            )
        if not stat.S_ISLNK(entry.st_mode):
            return
        name = name.parent / name.readlink()


def _is_planted(entry: os.stat_result, folder: os.stat_result) -> bool:
    if not folder.st_mode & stat.S_IWOTH or entry.st_uid in (os.geteuid(), folder.st_uid):
        return False
    # Without the sticky bit everybody may replace everybody's files, which such a folder may be there for.
    return bool(folder.st_mode & stat.S_ISVTX) or not stat.S_ISREG(entry.st_mode)
