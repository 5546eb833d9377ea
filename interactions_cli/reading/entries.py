"""The lines of a log as frames of text fields, whatever the format; lines that cannot be read are noted."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

import polars as pl

from interactions_cli.personalize.schema import Field, Role
from interactions_cli.reading.columns import Column
from interactions_cli.reading.layout import Layout
from interactions_cli.reading.line_defect import NO_RECORD
from interactions_cli.reading.records import BlockReader
from interactions_cli.reading.view import Header
from interactions_cli.trace import NO_PASS_TRACE, PassTrace


def _anything(_character: str) -> bool:
    return True


@dataclass(kw_only=True)
class Entries:
    """What a block of a log holds.

    `frame` has `line` (relative to the block, from 1) and a text column for each field that is read, null where blank.
    `lines` counts lines, `rows` those that are not blank; `samples` are the first of the `unreadable` ones.
    Where they are `plain`, no field has a character that is white space, hidden or not ASCII; `may_hold` says whether
    some field may have a character, which is false only where the bytes of the block prove it.
    """

    frame: pl.DataFrame
    lines: int
    rows: int
    unreadable: int
    samples: list[tuple[int, str]]
    plain: bool = False
    may_hold: Callable[[str], bool] = _anything


class EntryReader(Protocol):
    """Reads the blocks of one log."""

    def read(self, block: bytes) -> Entries:
        """The entries of a block of whole lines."""


class CsvEntries:
    """Entries of a CSV log.

    Args:
        header: Its header.
        columns: Name of ours → the log's own column.
        fields: The fields to read; those without a column are null.
        max_samples: Lines to keep that cannot be read.
        trace: Takes notes.
    """

    def __init__(
        self,
        header: Header,
        columns: Mapping[str, str],
        fields: Sequence[str],
        max_samples: int,
        trace: PassTrace = NO_PASS_TRACE,
    ) -> None:
        # A column is read once, also where two fields are mapped to it.
        read = list(dict.fromkeys(columns[name] for name in fields if name in columns))
        texts = tuple(
            Column(Field(name, "string", nullable=True, categorical=False, role=Role.OWN), slot)
            for slot, name in enumerate(read)
        )
        layout = Layout(
            columns=texts,
            positions=tuple(header.written.index(name) for name in read),
            width=len(header.written),
            separator=header.separator,
            plausible=(0, 0),
        )
        self._separator = header.separator
        self._reader = BlockReader(layout, max_samples=max_samples, trace=trace)
        self._fields = [
            texts[read.index(columns[name])].raw.alias(name) if name in columns else absent(name) for name in fields
        ]

    def read(self, block: bytes) -> Entries:
        """The entries of a block of whole lines."""
        records = self._reader.read(block)
        frame = records.frame.with_columns_seq(records.line_numbers().alias("line"))
        broken = [hits for defect, hits in records.hits.items() if defect in NO_RECORD]
        # Where no cell can be white space alone, byte counts prove that there is no hidden character, either.
        is_plain = not records.may_hold_blank_cells and b" " not in block
        samples = sorted((line, text) for hits in broken for _, line, text in hits.samples)
        return Entries(
            frame=frame.select_seq("line", *self._fields),
            lines=records.line_count,
            rows=records.line_count - records.blank_lines,
            unreadable=records.broken_lines,
            samples=samples,
            plain=is_plain,
            may_hold=lambda character: self._may_hold(character, block, plain=is_plain),
        )

    def _may_hold(self, character: str, block: bytes, *, plain: bool) -> bool:
        is_cut = character == self._separator and b'"' not in block
        is_odd = plain and not "!" <= character <= "~"
        return not is_cut and not is_odd and character.encode() in block


def absent(name: str) -> pl.Expr:
    """A text column without a value in any row."""
    return pl.lit(None, dtype=pl.String).alias(name)
