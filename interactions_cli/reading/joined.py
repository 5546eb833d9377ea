"""Small inputs of one form as a single block: what a block costs by itself is paid once for many of them."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from types import TracebackType
from typing import Final, Self

from interactions_cli.reading.dataset import Dataset
from interactions_cli.reading.lines import CONTROL_PATTERN, ended
from interactions_cli.reading.source import LEAST_BLOCK_BYTES
from interactions_cli.reading.view import Header

# A block holds at least so many inputs that are joined; larger ones are worth a block of their own.
LEAST_INPUTS: Final = 4


@dataclass(frozen=True)
class Segment:
    """The lines of one input in a block: `first` is its first one, from 1; a blank one is no row.

    One that `is_open` has no line feed behind its last line.
    """

    index: int
    first: int
    lines: int
    blank: int
    is_open: bool = False


@dataclass(frozen=True)
class JoinedBlock:
    """All lines of some inputs, without their headers; the last one has a line feed only if its input has it."""

    data: bytes
    segments: tuple[Segment, ...]


@dataclass(kw_only=True)
class InputsInTurn:
    """Several inputs as one source: each is opened when it is its turn, and closed once it has been read.

    Attributes:
        bytes_read: Bytes of all that have been read, headers included.
    """

    bytes_read: int = 0
    position: int = 0

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        # Every input is closed once it has been read.
        return

    def divide(self, workers: int) -> None:
        """One block is not divided."""


@dataclass
class JoinedSource(InputsInTurn):
    """Inputs read one after the other as one block, mostly.

    Attributes:
        sizes: Index of an input → its bytes as stored.
    """

    dataset: Dataset
    indexes: Sequence[int]
    sizes: dict[int, int | None] = field(default_factory=dict)

    def blocks(self) -> Iterator[JoinedBlock]:
        """The one block; none where no input has a line.

        An input that ends in a carriage return ends its block, too: behind it a line feed would make a line end of it.

        Raises:
            InputError: As for the blocks of a source.
        """
        inputs = list[tuple[int, bytes]]()
        for index, data in self._inputs():
            inputs.append((index, data))
            if data.endswith(b"\r") and (block := joined_block(inputs)):
                yield block
                inputs = []
        if block := joined_block(inputs):
            yield block

    def _inputs(self) -> Iterator[tuple[int, bytes]]:
        for index in self.indexes:
            with self.dataset.opened(index) as source:
                data = b"".join(source.blocks())
            self.sizes[index] = source.size
            self.bytes_read += source.bytes_read
            yield index, data


def joined_block(inputs: Iterable[tuple[int, bytes]]) -> JoinedBlock | None:
    """The lines of some inputs, each with its index, as one block; None where no input has a line."""
    pieces: list[bytes] = []
    segments: list[Segment] = []
    first = 1
    for index, lines in inputs:
        data, count = ended(lines), 0
        if lines:
            count = data.count(b"\n")
            pieces[-1:] = [ended(piece) for piece in pieces[-1:]]
            pieces.append(lines)
        blank = _blank_lines(data) if lines else 0
        segments.append(Segment(index, first, count, blank, is_open=not lines.endswith(b"\n") and bool(lines)))
        first += count
    return JoinedBlock(b"".join(pieces), tuple(segments)) if first > 1 else None


def _blank_lines(data: bytes) -> int:
    if not data.startswith((b"\n", b"\r")) and b"\n\n" not in data and b"\n\r" not in data:
        return 0
    return sum(not line.rstrip(b"\r") for line in data.split(b"\n")[:-1])


def joined_groups(
    dataset: Dataset, *, block_bytes: int, workers: int, headers_are_judged: bool = True
) -> list[tuple[int, ...]]:
    """The inputs in order, small ones of one form that follow each other in groups of about a block.

    Args:
        dataset: Opened.
        block_bytes: Bytes of a block at most.
        workers: How many blocks should be at work together.
        headers_are_judged: Whether something is to be said of a header with carriage returns or control characters,
            for which an input has to be read by itself.
    """
    small = [
        size if _may_be_joined(header, is_judged=headers_are_judged) else None
        for header, size in zip(dataset.view.headers, dataset.sizes, strict=True)
    ]
    return joined_sizes(
        small, lambda one, other: _same_form(dataset, one, other), block_bytes=block_bytes, workers=workers
    )


def joined_sizes(
    small: Sequence[int | None], is_same: Callable[[int, int], bool], *, block_bytes: int, workers: int
) -> list[tuple[int, ...]]:
    """The places of inputs in order, small ones of one form that follow each other in groups of about a block.

    Args:
        small: The bytes of each; None for one that is read by itself.
        is_same: Whether the inputs at two places have one form.
        block_bytes: Bytes of a block at most.
        workers: How many blocks should be at work together.
    """
    share = sum(size for size in small if size is not None) // workers + 1
    most = min(block_bytes, max(LEAST_BLOCK_BYTES, share))
    groups: list[list[int]] = []
    room = 0
    for index, size in enumerate(small):
        fits = size is not None and size * LEAST_INPUTS <= most
        if fits and size is not None and size <= room and is_same(groups[-1][-1], index):
            groups[-1].append(index)
            room -= size
        else:
            groups.append([index])
            room = most - size if fits and size is not None else 0
    return [tuple(group) for group in groups]


def _may_be_joined(header: Header, *, is_judged: bool) -> bool:
    if header.problem or header.compression is not None:
        return False
    return not (is_judged and (header.has_returns or re.search(CONTROL_PATTERN, header.text)))


def _same_form(dataset: Dataset, one: int, other: int) -> bool:
    first, second = dataset.view.headers[one], dataset.view.headers[other]
    return (first.names, first.counted, first.separator) == (second.names, second.counted, second.separator)
