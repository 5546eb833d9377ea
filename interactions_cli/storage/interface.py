"""What a place is: where bytes are read from and written to. Local files, streams and objects in S3 are places.

`places.py` alone decides which place a path means; everything else speaks to this interface.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass
from enum import Enum
from typing import Protocol

# The state of a file or the ETag of an object; two are equal if the content has not changed in between.
Version = Hashable
# Says by a file's first and last bytes whether it may be replaced without force.
Replaceable = Callable[[bytes], bool]


class Kind(Enum):
    """What a path leads to."""

    FILE = "file"
    FOLDER = "folder"
    # A pipe, a device, standard input: read once, without a size.
    STREAM = "stream"
    NOTHING = "nothing"


@dataclass(frozen=True)
class Entry:
    """What a folder holds under a name. `size` is in bytes as stored, None where it is not known."""

    name: str
    path: str
    kind: Kind
    size: int | None = None


class InputStream(Protocol):
    """The bytes of an opened place, in order."""

    def read(self, count: int, /) -> bytes:
        """Up to so many bytes; none at the end."""

    def readinto(self, buffer: memoryview, /) -> int | None:
        """Fill the buffer from its start; the number of bytes, 0 at the end."""

    def tell(self) -> int:
        """Bytes delivered so far.

        Raises:
            OSError: The stream has no position.
        """

    def close(self) -> None:
        """Give everything back."""

    def version(self) -> Version | None:
        """The state that the place is in now; None for what has none."""


class Sink(Protocol):
    """Bytes on their way to a place, which is left as it was until `commit`."""

    # Whether a write may wait without end, as for the reader of a pipe. Such a sink is written to on the main thread,
    # where an interrupt ends the wait.
    may_wait: bool

    def write(self, data: bytes, /) -> int:
        """Add bytes; how many."""

    def flush(self) -> None:
        """Write out what is held back, as far as it can be."""

    def finish(self) -> None:
        """Write out everything."""

    def commit(self) -> None:
        """Make what was written the content of the place, in one step.

        Raises:
            FileExistsError: Something has appeared there, and may not be replaced.
        """

    def abort(self) -> None:
        """Remove what was not committed. Nothing after a commit."""


class Location(Protocol):
    """A place by its path. Looking at it needs no more than the right to read."""

    path: str

    def kind(self) -> Kind:
        """What is there now.

        Raises:
            InputError: The place cannot be asked.
        """

    def size(self) -> int | None:
        """Bytes as stored; None for a stream and where there is nothing."""

    def identity(self) -> Hashable:
        """Equal for two paths that mean the same place, or would if it existed."""

    def open(self, start: int = 0) -> InputStream:
        """The bytes from the first one on, or of a file from `start` on.

        Raises:
            InputError: It cannot be read.
        """

    def first_level(self) -> Sequence[Entry]:
        """What a folder holds, by name; not what its sub-folders hold.

        Raises:
            InputError: It cannot be listed.
        """

    def matches(self) -> Sequence[Entry]:
        """What the path matches as a pattern, by path: `*`, `?` and `[` within a name, `**` for any folders.

        Raises:
            InputError: It cannot be listed.
        """

    def sink(self, *, force: bool, replaceable: Replaceable) -> Sink:
        """Begin to write there.

        Args:
            force: Whether any file may be replaced.
            replaceable: Without force, asked about a file that is there already.

        Raises:
            FileExistsError: It may not be replaced.
            OutputError: It is refused.
            OSError: It cannot be written.
        """
