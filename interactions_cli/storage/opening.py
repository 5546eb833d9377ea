"""Opens files, and says in words what the system refuses."""

from __future__ import annotations

import errno
from pathlib import Path
from typing import BinaryIO

from interactions_cli.errors import InputError
from interactions_cli.shell import shell_content, shell_name
from interactions_cli.storage.near_names import near_path
from interactions_cli.storage.streams import STDIN

# Schemas and configurations have some thousand bytes.
MOST_TEXT_BYTES = 16 << 20


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


def read_text(path: str, what: str) -> str:
    """The text of a small UTF-8 file such as a schema.

    Args:
        path: The file.
        what: What it is, for the message ("the schema").

    Raises:
        InputError: It cannot be read or is not UTF-8.
    """
    try:
        with Path(path).open("rb") as file:
            content = file.read(MOST_TEXT_BYTES + 1)
        if len(content) > MOST_TEXT_BYTES:
            raise InputError(
                f"{what} {path} has more than {MOST_TEXT_BYTES} bytes", f"Check: `ls -l {shell_name(path)}`."
            )
        return content.decode("utf-8-sig").replace("\r\n", "\n").replace("\r", "\n")
    except OSError as error:
        raise unreadable(path, error) from None
    except ValueError:
        raise InputError(f"{what} {path} is not UTF-8 text", f"Check it with `file {shell_name(path)}`.") from None


def open_raw(path: str) -> BinaryIO:
    """An input as a stream of its bytes; `-` is standard input, which stays open.

    Raises:
        InputError: It cannot be opened.
    """
    if path == STDIN:
        return open(0, "rb", buffering=0, closefd=False)
    try:
        return Path(path).open("rb", buffering=0)
    except OSError as error:
        raise unreadable(path, error) from None
    except ValueError as error:
        raise InputError(f"{path!r} is not a path: {error}", "Check the spelling.") from None


def too_many_bytes(path: str, most: int, compression: str | None, *, unpacked: bool) -> InputError:
    """The error for an input that has more bytes than it may have, as it is stored or `unpacked`."""
    name = "standard input" if path == STDIN else path
    return InputError(
        f"{name} has more than {most} bytes{' unpacked' if unpacked else ''}, all that --max-bytes allows",
        f"Look at it, `head -c 1000 {shell_content(path, compression)}`, and allow more if it is what it should be.",
    )
