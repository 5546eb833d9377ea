"""What a cell's text means: nothing, or a number in the grammar."""

from __future__ import annotations

from collections.abc import Sequence

import polars as pl

from interactions_cli.personalize.fields import TIMESTAMP
from interactions_cli.reading.columns import Column

TIMESTAMP_GRAMMAR = r"^-?[0-9]{1,19}$"
INTEGER_GRAMMAR = r"^[+-]?[0-9]+$"
INT_RANGE = (-(2**31), 2**31 - 1)


def parsed_number(column: Column) -> pl.Expr:
    """The `typed` expression of a number column from its text: null where not in the grammar or out of range."""
    text = column.trimmed
    if column.name == TIMESTAMP:
        number = pl.when(text.str.contains(TIMESTAMP_GRAMMAR)).then(text).cast(pl.Int64, strict=False)
    elif column.field.is_integer:
        number = pl.when(text.str.contains(INTEGER_GRAMMAR)).then(text).cast(pl.Int64, strict=False)
        if column.field.kind == "int":
            number = pl.when(number.is_between(*INT_RANGE)).then(number)
    else:
        # Polars' cast takes exactly the number grammar plus spellings of infinity and NaN, which are not finite.
        number = text.cast(pl.Float64, strict=False)
        number = pl.when(number.is_finite()).then(number)
    return number.alias(column.typed_name)


def blank_to_null(text: pl.Expr) -> pl.Expr:
    """Null for an empty text."""
    return pl.when(text != "").then(text)


def without_blank_required(plan: pl.LazyFrame, columns: Sequence[Column]) -> pl.LazyFrame:
    """Null for texts of only white space in columns that may not be null."""
    required = [column for column in columns if not column.field.nullable]
    return plan.with_columns(pl.when(column.trimmed != "").then(column.raw) for column in required)


def are_clean(frame: pl.DataFrame, columns: Sequence[Column], plausible: tuple[int, int]) -> bool:
    """Whether no number of a typed frame has anything to report, so that its text is not needed.

    Args:
        frame: With the `typed` numbers of the columns.
        columns: Number columns.
        plausible: The first and the last Unix second of a TIMESTAMP that needs no word.
    """
    for column in columns:
        numbers = frame[column.typed_name]
        if not column.field.nullable and numbers.null_count():
            return False
        if column.name == TIMESTAMP:
            is_clean = _are_within(numbers, *plausible)
        elif column.field.is_integer:
            is_clean = column.field.kind != "int" or _are_within(numbers, *INT_RANGE)
        else:
            is_clean = bool(numbers.is_finite().all())
        if not is_clean:
            return False
    return True


def _are_within(numbers: pl.Series, first: int, last: int) -> bool:
    least, most = numbers.min(), numbers.max()
    return not isinstance(least, int) or not isinstance(most, int) or first <= least <= most <= last
