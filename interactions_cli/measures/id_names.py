"""The texts of ids by their hashes, for the few that a report names: exact, whatever the order and the split."""

from __future__ import annotations

import polars as pl

from interactions_cli.reading.frames import rows_where

# Different ids beyond which none is named: the texts of more would take more memory than all other measures.
MOST_NAMES = 1_000_000
PARTS = 16
_SCHEMA = {"key": pl.UInt64, "text": pl.String}


class IdNames:
    """Hash → text of every id, up to a million of them; beyond that none."""

    def __init__(self, most: int = MOST_NAMES) -> None:
        self._most = most
        self._parts: list[pl.DataFrame] = []
        self._given_up = False

    @staticmethod
    def part(rows: pl.DataFrame) -> pl.DataFrame:
        """The ids of some rows, columns `key` and `text`; nulls are none."""
        found = rows[rows["key"].arg_unique()]
        return rows_where(found, found["key"].is_not_null() & found["text"].is_not_null())

    def add(self, part: pl.DataFrame) -> None:
        """Add the ids of some rows."""
        if not self._given_up:
            self._parts.append(part)
        if len(self._parts) > PARTS:
            self._merge()

    def texts(self) -> pl.DataFrame:
        """Columns `key` and `text`; nothing where there are too many ids."""
        return self._merge()

    def _merge(self) -> pl.DataFrame:
        if len(self._parts) != 1:
            every = pl.concat(self._parts) if self._parts else pl.DataFrame(schema=_SCHEMA)
            self._parts = [every.unique("key", keep="any")]
        if self._given_up or self._parts[0].height > self._most:
            self._given_up, self._parts = True, [pl.DataFrame(schema=_SCHEMA)]
        return self._parts[0]

    def top(self, counts: pl.DataFrame, most: int) -> list[tuple[str | None, int]]:
        """The ids with most rows: (text, rows), equals by text; without a text where there are too many ids.

        Args:
            counts: Rows per id, columns `key` and `n`.
            most: How many to name.
        """
        if not counts.height:
            return []
        least = counts["n"].top_k(most).min()
        among = counts.lazy().filter(pl.col("n") >= least).join(self._merge().lazy(), on="key", how="left")
        return by_rows(among.select("text", "n").collect()).head(most).rows()


def by_rows(named: pl.DataFrame) -> pl.DataFrame:
    """Columns `text` and `n`, the most rows first, equals by text."""
    return named.sort(["n", "text"], descending=[True, False], nulls_last=True)
