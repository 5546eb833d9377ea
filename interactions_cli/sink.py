"""Writes files so that a failed run leaves what was there: beside the target first, then renamed."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

from interactions_cli.errors import OutputError


def write_atomically(path: str, text: str) -> None:
    """Replace a file by a text (UTF-8), or write into it where it is no regular file (`/dev/stderr`, a FIFO).

    Raises:
        OutputError: The file cannot be written; an older one is left as it was.
    """
    data = text.encode("utf-8", "backslashreplace")
    try:
        target = Path(path)
        if target.exists() and not target.is_file():
            target.write_bytes(data)
            return
        # A link is followed, so that it stays a link.
        _replace(target.resolve(), data)
    except OSError as error:
        raise OutputError(f"{path} cannot be written: {error.strerror}", _hint(path, error)) from None
    except ValueError as error:
        raise OutputError(f"{path!r} is not a path: {error}", "Check the spelling.") from None


def _replace(target: Path, data: bytes) -> None:
    handle, name = tempfile.mkstemp(prefix=f".{target.name[:40]}.", dir=target.parent)
    beside = Path(name)
    try:
        with os.fdopen(handle, "wb") as stream:
            stream.write(data)
        beside.chmod(target.stat().st_mode & 0o7777 if target.exists() else 0o666 & ~_umask())
        beside.replace(target)
    except BaseException:
        beside.unlink(missing_ok=True)
        raise


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask


def _hint(path: str, error: OSError) -> str:
    if isinstance(error, FileNotFoundError):
        return f"Make its folder: `mkdir -p {Path(path).parent}`."
    if isinstance(error, PermissionError):
        return f"Check the folder's permissions: `ls -ld {Path(path).parent}`."
    return "Check the disk: `df -h`."
