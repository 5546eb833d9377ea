"""The catalogues of a run together, as a pass over the inputs uses them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from interactions_cli.measures.join_figures import JoinFigures
from interactions_cli.measures.joins import Join, JoinPart, JoinPlan
from interactions_cli.personalize.fields import USER_ID
from interactions_cli.reading.columns import Column

if TYPE_CHECKING:
    import polars as pl

# What one block contributes to each of them.
JoinParts = Sequence[JoinPart | None]


class JoinSet:
    """No catalogue, or one of items, one of users, or both."""

    def __init__(self, joins: Sequence[Join] = ()) -> None:
        self._joins = tuple(joins)

    def __bool__(self) -> bool:
        return bool(self._joins)

    def plan(self, columns: Sequence[Column]) -> Callable[[pl.DataFrame, pl.Series, pl.DataFrame], JoinParts]:
        """What worker threads call with records, their line numbers and the hashes `u` and `i`."""
        plans = [JoinPlan(join, columns) for join in self._joins]
        return lambda frame, lines, ids: [plan.part(frame, lines, ids) for plan in plans]

    def add(self, parts: JoinParts, path: str, offset: int) -> None:
        """Add what a block of an input gives whose lines start after `offset`, in the order of inputs and lines."""
        for join, part in zip(self._joins, parts, strict=True):
            join.add(part, path, offset)

    def figures(self, users: pl.DataFrame, items: pl.DataFrame) -> tuple[JoinFigures, ...]:
        """The figures of everything added.

        Args:
            users: Records per user, columns `key` and `n`.
            items: Records per item.
        """
        return tuple(join.figures(users if join.column == USER_ID else items) for join in self._joins)


class LaterJoins(JoinSet):
    """A set whose parts come before those that they stand behind: they are kept until these have been added."""

    def __init__(self, joins: JoinSet) -> None:
        super().__init__(joins._joins)
        self._after = joins
        self._kept: list[tuple[JoinParts, str, int]] = []

    def add(self, parts: JoinParts, path: str, offset: int) -> None:
        """Keep a part."""
        self._kept.append((parts, path, offset))

    def release(self) -> None:
        """Add the parts that were kept to the set that was waited for."""
        for parts, path, offset in self._kept:
            self._after.add(parts, path, offset)
        self._kept = []
