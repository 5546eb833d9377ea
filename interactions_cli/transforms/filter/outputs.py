"""The two files that `filter` writes: the kept lines under their header, and the rejected ones with their reasons."""

from __future__ import annotations

from collections.abc import Sequence

from interactions_cli.storage.outputs import OutputSet
from interactions_cli.transforms.filter.effects import FilterPart
from interactions_cli.transforms.filter.rejects import Rejects


class FilterOutputs:
    """Kept and rejected lines on their way out.

    Args:
        outputs: Where the files are opened; its owner commits them.
        output: Where kept lines go; None for nowhere.
        rejects: Where rejected lines go; None for nowhere.
        force: Whether existing files may be replaced.

    Attributes:
        size: Bytes of the kept lines with their header, before compression, written or not.

    Raises:
        OutputError: A file exists, or cannot be written.
    """

    def __init__(self, outputs: OutputSet, output: str | None, rejects: str | None, *, force: bool) -> None:
        self._kept = None if output is None else outputs.open(output, force=force)
        self._rejected = None if rejects is None else outputs.open(rejects, force=force)
        self.size = 0
        self._header = b""
        self._words: Rejects | None = None
        self._ends_open = False
        self._paths: Sequence[str] = ()

    @property
    def wants_rejects(self) -> bool:
        """Whether rejected lines go anywhere."""
        return self._rejected is not None

    def start(self, header: bytes, rejects: Rejects, paths: Sequence[str]) -> None:
        """Say what the outputs begin with: the header line of the inputs, how rejects are written, the inputs."""
        self._header = header
        self._paths = paths
        self._words = rejects
        if self._rejected:
            self._rejected.write(rejects.header())

    def add(self, part: FilterPart, index: int, line_offset: int) -> None:
        """Add a block of the input of that number, or of some that begin with it; `line_offset` lines are before it."""
        if part.kept:
            if not self.size:
                self._write(self._header)
            # The last line of a file may lack its line feed.
            self._write(b"\n" if self._ends_open else b"")
            self._write(part.kept)
        if self._rejected and self._words and part.rejected_lines is not None:
            if part.effects.segments:
                rejected = self._words.written_of(part.rejected_lines, self._paths)
            else:
                rejected = self._words.written(part.rejected_lines, self._paths[index], line_offset)
            self._rejected.write(rejected)

    def _write(self, data: bytes) -> None:
        if data:
            self.size += len(data)
            self._ends_open = not data.endswith(b"\n")
            if self._kept:
                self._kept.write(data)

    def finish(self, *, allow_empty: bool) -> str | None:
        """Write everything out; without a kept line the first file is left alone unless that is allowed.

        Returns:
            The path of the kept lines, None where they are not to appear.
        """
        if not self.size and allow_empty:
            self._write(self._header)
        written = self._kept if self.size else None
        for sink in (self._rejected, written):
            if sink:
                sink.finish()
        return written.path if written else None
