"""Texts that stand for numbers: which reading of commas and points each allows, and the number it means."""

from __future__ import annotations

from typing import Final

import polars as pl

GRAMMAR: Final = r"^[+-]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][+-]?[0-9]+)?$"
# A blank, a no-break blank or an apostrophe between groups of three digits separates thousands in any reading.
GROUP_MARKS: Final = "[ \u00a0\u202f'\u2019]"
GROUPED: Final = rf"^[+-]?[0-9]{{1,3}}(?:{GROUP_MARKS}[0-9]{{3}})+(?:[.,][0-9]*)?$"
# With at least one comma or point, forms that allow a decimal comma, and forms that allow a decimal point.
COMMA_FORM: Final = r"^[+-]?(?:[0-9]+|[1-9][0-9]{0,2}(?:\.[0-9]{3})+)?(?:,[0-9]*)?$"
POINT_FORM: Final = r"^[+-]?(?:[0-9]+|[1-9][0-9]{0,2}(?:,[0-9]{3})+)?(?:\.[0-9]*)?$"
COMMA, POINT = ",", "."
# Money, shares and losses as people write them: $0.99, 1.234,50 €, 5 %, 99c, (1.20).
MONEY: Final = "(?:[$€£¥₹%¢c]|USD|EUR|GBP|CHF)"
SIGNED: Final = rf"^[+-]?(?:{MONEY}\s?[+-]?[0-9][0-9.,' ]*|[0-9][0-9.,' \u00a0]*\s?{MONEY})$"
LOSS: Final = rf"^\({MONEY}?\s?[0-9][0-9.,' ]*{MONEY}?\)$"


def readings_of(text: pl.Expr) -> tuple[pl.Expr, pl.Expr]:
    """Whether a text with a comma or a point in it is a number with a decimal comma, and with a decimal point."""
    bare = text.str.replace_all(GROUP_MARKS, "")
    has_mark = bare.str.contains(r"[.,]") & bare.str.contains("[0-9]")
    return has_mark & bare.str.contains(COMMA_FORM), has_mark & bare.str.contains(POINT_FORM)


def signed_numbers(text: pl.Series) -> pl.Series:
    """Which texts are numbers with a sign of money, of a share or of a loss, which no number of a schema has."""
    return (text.str.contains(SIGNED) | text.str.contains(LOSS)).fill_null(value=False)


def number_of(text: pl.Expr, decimal: str | None) -> pl.Expr:
    """A text as a number of the grammar is written; null where it is none.

    Args:
        text: Trimmed texts.
        decimal: What stands before the fraction in every value of the column; None leaves values as they are.
    """
    is_grouped = text.str.contains(GROUPED)
    bare: pl.Expr = pl.when(is_grouped).then(text.str.replace_all(GROUP_MARKS, "")).otherwise(text)
    if decimal == COMMA:
        # Where the comma is decimal a point only ever separates thousands.
        fits = bare.str.contains(COMMA_FORM) & bare.str.contains("[0-9]")
        changed = bare.str.replace_all(".", "", literal=True).str.replace(",", ".", literal=True)
        is_exponent = bare.str.contains(r"^[+-]?[0-9]+[eE][+-]?[0-9]+$")
        number: pl.Expr = pl.when(fits).then(changed).when(is_exponent).then(bare)
    elif decimal == POINT:
        fits = bare.str.contains(POINT_FORM) & bare.str.contains("[0-9]")
        number = pl.when(fits).then(bare.str.replace_all(",", "", literal=True)).otherwise(bare)
    else:
        number = bare
    is_number = number.str.contains(GRAMMAR) & number.cast(pl.Float64, strict=False).is_finite()
    return pl.when(is_number).then(number)
