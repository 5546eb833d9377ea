"""A set of records, all or those that the event filter lets pass, and everything that is measured of it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Protocol

from interactions_cli.measures.metrics import Metrics
from interactions_cli.measures.tally import Tally, TallyContext, TallyPart, TallyPlan
from interactions_cli.reading.columns import Column

if TYPE_CHECKING:
    import polars as pl


class Measures(Protocol):
    """Further measures of a set of records, beside the tally."""

    def plan(self, columns: Sequence[Column]) -> Callable[[pl.DataFrame, pl.DataFrame], Any]:
        """What worker threads call with the records of a file that has these columns, and the hashes `u` and `i`."""

    def add(self, part: Any) -> None:
        """Add what such a call returned; parts come in any order."""

    def close(self) -> None:
        """Nothing is added any more."""


@dataclass(kw_only=True)
class Measured:
    """A set of records measured: the figures, rows per user and item (columns `key`, `n`), further measures."""

    metrics: Metrics
    users: pl.DataFrame
    items: pl.DataFrame
    measures: Any


@dataclass(kw_only=True)
class SetPart:
    """What one block contributes to a set."""

    tally: TallyPart
    measured: Any


class RecordSet:
    """A set of records: all, or those that the event filter lets pass."""

    def __init__(self, columns: Sequence[Column], measures: Measures | None, *, exact: bool, max_samples: int) -> None:
        self.tally = Tally(columns, exact=exact, max_samples=max_samples)
        self.measures = measures

    def add(self, part: SetPart, line_offset: int) -> None:
        """Add a part whose lines start after `line_offset`."""
        self.tally.add(part.tally, line_offset)
        if self.measures:
            self.measures.add(part.measured)

    def measured(self, context: TallyContext, *, rows: int | None = None) -> Measured:
        """The figures of everything added; for the arguments see `Tally.metrics`."""
        metrics = self.tally.metrics(context, rows=rows)
        if self.measures:
            self.measures.close()
        return Measured(metrics=metrics, users=self.tally.users, items=self.tally.items, measures=self.measures)


class SetPlan:
    """What a worker thread does to the records of a block that belong to a set."""

    def __init__(self, plan: TallyPlan, columns: Sequence[Column], sums: RecordSet) -> None:
        self._plan, self._sums = plan, sums
        self._measure = sums.measures.plan(columns) if sums.measures else None

    def part(self, frame: pl.DataFrame, lines: pl.Series, *, numbers_proven: bool) -> SetPart:
        """Measure some records; for the arguments see `TallyPlan.part`."""
        tally = self._plan.part(frame, lines, self._sums.tally.limit, numbers_proven=numbers_proven)
        return SetPart(tally=tally, measured=self._measure(frame, tally.ids) if self._measure else None)
