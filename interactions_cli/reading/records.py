"""A block of bytes becomes a frame of records: the fast reading, and the proof that it cannot be wrong."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property

import polars as pl

from interactions_cli.personalize.fields import TIMESTAMP
from interactions_cli.reading import proof as shape
from interactions_cli.reading.columns import Column
from interactions_cli.reading.grammar import are_clean, blank_to_null, parsed_number, without_blank_required
from interactions_cli.reading.hits import Hits
from interactions_cli.reading.known_cells import KnownCells
from interactions_cli.reading.layout import Layout
from interactions_cli.reading.line_defect import LineDefect
from interactions_cli.reading.lines import ended, read_lines
from interactions_cli.reading.octets import Octets
from interactions_cli.reading.text_facts import TextFacts
from interactions_cli.trace import LINES, NO_PASS_TRACE, NUMBERS, TEXTS, PassTrace


@dataclass(kw_only=True)
class Records:
    """The well-formed records of a block and what its lines had wrong.

    `frame` has the text `tN` of every column, and for number columns the number `nN`; of a column that `is_proven`
    there is no text. `lines` are line numbers relative to the block, from 1; None when every line is a record.
    `defects` has the lines that are none, `line` and the `code` of what is wrong, if there are any. `octets` are bytes
    with all that cells hold, None for those of the block. Without `may_hold_blank_cells` no text is white space alone,
    without `may_hold_blanks` none has any.
    """

    frame: pl.DataFrame
    lines: pl.Series | None
    line_count: int
    defects: pl.DataFrame | None = None
    blank_lines: int = 0
    broken_lines: int = 0
    hits: dict[LineDefect, Hits] = field(default_factory=dict)
    octets: Octets | None = None
    may_hold_blank_cells: bool = True
    may_hold_blanks: bool = True

    def line_numbers(self) -> pl.Series:
        """The line number of every row, relative to the block, from 1."""
        if self.lines is not None:
            return self.lines
        return pl.int_range(1, self.frame.height + 1, dtype=pl.Int64, eager=True)

    def is_proven(self, column: Column) -> bool:
        """Whether every value of a column is a number in the grammar and in the plausible range, or blank."""
        return column.raw_name not in self._frame_names

    def filled(self, columns: Sequence[Column]) -> dict[int, int]:
        """How many records have a value in each column, by its slot; white space alone is none."""
        if not self.may_hold_blank_cells:
            # Nulls are counted already.
            nulls = dict(zip(self.frame.columns, self.frame.null_count().row(0), strict=True))
            names = {
                column.slot: column.typed_name if self.is_proven(column) else column.raw_name for column in columns
            }
            return {slot: self.frame.height - nulls[name] for slot, name in names.items()}
        # One query for all: a call for each of thousands of columns would take longer than the counting.
        counts = self.frame.select_seq(self._filled(column).sum().alias(str(column.slot)) for column in columns)
        return {column.slot: count for column, count in zip(columns, counts.row(0) if columns else (), strict=True)}

    def is_filled(self, column: Column) -> pl.Series:
        """Which records have a value in a column; white space alone is none."""
        return self.frame.select_seq(self._filled(column)).to_series()

    def _filled(self, column: Column) -> pl.Expr:
        is_proven = self.is_proven(column)
        shown = column.typed if is_proven else column.raw
        # Where there may be no null, white space is null already.
        if not self.may_hold_blank_cells or not column.field.nullable or is_proven:
            return shown.is_not_null()
        return (shown.str.strip_chars() != "").fill_null(value=False)

    def texts(self, column: Column) -> pl.Expr:
        """The texts of a column that is not proven to be numbers; blanks and white space alone are none."""
        return (
            column.raw.filter(column.raw.str.strip_chars() != "")
            if self.may_hold_blank_cells
            else column.raw.drop_nulls()
        )

    @cached_property
    def facts(self) -> TextFacts:
        """What is found of the texts."""
        return TextFacts(self.frame)

    @cached_property
    def _frame_names(self) -> frozenset[str]:
        return frozenset(self.frame.columns)

    def where(self, kept: pl.Series) -> Records:
        """Some of the records; everything about the lines of the block stays."""
        return replace(self, frame=self.frame.filter(kept), lines=self.line_numbers().filter(kept))


class BlockReader:
    """Reads the blocks of one file. Remembers which reading is worth trying first, which never changes a result."""

    def __init__(self, layout: Layout, *, max_samples: int, trace: PassTrace = NO_PASS_TRACE) -> None:
        self._layout = layout
        self._max_samples = max_samples
        self._trace = trace
        self._try_numbers = True
        places = zip(layout.columns, layout.positions, strict=True)
        self._timestamp_position = next(
            (place for column, place in places if column.name == TIMESTAMP and column.field.is_number), None
        )
        between = layout.separator.encode()[-1] if self._timestamp_position else shape.LINE_FEED
        self._before_timestamp = None if self._timestamp_position is None else between

    def read(self, block: bytes, cells: KnownCells | None = None) -> Records:
        """The records of a block of whole lines; a missing final line feed is supplied.

        Args:
            block: The bytes.
            cells: What the block was written from, if that is at hand. It is not read again where that would give the
                same.
        """
        block = ended(block)
        layout = self._layout
        reads_all = len(layout.columns) == layout.width
        with self._trace.stage("proof"):
            prove = shape.prove if cells is None else cells.proof
            has_digits = self._try_numbers and not (cells and cells.has_whole(self._timestamp_position))
            proof = prove(
                block,
                layout.width,
                layout.separator,
                every_line=not reads_all,
                before_zeros=self._before_timestamp if has_digits else None,
            )
        if proof is None:
            return self._read_lines(block, "byte counts do not prove its shape")
        why = self._against_numbers(proof)
        if not why:
            with self._trace.stage("parse numbers"):
                records = self._known(cells, proof) or self._parse(proof, numbers=True)
                is_clean = records is not None and are_clean(records.frame, layout.numbers, layout.plausible)
            if records is not None and is_clean:
                self._trace.took(NUMBERS)
                return records
            self._try_numbers = False
            why = "a number has something to report"
        with self._trace.stage("parse texts"):
            records = self._parse(proof, numbers=False)
        if records is None:
            return self._read_lines(block, "the CSV parser does not take it")
        self._trace.took(TEXTS, why)
        return records

    def _against_numbers(self, proof: shape.Proof) -> str:
        """Why the numbers of a block cannot be parsed without their texts; empty if nothing is known to forbid it."""
        if not self._try_numbers:
            return "a number of an earlier block has something to report"
        if not proof.numbers_are_bare:
            return "a field begins with a space or a plus"
        return "a TIMESTAMP may have too many digits" if proof.may_be_overlong else ""

    def _known(self, cells: KnownCells | None, proof: shape.Proof) -> Records | None:
        layout = self._layout
        frame = None if cells is None else cells.read(zip(layout.columns, layout.positions, strict=True), proof)
        return None if frame is None else _without_lines(frame, proof)

    def _parse(self, proof: shape.Proof, *, numbers: bool) -> Records | None:
        layout = self._layout
        names = [f"x{position}" for position in range(layout.width)]
        schema: dict[str, pl.DataType] = dict.fromkeys(names, pl.String())
        renamed = {}
        for column, position in zip(layout.columns, layout.positions, strict=True):
            as_number = numbers and column.field.is_number
            schema[names[position]] = column.dtype if as_number else pl.String()
            renamed[names[position]] = column.typed_name if as_number else column.raw_name
        scan = pl.scan_csv(
            proof.octets.data,
            has_header=False,
            schema=schema,
            separator=layout.separator,
            quote_char=None,
            glob=False,
        )
        plan = scan.select(pl.col(old).alias(new) for old, new in renamed.items())
        texts = [column for column in layout.columns if not (numbers and column.field.is_number)]
        if not numbers:
            plan = plan.with_columns(parsed_number(column) for column in layout.numbers)
        if proof.may_hold_blanks:
            plan = without_blank_required(plan, texts)
        try:
            frame = plan.collect()
        except pl.exceptions.PolarsError:
            return None
        return _without_lines(frame, proof) if frame.height == proof.lines else None

    def _read_lines(self, block: bytes, why: str) -> Records:
        with self._trace.stage("read lines"):
            records = self._line_by_line(block)
        found = ", ".join(records.hits)
        self._trace.took(LINES, f"{why} (it has {found})" if found else why)
        return records

    def _line_by_line(self, block: bytes) -> Records:
        layout = self._layout
        found = read_lines(block, layout.width, layout.separator, max_samples=self._max_samples)
        plan = found.fields.lazy().select(
            blank_to_null(pl.col(f"f{position}")).alias(column.raw_name)
            for column, position in zip(layout.columns, layout.positions, strict=True)
        )
        plan = plan.with_columns(parsed_number(column) for column in layout.numbers)
        plan = without_blank_required(plan, layout.columns)
        return Records(
            frame=plan.collect(),
            lines=found.lines,
            line_count=found.line_count,
            defects=found.defects,
            blank_lines=found.blank_lines,
            broken_lines=found.broken_lines,
            hits=found.hits,
        )


def _without_lines(frame: pl.DataFrame, proof: shape.Proof) -> Records:
    """The records of a block of which every line is one."""
    return Records(
        frame=frame,
        lines=None,
        line_count=proof.lines,
        octets=proof.octets,
        may_hold_blank_cells=proof.may_hold_blank_cells,
        may_hold_blanks=proof.may_hold_blanks,
    )
