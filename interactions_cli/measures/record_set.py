"""A set of records, all or those that the event filter lets pass, and everything that is measured of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from interactions_cli.measures.key_figures import KeyFigures
from interactions_cli.measures.keys import Keys
from interactions_cli.measures.metrics import Metrics
from interactions_cli.measures.parts import Part
from interactions_cli.measures.row_sample import KEEP_ROWS
from interactions_cli.measures.samples import Limits
from interactions_cli.measures.stats_figures import StatsFigures
from interactions_cli.measures.stats_key_figures import StatsKeyFigures
from interactions_cli.measures.stats_measures import StatsMeasures, StatsPart
from interactions_cli.measures.tally import Tally
from interactions_cli.measures.tally_figures import TallyContext, TallyFigures
from interactions_cli.measures.tally_plan import TallyPart
from interactions_cli.reading.columns import Column
from interactions_cli.reading.records import Records

if TYPE_CHECKING:
    import polars as pl


MOST_HELD_BESIDE: Final = 1_000_000


@dataclass(kw_only=True)
class Measured:
    """A set of records measured: the figures, rows per user and item (columns `key`, `n`), and further measures.

    Where users and items were counted elsewhere, only `keys` knows of them.
    """

    metrics: Metrics
    keys: KeyFigures
    users: pl.DataFrame
    items: pl.DataFrame
    measures: StatsFigures | None


@dataclass(kw_only=True)
class SetPart(Part):
    """What one block contributes to a set."""

    tally: TallyPart
    measured: StatsPart | None


@dataclass(frozen=True, kw_only=True)
class SetFigures:
    """What a set adds up to: its tally, and what further measures have."""

    tally: TallyFigures
    measures: StatsFigures | None

    def measured(self, context: TallyContext) -> Measured:
        """The figures as a report has them."""
        return Measured(
            metrics=self.tally.metrics(context),
            keys=self.tally.keys,
            users=self.tally.users,
            items=self.tally.items,
            measures=self.measures,
        )


class RecordSet:
    """A set of records as one measure: its tally, and further measures that share the hashes of its keys.

    Args:
        columns: Of the data set.
        plausible: The first and the last plausible TIMESTAMP.
        measures: The further ones.
        exact: Whether estimates are forbidden.
        max_samples: How many copies of records are named.
        limits: Those of the tally from the start on.
        may_be_absorbed: Whether another tally may take that of this set in.
        counts_items: Whether somebody asks how many rows an item has.
    """

    def __init__(
        self,
        columns: Sequence[Column],
        plausible: tuple[int, int],
        measures: StatsMeasures | None,
        *,
        exact: bool,
        max_samples: int,
        limits: Limits | None = None,
        may_be_absorbed: bool = False,
        counts_items: bool = True,
    ) -> None:
        self._tally = Tally(
            columns,
            plausible,
            exact=exact,
            max_samples=max_samples,
            limits=limits,
            # Other measures hold rows, too.
            most_held=MOST_HELD_BESIDE if measures else KEEP_ROWS,
            may_be_absorbed=may_be_absorbed,
            counts_items=counts_items,
        )
        self._measures, self._exact = measures, exact

    def plan(self, columns: Sequence[Column]) -> SetPlan:
        """How the records of a file with these columns are measured."""
        return SetPlan(columns, self._tally, self._measures)

    def add(self, part: SetPart, place: int) -> None:
        """Add a part whose lines start after `place`."""
        self._tally.add(part.tally, place)
        if self._measures and part.measured is not None:
            self._measures.add(part.measured, place)

    @property
    def tally(self) -> Tally:
        """Its tally."""
        return self._tally

    def figures(self, keys: KeyFigures | None = None, more: StatsKeyFigures | None = None) -> SetFigures:
        """What everything adds up to; `keys` and `more` are given where what is per key was counted elsewhere."""
        tally = self._tally.figures(keys)
        measures = self._measures.figures() if self._measures else None
        if measures and more:
            measures = more.added_to(measures, tally.keys, exact=self._exact)
        return SetFigures(tally=tally, measures=measures)


class SetPlan:
    """What a worker does to the records of a block that belong to a set."""

    def __init__(self, columns: Sequence[Column], tally: Tally, measures: StatsMeasures | None) -> None:
        self._keys = Keys(columns)
        self._tally = tally.plan(columns)
        self._measures = measures.plan(columns) if measures else None

    def __call__(self, records: Records) -> SetPart:
        """Measure some records."""
        keyed = self._keys(records)
        return SetPart(tally=self._tally(keyed), measured=self._measures(keyed) if self._measures else None)
