"""Inputs cut into ranges of bytes that can be read apart: a split owns the lines that begin in it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby, pairwise

from interactions_cli.errors import InputError
from interactions_cli.reading.source import BLOCK_BYTES, MOST_LINE_BYTES, Source
from interactions_cli.shell import shell_name
from interactions_cli.storage.failures import unreadable
from interactions_cli.storage.file_version import changed
from interactions_cli.storage.interface import InputStream
from interactions_cli.storage.places import open_raw, portable_version

# Of a split. Smaller ones cost a start each, larger ones memory.
SPLIT_BYTES = 128 << 20


@dataclass(frozen=True)
class Split:
    """Some lines of an input: those that begin at `start` or after it and before `end`, without the header line.

    `number` orders the splits of all inputs. An `end` of None is for an input that can only be read from its beginning
    to its end, because it is packed. `version` is the state that the input must be in. Whole inputs that follow each
    other with the same `group` are of one form, and small enough to be read as one block.
    """

    number: int
    index: int
    path: str
    start: int
    end: int | None
    version: str
    group: int | None = None

    def blocks(self, block_bytes: int = BLOCK_BYTES) -> Iterator[bytes]:
        """The lines as blocks of whole lines; only the last line of the input may lack its line feed.

        Raises:
            InputError: The input cannot be read, or is not what it was.
        """
        yield from self._packed(block_bytes) if self.end is None else self._range(block_bytes, self.end)

    def _packed(self, block_bytes: int) -> Iterator[bytes]:
        with Source(self.path, block_bytes=block_bytes) as source:
            self._check(portable_version(source.version))
            source.header_line()
            yield from source.blocks()

    def _check(self, version: str) -> None:
        if version != self.version:
            raise changed(self.path)

    def _range(self, block_bytes: int, end: int) -> Iterator[bytes]:
        # The line that begins at `start` is known by the line feed before it, the last byte of another split.
        position = max(0, self.start - 1)
        stream = open_raw(self.path, start=position)
        try:
            self._check(portable_version(stream.version()))
            yield from self._lines(stream, position, block_bytes, end)
            self._check(portable_version(stream.version()))
        except OSError as error:
            raise unreadable(self.path, error) from None
        finally:
            stream.close()

    def _lines(self, stream: InputStream, position: int, block_bytes: int, end: int) -> Iterator[bytes]:
        held, is_begun, is_over = b"", False, False
        while not is_over and (more := stream.read(block_bytes)):
            held += more
            position += len(more)
            if not is_begun:
                # What stands before the first line feed belongs to the split before, or is the header.
                is_begun = b"\n" in held
                if position - len(held) + held.find(b"\n") >= end - 1 and is_begun:
                    return
                held = held[held.find(b"\n") + 1 :] if is_begun else b""
            begin = position - len(held)
            if is_begun and position >= end:
                last = held.find(b"\n", max(0, end - 1 - begin))
                is_over = last >= 0
                held = held[: last + 1] if is_over else held
            cut = held.rfind(b"\n") + 1
            if cut:
                yield held[:cut]
            held = held[cut:]
            self._refuse_endless(held, position)
        if held and is_begun:
            yield held

    def _refuse_endless(self, held: bytes, position: int) -> None:
        if len(held) > MOST_LINE_BYTES:
            start = position - len(held)
            raise InputError(
                f"{self.path}: the line that begins at byte {start} does not end within {len(held)} bytes",
                f"Lines end in a line feed; look at it: `tail -c +{start + 1} {shell_name(self.path)} | head -c 300`.",
            )


@dataclass(frozen=True)
class Splittable:
    """An input that is to be cut: its number, its path, its bytes, its state, and whether it is packed."""

    index: int
    path: str
    size: int
    version: str
    is_packed: bool


def plan_splits(
    inputs: Sequence[Splittable], *, split_bytes: int = SPLIT_BYTES, groups: Sequence[Sequence[int]] = ()
) -> list[Split]:
    """Cut inputs into splits of about the same size, in the order of inputs and lines.

    Args:
        inputs: In order.
        split_bytes: Of a split.
        groups: Numbers of inputs that may be read as one block.
    """
    grouped = {index: number for number, group in enumerate(groups) if len(group) > 1 for index in group}
    found: list[Split] = []
    for entry in inputs:
        count = 1 if entry.is_packed else max(1, round(entry.size / split_bytes))
        cuts = [entry.size * number // count for number in range(count + 1)]
        group = grouped.get(entry.index) if count == 1 else None
        for start, end in pairwise(cuts):
            last = None if entry.is_packed else end
            found.append(Split(len(found), entry.index, entry.path, start, last, entry.version, group))
    return found


def units_of(splits: Sequence[Split]) -> Iterator[tuple[Split, ...]]:
    """Splits in order, those of a group that follow each other together and all others alone."""
    for _key, together in groupby(splits, lambda split: (split.group, split.number if split.group is None else None)):
        yield tuple(together)


def tasks_of(splits: Sequence[Split], sizes: Sequence[int], *, task_bytes: int = SPLIT_BYTES) -> list[list[Split]]:
    """Splits in groups that are worth a task; small inputs share one.

    Args:
        splits: In order.
        sizes: Bytes of each input, by its number.
        task_bytes: From which size on a group is complete.
    """
    tasks: list[list[Split]] = []
    room = 0
    for split in splits:
        size = sizes[split.index] if split.end is None else split.end - split.start
        if not tasks or size > room:
            tasks.append([])
            room = task_bytes
        tasks[-1].append(split)
        room -= size
    return tasks
