"""All measures of `stats`, as one that the scan can carry: what a block contributes, and the sum."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import polars as pl

from interactions_cli.measures.beside import Beside
from interactions_cli.measures.column_values import ColumnValues, TextCounter
from interactions_cli.measures.first_seen import FirstSeen
from interactions_cli.measures.id_names import IdNames
from interactions_cli.measures.impression_counts import ImpressionCounts, ImpressionPart, impression_part
from interactions_cli.measures.keys import KeyedRecords, key_hash
from interactions_cli.measures.parts import Part
from interactions_cli.measures.samples import Limits, PairSample, pair_hash
from interactions_cli.measures.stats_figures import StatsFigures
from interactions_cli.measures.timeline import HourCounts, hour_number, period_number
from interactions_cli.measures.top_two import TopTwo
from interactions_cli.measures.value_buckets import ValueBuckets, bucket_codes
from interactions_cli.personalize.fields import EVENT_TYPE, EVENT_VALUE, IMPRESSION, ITEM_ID, TIMESTAMP, USER_ID
from interactions_cli.personalize.schema import Role
from interactions_cli.reading.columns import Column, service_columns
from interactions_cli.reading.frames import rows_where


@dataclass(frozen=True, kw_only=True)
class Wanted:
    """What is to be measured, and how.

    `plausible` are the first and last Unix second that belong to the timeline; a TIMESTAMP outside is a defect that
    would stretch it over centuries. `now` is the run's clock in Unix seconds. Users are
    named only with `show_users`.
    """

    sections: frozenset[str]
    period: str
    now: int
    plausible: tuple[int, int]
    exact: bool = False
    show_users: bool = False


@dataclass(frozen=True, kw_only=True)
class StatsPart(Part):
    """What one block contributes; None where a section was not asked for or the file lacks the column."""

    pairs: tuple[pl.Series, int] | None
    hours: pl.DataFrame | None
    users_seen: pl.DataFrame | None
    items_seen: pl.DataFrame | None
    values: pl.DataFrame | None
    top_values: pl.DataFrame | None
    texts: Mapping[int, pl.DataFrame]
    numbers: Mapping[int, pl.DataFrame]
    impressions: ImpressionPart | None
    names: Mapping[str, pl.DataFrame]


class StatsMeasures:
    """The figures of `stats` that the tally does not have.

    Parts are made on worker threads by what `plan` returns, and added in any order; the result is that of all records
    at once. Memory follows the distinct users, items, pairs (up to a limit), event types and column values.
    """

    def __init__(self, options: Wanted) -> None:
        self._options = options
        self._limits = Limits()
        self.pairs = PairSample(self._limits, exact=options.exact)
        self.hours = HourCounts()
        # Grouping a window beside the reading of the next blocks keeps all cores busy.
        beside = Beside("window")
        self.users, self.items = FirstSeen(with_rows=False, beside=beside), FirstSeen(with_rows=True, beside=beside)
        self.values = ValueBuckets()
        self.top_values = TopTwo(beside)
        self.texts: dict[int, ColumnValues] = {}
        self.numbers: dict[int, ValueBuckets] = {}
        self.impressions = ImpressionCounts()
        self.names = {ITEM_ID: IdNames(), USER_ID: IdNames()}

    def plan(self, columns: Sequence[Column]) -> StatsPlan:
        """How the records of a file with these columns are measured."""
        return StatsPlan(columns, self._options, self._limits, self.users, self.items)

    def add(self, part: StatsPart, _place: int) -> None:
        """Add what a block contributes."""
        if part.pairs:
            self.pairs.add(*part.pairs)
        if part.hours is not None:
            self.hours.add(part.hours)
        if part.users_seen is not None:
            self.users.add(part.users_seen)
        if part.items_seen is not None:
            self.items.add(part.items_seen)
        if part.values is not None:
            self.values.add(part.values)
        if part.top_values is not None:
            self.top_values.add(part.top_values)
        self._add_columns(part)
        if part.impressions:
            self.impressions.add(part.impressions)

    def _add_columns(self, part: StatsPart) -> None:
        for slot, texts in part.texts.items():
            self.texts.setdefault(slot, ColumnValues()).add(texts)
        for slot, numbers in part.numbers.items():
            self.numbers.setdefault(slot, ValueBuckets()).add(numbers)
        for name, ids in part.names.items():
            self.names[name].add(ids)

    def figures(self) -> StatsFigures:
        """What everything adds up to."""
        return StatsFigures(
            pairs=self.pairs.figures(),
            hours=self.hours,
            new_users=self.users.per_period(),
            new_items=self.items.per_period(),
            values=self.values,
            top_values=self.top_values,
            texts=self.texts,
            numbers=self.numbers,
            impressions=self.impressions,
            names=self.names,
        )


class StatsPlan:
    """The measures that the columns of a file allow; used by worker threads.

    Args:
        columns: Of the file.
        options: What is wanted.
        limits: Pairs whose hash is above that of `pairs` are left out.
        users: What a part's `users_seen` are added to.
        items: The same of `items_seen`.
    """

    def __init__(
        self, columns: Sequence[Column], options: Wanted, limits: Limits, users: FirstSeen, items: FirstSeen
    ) -> None:
        by_name = service_columns(columns)
        self._options, self._limits = options, limits
        self._users, self._items = users, items
        self._user, self._item, self._time = (by_name.get(name) for name in (USER_ID, ITEM_ID, TIMESTAMP))
        self._type, self._value = by_name.get(EVENT_TYPE), by_name.get(EVENT_VALUE)
        self._impression = by_name.get(IMPRESSION)
        own = [column for column in columns if column.field.role is Role.OWN]
        self._texts = {column: TextCounter() for column in own if not column.field.is_number}
        self._numbers = [column for column in own if column.field.is_number]

    def __call__(self, keyed: KeyedRecords) -> StatsPart:
        """Measure some records."""
        wanted, frame, ids = self._options.sections, keyed.records.frame, keyed.hashes
        hours = self._hours(frame) if "time" in wanted else None
        values, top_values = self._values(frame, ids["u"]) if wanted & {"events", "thresholds"} else (None, None)
        in_columns, in_lists = "columns" in wanted, "impressions" in wanted
        periods = None if hours is None else self._periods(hours)
        users_seen, are_known_users = self._seen(self._users, ids["u"], periods)
        items_seen, are_known_items = self._seen(self._items, ids["i"], periods)
        return StatsPart(
            pairs=self._pairs(ids) if "overview" in wanted else None,
            hours=None if hours is None else HourCounts.part(hours),
            users_seen=users_seen,
            items_seen=items_seen,
            values=values,
            top_values=top_values,
            texts=self._texts_of(keyed) if in_columns else {},
            numbers={column.slot: self._numbers_of(frame, column) for column in self._numbers if in_columns},
            impressions=impression_part(frame, self._impression, self._item) if self._impression and in_lists else None,
            names=self._names(frame, {USER_ID: (ids["u"], are_known_users), ITEM_ID: (ids["i"], are_known_items)}),
        )

    def _texts_of(self, keyed: KeyedRecords) -> dict[int, pl.DataFrame]:
        records = keyed.records
        texts = {column: records.frame.select_seq(records.texts(column)).to_series() for column in self._texts}
        return {column.slot: ColumnValues.part(texts[column], counter) for column, counter in self._texts.items()}

    def _names(
        self, frame: pl.DataFrame, ids: Mapping[str, tuple[pl.Series, pl.Series | None]]
    ) -> dict[str, pl.DataFrame]:
        """The names of ids, but for those that are known from blocks before, which named them."""
        if "distribution" not in self._options.sections:
            return {}
        found = {}
        for column in (self._item, self._user if self._options.show_users else None):
            if column is not None:
                keys, are_known = ids[column.name]
                named = pl.DataFrame({"key": keys, "text": frame[column.raw_name]})
                found[column.name] = IdNames.part(named if are_known is None else rows_where(named, ~are_known))
        return found

    def _pairs(self, ids: pl.DataFrame) -> tuple[pl.Series, int]:
        hashes = ids.select_seq(pair=pair_hash()).to_series().drop_nulls()
        return hashes.filter(hashes <= self._limits.pairs), len(hashes)

    def _hours(self, frame: pl.DataFrame) -> pl.Series | None:
        if self._time is None:
            return None
        return frame.select_seq(hour=hour_number(self._time.typed, *self._options.plausible)).to_series()

    def _periods(self, hours: pl.Series) -> pl.Series:
        return hours.to_frame("hour").select_seq(period_number(pl.col("hour"), self._options.period)).to_series()

    @staticmethod
    def _seen(
        firsts: FirstSeen, keys: pl.Series, periods: pl.Series | None
    ) -> tuple[pl.DataFrame | None, pl.Series | None]:
        return (None, None) if periods is None else firsts.news(keys, periods)

    def _values(self, frame: pl.DataFrame, users: pl.Series) -> tuple[pl.DataFrame | None, pl.DataFrame | None]:
        if self._value is None:
            return None, None
        types = frame.select_seq(key_hash(self._type)).to_series() if self._type else _one_group(frame)
        numbers = frame[self._value.typed_name]
        codes = bucket_codes(numbers)
        counted = ValueBuckets.part(types, codes, numbers)
        if "thresholds" not in self._options.sections:
            return counted, None
        rows = pl.DataFrame({"u": users, "t": types.fill_null(0), "code": codes})
        return counted, rows_where(rows, codes.is_not_null() & users.is_not_null())

    @staticmethod
    def _numbers_of(frame: pl.DataFrame, column: Column) -> pl.DataFrame:
        numbers = frame[column.typed_name]
        return ValueBuckets.part(_one_group(frame), bucket_codes(numbers), numbers)


def _one_group(frame: pl.DataFrame) -> pl.Series:
    return pl.repeat(0, frame.height, dtype=pl.UInt64, eager=True)
