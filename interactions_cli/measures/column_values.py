"""The values of a column: how often each text occurs, and how many different ones there are."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import polars as pl

from interactions_cli.measures.distinct_sample import KEEP_VALUES
from interactions_cli.reading.columns import Column
from interactions_cli.reading.records import Records

# Comparing with one text takes a tenth of the time of grouping by text, so few of them are worth a try.
KNOWN_TEXTS = 10
PARTS = 16


class ColumnValues:
    """Counts per value: exact up to 100,000 different values, given up beyond, whatever the order and the split."""

    def __init__(self) -> None:
        self._parts: list[pl.DataFrame] = []
        self.given_up = False

    @staticmethod
    def part(texts: pl.Series, counter: TextCounter) -> pl.DataFrame:
        """Count some values with the counter of the column; nulls are none."""
        return counter.counts(texts).rename({"text": "value"})

    def add(self, part: pl.DataFrame) -> None:
        """Add the counts of some values."""
        if not self.given_up:
            self._parts.append(part)
        if len(self._parts) > PARTS:
            self._merge()

    def _merge(self) -> pl.DataFrame | None:
        if len(self._parts) != 1 and not self.given_up:
            every = pl.concat(self._parts) if self._parts else pl.DataFrame(schema={"value": pl.String, "n": pl.Int64})
            self._parts = [every.group_by("value").agg(pl.col("n").sum())]
        if self.given_up or self._parts[0].height > KEEP_VALUES:
            self.given_up, self._parts = True, []
            return None
        return self._parts[0]

    def counts(self) -> pl.DataFrame | None:
        """Columns `value` and `n`, the most frequent first, equals by value; None for too many different values."""
        known = self._merge()
        return None if known is None else known.sort(["n", "value"], descending=[True, False])


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


def different_values(records: Records, columns: Sequence[Column]) -> dict[int, pl.Series]:
    """The hashes of the different texts, by the slot of their column; blanks and white space alone are none."""
    # One query for all: a call for each of thousands of columns would take longer than the work.
    if records.may_hold_blank_cells:
        hashes = {column.slot: records.texts(column).hash() for column in columns}
        frame = records.frame
    else:
        hashes = {column.slot: pl.col(str(column.slot)).drop_nulls() for column in columns}
        frame = pl.DataFrame({str(slot): known for slot, known in records.facts.hashes(columns).items()})
    found = frame.select_seq(hashed.unique().implode().alias(str(slot)) for slot, hashed in hashes.items())
    return {slot: found[str(slot)][0] for slot in hashes}


def only_numbers(frame: pl.DataFrame, texts: Mapping[int, pl.Expr]) -> dict[int, bool]:
    """Whether every text of a column is a number, by its slot."""
    # The first text settles most columns.
    first = _are_numbers(frame, {slot: text.head(1) for slot, text in texts.items()})
    return first | _are_numbers(frame, {slot: texts[slot].unique() for slot, are in first.items() if are})


def _are_numbers(frame: pl.DataFrame, texts: Mapping[int, pl.Expr]) -> dict[int, bool]:
    numbers = {slot: text.str.strip_chars().cast(pl.Float64, strict=False) for slot, text in texts.items()}
    found = frame.select_seq((number.null_count() == 0).alias(str(slot)) for slot, number in numbers.items())
    return dict(zip(texts, found.row(0) if texts else (), strict=True))
