"""Small raw inputs of one form, read as one: what a batch costs by itself is paid once for many of them."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import groupby
from typing import Any, Final

from interactions_cli.reading.batch import Batch
from interactions_cli.reading.input_format import InputFormat
from interactions_cli.reading.raw_csv import read_csv_block, read_proven
from interactions_cli.reading.raw_inputs import InputOptions, RawInput, completed, opened
from interactions_cli.reading.raw_json import read_json_lines

# An input is small if a unit holds so many of it; packed, it may become so many times as large.
LEAST_INPUTS: Final = 4
PACKED: Final = 16


@dataclass(frozen=True)
class Segment:
    """The lines of one input in a batch: `first` is the first of them, from 1."""

    raw: RawInput
    first: int
    lines: int


@dataclass(frozen=True)
class Unit:
    """What is read at once: something of one input, or the lines of several, each input's in a piece of its own."""

    raws: tuple[RawInput, ...]
    pieces: tuple[Any, ...]


@dataclass(frozen=True)
class OpenGroup:
    """Inputs that are being read: `units` come in order, `read` makes batches of one on any thread."""

    units: Iterator[Unit]
    read: Callable[[Unit], list[tuple[Batch, tuple[Segment, ...]]]]
    position: Callable[[], int]


def groups_of(inputs: Sequence[RawInput], options: InputOptions) -> Iterator[tuple[RawInput, ...]]:
    """The inputs in order, small ones of one form that follow each other together."""

    def form(entry: tuple[int, RawInput]) -> tuple[object, ...]:
        place, raw = entry
        size = None if raw.size is None else raw.size * (PACKED if raw.compression else 1)
        is_small = size is not None and size * LEAST_INPUTS <= options.block_bytes
        if not is_small or raw.format not in (InputFormat.CSV, InputFormat.JSON_LINES):
            return (place,)
        return (raw.format, raw.dialect, raw.constants)

    for _, group in groupby(enumerate(inputs), key=form):
        yield tuple(raw for _, raw in group)


def within(units: Iterator[Unit], most_bytes: int) -> Iterator[Unit]:
    """The first units, until they have so many bytes of text; the last of them may have more."""
    for unit in units:
        yield unit
        most_bytes -= sum(len(piece) for piece in unit.pieces if isinstance(piece, bytes))
        if most_bytes <= 0:
            return


@contextmanager
def opened_group(group: Sequence[RawInput], options: InputOptions) -> Iterator[OpenGroup]:
    """Inputs as `groups_of` puts them together, positioned at their first record.

    Raises:
        InputError: One cannot be read any more, or is not the file that it was.
    """
    if len(group) > 1:
        yield OpenGroup(_joined(group, options), _read_joined, lambda: 0)
        return
    (raw,) = group
    with opened(raw, options) as source:

        def read(unit: Unit) -> list[tuple[Batch, tuple[Segment, ...]]]:
            batch = source.read(unit.pieces[0])
            return [(batch, (Segment(raw, 1, batch.line_count),))]

        yield OpenGroup((Unit((raw,), (piece,)) for piece in source.units), read, source.position)


def _joined(group: Sequence[RawInput], options: InputOptions) -> Iterator[Unit]:
    raws: list[RawInput] = []
    pieces: list[bytes] = []
    size = 0
    for raw in group:
        with opened(raw, options) as source:
            for piece in source.units:
                raws.append(raw)
                pieces.append(piece)
                size += len(piece)
                if size >= options.block_bytes:
                    yield Unit(tuple(raws), tuple(pieces))
                    raws, pieces, size = [], [], 0
    if pieces:
        yield Unit(tuple(raws), tuple(pieces))


def _read_joined(unit: Unit) -> list[tuple[Batch, tuple[Segment, ...]]]:
    """One batch where the lines of a table are proven or a record never leaves its line, else one an input."""
    form = unit.raws[0]
    segments: list[Segment] = []
    first = 1
    for raw, piece in zip(unit.raws, unit.pieces, strict=True):
        segments.append(Segment(raw, first, piece.count(b"\n")))
        first += segments[-1].lines
    whole = b"".join(unit.pieces)
    batch = read_json_lines(whole, form.path) if form.dialect is None else read_proven(whole, form.dialect)
    if batch is not None:
        return [(completed(batch, form), tuple(segments))]
    assert form.dialect is not None
    alone: list[tuple[Batch, tuple[Segment, ...]]] = []
    for segment, piece in zip(segments, unit.pieces, strict=True):
        batch = completed(read_csv_block(piece, form.dialect), form)
        alone.append((batch, (Segment(segment.raw, 1, segment.lines),)))
    return alone
