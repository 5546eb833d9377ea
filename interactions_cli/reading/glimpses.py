"""Parts of large tables that are read before all of it: files are often sorted, and their first records alike."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from interactions_cli.reading.batch import Batch
from interactions_cli.reading.input_format import InputFormat
from interactions_cli.reading.raw_csv import read_csv_block
from interactions_cli.reading.raw_groups import OpenGroup, Segment, Unit
from interactions_cli.reading.raw_inputs import RawInput, completed
from interactions_cli.reading.splits import Split
from interactions_cli.storage.file_version import FileVersion
from interactions_cli.storage.places import portable_version

# Of what is read beforehand this share is the beginning, which is read anyway.
FIRST_SHARE: Final = 4
GLIMPSE_BYTES: Final = 4 << 20


@dataclass(frozen=True)
class Glimpse:
    """A range of bytes of an input that is a table; the lines that begin in it are read."""

    raw: RawInput
    start: int
    end: int


def glimpses_in(inputs: Sequence[RawInput], most_bytes: int, size: int = GLIMPSE_BYTES) -> list[Glimpse]:
    """Ranges of equal size and distance behind the beginning of the inputs, in order; none where they are not large.

    Args:
        inputs: In the order in which they are read.
        most_bytes: Of the beginning and of all ranges together.
        size: Of a range.
    """
    first = most_bytes // FIRST_SHARE
    count = (most_bytes - first) // size
    total = sum(raw.size or 0 for raw in inputs)
    if not count or total < 2 * most_bytes:
        return []
    step = (total - first) // count
    found = []
    before = 0
    for raw in inputs:
        after = before + (raw.size or 0)
        # The first range whose beginning lies in this input.
        number = max(0, -(-(before - first) // step))
        while number < count and (start := first + number * step) < after:
            if _has_places(raw) and start > before:
                found.append(Glimpse(raw, start - before, min(start - before + size, after - before)))
            number += 1
        before = after
    return found


def _has_places(raw: RawInput) -> bool:
    """Whether lines may be read from the middle of an input at no cost."""
    is_plain = raw.compression is None and raw.encoding is None and not raw.ends_by_returns and raw.quotes is None
    return raw.format is InputFormat.CSV and is_plain and isinstance(raw.version, FileVersion)


def opened_glimpses(glimpses: Sequence[Glimpse]) -> OpenGroup:
    """Ranges as inputs that are being read. A record of several lines may be cut at their ends."""
    return OpenGroup(_units(glimpses), _read, lambda: 0)


def _units(glimpses: Sequence[Glimpse]) -> Iterator[Unit]:
    for number, glimpse in enumerate(glimpses):
        raw = glimpse.raw
        split = Split(number, 0, raw.place or raw.path, glimpse.start, glimpse.end, portable_version(raw.version))
        for block in split.blocks(GLIMPSE_BYTES):
            yield Unit((raw,), (block if block.endswith(b"\n") else block + b"\n",))


def _read(unit: Unit) -> list[tuple[Batch, tuple[Segment, ...]]]:
    (raw,), (block,) = unit.raws, unit.pieces
    assert raw.dialect is not None
    batch = completed(read_csv_block(block, raw.dialect), raw)
    return [(batch, (Segment(raw, 1, batch.line_count),))]
