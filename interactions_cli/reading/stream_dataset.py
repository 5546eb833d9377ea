"""A data set of one input whose blocks are made in this process: what is judged while it is written."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from types import TracebackType
from typing import Self

from interactions_cli.personalize.schema import Schema
from interactions_cli.personalize.target import Target
from interactions_cli.reading.dataset import Dataset
from interactions_cli.reading.source import MOST_HEADER_BYTES, Source


class BlockStream(Source):
    """A header line and blocks that come from a function instead of a file.

    Args:
        path: What reports call it.
        header: The header line without its line feed.
        blocks: Whole lines each.
    """

    def __init__(self, path: str, header: bytes, blocks: Iterable[bytes]) -> None:
        self.path = path
        self.bytes_read = 0
        self.size = self.version = self.compression = None
        self.header_is_open = self.header_is_cut = False
        self._header = header
        self._blocks = blocks

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        return

    @property
    def position(self) -> int:
        """Bytes taken so far."""
        return self.bytes_read

    def header_line(self, *, most: int = MOST_HEADER_BYTES) -> bytes:
        """The header line."""
        self.bytes_read = len(self._header) + 1
        return self._header

    def next_lines(self, *, most: int = 20) -> list[bytes]:
        """Nothing: no line is there before its block is made."""
        return []

    def blocks(self) -> Iterator[bytes]:
        """The blocks as they are made."""
        for block in self._blocks:
            self.bytes_read += len(block)
            yield block


class StreamDataset(Dataset):
    """The data set of one such stream."""

    def __init__(self, stream: BlockStream, target: Target, schema: Schema | None) -> None:
        self._stream = stream
        super().__init__([stream.path], target, schema)

    def _open(self, index: int) -> Source:
        return self._stream
