"""Reads the ids of a catalogue: a CSV file with an ITEM_ID or USER_ID column, or one id a line."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

import polars as pl

from interactions_cli.errors import InputError
from interactions_cli.personalize.fields import ITEM_ID
from interactions_cli.personalize.schema import Field, Role
from interactions_cli.reading.columns import Column
from interactions_cli.reading.header import BYTE_ORDER_MARK, known_names, read_header
from interactions_cli.reading.header_problem import HeaderProblem
from interactions_cli.reading.layout import Layout
from interactions_cli.reading.records import BlockReader
from interactions_cli.reading.source import BLOCK_BYTES, Source
from interactions_cli.reading.view import Header
from interactions_cli.shell import shell_name, shell_text
from interactions_cli.wording import listed_names

# What lines of single ids may look like.
PLAIN: Final = frozenset(
    {
        *(HeaderProblem.EMPTY, HeaderProblem.PREAMBLE, HeaderProblem.SPACES, HeaderProblem.LONG_SEPARATOR),
        *(HeaderProblem.DOUBLED_SEPARATOR, HeaderProblem.KEY_VALUES, HeaderProblem.YAML, HeaderProblem.DRAWN_TABLE),
        *(HeaderProblem.SQL, HeaderProblem.JAVASCRIPT, HeaderProblem.ZEROS, HeaderProblem.NOT_UTF8),
    }
)


@dataclass(frozen=True)
class IdBlock:
    """The ids of a block of a catalogue as they are written, null where blank, and its lines that are no records."""

    ids: pl.Series
    broken_lines: int = 0


def catalogue_blocks(
    path: str, column: str, *, block_bytes: int = BLOCK_BYTES, max_bytes: int | None = None
) -> Iterator[IdBlock]:
    """The ids of a CSV file with a column of that name, such as the file of an items or a users dataset.

    Raises:
        InputError: It cannot be read or has no such column.
    """
    with Source(path, block_bytes=block_bytes, max_bytes=max_bytes) as source:
        header = _header(source)
        if header.problem:
            raise _unreadable(path, column, header.problem)
        if column not in header.names:
            raise _without_column(header, column, "")
        yield from _column_blocks(source, header, column)


def read_catalogue(path: str, *, max_bytes: int | None = None) -> pl.Series:
    """The different ids of a catalogue of items, blanks around them removed.

    Raises:
        InputError: It cannot be read, has several columns and none of them is ITEM_ID, or has no id at all.
    """
    with Source(path, max_bytes=max_bytes) as source:
        first = source.header_line()
        header = _read(source, first)
        if header.problem and header.problem not in PLAIN:
            raise _unreadable(path, ITEM_ID, header.problem)
        if ITEM_ID in header.names:
            parts = [block.ids for block in _column_blocks(source, header, ITEM_ID)]
        elif len(header.names) > 1:
            raise _without_column(header, ITEM_ID, ", or a file with one id a line")
        else:
            start = first.removeprefix(BYTE_ORDER_MARK.encode()) + b"\n"
            parts = [_lines(path, block) for block in (start, *source.blocks())]
    ids = pl.concat([pl.Series(dtype=pl.String), *parts]).str.strip_chars()
    found = ids.filter(ids != "").unique()
    if not len(found):
        raise InputError(f"{path} has no item ids", f"Look at it: `head {shell_text(path)}`.")
    return found


def _header(source: Source) -> Header:
    return _read(source, source.header_line())


def _read(source: Source, first: bytes) -> Header:
    if source.header_is_cut:
        raise source.first_line_too_long()
    return read_header(first, source.path, known_names(), source.compression)


def _unreadable(path: str, column: str, problem: HeaderProblem) -> InputError:
    return InputError(
        f"{path} {problem.words}, so the ids in it cannot be read",
        f"Give a CSV file with a column {column}; look at it: `head {shell_text(path)}`.",
    )


def _without_column(header: Header, column: str, otherwise: str) -> InputError:
    return InputError(
        f"{header.path} has no column {column}; its columns are {listed_names(header.written)}",
        f"Give a CSV file with a column {column}{otherwise}.",
    )


def _column_blocks(source: Source, header: Header, column: str) -> Iterator[IdBlock]:
    text = Column(Field(column, "string", nullable=True, categorical=False, role=Role.OWN), 0)
    layout = Layout(
        columns=(text,),
        positions=(header.names.index(column),),
        width=len(header.names),
        separator=header.separator,
        plausible=(0, 0),
    )
    reader = BlockReader(layout, max_samples=0)
    for block in source.blocks():
        records = reader.read(block)
        yield IdBlock(records.frame[text.raw_name], records.broken_lines)


def _lines(path: str, block: bytes) -> pl.Series:
    try:
        text = block.decode("utf-8")
    except UnicodeDecodeError:
        raise InputError(f"{path} is not UTF-8 text", f"Check it with `file {shell_name(path)}`.") from None
    return pl.DataFrame({"id": [text]}).select(pl.col("id").str.split("\n").explode())["id"]
