"""A file in the making beside its target, until it takes the place of it in one step."""

from __future__ import annotations

import os
import secrets
import stat
from contextlib import suppress
from pathlib import Path

from interactions_cli.errors import OutputError
from interactions_cli.shell import shell_name

# Linux follows 40 links in a row and refuses a longer chain.
MOST_LINKS = 40
# The folder in which Linux shows every open file of this process, also files without a name.
DESCRIPTORS = Path("/proc/self/fd")
NAME_LENGTH = 40
# O_PATH, where the system has it, opens a folder that may be written to but not listed.
FOLDER_FLAGS = os.O_DIRECTORY | getattr(os, "O_PATH", os.O_RDONLY)


class FileSink:
    """A file beside its target, readable by its owner alone.

    On Linux, where the file system knows unnamed files, it goes with the process, however that ends. Elsewhere it is
    a hidden file that only a kill or a crash of the machine leaves behind.

    Args:
        target: What it is to become; a link has been followed.
        replaces: Whether a file that has the target's name in the end may be replaced.

    Raises:
        OSError: The folder cannot be written to.
    """

    may_wait = False

    def __init__(self, target: Path, *, replaces: bool) -> None:
        self._target = target
        self._replaces = replaces
        self._name: str | None = None
        # The descriptor stays with the folder of now: a link that takes the folder's name later is not followed.
        self._folder = os.open(target.parent, FOLDER_FLAGS)
        try:
            handle = self._open_unnamed()
            self._stream = os.fdopen(self._open_named() if handle is None else handle, "wb")
        except BaseException:
            os.close(self._folder)
            raise

    def _open_unnamed(self) -> int | None:
        """A file without a name; None where the system has none, or no way to give it a name in the end."""
        if not hasattr(os, "O_TMPFILE") or not DESCRIPTORS.is_dir():
            return None
        with suppress(OSError):
            return os.open(".", os.O_TMPFILE | os.O_WRONLY, 0o600, dir_fd=self._folder)
        return None

    def _open_named(self) -> int:
        name = self._hidden_name()
        handle = os.open(name, os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW | os.O_WRONLY, 0o600, dir_fd=self._folder)
        self._name = name
        return handle

    def _hidden_name(self) -> str:
        return f".{self._target.name[:NAME_LENGTH]}.{secrets.token_hex(8)}"

    def write(self, data: bytes, /) -> int:
        """Add bytes."""
        return self._stream.write(data)

    def flush(self) -> None:
        """Write out what is held back."""
        self._stream.flush()

    def finish(self) -> None:
        """Write out everything, and give it the mode of the file of ours that it replaces, or that of a new file."""
        self._stream.flush()
        os.fchmod(self._stream.fileno(), _mode_for(self._target))

    def commit(self) -> None:
        """Make it the target, which is replaced in one step.

        Raises:
            FileExistsError: A file has got the target's name and may not be replaced.
            OSError: The system refuses.
        """
        if not self._replaces and os.path.lexists(self._target):
            raise FileExistsError
        if self._name is None:
            name = self._hidden_name() if self._replaces else self._target.name
            source = str(DESCRIPTORS / str(self._stream.fileno()))
            os.link(source, name, src_dir_fd=self._folder, dst_dir_fd=self._folder, follow_symlinks=True)
            if not self._replaces:
                return
            self._name = name
        os.replace(self._name, self._target.name, src_dir_fd=self._folder, dst_dir_fd=self._folder)
        self._name = None

    def abort(self) -> None:
        """Remove it unless it has become its target."""
        if self._name is not None:
            with suppress(FileNotFoundError):
                os.unlink(self._name, dir_fd=self._folder)
        with suppress(OSError):
            # Closing writes out what the stream still holds; a full disk is no matter, because the file is gone.
            self._stream.close()
        os.close(self._folder)


def _mode_for(target: Path) -> int:
    try:
        status = target.stat()
    except OSError:
        return 0o666 & ~_umask()
    # The mode of another user's file could open the new one to that user; set-user-ID was granted to the old content.
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
    # A folder without the sticky bit lets everybody replace everybody's files: regular files are there to be shared.
    return bool(folder.st_mode & stat.S_ISVTX) or not stat.S_ISREG(entry.st_mode)
