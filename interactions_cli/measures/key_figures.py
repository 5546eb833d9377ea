"""Figures of what is counted per user, item and record: they add up over sets of records that share none of these."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, fields, replace
from typing import Self

import polars as pl

from interactions_cli.measures.parts import Part
from interactions_cli.measures.row_kinds import UNUSABLE, placeholder_users
from interactions_cli.measures.samples import FULL

KEYS_OF_COUNT = {"n": pl.Int64(), "keys": pl.Int64()}
PLACEHOLDERS = {"word": pl.String(), "n": pl.Int64()}
LEVELS = dict.fromkeys(("level", "distinct", "rows", "triples", "lone", "lone_usable"), pl.Int64())
COPIES = {"level": pl.Int64(), "line": pl.Int64(), "first": pl.Int64()}
SCHEMAS: dict[str, dict[str, pl.DataType]] = {
    "users": {**KEYS_OF_COUNT},
    "items": {**KEYS_OF_COUNT},
    "usable": {**KEYS_OF_COUNT},
    "placeholders": {**PLACEHOLDERS},
    "levels": {**LEVELS},
    "kinds": {"level": pl.Int64(), "kind": pl.UInt32(), "distinct": pl.Int64(), "rows": pl.Int64()},
    "copies": {**COPIES},
    "values": {"slot": pl.Int64(), "level": pl.Int64(), "distinct": pl.Int64()},
}
# Its sample has a few hashes at most.
LAST_LEVEL = 31
# What tells the rows of a frame apart; the other columns are added up.
KEYS = ("slot", "level", "kind", "word")


def limit_of(level: int) -> int:
    """The largest hash of a sample: each level has a quarter of the one before."""
    return FULL >> (2 * level)


def level_of(limit: int) -> int:
    """The level with this limit."""
    return (FULL.bit_length() - limit.bit_length()) // 2


def spread(keys: pl.DataFrame) -> pl.DataFrame:
    """How many of the `keys` have `n` rows, from a frame with `n` for each of them."""
    return keys["n"].value_counts(name="keys").select(pl.col("n", "keys").cast(pl.Int64))


def _fitting(levels: pl.DataFrame, keep: int | None) -> pl.DataFrame:
    """The levels with at most `keep` distinct ones."""
    return levels if keep is None else levels.filter((pl.col("distinct") <= keep) | (pl.col("level") == LAST_LEVEL))


@dataclass(frozen=True, kw_only=True)
class KeyFigures(Part):
    """What is counted of some users, some items and some records.

    Attributes:
        users: How many users (`keys`) have `n` rows.
        items: The same of items.
        usable: How many users have `n` usable rows.
        placeholders: Rows `n` of ids (`word`) that stand for nobody.
        levels: Of the rows in a sample by hash (`level` 0 has all, each further one a quarter): how many are
            `distinct`, `rows` of them all, `triples` of user, item and time, and `lone` users, whose two or more rows
            are all equal, the same of usable rows alone in `lone_usable`.
        kinds: For each `kind` of rows the `distinct` ones and the `rows` of a level.
        copies: The first surplus copies of a level: the place of their `line` and that of the `first` copy.
        values: The `distinct` values that the column with a slot has in a sample by hash.
    """

    users: pl.DataFrame
    items: pl.DataFrame
    usable: pl.DataFrame
    placeholders: pl.DataFrame
    levels: pl.DataFrame
    kinds: pl.DataFrame
    copies: pl.DataFrame
    values: pl.DataFrame

    @classmethod
    def of(
        cls,
        users: pl.DataFrame,
        items: pl.DataFrame,
        usable: pl.DataFrame,
        samples: Sequence[RowFigures],
        values: pl.DataFrame,
    ) -> Self:
        """From rows per user and item, and usable ones per user (columns `key`, `n`), samples of rows and of values."""
        found = {
            "values": values,
            "users": spread(users),
            "items": spread(items),
            "placeholders": pl.DataFrame(list(placeholder_users(users).items()), schema=PLACEHOLDERS, orient="row"),
        }
        found["usable"] = found["users"] if usable is users else spread(usable)
        for name in ("levels", "kinds", "copies"):
            frames = [getattr(sample, name) for sample in samples]
            found[name] = pl.concat([pl.DataFrame(schema=SCHEMAS[name]), *frames])
        return cls(**found)

    @classmethod
    def sum(cls, several: Iterable[KeyFigures]) -> Self:
        """The figures of records that share no user, no item and no copies."""
        every = list(several)
        found = {}
        for field in fields(cls):
            schema = SCHEMAS[field.name]
            whole = pl.concat([pl.DataFrame(schema=schema), *(getattr(one, field.name) for one in every)])
            keys = ["n"] if "keys" in schema else [name for name in schema if name in KEYS]
            if field.name != "copies":
                whole = whole.group_by(keys).agg(pl.exclude(keys).sum())
            found[field.name] = whole
        return cls(**found)

    def distinct_values(self, slot: int, keep: int | None) -> tuple[int, bool] | None:
        """Distinct values of a column, and whether that is an estimate because there are more than `keep`."""
        known = self.values.filter(pl.col("slot") == slot).sort("level")
        if not known.height:
            return None
        _slot, level, distinct = _fitting(known, keep).row(0)
        return round(distinct * (FULL / limit_of(level))), level > 0

    def top_users(self, count: int) -> tuple[int, ...]:
        """The rows of the users with most of them."""
        top: list[int] = []
        for rows, keys in self.users.sort("n", descending=True).head(count).rows():
            top += [rows] * min(keys, count)
        return tuple(top[:count])

    def first_copies(self, level: int, count: int) -> list[tuple[int, int]]:
        """The first surplus copies of a level in order: (line, line of the first copy)."""
        return self.copies.filter(pl.col("level") == level).sort("line").select("line", "first").head(count).rows()

    def with_places(self, place: Callable[[int], int]) -> Self:
        """The same with other places of lines."""
        lines = [(level, place(line), place(first)) for level, line, first in self.copies.rows()]
        return replace(self, copies=pl.DataFrame(lines, schema=COPIES, orient="row"))

    def at(self, keep: int | None) -> Level:
        """The first level that has at most `keep` distinct rows; None for the first one there is."""
        fitting = _fitting(self.levels.sort("level"), keep)
        if not fitting.height:
            return Level(number=0, distinct=0, rows=0, triples=0, lone=0, lone_usable=0)
        number, distinct, rows, triples, lone, usable = fitting.row(0)
        return Level(number=number, distinct=distinct, rows=rows, triples=triples, lone=lone, lone_usable=usable)


@dataclass(frozen=True, kw_only=True)
class Level:
    """What a sample by hash holds; see KeyFigures."""

    number: int
    distinct: int
    rows: int
    triples: int
    lone: int
    lone_usable: int

    def scaled(self, count: int) -> int:
        """What a count in the sample says of the whole."""
        return round(count * (FULL / limit_of(self.number)))


@dataclass(frozen=True, kw_only=True)
class RowFigures:
    """The rows of one sample, as KeyFigures has them."""

    levels: pl.DataFrame
    kinds: pl.DataFrame
    copies: pl.DataFrame

    @classmethod
    def of(
        cls,
        level: int,
        singles: pl.DataFrame,
        groups: pl.DataFrame,
        copies: pl.DataFrame,
        users: pl.DataFrame,
        usable: pl.DataFrame,
    ) -> Self:
        """Count different rows.

        Args:
            level: Of the sample.
            singles: Rows that occur once, columns `h`, `g` and `kind`; groups of one are not among them.
            groups: Groups of equal rows, columns `h`, `g`, `u`, `kind`, and `n` equal ones.
            copies: The first surplus copies, columns `line` and `first`.
            users: Rows per user, columns `key` and `n`, over all rows.
            usable: The same of usable rows.
        """
        number = pl.lit(level, dtype=pl.Int64).alias("level")
        distinct = singles.height + groups.height
        keys = [part[name] for name in ("h", "g") for part in (singles, groups)]
        is_key = keys[0].equals(keys[2]) and keys[1].equals(keys[3])
        triples = distinct if is_key else pl.concat(keys[2:], rechunk=False).n_unique()
        repeated = groups.filter(pl.col("n") > 1)
        lone = lone_usable = _lone(repeated, users)
        if usable is not users:
            lone_usable = _lone(repeated.filter(pl.col("kind") != UNUSABLE), usable)
        counted = (level, distinct, singles.height + int(groups["n"].sum()), triples, lone, lone_usable)
        once = singles["kind"].value_counts(name="distinct").select("kind", "distinct", n="distinct")
        several = groups.group_by("kind").agg(distinct=pl.len(), n=pl.col("n").sum())
        kinds = pl.concat([once, several], how="vertical_relaxed").group_by("kind").agg(pl.col("distinct", "n").sum())
        return cls(
            levels=pl.DataFrame([counted] if distinct else [], schema=LEVELS, orient="row"),
            kinds=kinds.select(number, "kind", pl.col("distinct").cast(pl.Int64), rows=pl.col("n").cast(pl.Int64)),
            copies=copies.select(number, pl.col("line", "first").cast(pl.Int64)),
        )


def _lone(repeated: pl.DataFrame, users: pl.DataFrame) -> int:
    """Users all of whose rows are equal, from rows that occur more than once and rows per user."""
    of_users = repeated.join(users.rename({"n": "rows"}), left_on="u", right_on="key")
    return of_users.filter(pl.col("n") == pl.col("rows")).height


def usable_of(users: pl.DataFrame, lost: pl.DataFrame) -> pl.DataFrame:
    """Usable rows per user (columns `key`, `n`), from all of them and those that are lost."""
    if not lost.height:
        return users
    both = users.join(lost.select("key", lost="n"), on="key", how="left")
    return both.select("key", n=pl.col("n") - pl.col("lost").fill_null(0)).filter(pl.col("n") > 0)


def with_2_of(users: pl.DataFrame) -> int:
    """How many users have two or more rows, from how many (`keys`) have `n`."""
    return int(users.filter(pl.col("n") >= 2)["keys"].sum())
