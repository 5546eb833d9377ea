"""How the lines of a file are cut into the columns that are read."""

from __future__ import annotations

from dataclasses import dataclass

from interactions_cli.reading.columns import Column


@dataclass(frozen=True, kw_only=True)
class Layout:
    """How the lines of one file are cut.

    `columns` are the ones that are read, `positions` their places in a line of `width` fields. A TIMESTAMP outside
    `plausible` (first and last Unix second, the end below 10^11) has something to report, so its text is read.
    """

    columns: tuple[Column, ...]
    positions: tuple[int, ...]
    width: int
    separator: str
    plausible: tuple[int, int]

    @property
    def numbers(self) -> tuple[Column, ...]:
        """The columns whose values must be numbers."""
        return tuple(column for column in self.columns if column.field.is_number)
