"""What the system refuses, in words and with what to type next."""

from __future__ import annotations

import errno
from pathlib import Path

from interactions_cli.errors import InputError, OutputError
from interactions_cli.shell import shell_content, shell_name
from interactions_cli.storage.near_names import near_path

STREAM = "-"
NO_ROOM = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG, errno.EIO})


def unreadable(path: str, error: OSError) -> InputError:
    """The error for a path that the system refuses to open or read.

    Raises:
        MemoryError: That was the reason.
    """
    if error.errno == errno.ENOMEM:
        raise MemoryError
    hint = {
        FileNotFoundError: _absent(path),
        PermissionError: f"Check its permissions: `ls -l {shell_name(path)}`.",
        IsADirectoryError: f"Name a file in it, or the folder itself: `ls {shell_name(path)}`.",
    }.get(type(error), f"Check the file: `ls -l {shell_name(path)}`.")
    return InputError(f"{path}: {error.strerror or error}", hint)


def _absent(path: str) -> str:
    near = near_path(path)
    meant = f"Did you mean {shell_name(near)}? " if near else "Check the spelling: "
    return f"{meant}{'Paths' if near else 'paths'} are relative to the working directory."


def too_many_bytes(path: str, most: int, compression: str | None, *, unpacked: bool) -> InputError:
    """The error for an input that has more bytes than it may have, as it is stored or `unpacked`."""
    name = "standard input" if path == STREAM else path
    return InputError(
        f"{name} has more than {most} bytes{' unpacked' if unpacked else ''}, all that --max-bytes allows",
        f"Look at it, `head -c 1000 {shell_content(path, compression)}`, and allow more if it is what it should be.",
    )


def unwritable(path: str, error: OSError) -> OutputError:
    """The error for an output that the system refuses.

    Raises:
        MemoryError: That was the reason.
    """
    if error.errno == errno.ENOMEM:
        raise MemoryError
    if isinstance(error, FileExistsError):
        return OutputError(f"{path} exists", "Choose another file, or replace it with --force.")
    name = "standard output" if path == STREAM else path
    return OutputError(f"{name} cannot be written: {error.strerror or error}", _hint(path, error))


def _hint(path: str, error: OSError) -> str:
    if path == STREAM:
        return "Write to a file with --output." if error.errno == errno.EBADF else "Check the disk: `df -h`."
    folder = shell_name(str(Path(path).parent))
    if isinstance(error, IsADirectoryError):
        return f"It is a folder: name a file in it, such as {shell_name(str(Path(path) / 'out.csv'))}."
    if isinstance(error, FileNotFoundError) and not Path(path).parent.exists():
        return f"Make its folder: `mkdir -p {folder}`."
    return "Check the disk: `df -h`." if error.errno in NO_ROOM else f"Check its folder: `ls -ld {folder}`."
