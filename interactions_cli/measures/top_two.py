"""The two largest values of each user and event type: which users are left at any threshold."""

from __future__ import annotations

from collections.abc import Sequence

import polars as pl

# A row as one number that sorts by user, then type, then bucket: 64 bits of hash, 31 of the type's number, 32 of code.
TYPES, CODES = 2**31, 2**32
HALF = 2**31
# Users are dealt with in so many parts, so that no more than one part is copied and sorted at a time.
PARTITIONS = 32

# (code, users whose largest value is in that bucket), ascending, and the same for the second largest values.
Levels = tuple[Sequence[tuple[int, int]], Sequence[tuple[int, int]]]


class TopTwo:
    """Keeps at most two rows of each user and event type, those with the largest bucket codes."""

    def __init__(self) -> None:
        self._known = [(pl.Series("row", dtype=pl.Int128),) * 2] * PARTITIONS
        self._types: dict[int, int] = {}

    def with_type_numbers(self, rows: pl.DataFrame) -> pl.DataFrame:
        """Rows `u`, `t` (hashes of user and event type), `code` with the type's number `kind` in place of `t`."""
        for kind in rows["t"].unique().to_list():
            self._types.setdefault(kind, len(self._types))
        # Of no rows the numbers would have the type of the hashes.
        kinds = rows["t"].replace_strict(self._types).cast(pl.Int32)
        return rows.select("u", "code", kind=kinds)

    def add_window(self, window: pl.DataFrame) -> None:
        """Add rows `u`, `kind`, `code` without nulls, see `with_type_numbers`."""
        parts = (window["u"] // (2**64 // PARTITIONS)).cast(pl.UInt8)
        for number, known in enumerate(self._known):
            self._known[number] = top_two(pl.concat([*known, _packed(window.filter(parts == number))]))

    def by_type(self) -> dict[int, Levels]:
        """The levels of each type, by its hash."""
        names = {number: kind for kind, number in self._types.items()}
        found: dict[int, tuple[list[tuple[int, int]], list[tuple[int, int]]]] = {}
        for place, counts in enumerate(_counted(self._known)):
            for number, code, n in counts:
                found.setdefault(names[number], ([], []))[place].append((code, n))
        return dict(found)

    def of_all(self) -> Levels:
        """The levels of all types together."""
        row = pl.col("row")
        without_type = row // (TYPES * CODES) * (TYPES * CODES) + row % CODES
        every = [top_two(pl.concat(known).to_frame("row").select(without_type)["row"]) for known in self._known]
        first, second = _counted(every)
        return [(code, n) for _none, code, n in first], [(code, n) for _none, code, n in second]


def top_two(rows: pl.Series) -> tuple[pl.Series, pl.Series]:
    """The largest row of each key, and the second largest where there is one; a key is all but the code."""
    ordered = rows.sort().to_frame("row")
    # Ascending, so the largest of a key is followed by another key, and the second largest by the largest.
    key = pl.col("row") // CODES
    is_last, is_last_but_one = key.ne_missing(key.shift(-1)), key.ne_missing(key.shift(-2))
    marks = ordered.select(first=is_last, second=~is_last & is_last_but_one)
    return ordered["row"].filter(marks["first"]), ordered["row"].filter(marks["second"])


def _packed(window: pl.DataFrame) -> pl.Series:
    user, kind, code = (pl.col(name).cast(pl.Int128) for name in ("u", "kind", "code"))
    row = (user * TYPES + kind) * CODES + (code + HALF)
    return window.select(row=row)["row"]


def _counted(known: Sequence[tuple[pl.Series, pl.Series]]) -> list[list[tuple[int, int, int]]]:
    """(Type number, code, rows) of the largest, and of the second largest; ascending codes."""
    row = pl.col("row")
    parts = {"kind": row // CODES % TYPES, "code": row % CODES - HALF}
    columns = [part.cast(pl.Int64).alias(name) for name, part in parts.items()]
    found = []
    for rows in zip(*known, strict=True):
        counts = [part.to_frame("row").select(columns).group_by("kind", "code").len("n") for part in rows]
        found.append(pl.concat(counts).group_by("kind", "code").agg(pl.col("n").sum()).sort("code").rows())
    return found
