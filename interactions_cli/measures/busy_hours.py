"""Which hours (UTC) have a record, and the newest record: over plausible times, the same for any split."""

from __future__ import annotations

from dataclasses import dataclass

import polars as pl

from interactions_cli.measures.parts import Part
from interactions_cli.personalize.times import SECONDS_PER_HOUR

# Hours that are known one by one, from the first plausible one on: 119 years of them.
MOST_HOURS = 1 << 20
# Every so many-th time proves most hours of a block of rows in order of time, or in no order at all.
STRIDE = 64
Runs = tuple[tuple[int, int], ...]


@dataclass(kw_only=True)
class HoursPart(Part):
    """What a block contributes: hours with a record that were not known yet, and its newest plausible time."""

    hours: pl.Series
    newest: int | None


class BusyHours:
    """The hours that have a record, as numbers since the start of Unix time.

    Workers leave out hours that are known already; a stale view of them only sends more.

    Args:
        first: The first plausible Unix second.
        last: The last one.
    """

    def __init__(self, first: int, last: int) -> None:
        self._first, self._last = first, last
        self._origin = first // SECONDS_PER_HOUR
        count = min(max(last // SECONDS_PER_HOUR - self._origin + 1, 0), MOST_HOURS)
        self._known = pl.Series([False], dtype=pl.Boolean).new_from_index(0, count)
        self._newest: int | None = None

    def part(self, times: pl.Series, extremes: tuple[int | None, int | None]) -> HoursPart:
        """The hours of some records.

        Args:
            times: Unix seconds (Int64), nulls where there is none.
            extremes: The least and the most of them.
        """
        least, most = extremes
        if least is not None and most is not None and (least < self._first or most > self._last):
            times = times.filter(times.is_between(self._first, self._last))
            least, most = times.min(), times.max()  # type: ignore[assignment]
        if least is None or most is None:
            return HoursPart(hours=pl.Series([], dtype=pl.Int64), newest=None)
        return HoursPart(hours=self._new_hours(times, self._place(least), self._place(most)), newest=most)

    def _place(self, seconds: int) -> int:
        return seconds // SECONDS_PER_HOUR - self._origin

    def _places(self, times: pl.Series) -> pl.Series:
        return times // SECONDS_PER_HOUR - self._origin

    def _new_hours(self, times: pl.Series, first: int, last: int) -> pl.Series:
        known = self._known
        between = known.slice(first, last - first + 1)
        if between.all() and last < len(known):
            return pl.Series([], dtype=pl.Int64)
        if last - first <= 1:
            return pl.Series(sorted({first, last}), dtype=pl.Int64)
        sampled = self._places(times.gather_every(STRIDE).drop_nulls()).unique()
        some = _marked(known, sampled)
        if some.slice(first, last - first + 1).all() and last < len(known):
            return sampled
        places = self._places(times.drop_nulls())
        within = places.filter(places < len(known))
        return within.filter(~known.gather(within)).unique()

    def add(self, part: HoursPart) -> None:
        """Add what a block contributes."""
        if len(part.hours):
            self._known = _marked(self._known, part.hours)
        if part.newest is not None:
            self._newest = part.newest if self._newest is None else max(self._newest, part.newest)

    def absorb(self, other: BusyHours) -> None:
        """Add everything that another sum over the same plausible times has."""
        self.add(HoursPart(hours=other._known.arg_true().cast(pl.Int64), newest=other._newest))

    @property
    def newest(self) -> int | None:
        """The newest plausible time in Unix seconds."""
        return self._newest

    def runs(self) -> Runs:
        """The hours that have a record as runs (first, last), ascending, with an empty hour between any two."""
        hours = self._known.arg_true().cast(pl.Int64) + self._origin
        starts = hours.filter((hours != hours.shift(1) + 1).fill_null(value=True))
        ends = hours.filter((hours != hours.shift(-1) - 1).fill_null(value=True))
        return tuple(zip(starts.to_list(), ends.to_list(), strict=True))


def _marked(known: pl.Series, places: pl.Series) -> pl.Series:
    places = places.filter(places < len(known))
    if not len(places):
        return known
    marked = known.clone()
    marked.scatter(places, values=True)
    return marked
