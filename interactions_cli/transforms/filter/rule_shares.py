"""Rules that speak from a share of the cells on: whether they do is known when every record has been seen."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from interactions_cli.judging.checks import bad_cells, plan_checks
from interactions_cli.judging.observations import speaks
from interactions_cli.reading.layout import Layout
from interactions_cli.reading.records import BlockReader
from interactions_cli.rules.rule import RowRule
from interactions_cli.trace import PassTrace
from interactions_cli.transforms.filter.criteria import BlockCriteria, Choice

if TYPE_CHECKING:
    import polars as pl

# A rule on a column, by its name.
Check = tuple[RowRule, str]


@dataclass(frozen=True, kw_only=True)
class SharePart:
    """The bad and the filled cells of a block, for every check that speaks from a share on."""

    line_count: int
    bad: Mapping[Check, int]
    filled: Mapping[Check, int]


class ShareWorker:
    """Counts the bad cells of a block among the records that the earlier criteria leave.

    Exclusive checks run, too: one may claim a cell before the one asked about.
    """

    def __init__(self, choice: Choice, layout: Layout, now: int, trace: PassTrace) -> None:
        self._reader = BlockReader(layout, max_samples=0, trace=trace)
        self._checks = plan_checks(choice.judged, layout.columns)
        self._earlier = BlockCriteria(replace(choice, invalid=()), layout.columns, now=now)
        self._asked = {
            index: check
            for index, check in enumerate(self._checks)
            if check.rule.share_at_least and check.rule in choice.invalid
        }
        self._now = now

    def __call__(self, numbered: tuple[int, bytes]) -> SharePart:
        """Count the cells of a block that comes with its number."""
        block = numbered[1]
        records = self._reader.read(block)
        bad = bad_cells(self._checks, records, block, now=self._now)
        reasons = self._earlier.reasons(records, block)
        left = None if reasons is None else reasons == 0
        return SharePart(
            line_count=records.line_count,
            bad={
                (check.rule, check.column.name): _among(left, bad[index]) if index in bad else 0
                for index, check in self._asked.items()
            },
            filled={
                (check.rule, check.column.name): _among(left, records.is_filled(check.column))
                for check in self._asked.values()
            },
        )


def _among(left: pl.Series | None, mask: pl.Series) -> int:
    """How many records of a mask are left; all are where `left` is None."""
    return int((mask if left is None else mask & left).sum())


@dataclass
class RuleShares:
    """The sum of the parts."""

    _bad: Counter[Check] = field(default_factory=Counter)
    _filled: Counter[Check] = field(default_factory=Counter)

    def add(self, part: SharePart) -> None:
        """Add a block."""
        self._bad.update(part.bad)
        self._filled.update(part.filled)

    def counts(self) -> Iterator[tuple[Check, int, int]]:
        """Each check with its bad and its filled cells."""
        return ((check, self._bad[check], filled) for check, filled in self._filled.items())

    def silent(self) -> frozenset[Check]:
        """The checks that have no finding in the whole."""
        return frozenset(check for check in self._filled if not speaks(check[0], self._bad[check], self._filled[check]))
