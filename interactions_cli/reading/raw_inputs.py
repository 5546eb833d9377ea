"""Raw inputs of any format that `prepare` takes: told by their first bytes, opened, read as batches."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from functools import partial
from typing import Any

import polars as pl

from interactions_cli.errors import InputError, UsageError
from interactions_cli.reading.batch import BARE, Batch, ShapeRepair, frame_name
from interactions_cli.reading.exploded import exploded
from interactions_cli.reading.foreign_quotes import ForeignQuotes, requoted, told_quotes
from interactions_cli.reading.input_format import MARK_BYTES, InputFormat, told_encoding, told_format
from interactions_cli.reading.json_shapes import JsonShape
from interactions_cli.reading.line_stream import LineStream, decoded, in_utf8, line_ends, with_line_feeds
from interactions_cli.reading.long_records import RecordJoiner, at_record_ends
from interactions_cli.reading.raw_csv import Dialect, read_csv_block
from interactions_cli.reading.raw_header import file_repairs, read_head, refuse_no_table
from interactions_cli.reading.raw_json import read_json_lines, read_json_objects
from interactions_cli.reading.raw_parquet import parquet_batches, parquet_names, read_parquet_rows
from interactions_cli.reading.raw_shapes import objects_in, told_shape
from interactions_cli.reading.source import BLOCK_BYTES, Source
from interactions_cli.reading.width import refuse_too_many_columns
from interactions_cli.storage.interface import Version
from interactions_cli.storage.raw_inputs import partitions_of


@dataclass(frozen=True, kw_only=True)
class InputOptions:
    """What the command line says about the inputs; None where it says nothing.

    `known` are folded column names, `partitions` the keys of `key=value/` folders that are wanted as columns;
    `explode` is a column with a list, of whose entries each is to be a record; `given` are columns that options name.
    """

    known: Collection[str] = frozenset()
    given: Collection[str] = frozenset()
    format: InputFormat | None = None
    delimiter: str | None = None
    encoding: str | None = None
    columns: tuple[str, ...] = ()
    partitions: frozenset[str] = frozenset()
    explode: str | None = None
    block_bytes: int = BLOCK_BYTES
    max_bytes: int | None = None


@dataclass(frozen=True, kw_only=True)
class RawInput:
    """One input before its records are read.

    `names` are its columns, empty where every record has its own keys; `has_records` is false of a table that is a
    header line alone; `skipped` are the lines before its header,
    `repairs` what is put right about the file as a whole; `floats` the columns that are floating point numbers by
    type; `constants` the columns that every record has from the path; `shape` how documents of JSON hold many records;
    `quotes` how fields are quoted, if not as CSV has it; `exploded` the column with a list of whose entries each is a
    record.
    """

    path: str
    place: str | None
    size: int | None
    version: Version | None
    format: InputFormat
    compression: str | None
    names: tuple[str, ...] = ()
    dialect: Dialect | None = None
    encoding: str | None = None
    ends_by_returns: bool = False
    has_header: bool = True
    has_records: bool = True
    skipped: int = 0
    repairs: tuple[ShapeRepair, ...] = ()
    floats: frozenset[str] = frozenset()
    constants: tuple[tuple[str, str], ...] = ()
    shape: JsonShape | None = None
    quotes: ForeignQuotes | None = None
    exploded: str | None = None

    @property
    def first_line(self) -> int:
        """Lines before the first record."""
        is_csv = self.format is InputFormat.CSV
        return self.skipped + (1 if is_csv and self.has_header else 0)


def describe(path: str, options: InputOptions, place: str | None = None) -> RawInput:
    """What an input is.

    Raises:
        InputError: It cannot be read, is empty, or is no format that is read here.
    """
    raw = replace(_described(path, options, place), exploded=options.explode)
    wanted = {name: value for name, value in partitions_of(path).items() if name in options.partitions - set(raw.names)}
    return replace(raw, names=(*raw.names, *wanted), constants=tuple(wanted.items())) if wanted else raw


def _described(path: str, options: InputOptions, place: str | None) -> RawInput:
    with Source(path, place=place, block_bytes=options.block_bytes, max_bytes=options.max_bytes) as source:
        start = next(source.pieces(), b"")
        raw = RawInput(
            path=path,
            place=place,
            size=source.size,
            version=source.version,
            compression=source.compression,
            format=options.format or told_format(start, path),
        )
    if raw.format is InputFormat.PARQUET:
        names, floats = parquet_names(raw.place or path, path, source.compression)
        return replace(raw, names=names, floats=floats)
    raw = replace(raw, encoding=options.encoding or told_encoding(start))
    if raw.format is not InputFormat.CSV:
        with _source(raw, options) as source:
            return replace(raw, shape=told_shape(_text_pieces(source, raw), path, options.known, options.given))
    returns, feeds = line_ends(start, raw.encoding)
    return _with_head(replace(raw, ends_by_returns=returns > 1 and not feeds), options)


def _stream(source: Source, raw: RawInput) -> LineStream:
    if raw.ends_by_returns:
        chunks = with_line_feeds(_text_pieces(source, raw), raw.path)
    else:
        chunks = in_utf8(source.pieces(), raw.encoding, raw.path) if raw.encoding else source.blocks()
    return LineStream(map(raw.quotes.rewritten, chunks) if raw.quotes else chunks)


def _with_head(raw: RawInput, options: InputOptions) -> RawInput:
    with _source(raw, options) as source:
        stream = _stream(source, raw)
        lines = stream.lines_ahead()
        is_whole = stream.ends_with(lines)
    if (quotes := told_quotes(lines)) is not None:
        raw = replace(raw, quotes=quotes, repairs=(requoted(quotes, lines),))
        lines = [quotes.rewritten(line) for line in lines]
    head = read_head(lines, options.known, separator=options.delimiter, names=options.columns or None)
    refuse_no_table(head, raw.path)
    if not any(line.removeprefix(MARK_BYTES).strip() for line in lines):
        raise InputError(f"{raw.path} has no line that could be a header", "Export it again.")
    if head.dialect is not None and options.columns and head.text and len(options.columns) != len(head.first):
        raise UsageError(
            f"--columns names {len(options.columns)} columns; the first line of {raw.path} has {len(head.first)}",
            "Name every column, in order: --columns USER_ID,ITEM_ID,TIMESTAMP.",
        )
    refuse_too_many_columns(raw.path, len(head.first))
    dialect = head.dialect or Dialect((), head.separator)
    return replace(
        raw,
        dialect=dialect,
        names=tuple(dialect.places),
        has_header=head.dialect is not None and not options.columns,
        has_records=not is_whole or head.dialect is None or any(map(bytes.strip, lines[head.skipped + 1 :])),
        skipped=head.skipped,
        repairs=(*raw.repairs, *file_repairs(head, raw.encoding, ends_by_returns=raw.ends_by_returns)),
    )


def _source(raw: RawInput, options: InputOptions) -> Source:
    block_bytes, most = options.block_bytes, options.max_bytes
    return Source(raw.path, place=raw.place, block_bytes=block_bytes, max_bytes=most, version=raw.version)


@dataclass(frozen=True)
class OpenInput:
    """An input that is being read: `units` come in order, `read` makes a batch of one on any thread."""

    units: Iterator[Any]
    read: Callable[[Any], Batch]
    position: Callable[[], int]


@contextmanager
def opened(raw: RawInput, options: InputOptions) -> Iterator[OpenInput]:
    """An input positioned at its first record.

    Raises:
        InputError: It cannot be read any more, or is not the file that it was.
    """
    with _opened(raw, options) as source:
        yield replace(source, read=lambda unit: completed(source.read(unit), raw))


def completed(batch: Batch, raw: RawInput) -> Batch:
    """A batch with the columns that every record has from the path of its input, and the entries of a list apart."""
    batch = exploded(batch, raw.exploded) if raw.exploded else batch
    if not raw.constants:
        return batch
    if not all(BARE.fullmatch(value) for _, value in raw.constants):
        batch.is_plain = batch.is_bare = False
    batch.frame = batch.frame.with_columns(
        pl.lit(value, dtype=pl.String).alias(frame_name(name)) for name, value in raw.constants
    )
    return batch


@contextmanager
def _opened(raw: RawInput, options: InputOptions) -> Iterator[OpenInput]:
    if raw.format is InputFormat.PARQUET:
        yield OpenInput(parquet_batches(raw.place or raw.path, raw.path), read_parquet_rows, lambda: raw.size or 0)
        return
    with _source(raw, options) as source:
        if raw.format is InputFormat.JSON or raw.shape:
            objects = objects_in(_text_pieces(source, raw), raw.path, raw.shape, options.columns, options.known)
            yield OpenInput(objects, partial(read_json_objects, path=raw.path), lambda: source.position)
            return
        stream = _stream(source, raw)
        if raw.format is InputFormat.JSON_LINES:
            read = partial(read_json_lines, path=raw.path)
            yield OpenInput(_without_mark(stream.blocks()), read, lambda: source.position)
            return
        yield _open_csv(stream, raw, lambda: source.position)


def _text_pieces(source: Source, raw: RawInput) -> Iterator[bytes]:
    return decoded(source.pieces(), raw.encoding, raw.path) if raw.encoding else source.pieces()


def _without_mark(blocks: Iterator[bytes]) -> Iterator[bytes]:
    for number, block in enumerate(blocks):
        yield block if number else block.removeprefix(MARK_BYTES)


def _open_csv(stream: LineStream, raw: RawInput, position: Callable[[], int]) -> OpenInput:
    dialect = raw.dialect
    assert dialect is not None
    stream.skip(raw.first_line)
    blocks: Iterator[bytes] = stream.blocks()
    if not raw.first_line:
        blocks = _without_mark(blocks)
    joiner = RecordJoiner(dialect.width, dialect.separator)
    return OpenInput(at_record_ends(blocks, joiner), lambda block: read_csv_block(block, dialect), position)


def with_header_of(raw: RawInput, other: RawInput) -> RawInput:
    """An input without a header line, read under the header of a sibling of the same width."""
    return replace(raw, dialect=other.dialect, names=other.names, has_header=False)


def first_lines(raw: RawInput, options: InputOptions) -> list[str]:
    """The first lines of a table, its header among them."""
    with _source(raw, options) as source:
        lines = _stream(source, raw).lines_ahead()
    return [line.decode("utf-8", "replace").removeprefix("\ufeff").rstrip("\r") for line in lines[raw.skipped :]]
