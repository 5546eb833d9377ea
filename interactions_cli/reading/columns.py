"""A field of the schema bound to its place in the frames that the readings of a block produce."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import polars as pl

from interactions_cli.personalize.schema import Field, Role


@dataclass(frozen=True)
class Column:
    """One column that the file has.

    Frames name columns by `slot` and not by header, because a header may be any text, also one Polars would
    take for a pattern.
    """

    field: Field
    slot: int

    @property
    def name(self) -> str:
        """The field's name."""
        return self.field.name

    @property
    def raw(self) -> pl.Expr:
        """The cell's text after unquoting (String); null where blank."""
        return pl.col(self.raw_name)

    @property
    def typed(self) -> pl.Expr:
        """The cell's number (Int64 or Float64), blanks around it removed; null where blank or not in the grammar."""
        return pl.col(self.typed_name)

    @property
    def trimmed(self) -> pl.Expr:
        """The cell's text without blanks around it."""
        return self.raw.str.strip_chars()

    @property
    def raw_name(self) -> str:
        """Frame name of the text."""
        return f"t{self.slot}"

    @property
    def typed_name(self) -> str:
        """Frame name of the number."""
        return f"n{self.slot}"

    @property
    def dtype(self) -> pl.DataType:
        """Polars type of `typed`."""
        return pl.Int64() if self.field.is_integer else pl.Float64()


def service_columns(columns: Iterable[Column]) -> dict[str, Column]:
    """The required and reserved columns by name; one that a given schema lacks is not among them."""
    return {column.name: column for column in columns if column.field.role in (Role.REQUIRED, Role.RESERVED)}
