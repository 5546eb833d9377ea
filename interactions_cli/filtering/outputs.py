"""The two files that `filter` writes: the kept lines under their header, and the rejected ones with their reasons."""

from __future__ import annotations

from contextlib import ExitStack
from types import TracebackType
from typing import Self

from interactions_cli.filtering.effects import FilterPart
from interactions_cli.filtering.selection import Rejects
from interactions_cli.sink import FileSink, commit_together


class FilterOutputs:
    """A context manager: outputs that were not finished leave what was there.

    Args:
        output: Where kept lines go; None for nowhere.
        rejects: Where rejected lines go; None for nowhere.
        force: Whether existing files may be replaced.

    Attributes:
        size: Bytes of the kept lines with their header, before compression, written or not.

    Raises:
        OutputError: A file exists, or cannot be written.
    """

    def __init__(self, output: str | None, rejects: str | None, *, force: bool) -> None:
        self._held = ExitStack()
        try:
            self._kept = None if output is None else self._held.enter_context(FileSink(output, force=force))
            self._rejected = None if rejects is None else self._held.enter_context(FileSink(rejects, force=force))
        except BaseException:
            self._held.close()
            raise
        self.size = 0
        self._header = b""
        self._words: Rejects | None = None
        self._ends_open = False

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._held.close()

    @property
    def wants_rejects(self) -> bool:
        """Whether rejected lines go anywhere."""
        return self._rejected is not None

    def start(self, header: bytes, rejects: Rejects) -> None:
        """Say what the outputs begin with: the header line of the inputs, and how rejects are written."""
        self._header = header
        self._words = rejects
        if self._rejected:
            self._rejected.write(rejects.header())

    def add(self, part: FilterPart, path: str, line_offset: int) -> None:
        """Add a block of an input whose lines start after `line_offset`."""
        if part.kept:
            if not self.size:
                self._write(self._header)
            # The last line of a file may lack its line feed.
            self._write(b"\n" if self._ends_open else b"")
            self._write(part.kept)
        if self._rejected and self._words and part.rejected_lines is not None:
            self._rejected.write(self._words.written(part.rejected_lines, path, line_offset))

    def _write(self, data: bytes) -> None:
        if data:
            self.size += len(data)
            self._ends_open = not data.endswith(b"\n")
            if self._kept:
                self._kept.write(data)

    def finish(self, *, allow_empty: bool) -> str | None:
        """Make the outputs appear; without a kept line the first one only if that is allowed.

        Returns:
            The path of the kept lines, None where they have not been written.
        """
        if not self.size and allow_empty:
            self._write(self._header)
        written = self._kept if self.size else None
        commit_together([sink for sink in (self._rejected, written) if sink])
        return written.path if written else None
