"""Which rows cannot be used, whatever is repaired: what is missing, too long, reserved, or no value of its kind."""

from __future__ import annotations

from collections.abc import Sequence

import polars as pl

from interactions_cli.measures.row_kinds import UNUSABLE
from interactions_cli.personalize.fields import EVENT_TYPE, FIELD_TYPES, ITEM_ID, RESERVED, TIMESTAMP, USER_ID
from interactions_cli.personalize.limits import MAX_CATEGORICAL_CHARS, MAX_ID_CHARS
from interactions_cli.personalize.nothing import NO_NUMBERS, NOTHING
from interactions_cli.personalize.schema import Role
from interactions_cli.reading.columns import Column, service_columns
from interactions_cli.reading.records import Records

MASK = "unusable"
# A time in another form has at least so many digits; with fewer there is nothing to convert.
TIME_DIGITS = "(?:[0-9][^0-9]*){4}"


class Unusable:
    """Finds the rows that an import refuses or ignores and that no conversion saves.

    A time or a number in another form can be converted, so its row counts as usable.

    Args:
        columns: Of a file.
    """

    def __init__(self, columns: Sequence[Column]) -> None:
        known = [column for column in columns if column.field.role is not Role.OUTSIDE]
        named = service_columns(known)
        self._type = named.get(EVENT_TYPE)
        # A schema may allow blanks in any other column.
        self._needed = [column for name, column in named.items() if "null" not in FIELD_TYPES[name]]
        self._numbers = [column for column in known if column.field.is_number]
        ids = [named[name] for name in (USER_ID, ITEM_ID) if name in named]
        own = [
            column
            for column in known
            if column.field.role is Role.OWN and column.field.kind == "string" and column.field.categorical
        ]
        self._limited = [(column, MAX_ID_CHARS) for column in ids] + [(column, MAX_CATEGORICAL_CHARS) for column in own]

    def __call__(self, records: Records, event_types: pl.Series) -> pl.Series | None:
        """The mask `unusable` of some records; None where each of them can be used.

        Args:
            records: Of the file.
            event_types: The different ones of these records.
        """
        frame, filled = records.frame, records.filled(self._needed)
        found = [
            (column.typed if records.is_proven(column) else column.raw).is_null()
            for column in self._needed
            if filled[column.slot] < frame.height
        ]
        for column in self._numbers:
            if (
                not records.is_proven(column)
                and frame[column.typed_name].null_count() > frame[column.raw_name].null_count()
            ):
                found.append(_no_number(column))
        longest = records.facts.longest([column for column, _limit in self._limited])
        found += [
            column.trimmed.str.len_chars() > limit for column, limit in self._limited if longest[column.slot] > limit
        ]
        if self._type and event_types.is_in(RESERVED).any():
            found.append(self._type.raw.is_in(RESERVED))
        if not found:
            return None
        mask = frame.select_seq(pl.any_horizontal(found).fill_null(value=False).alias(MASK)).to_series()
        return mask if mask.any() else None


def _no_number(column: Column) -> pl.Expr:
    """Texts that are no number and cannot be read as one, or left blank."""
    is_text = column.raw.is_not_null() & column.typed.is_null()
    if column.name == TIMESTAMP:
        return is_text & ~column.raw.str.contains(TIME_DIGITS)
    is_word = column.trimmed.str.to_lowercase().is_in([*NOTHING, *NO_NUMBERS])
    return is_text & ~column.raw.str.contains("[0-9]") & ~is_word


def unless_unusable(kind: pl.Expr) -> pl.Expr:
    """The kind of rows of which MASK tells which cannot be used."""
    return pl.when(pl.col(MASK)).then(pl.lit(UNUSABLE, dtype=pl.UInt32)).otherwise(kind)
