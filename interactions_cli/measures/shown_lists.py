"""The lists of a block, taken apart once for all rules: which of them may have what a rule is about."""

from __future__ import annotations

from functools import cached_property
from typing import Final

import polars as pl

from interactions_cli.measures.repeats import id_hashes, repeating
from interactions_cli.personalize.fields import IMPRESSION_SEPARATOR
from interactions_cli.personalize.limits import MAX_ID_CHARS, MAX_IMPRESSION_CHARS
from interactions_cli.reading.columns import Column
from interactions_cli.reading.records import Records

# A cell of more bytes is too long whatever its characters are. It may have millions of ids: it is not taken apart here.
LONG_BYTES: Final = 4 * MAX_IMPRESSION_CHARS


class ShownLists:
    """The lists of some records. Nothing is done before it is asked for.

    Each method gives the places of rows (UInt32, ascending) beyond which no row has what it names; cells of more than
    LONG_BYTES are among them always, blank ones never.

    Args:
        records: Of a block.
        column: Holds the lists.
    """

    def __init__(self, records: Records, column: Column) -> None:
        self._frame = records.frame
        self._cells = records.frame[column.raw_name]
        self._may_hold_blanks = records.may_hold_blanks
        self._absent: dict[Column, pl.Series] = {}

    @cached_property
    def _bytes(self) -> pl.Series:
        return self._cells.str.len_bytes()

    @cached_property
    def _is_long(self) -> pl.Series:
        return (self._bytes > LONG_BYTES).fill_null(value=False)

    @cached_property
    def _ids(self) -> pl.Series:
        cells = self._cells.set(self._is_long, None) if self._is_long.any() else self._cells
        return cells.str.split(IMPRESSION_SEPARATOR)

    @cached_property
    def _hashes(self) -> pl.Series:
        return id_hashes(self._ids)

    def _rows(self, suspected: pl.Series) -> pl.Series:
        return (suspected.fill_null(value=False) | self._is_long).arg_true()

    @cached_property
    def tell_absence(self) -> bool:
        """Whether the rows `without` an item are those whose list does not have it, blanks around ids left out."""
        return not self._may_hold_blanks and not self._is_long.any()

    @cached_property
    def _are_single(self) -> pl.Series:
        if "_ids" in self.__dict__:
            return self._ids.list.len() < 2
        # A look for the first bar takes a tenth of the time of taking the lists apart.
        return ~self._cells.str.contains(IMPRESSION_SEPARATOR, literal=True)

    def without_bar(self) -> pl.Series:
        """Lists of one id."""
        return self._rows(self._are_single)

    def with_blanks(self) -> pl.Series:
        """Lists with an id of no characters, or with white space anywhere."""
        nothing = pl.Series([""]).hash()
        may_be = self._may_hold_blanks or bool((_flat(self._hashes) == nothing).any())
        return self._rows(self._cells.is_not_null() & may_be)

    def with_long_ids(self) -> pl.Series:
        """Lists with an id of more than MAX_ID_CHARS characters."""
        is_suspect = self._bytes > MAX_ID_CHARS
        may_be = bool(is_suspect.any()) and bool((_flat(self._ids).str.len_bytes() > MAX_ID_CHARS).any())
        return self._rows(is_suspect & may_be)

    def with_repeats(self) -> pl.Series:
        """Lists with an id more than once."""
        return self._rows(repeating(self._ids, self._hashes))

    def without(self, item: Column) -> pl.Series:
        """Lists that do not have the item of their row just as it is written."""
        return self._rows(self._lack(item))

    def single_without(self, item: Column) -> pl.Series:
        """Lists of one id that is not the item of their row just as it is written."""
        # The only id of a list is its cell.
        own = self._frame[item.raw_name]
        return self._rows(self._are_single & (self._cells != own))

    def _lack(self, item: Column) -> pl.Series:
        if item not in self._absent:
            own = self._frame[item.raw_name]
            # The least of unsigned differences is zero where one of them is.
            is_absent = (self._hashes - own.hash()).list.min() > 0
            self._absent[item] = is_absent & own.is_not_null()
        return self._absent[item]


def _flat(lists: pl.Series) -> pl.Series:
    return lists.explode(empty_as_null=False, keep_nulls=False)
