"""Standard input and output, and the sizes of files."""

from __future__ import annotations

import os
import stat
import sys
from pathlib import Path

STDIN = STDOUT = "-"
STDOUT_NAMES = frozenset({"/dev/stdout", "/dev/fd/1", "/proc/self/fd/1"})


def file_status(path: str) -> os.stat_result | None:
    """What a path leads to; None for `-`, and where it leads nowhere, also because no path can be like that."""
    try:
        return Path(path).stat() if path != STDIN else None
    except (OSError, ValueError):
        return None


def named_output(path: str) -> str:
    """An output as given; `-` for the names that the system has for standard output."""
    return STDOUT if path in STDOUT_NAMES else path


def standard_input_kind() -> int | None:
    """The file mode of standard input; None if it is closed."""
    try:
        # Python looks when it starts; meanwhile the number may stand for something else.
        return None if sys.stdin is None else os.fstat(0).st_mode
    except OSError:
        return None


def size_on_disk(path: str) -> int | None:
    """Bytes of a regular file; None for standard input and for anything without a size."""
    status = file_status(path)
    return status.st_size if status and stat.S_ISREG(status.st_mode) else None
