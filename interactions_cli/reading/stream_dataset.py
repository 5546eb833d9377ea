"""A data set of one input whose blocks are made in this process: what is judged while it is written."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from types import TracebackType
from typing import Any, Self

from interactions_cli.personalize.schema import Schema
from interactions_cli.personalize.target import Target
from interactions_cli.reading.dataset import Dataset
from interactions_cli.reading.known_cells import KnownCells
from interactions_cli.reading.source import MOST_HEADER_BYTES, Source

Judge = Callable[[bytes, KnownCells], Any]


class BlockStream(Source):
    """A header line and blocks that come from a function instead of a file.

    Args:
        path: What reports call it.
        header: The header line without its line feed.
        blocks: Makes whole lines each, and what became of them: what its argument gives for the lines and their cells.
    """

    def __init__(self, path: str, header: bytes, blocks: Callable[[Judge], Iterable[tuple[bytes, Any]]]) -> None:
        self.path = path
        self.bytes_read = 0
        self.size = self.version = self.compression = None
        self.header_is_open = self.header_is_cut = False
        self._header = header
        self._blocks = blocks
        self.judge: Judge | None = None

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

    def blocks(self) -> Iterator[Any]:
        """What became of the blocks, as they are made."""
        assert self.judge is not None, "blocks are asked for before it is known what becomes of them"
        for block, judged in self._blocks(self.judge):
            self.bytes_read += len(block)
            yield judged


class StreamDataset(Dataset):
    """The data set of one such stream."""

    def __init__(self, stream: BlockStream, target: Target, schema: Schema | None) -> None:
        self._stream = stream
        super().__init__([stream.path], target, schema)

    @property
    def is_judged(self) -> bool:
        """Who makes a block judges it, while its cells are still at hand."""
        return True

    def work_on(self, work: Judge) -> Callable[[Any], Any]:
        """Nothing: what is to be done is told to who makes the blocks."""
        self._stream.judge = work
        return _as_it_is

    def _open(self, index: int) -> Source:
        return self._stream


def _as_it_is(judged: Any) -> Any:
    return judged
