"""The two files that `filter` writes: the kept lines under their header, and the rejected ones with their reasons."""

from __future__ import annotations

from contextlib import ExitStack
from types import TracebackType
from typing import Self

from interactions_cli.filtering.effects import FilterPart
from interactions_cli.filtering.selection import Rejects
from interactions_cli.sink import CsvSink, commit_together


class FilterOutputs:
    """A context manager: outputs that were not finished leave what was there.

    Args:
        output: Where kept lines go; None for nowhere.
        rejects: Where rejected lines go; None for nowhere.
        force: Whether existing files may be replaced.

    Raises:
        OutputError: A file exists, or cannot be written.
    """

    def __init__(self, output: str | None, rejects: str | None, *, force: bool) -> None:
        self._held = ExitStack()
        try:
            self._kept = None if output is None else self._held.enter_context(CsvSink(output, force=force))
            self._rejected = None if rejects is None else self._held.enter_context(CsvSink(rejects, force=force))
        except BaseException:
            self._held.close()
            raise
        self._header = b""
        self._words: Rejects | None = None
        self._has_header = False
        self._ends_open = False

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._held.close()

    @property
    def wants_kept(self) -> bool:
        """Whether kept lines go anywhere."""
        return self._kept is not None

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
        if self._kept and part.kept:
            # The last line of a file may lack its line feed.
            self._kept.write(b"\n" if self._ends_open else b"" if self._has_header else self._header)
            self._kept.write(part.kept)
            self._has_header = True
            self._ends_open = not part.kept.endswith(b"\n")
        if self._rejected and self._words and part.rejected_lines is not None:
            self._rejected.write(self._words.written(part.rejected_lines, path, line_offset))

    def finish(self, *, allow_empty: bool) -> str | None:
        """Make the outputs appear; without a kept line the first one only if that is allowed.

        Returns:
            The path of the kept lines, None where they have not been written.
        """
        written = self._kept if self._has_header or allow_empty else None
        if written and not self._has_header:
            written.write(self._header)
        commit_together([sink for sink in (self._rejected, written) if sink])
        return written.path if written else None
