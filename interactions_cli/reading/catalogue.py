"""Reads which items are available: a CSV file with an ITEM_ID column, or one id a line."""

from __future__ import annotations

import polars as pl

from interactions_cli.errors import InputError
from interactions_cli.personalize.fields import ITEM_ID
from interactions_cli.personalize.schema import Field, Role
from interactions_cli.reading.columns import Column
from interactions_cli.reading.header import BYTE_ORDER_MARK, known_names, read_header
from interactions_cli.reading.records import BlockReader, Layout
from interactions_cli.reading.source import Source
from interactions_cli.shell import shell_name, shell_text
from interactions_cli.wording import listed_names

TEXT = Column(Field(ITEM_ID, "string", nullable=True, categorical=False, role=Role.OWN), 0)


def read_catalogue(path: str, *, max_bytes: int | None = None) -> pl.Series:
    """The different ids of a catalogue, blanks around them removed.

    Raises:
        InputError: It cannot be read, has several columns and none of them is ITEM_ID, or has no id at all.
    """
    with Source(path, max_bytes=max_bytes) as source:
        first = source.header_line()
        if source.header_is_cut:
            raise source.first_line_too_long()
        header = read_header(first, path, known_names(), source.compression)
        if ITEM_ID in header.names:
            layout = Layout(
                columns=(TEXT,),
                positions=(header.names.index(ITEM_ID),),
                width=len(header.names),
                separator=header.separator,
                plausible=(0, 0),
            )
            reader = BlockReader(layout, max_samples=0)
            parts = [reader.read(block).frame[TEXT.raw_name] for block in source.blocks()]
        elif len(header.names) > 1:
            raise InputError(
                f"{path} has no column {ITEM_ID}; its columns are {listed_names(header.written)}",
                "Give a CSV file with an ITEM_ID column, or a file with one id a line.",
            )
        else:
            start = first.removeprefix(BYTE_ORDER_MARK.encode()) + b"\n"
            parts = [_lines(path, block) for block in (start, *source.blocks())]
    ids = pl.concat([pl.Series(dtype=pl.String), *parts]).str.strip_chars()
    found = ids.filter(ids != "").unique()
    if not len(found):
        raise InputError(f"{path} has no item ids", f"Look at it: `head {shell_text(path)}`.")
    return found


def _lines(path: str, block: bytes) -> pl.Series:
    try:
        text = block.decode("utf-8")
    except UnicodeDecodeError:
        raise InputError(f"{path} is not UTF-8 text", f"Check it with `file {shell_name(path)}`.") from None
    return pl.DataFrame({"id": [text]}).select(pl.col("id").str.split("\n").explode())["id"]
