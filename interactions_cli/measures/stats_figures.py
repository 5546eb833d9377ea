"""What the measures of `stats` add up to, as its sections ask for it, wherever it was counted."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import polars as pl

from interactions_cli.measures.column_values import ColumnValues
from interactions_cli.measures.id_names import IdNames
from interactions_cli.measures.impression_counts import ImpressionCounts
from interactions_cli.measures.samples import PairFigures
from interactions_cli.measures.timeline import HourCounts
from interactions_cli.measures.top_two import Left, TopTwo
from interactions_cli.measures.value_buckets import ValueBuckets


@dataclass(frozen=True)
class TopCounts:
    """What `TopTwo` tells, from counts.

    `counts` has for each event type `t` and bucket `code` how many users have their `largest` and their `second`
    largest value there; a `t` of null is for all types together.
    """

    counts: pl.DataFrame

    def left(self, thresholds: Mapping[int, Sequence[int]]) -> dict[int, Left]:
        """The users left at some thresholds, by event type; see `TopTwo`."""
        types = {kind[0]: rows for kind, rows in self.counts.partition_by("t", as_dict=True).items()}
        return {kind: _at_least(types[kind], codes) for kind, codes in thresholds.items() if kind in types}

    def left_of_all(self, thresholds: Sequence[int]) -> Left:
        """The same for rows of all types together."""
        return _at_least(self.counts.filter(pl.col("t").is_null()), thresholds)


def _at_least(counts: pl.DataFrame, codes: Sequence[int]) -> Left:
    sums = [counts.filter(pl.col("code") >= code).select(pl.col("largest", "second").sum()).row(0) for code in codes]
    return [(int(users), int(with_2)) for users, with_2 in sums]


@dataclass(frozen=True)
class TopNames:
    """What `IdNames` tells, from the ids with most rows, columns `text` and `n` in order."""

    ranked: pl.DataFrame

    def top(self, _counts: pl.DataFrame, most: int) -> list[tuple[str | None, int]]:
        """The ids with most rows: (text, rows); see `IdNames`."""
        return self.ranked.head(most).rows()


@dataclass(frozen=True, kw_only=True)
class StatsFigures:
    """The figures of `stats` that the tally does not have.

    `new_users` and `new_items` are by period: those that are seen first in it, and their rows in it. `texts` and
    `numbers` are the values of columns by slot, `names` the ids by column.
    """

    pairs: PairFigures
    hours: HourCounts
    new_users: Mapping[int, tuple[int, int]]
    new_items: Mapping[int, tuple[int, int]]
    values: ValueBuckets
    top_values: TopTwo | TopCounts
    texts: Mapping[int, ColumnValues]
    numbers: Mapping[int, ValueBuckets]
    impressions: ImpressionCounts
    names: Mapping[str, IdNames | TopNames]
