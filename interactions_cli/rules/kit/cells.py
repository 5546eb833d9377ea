"""What several cell rules ask of a column: whether they apply to it, and which of its cells break a limit."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from interactions_cli.personalize.fields import IMPRESSION
from interactions_cli.personalize.schema import Field, Role

if TYPE_CHECKING:
    import polars as pl

    from interactions_cli.reading.columns import Column


def named(*names: str) -> Callable[[Field], bool]:
    """Applies to the columns of these names."""
    return lambda field: field.name in names


def is_impression(field: Field) -> bool:
    """Applies to the lists of shown items."""
    return field.name == IMPRESSION


def is_own_category(field: Field) -> bool:
    """Applies to own columns of categorical text."""
    return field.role is Role.OWN and field.kind == "string" and field.categorical


def not_parsed(column: Column) -> pl.Expr:
    """Cells that hold something else than a value of the column's number type."""
    return column.raw.is_not_null() & column.typed.is_null()


def trimmed_longer_than(limit: int) -> Callable[[Column], pl.Expr]:
    """Cells of more characters, blanks around them left out."""
    return lambda column: column.trimmed.str.len_chars() > limit
