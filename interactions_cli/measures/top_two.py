"""The two largest values of each user and event type: which users are left at any threshold."""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Self

import polars as pl

from interactions_cli.measures.beside import Beside, Window
from interactions_cli.reading.frames import rows_where

# A row as one number that sorts by user, then type, then bucket: 64 bits of hash, 31 of the type's number, 21 of code.
TYPES, CODES = 2**31, 2**21
HALF = 2**20
# Users are dealt with in so many parts, so that no more than one part is unpacked and sorted together at a time.
PARTITIONS = 8
USERS_OF_PARTITION = 2**64 // PARTITIONS
# Rows of a part that are held until they are compared with what is known: fewer cost more time, more cost memory.
HELD_ROWS = 250_000
# Comparing with each of so few types takes less than looking every row's up.
FEW_TYPES = 10
# (users with at least one row, users with at least two) at each of some thresholds.
Left = list[tuple[int, int]]


@dataclass(frozen=True)
class _Known:
    """The rows of some users, ascending, in as few bits as they need: half of what the numbers that are sorted have.

    `users` are the different hashes, ascending. A row is (place in `users` x `types` + type) x CODES + code.
    """

    users: pl.Series
    rows: pl.Series
    types: int

    @classmethod
    def of(cls, rows: pl.Series, types: int) -> Self:
        """Pack ascending rows; `types` is above every type's number."""
        parts = rows.to_frame("row").select(
            user=(pl.col("row") // (TYPES * CODES)).cast(pl.UInt64),
            rest=(pl.col("row") % (TYPES * CODES)).cast(pl.UInt64),
        )
        is_new = parts["user"].ne_missing(parts["user"].shift(1))
        users = parts["user"].filter(is_new)
        kind = pl.UInt64 if len(users) * types * CODES <= 2**64 else pl.Int128
        place = (is_new.cum_sum() - 1).cast(kind)
        packed = parts.select(row=pl.lit(place) * (types * CODES) + pl.col("rest").cast(kind))
        return cls(users, packed["row"], types)

    def unpacked(self) -> pl.Series:
        """The rows as numbers that sort beside those of other users and types."""
        row, per_user = pl.col("row"), self.types * CODES
        user = pl.lit(self.users).gather((row // per_user).cast(pl.UInt32)).cast(pl.Int128)
        return self.rows.to_frame("row").select(user * (TYPES * CODES) + (row % per_user).cast(pl.Int128)).to_series()


class TopTwo:
    """Keeps at most two rows of each user and event type, those with the largest bucket codes.

    Args:
        beside: Where rows are compared with what is known.
    """

    def __init__(self, beside: Beside | None = None) -> None:
        self._types: dict[int, int] = {}
        self._known = [_Known.of(pl.Series(dtype=pl.Int128), 1)] * PARTITIONS
        thread = beside or Beside("top")
        self._windows = [Window[pl.DataFrame](thread) for _ in self._known]
        # The first time they are due one after the other; if all were due at once, twice as many rows would be held.
        self._most = [HELD_ROWS * (part + 1) // PARTITIONS for part in range(PARTITIONS)]

    def add(self, rows: pl.DataFrame) -> None:
        """Add rows: `u` and `t`, the hashes of user and event type, and `code`, without nulls."""
        numbers = {kind: self._types.setdefault(kind, len(self._types)) for kind in rows["t"].unique().to_list()}
        numbered = pl.DataFrame([rows["u"], _replaced(rows["t"], numbers).alias("t"), rows["code"]])
        parts = (rows["u"] // pl.Series([USERS_OF_PARTITION], dtype=pl.UInt64)).cast(pl.UInt8, wrap_numerical=True)
        for part, window in enumerate(self._windows):
            piece = rows_where(numbered, parts == part)
            if piece.height:
                window.add(piece, self._most[part], partial(self._take_in, part))
            if not window.rows:
                self._most[part] = HELD_ROWS

    def _close(self) -> None:
        for part, window in enumerate(self._windows):
            window.close(partial(self._take_in, part))

    def _take_in(self, part: int, held: list[pl.DataFrame]) -> None:
        window = pl.concat(held)
        held.clear()
        rest = pl.col("t").cast(pl.Int64) * CODES + (pl.col("code").cast(pl.Int64) + HALF)
        row = pl.col("u").cast(pl.Int128) * (TYPES * CODES) + rest
        every = pl.concat([self._known[part].unpacked(), window.select(row=row)["row"]]).sort()
        self._known[part] = _Known.of(_top_two(every), len(self._types))

    def left(self, thresholds: Mapping[int, Sequence[int]]) -> dict[int, Left]:
        """The users left at some thresholds.

        Args:
            thresholds: Codes, ascending, by the hash of the event type.

        Returns:
            The users of each of these types that occurs, by its hash.
        """
        self._close()
        asked = sorted((self._types[kind], kind) for kind in thresholds if kind in self._types)
        steps = [
            number * CODES + HALF + code
            for number, kind in asked
            # What comes after a type's codes is another type, which may be one that nobody asked for.
            for code in (*thresholds[kind], CODES - HALF)
        ]
        found = iter(_per_step(((known.rows, known.types * CODES) for known in self._known), steps))
        return {kind: _at_least([next(found) for _ in (*thresholds[kind], None)][:-1]) for _number, kind in asked}

    def left_of_all(self, thresholds: Sequence[int]) -> Left:
        """The same for rows of all types together."""
        self._close()
        together = ((_without_type(known), CODES) for known in self._known)
        return _at_least(_per_step(together, [HALF + code for code in thresholds]))


def _replaced(kinds: pl.Series, numbers: Mapping[int, int]) -> pl.Series:
    if len(numbers) > FEW_TYPES:
        return kinds.replace_strict(numbers, return_dtype=pl.UInt32)
    found = pl.zeros(len(kinds), dtype=pl.UInt32, eager=True)
    for kind, number in numbers.items():
        if number:
            found += (kinds == kind).cast(pl.UInt32) * number
    return found


def _top_two(rows: pl.Series) -> pl.Series:
    """Of ascending rows the last two of each key; a key is all but the code."""
    key = rows.to_frame("row").select(pl.col("row") // CODES).to_series()
    return rows.filter(key.ne_missing(key.shift(-2)))


def _without_type(known: _Known) -> pl.Series:
    row, per_user = pl.col("row"), known.types * CODES
    rows = known.rows.to_frame("row").select(row // per_user * CODES + row % CODES).to_series()
    return _top_two(rows.sort())


def _per_step(parts: Iterable[tuple[pl.Series, int]], steps: Sequence[int]) -> Left:
    """For each step: keys whose largest row is at it, or above it and below the next one; and so the second largest.

    Args:
        parts: Ascending rows, at most two of a key, and the size of that part of a row that is compared with steps.
        steps: Ascending.
    """
    bounds, row, key = pl.Series(steps, dtype=pl.UInt64), pl.col("row"), pl.col("row") // CODES
    counts = [
        rows.to_frame("row")
        .select(
            step=pl.lit(bounds).search_sorted((row % size).cast(pl.UInt64), side="right"),
            is_largest=key.ne_missing(key.shift(-1)),
        )
        .group_by("step")
        .agg(largest=pl.col("is_largest").sum(), both=pl.len())
        for rows, size in parts
    ]
    totals = pl.concat(counts).group_by("step").sum()
    # A step is numbered by the bounds up to it.
    known = {step: (largest, both - largest) for step, largest, both in totals.rows()}
    return [known.get(number, (0, 0)) for number, _bound in enumerate(steps, 1)]


def _at_least(counts: Left) -> Left:
    """The sums from each step to the last."""
    sums = itertools.accumulate(reversed(counts), lambda sum, more: (sum[0] + more[0], sum[1] + more[1]))
    return list(sums)[::-1]
