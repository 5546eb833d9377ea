"""Which Avro type the values of a column fit: whole numbers by range, other numbers by digits, else a string."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Final

import polars as pl

from interactions_cli.engine.threads import in_order
from interactions_cli.personalize.schema import Field
from interactions_cli.reading.batch import Batch, frame_name
from interactions_cli.reading.raw_inputs import InputOptions, RawInput, opened
from interactions_cli.transforms.prepare.cells import different
from interactions_cli.transforms.prepare.number_forms import GRAMMAR, signed_numbers

# A whole number as programs write it; with a zero in front it is a code, such as a postal code.
WHOLE: Final = r"^(?:0|-?[1-9][0-9]{0,18})$"
INT_LIMIT: Final = 2**31
# A float keeps seven significant digits.
FLOAT_DIGITS: Final = 7
FLOAT_MOST: Final = 3.4028234e38
FLOAT_LEAST: Final = 1.1754944e-38


@dataclass
class ColumnType:
    """What has been seen of a column: values, blanks, whole numbers and numbers among them, extremes, digits.

    `signed` are numbers with a sign of money, of a share or of a loss.
    `is_wide`: some number is larger than any float, or smaller than all of them and not zero.
    """

    filled: int = 0
    blanks: int = 0
    whole: int = 0
    numbers: int = 0
    least: int = 0
    most: int = 0
    digits: int = 0
    signed: int = 0
    is_wide: bool = False

    def add(self, other: ColumnType) -> None:
        """Add what was seen elsewhere."""
        self.filled += other.filled
        self.blanks += other.blanks
        self.whole += other.whole
        self.numbers += other.numbers
        self.least, self.most = min(self.least, other.least), max(self.most, other.most)
        self.digits = max(self.digits, other.digits)
        self.signed += other.signed
        self.is_wide = self.is_wide or other.is_wide

    @property
    def kind(self) -> str:
        """The Avro type."""
        if not self.filled or self.numbers < self.filled:
            return "string"
        if self.whole == self.filled:
            return "int" if self.least >= -INT_LIMIT and self.most < INT_LIMIT else "long"
        return "float" if self.digits <= FLOAT_DIGITS and not self.is_wide else "double"


def own_field(field: Field, seen: ColumnType) -> Field:
    """A field of one's own as its values are; only texts are categories."""
    return replace(field, kind=seen.kind, nullable=bool(seen.blanks), categorical=seen.kind == "string")


def types_of(inputs: Iterable[RawInput], options: InputOptions) -> dict[str, ColumnType]:
    """The type of every column, over all records of the inputs."""
    found: dict[str, ColumnType] = {}
    for raw in inputs:
        with opened(raw, options) as source:
            for types in in_order(lambda unit: _types_in(source.read(unit)), source.units):
                for name, column in types.items():
                    found.setdefault(name, ColumnType()).add(column)
    return found


def types_written(frame: pl.DataFrame, names: Sequence[str]) -> dict[str, ColumnType]:
    """The types of some columns of records that are written, each different value counted once.

    Args:
        frame: The columns as texts; null is nothing.
        names: Those whose types are wanted.
    """
    return {name: _type_written(frame[name]) for name in names}


def _type_written(text: pl.Series) -> ColumnType:
    blanks = text.null_count()
    filled = text.drop_nulls() if blanks else text
    # A column that begins with a text is one of texts.
    if not len(filled) or re.search(GRAMMAR, filled[0]) is None:
        return ColumnType(filled=len(filled), blanks=blanks)
    return replace(_type_of(different(filled), with_signs=False), blanks=blanks)


def _types_in(batch: Batch) -> dict[str, ColumnType]:
    return {name: _type_of(batch.frame[frame_name(name)]) for name in batch.names}


def _type_of(text: pl.Series, *, with_signs: bool = True) -> ColumnType:
    blank = text.null_count()
    number = text.cast(pl.Int64, strict=False)
    whole = int((text.str.contains(WHOLE) & number.is_not_null()).sum())
    coded = int((number.is_not_null() & ~text.str.contains(WHOLE)).sum())
    column = ColumnType(filled=len(text) - blank, blanks=blank, whole=whole)
    if not column.filled:
        return column
    if with_signs:
        column.signed = int(signed_numbers(text.str.strip_chars()).sum())
    real = text.cast(pl.Float64, strict=False)
    is_number = text.str.contains(GRAMMAR) & real.is_finite()
    column.numbers = int(is_number.sum()) - coded
    size = real.filter(is_number.fill_null(value=False)).abs()
    column.is_wide = bool(((size > FLOAT_MOST) | ((size < FLOAT_LEAST) & (size > 0))).any())
    if whole:
        least, most = number.min(), number.max()
        column.least = least if isinstance(least, int) else 0
        column.most = most if isinstance(most, int) else 0
    column.digits = _most_digits(text)
    return column


def _most_digits(text: pl.Series) -> int:
    """The most significant digits that any number has."""
    bare = text.str.strip_chars_start("+-0.")
    bare = bare.str.replace("[eE].*$", "") if text.str.contains("[eE]").any() else bare
    found = bare.str.replace(".", "", literal=True).str.len_bytes().max()
    return found if isinstance(found, int) else 0
