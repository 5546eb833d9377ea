"""How coarse times are: whether all fall on one second of the day, or are multiples of a number of seconds."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from interactions_cli.measures.parts import Part
from interactions_cli.personalize.times import SECONDS_PER_DAY

if TYPE_CHECKING:
    import polars as pl

# Looked at before a whole block is: ordinary times differ within a few rows.
HEAD_ROWS = 64
# Of the divisors that all times have, the first one is named. A 32-bit float keeps times from 1970 to 2038 as multiples
# of 128 seconds from 2004 on and of 64 before.
DIVISORS = (3_600, 128, 64)


@dataclass(kw_only=True)
class StepsPart(Part):
    """What a block contributes: seconds of the day that occur, two for more than one, and divisors of all its times."""

    seconds: frozenset[int]
    divisors: frozenset[int]


class TimeSteps:
    """What the plausible times of records have in common, the same for any order and split.

    Args:
        first: The first plausible Unix second.
        last: The last one.
    """

    def __init__(self, first: int, last: int) -> None:
        self._first, self._last = first, last
        self._seconds: frozenset[int] = frozenset()
        self._divisors = frozenset(DIVISORS)

    def part(self, times: pl.Series, extremes: tuple[int | None, int | None]) -> StepsPart:
        """What the times of some records have in common.

        Args:
            times: Unix seconds (Int64), nulls where there is none.
            extremes: The least and the most of them.
        """
        if len(self._seconds) > 1 and not self._divisors:
            # No time can add anything to that.
            return StepsPart(seconds=self._seconds, divisors=self._divisors)
        least, most = extremes
        if least is not None and most is not None and (least < self._first or most > self._last):
            times = times.filter(times.is_between(self._first, self._last))
        return StepsPart(
            seconds=_seconds_of_day(times),
            divisors=frozenset(divisor for divisor in DIVISORS if _divides(divisor, times)),
        )

    def add(self, part: StepsPart) -> None:
        """Add what a block contributes."""
        self._seconds = frozenset(sorted(self._seconds | part.seconds)[:2])
        self._divisors &= part.divisors

    def absorb(self, other: TimeSteps) -> None:
        """Add everything that another sum over the same plausible times has."""
        self.add(StepsPart(seconds=other._seconds, divisors=other._divisors))

    @property
    def second_of_day(self) -> int | None:
        """The second of the day of every time; None where they differ or there is none."""
        return next(iter(self._seconds)) if len(self._seconds) == 1 else None

    @property
    def divisor(self) -> int:
        """One of DIVISORS that all times are multiples of, else 1."""
        return next((divisor for divisor in DIVISORS if divisor in self._divisors), 1) if self._seconds else 1


def _seconds_of_day(times: pl.Series) -> frozenset[int]:
    for rows in (times.head(HEAD_ROWS), times):
        seconds = (rows.drop_nulls() % SECONDS_PER_DAY).unique().sort().head(2).to_list()
        if len(seconds) > 1:
            break
    return frozenset(seconds)


def _divides(divisor: int, times: pl.Series) -> bool:
    return all(bool((rows % divisor == 0).all()) for rows in (times.head(HEAD_ROWS), times))
