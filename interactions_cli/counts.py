"""Counting by 64-bit hash with memory that follows distinct values: keys, distinct values, and equal rows."""

from __future__ import annotations

from collections.abc import Sequence

import polars as pl

FULL = 2**64 - 1
# Counting windows of this many rows costs no more than counting the whole at once; smaller ones cost up to twice.
WINDOW_ROWS = 4_000_000
KEEP_ROWS = 4_000_000
HELD_ROWS = 1_000_000
KEEP_VALUES = 100_000
REGROUP_PARTS = 6
# Comparing with one text takes a tenth of the time of grouping by text, so few of them are worth a try.
KNOWN_TEXTS = 10


class KeyCounts:
    """How many rows each key (a user's or an item's hash) has; exact."""

    def __init__(self, name: str) -> None:
        self._name = name
        self._parts: list[pl.DataFrame] = []

    def add_window(self, window: pl.DataFrame) -> None:
        """Count the keys of a frame; nulls are no keys."""
        # Sorting integers and measuring the runs takes half the time of a group-by.
        runs = window[self._name].drop_nulls().sort().rle().struct.unnest()
        self._parts.append(runs.select(key="value", n=pl.col("len").cast(pl.Int64)))
        if len(self._parts) >= REGROUP_PARTS:
            self.frame()

    def frame(self) -> pl.DataFrame:
        """All keys with their number of rows, columns `key` and `n`."""
        if not self._parts:
            return pl.DataFrame(schema={"key": pl.UInt64, "n": pl.Int64})
        if len(self._parts) > 1:
            plan = pl.concat(self._parts).lazy().group_by("key").agg(pl.col("n").sum())
            self._parts = [plan.collect(engine="streaming")]
        return self._parts[0]


class IdCounts:
    """Rows per user and per item, from frames with the hashes `u` and `i`; exact."""

    def __init__(self) -> None:
        self._pending: list[pl.DataFrame] = []
        self._pending_rows = 0
        self._users, self._items = KeyCounts("u"), KeyCounts("i")

    def add(self, ids: pl.DataFrame) -> None:
        """Add the ids of some rows."""
        self._pending.append(ids)
        self._pending_rows += ids.height
        if self._pending_rows >= WINDOW_ROWS:
            self._close_window()

    def _close_window(self) -> None:
        if self._pending:
            window = pl.concat(self._pending)
            self._pending, self._pending_rows = [], 0
            self._users.add_window(window)
            self._items.add_window(window)

    @property
    def users(self) -> pl.DataFrame:
        """Users with their number of rows, columns `key` and `n`."""
        self._close_window()
        return self._users.frame()

    @property
    def items(self) -> pl.DataFrame:
        """Items with their number of rows, columns `key` and `n`."""
        self._close_window()
        return self._items.frame()


class TextCounter:
    """How many rows each text of a column has, block by block; exact.

    Remembers the first texts that came, which makes columns of few texts fast and never changes a result.
    """

    def __init__(self) -> None:
        self._known: tuple[str, ...] | None = ()

    def counts(self, texts: pl.Series) -> pl.DataFrame:
        """Columns `text` and `n` of some rows; nulls are no texts."""
        known = self._known or ()
        texts = texts.drop_nulls()
        found = {text: int((texts == text).sum()) for text in known}
        schema = {"text": pl.String, "n": pl.Int64}
        counted = pl.DataFrame([pair for pair in found.items() if pair[1]], schema=schema, orient="row")
        if counted["n"].sum() == len(texts):
            return counted
        others = texts.filter(~texts.is_in(known)) if counted.height else texts
        plan = others.alias("text").to_frame().lazy().group_by("text").agg(n=pl.len().cast(pl.Int64))
        grouped = plan.collect()
        if self._known is not None:
            every = (*known, *grouped["text"])
            self._known = every if len(every) <= KNOWN_TEXTS else None
        return pl.concat([counted, grouped])


class DistinctSample:
    """How many distinct values a column has: exact up to 100,000, then estimated from the smallest hashes.

    All copies of a value share its hash, so those below a limit are an unbiased sample, and the limit at the end is
    the same whatever the order in which the values came.
    """

    def __init__(self, *, keep: int | None = KEEP_VALUES) -> None:
        self._keep = keep
        self._limit = FULL
        self._hashes = pl.Series(dtype=pl.UInt64)

    def add(self, hashes: pl.Series) -> None:
        """Add the hashes of some values."""
        new = hashes if self._limit == FULL else hashes.filter(hashes <= self._limit)
        self._hashes = pl.concat([self._hashes, new]).unique()
        while self._keep is not None and len(self._hashes) > self._keep and self._limit > 1:
            self._limit //= 4
            self._hashes = self._hashes.filter(self._hashes <= self._limit)

    @property
    def is_estimate(self) -> bool:
        """Whether `distinct` is not exact."""
        return self._limit != FULL

    @property
    def distinct(self) -> int:
        """Number of distinct values."""
        return round(len(self._hashes) * (FULL / self._limit))


class RowSample:
    """Which rows are equal: exact up to 4,000,000 distinct rows, then estimated from a sample by hash.

    Rows come as `g` (hash of user, item, time), `h` (hash of the whole row), `u` (hash of the user) and `line`.
    Sampling is by `g`, so that all copies of a row, and all rows of a (user, item, time), are in or out together.
    """

    def __init__(self, *, keep: int | None = KEEP_ROWS, max_samples: int = 5) -> None:
        self._keep = keep
        self._max_samples = max_samples
        self._held: list[pl.DataFrame] = []
        self._held_rows = 0
        self._groups: pl.DataFrame | None = None
        self._surplus: pl.DataFrame | None = None
        self.limit = FULL

    def add(self, rows: pl.DataFrame) -> None:
        """Add rows; those with `g` above `limit` may be left out."""
        self._held.append(rows)
        self._held_rows += rows.height
        known = 0 if self._groups is None else self._groups.height
        if self._held_rows >= max(HELD_ROWS, KEEP_ROWS - known):
            self._compact()

    def _compact(self) -> None:
        if not self._held:
            return
        new = pl.concat(self._held, rechunk=False).with_columns(n=pl.lit(1, dtype=pl.UInt32))
        self._held, self._held_rows = [], 0
        rows = new if self._groups is None else pl.concat([self._groups, new], rechunk=False)
        rows = self._within_limit(rows)
        # Counting before grouping: it needs a quarter of the memory, and a group-by of rows that are all different
        # or will not be kept would be the peak of the whole run.
        distinct = rows["h"].n_unique()
        while self._keep is not None and distinct > self._keep and self.limit > 1:
            self.limit //= 4
            rows = self._within_limit(rows)
            distinct = rows["h"].n_unique()
        if distinct < rows.height:
            rows = self._grouped(rows)
        self._groups = rows
        if self._surplus is not None:
            self._surplus = self._within_limit(self._surplus)

    def _grouped(self, rows: pl.DataFrame) -> pl.DataFrame:
        totals = (pl.col("g", "u", "line").min(), pl.col("n").sum(), pl.len().alias("parts"))
        grouped = rows.lazy().group_by("h").agg(*totals).collect(engine="streaming")
        self._note_surplus(rows, grouped.filter(pl.col("parts") > 1))
        return grouped.select(rows.columns)

    def _within_limit(self, rows: pl.DataFrame) -> pl.DataFrame:
        return rows if self.limit == FULL else rows.filter(pl.col("g") <= self.limit)

    def _note_surplus(self, rows: pl.DataFrame, repeated: pl.DataFrame) -> None:
        """Remember the first surplus copies. A copy that is surplus among some rows is surplus among more."""
        firsts = repeated.select("h", first="line")
        surplus = rows.join(firsts, on="h").filter(pl.col("line") != pl.col("first")).select("g", "h", "line")
        both = surplus if self._surplus is None else pl.concat([self._surplus, surplus])
        self._surplus = both.unique("line").bottom_k(self._max_samples, by="line")

    @property
    def is_estimate(self) -> bool:
        """Whether the figures are not exact."""
        return self.limit != FULL

    def _scaled(self, count: int) -> int:
        return round(count * (FULL / self.limit))

    def figures(self, users: pl.DataFrame) -> tuple[int, int, int]:
        """Surplus rows, surplus rows by (user, item, time), and users whose two or more rows are all equal.

        Args:
            users: Rows per user, columns `key` and `n`, over the same rows.
        """
        self._compact()
        groups = self._groups
        if groups is None or not groups.height:
            return 0, 0, 0
        rows = int(groups["n"].sum())
        triples = groups.height if groups["h"].equals(groups["g"]) else groups["g"].n_unique()
        repeated = groups.filter(pl.col("n") > 1)
        lone = repeated.join(users.rename({"n": "rows"}), left_on="u", right_on="key").filter(
            pl.col("n") == pl.col("rows")
        )
        return self._scaled(rows - groups.height), self._scaled(rows - triples), self._scaled(lone.height)

    def pairs(self) -> Sequence[tuple[int, int]]:
        """The first surplus copies in order: (line, line of the first copy)."""
        self._compact()
        if self._groups is None or self._surplus is None:
            return ()
        firsts = self._groups.select("h", first="line")
        return self._surplus.join(firsts, on="h").sort("line").select("line", "first").rows()
