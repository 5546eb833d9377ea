"""The columns of the interactions that a merge looks at."""

from __future__ import annotations

import polars as pl

from interactions_cli.personalize.fields import IMPRESSION, ITEM_ID, RECOMMENDATION_ID, TIMESTAMP, Domain
from interactions_cli.personalize.schema import Field, Role, default_field
from interactions_cli.reading.columns import Column
from interactions_cli.reading.dataset import Dataset
from interactions_cli.reading.grammar import parsed_number
from interactions_cli.transforms.merge.match_rule import MatchRule


class MergeColumns:
    """The columns of the interactions that a merge looks at, those that are there.

    TIMESTAMP is read as text if it is part of the key, where only equal texts are equal.
    """

    def __init__(self, dataset: Dataset, rule: MatchRule) -> None:
        by_name = {column.name: column for column in dataset.columns}
        needed = dict.fromkeys((*rule.key, ITEM_ID, TIMESTAMP, RECOMMENDATION_ID, IMPRESSION))
        self.read = tuple(_as_read(by_name[name], rule) for name in needed if name in by_name)
        self.by_name = {column.name: column for column in self.read}
        appended = Column(default_field(IMPRESSION, dataset.view.target.domain), len(dataset.columns))
        self.impression = by_name.get(IMPRESSION, appended)

    def raw(self, name: str) -> pl.Expr:
        """The text of a column; null where there is no such column."""
        column = self.by_name.get(name)
        return column.raw if column else pl.lit(None, dtype=pl.String)

    def second(self) -> pl.Expr:
        """TIMESTAMP as a number; null where it is none."""
        column = self.by_name.get(TIMESTAMP)
        if column is None:
            return pl.lit(None, dtype=pl.Int64)
        return column.typed if column.field.is_number else parsed_number(column)

    def checked(self) -> tuple[Column, ...]:
        """The columns that the rules about lists look at."""
        others = (self.by_name[name] for name in (ITEM_ID, RECOMMENDATION_ID) if name in self.by_name)
        return (self.impression, *others)


def _as_read(column: Column, rule: MatchRule) -> Column:
    if column.name == TIMESTAMP and TIMESTAMP not in rule.key:
        return Column(default_field(TIMESTAMP, Domain.CUSTOM), column.slot)
    field = Field(column.name, "string", nullable=column.field.nullable, categorical=False, role=Role.OWN)
    return Column(field, column.slot)
