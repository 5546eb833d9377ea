"""The cells that lines were written from, at hand while the lines are judged: they need not be read again."""

from __future__ import annotations

from collections.abc import Hashable, Iterable
from dataclasses import dataclass

import polars as pl

from interactions_cli.reading.columns import Column
from interactions_cli.reading.grammar import without_blank_required
from interactions_cli.reading.proof import Proof, holds_zeros, prove


@dataclass(frozen=True)
class KnownCells:
    """The cells of some lines: `frame` has a column a field, texts or the numbers that they are, null for nothing.

    `are_bare`: no text is empty or has anything but visible ASCII, a comma, a quote or a plus at its start.
    `passed` are rules, each with a field, of which is known that no cell breaks them.
    """

    frame: pl.DataFrame
    are_bare: bool = False
    passed: frozenset[tuple[Hashable, str]] = frozenset()

    def proof(
        self, block: bytes, width: int, separator: str, *, every_line: bool, before_zeros: int | None
    ) -> Proof | None:
        """The proof of the lines that were written from these cells; of bare ones no byte need be counted."""
        if self.are_bare and width == self.frame.width and separator == ",":
            return Proof.of_bare_cells(self.frame.height, block, may_be_overlong=holds_zeros(block, before_zeros))
        return prove(block, width, separator, every_line=every_line, before_zeros=before_zeros)

    def has_whole(self, position: int | None) -> bool:
        """Whether the values of a column were whole numbers when they were written, so that none has zeros ahead."""
        return position is not None and self.frame.to_series(position).dtype == pl.Int64()

    def read(self, columns: Iterable[tuple[Column, int]], proof: Proof) -> pl.DataFrame | None:
        """The frame that the lines would give, columns by their names in frames.

        Args:
            columns: What is read and where it stands.
            proof: Of the lines.

        Returns:
            None if some text is nothing, or not the number that it has to be, or a field is in quotes.
        """
        if proof.has_quotes or self.frame.height != proof.lines:
            return None
        read, texts = [], []
        for column, position in columns:
            known = self.frame.to_series(position)
            if not self.are_bare and known.dtype == pl.String() and known.str.len_bytes().min() == 0:
                return None
            if column.field.is_number:
                number = known.cast(column.dtype, strict=False)
                if number.null_count() > known.null_count():
                    return None
                read.append(number.alias(column.typed_name))
            else:
                texts.append(column)
                read.append(known.alias(column.raw_name))
        frame = pl.DataFrame(read)
        return without_blank_required(frame.lazy(), texts).collect() if proof.may_hold_blanks else frame
