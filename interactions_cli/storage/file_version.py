"""Which state of a file has been read, so that nothing is told or written about a mixture of two."""

from __future__ import annotations

import io
import os
import stat
from dataclasses import dataclass
from typing import Self

from interactions_cli.errors import InputError
from interactions_cli.shell import STREAM, shell_name


@dataclass(frozen=True)
class FileVersion:
    """What changes when a regular file is replaced, cut, extended or written to."""

    device: int
    inode: int
    size: int
    modified_ns: int

    @classmethod
    def of(cls, descriptor: int) -> Self | None:
        """The state of an open file; None for pipes and whatever else is no regular file."""
        status = os.fstat(descriptor)
        if not stat.S_ISREG(status.st_mode):
            return None
        return cls(status.st_dev, status.st_ino, status.st_size, status.st_mtime_ns)


class DescriptorStream(io.FileIO):
    """An open file, unbuffered, that knows its version."""

    def version(self) -> FileVersion | None:
        """The state that the file is in now."""
        return FileVersion.of(self.fileno())


def changed(path: str) -> InputError:
    """The error for an input that is not what it was when it was first opened."""
    name = "standard input" if path == STREAM else path
    copy = "aws s3 cp" if path.startswith("s3://") else "cp"
    return InputError(
        f"{name} changed while it was read",
        f"Run again when nothing writes to it, or on a copy: `{copy} {shell_name(path)} copy.csv`.",
    )
