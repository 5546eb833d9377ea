"""What stands for users, items and whole records: hashes of 64 bits, which hold within one version of Polars."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache, reduce
from operator import add

import polars as pl

from interactions_cli.personalize.fields import ITEM_ID, TIMESTAMP, USER_ID
from interactions_cli.reading.columns import Column, service_columns
from interactions_cli.reading.records import Records


@cache
def _weight(name: str) -> pl.Expr:
    """An odd 64-bit factor that depends on the column's name only, so column order does not change a row's hash."""
    digest = hashlib.blake2b(name.encode("utf-8", "surrogatepass"), digest_size=8).digest()
    return pl.lit(int.from_bytes(digest, "little") | 1, dtype=pl.UInt64)


def key_hash(column: Column, seed: int = 0) -> pl.Expr:
    """What stands for a cell's text, for instance a user: 64 bits, null where blank."""
    return pl.when(column.raw.is_not_null()).then(column.raw.hash(seed))


def row_hash(
    columns: Sequence[Column], records: Records, *, seed: int = 0, known: Mapping[Column, pl.Expr] | None = None
) -> pl.Expr:
    """What stands for a record among these: the sum of its cells' weighed hashes, 64 bits.

    Blanks add nothing, so an absent column equals a blank one. Another seed gives bits that do not depend on these.

    Args:
        columns: Those that count.
        records: Whose.
        seed: Of the hashes.
        known: The `key_hash` of columns where the frame that is asked has it, 0 where blank.
    """
    at_hand = known or {}
    terms = [
        (at_hand[column] if column in at_hand else _cell_hash(column, seed, records)) * _weight(column.name)
        for column in columns
    ]
    # A sum over all at once would be handed to threads of their own.
    return reduce(add, terms) if terms else pl.lit(0, dtype=pl.UInt64)


def _cell_hash(column: Column, seed: int, records: Records) -> pl.Expr:
    """The hash of a cell's value: numbers by value, what is not in the grammar by text; 0 where blank."""
    is_proven = records.is_proven(column)
    # A value that is there needs no look at whether it is, which takes longer than hashing it.
    has_nulls = records.frame[column.typed_name if is_proven else column.raw_name].null_count() > 0
    if not column.field.is_number:
        return key_hash(column, seed).fill_null(0) if has_nulls else column.raw.hash(seed)
    # Polars hashes -0.0 as 0.0, which their bits would not tell; adding zero is no help, for Polars leaves it out.
    value = column.typed.hash(seed)
    if is_proven and not has_nulls:
        return value
    nothing = pl.lit(0, dtype=pl.UInt64)
    without_number = nothing if is_proven else key_hash(column, seed).fill_null(nothing)
    return pl.when(column.typed.is_not_null()).then(value).otherwise(without_number)


@dataclass(frozen=True)
class KeyedRecords:
    """Records and their `hashes`, taken once for all measures.

    `u` and `i` stand for user and item, null where blank; `g` for user, item and time together.
    """

    records: Records
    hashes: pl.DataFrame


class Keys:
    """Which columns of a file stand for what: `user`, `item`, `time`, `key` for these three, `rest` for the others."""

    def __init__(self, columns: Sequence[Column]) -> None:
        by_name = service_columns(columns)
        self.user, self.item, self.time = (by_name.get(name) for name in (USER_ID, ITEM_ID, TIMESTAMP))
        self.key = tuple(column for column in (self.user, self.item, self.time) if column) or tuple(columns)
        self.rest = tuple(column for column in columns if column not in self.key)

    def __call__(self, records: Records) -> KeyedRecords:
        """Hash the keys of some records."""
        ids = {"u": self.user, "i": self.item}
        hashes = records.facts.hashes([column for column in ids.values() if column])
        nothing = pl.lit(None, dtype=pl.UInt64)
        found = {name: hashes[column.slot] if column else nothing for name, column in ids.items()}
        frame = records.frame.with_columns_seq(**found)
        known = {column: without_null(name, hashes[column.slot]) for name, column in ids.items() if column}
        return KeyedRecords(
            records, frame.with_columns_seq(g=row_hash(self.key, records, known=known)).select_seq("u", "i", "g")
        )


def without_null(name: str, hashes: pl.Series) -> pl.Expr:
    """A column of these hashes with 0 for no hash."""
    return pl.col(name).fill_null(0) if hashes.null_count() else pl.col(name)
