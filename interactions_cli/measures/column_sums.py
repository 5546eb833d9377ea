"""What is counted of every column of a data set: filled cells, different values, whether all of them are numbers."""

from __future__ import annotations

from collections.abc import Mapping

import polars as pl

from interactions_cli.measures.distinct_sample import KEEP_VALUES, DistinctSample
from interactions_cli.measures.key_figures import SCHEMAS, KeyFigures, level_of
from interactions_cli.measures.metrics import ColumnMetrics


class ColumnSums:
    """The sum over parts, by the slot of a column. Parts come in any order.

    Args:
        exact: Whether estimates are forbidden.
    """

    def __init__(self, *, exact: bool) -> None:
        self._exact = exact
        self._filled: dict[int, int] = {}
        self._values: dict[int, DistinctSample] = {}
        self._only_numbers: dict[int, bool] = {}

    def add(self, filled: Mapping[int, int], values: Mapping[int, pl.Series], only_numbers: Mapping[int, bool]) -> None:
        """Add filled cells of all columns, and the hashes of the values of those whose values are counted."""
        for slot, count in filled.items():
            self._filled[slot] = self._filled.get(slot, 0) + count
        for slot, hashes in values.items():
            sample = self._values.setdefault(slot, DistinctSample(keep=None) if self._exact else DistinctSample())
            sample.add(hashes)
            self._only_numbers[slot] = self._only_numbers.get(slot, True) and only_numbers[slot]

    def absorb(self, other: ColumnSums) -> None:
        """Add everything that another sum has."""
        for slot, count in other._filled.items():
            self._filled[slot] = self._filled.get(slot, 0) + count
        for slot, sample in other._values.items():
            if slot in self._values:
                self._values[slot].absorb(sample)
            else:
                self._values[slot] = sample
            self._only_numbers[slot] = self._only_numbers.get(slot, True) and other._only_numbers[slot]

    def levels(self) -> pl.DataFrame:
        """The distinct values in the samples, as KeyFigures has them."""
        rows = [(slot, level_of(sample.limit), sample.held) for slot, sample in self._values.items()]
        return pl.DataFrame(rows, schema=SCHEMAS["values"], orient="row")

    def metrics(self, slot: int, records: int, keys: KeyFigures) -> ColumnMetrics:
        """The figures of a column, of so many records; `keys` has its distinct values."""
        distinct, is_estimate = keys.distinct_values(slot, None if self._exact else KEEP_VALUES) or (None, False)
        return ColumnMetrics(
            blanks=records - self._filled.get(slot, 0),
            distinct=distinct,
            estimated=is_estimate,
            all_numbers=self._only_numbers.get(slot, False),
        )
