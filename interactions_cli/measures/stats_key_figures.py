"""Figures of what `stats` counts per key: they add up over buckets, which share no user, item, pair or text."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import polars as pl

from interactions_cli.measures.column_values import ColumnValues
from interactions_cli.measures.distinct_sample import KEEP_VALUES
from interactions_cli.measures.first_seen import FirstSeen
from interactions_cli.measures.id_names import MOST_NAMES, IdNames, by_rows
from interactions_cli.measures.impression_counts import ITEMS
from interactions_cli.measures.key_figures import LAST_LEVEL, KeyFigures, limit_of
from interactions_cli.measures.parts import Part
from interactions_cli.measures.samples import FULL, KEEP_PAIRS, PairFigures
from interactions_cli.measures.stats_buckets import SCHEMAS, TEXTS, StatsTables, top_two
from interactions_cli.measures.stats_figures import StatsFigures, TopCounts, TopNames
from interactions_cli.personalize.fields import ITEM_ID, USER_ID

# Of a bucket so many ids and shown items are told by name; no section has more of them.
NAMED = 20
Schema = Mapping[str, Any]
LEVELS: Schema = {"level": pl.Int64, "distinct": pl.Int64}
PERIODS: Schema = {"period": pl.Int32, "keys": pl.Int64, "n": pl.Int64}
COUNTS: Schema = {"t": pl.UInt64, "code": pl.Int32, "largest": pl.Int64, "second": pl.Int64}
NAMES: Schema = {"text": pl.String, "n": pl.Int64}


@dataclass(frozen=True, kw_only=True)
class StatsKeyFigures(Part):
    """What `stats` needs of some users, items, pairs and texts.

    Attributes:
        pair_level: Of the sample that the pairs are at least in.
        pairs: How many are `distinct` in the sample of a `level` by hash.
        users: How many users (`keys`) are seen first in a `period`.
        items: The same of items, and their rows `n` in it.
        tops: Users by the bucket of their values, see `TopCounts`.
        texts: Rows `n` of each `value` of the column with a `slot`.
        crowded: The slots of columns that have too many values to be counted.
        shown: The items that are most often in lists.
        other_items: How many others are in lists.
        user_names: The users with most rows, and their names where these are known.
        item_names: The same of items.
    """

    pair_level: int
    pairs: pl.DataFrame
    users: pl.DataFrame
    items: pl.DataFrame
    tops: pl.DataFrame
    texts: pl.DataFrame
    crowded: Sequence[int]
    shown: pl.DataFrame
    other_items: int
    user_names: pl.DataFrame
    item_names: pl.DataFrame

    @classmethod
    def of(cls, tables: Sequence[StatsTables], users: pl.DataFrame, items: pl.DataFrame) -> StatsKeyFigures:
        """Count what a bucket has of all splits; `users` and `items` are its rows per id, columns `key` and `n`."""

        def every(name: str) -> pl.DataFrame:
            frames = (table.frames[name] for table in tables if name in table.frames)
            return pl.concat([pl.DataFrame(schema=SCHEMAS[name]), *frames])

        texts = every("texts").group_by("slot", "value").agg(pl.col("n").sum())
        many = texts.group_by("slot").agg(count=pl.len()).filter(pl.col("count") > KEEP_VALUES)["slot"].to_list()
        crowded = sorted({*many, *(slot for table in tables for slot in table.crowded)})
        shown = every("shown").group_by("item").agg(pl.col("shown", "clicks").sum())
        most_shown = _most_shown(shown)
        return cls(
            pair_level=max(table.pair_level for table in tables),
            pairs=pl.DataFrame(list(_levels(every("pairs")["pair"].unique())), schema=LEVELS, orient="row"),
            users=_periods(every("users"), with_rows=False),
            items=_periods(every("items"), with_rows=True),
            tops=_tops(every("tops")),
            texts=texts.filter(~pl.col("slot").is_in(crowded)),
            crowded=crowded,
            shown=most_shown,
            other_items=shown.height - most_shown.height,
            user_names=_named(every("user_names"), users),
            item_names=_named(every("item_names"), items),
        )

    @classmethod
    def sum(cls, several: Iterable[StatsKeyFigures]) -> StatsKeyFigures:
        """The figures of buckets together."""
        parts = list(several)

        def every(name: str, schema: Schema) -> pl.DataFrame:
            frames: list[pl.DataFrame] = [getattr(part, name) for part in parts]
            return pl.concat([pl.DataFrame(schema=schema), *frames])

        def total(name: str, schema: Schema, *keys: str) -> pl.DataFrame:
            return every(name, schema).group_by(keys).agg(pl.exclude(keys).sum())

        shown = every("shown", ITEMS)
        most_shown = _most_shown(shown)
        return cls(
            pair_level=max((part.pair_level for part in parts), default=0),
            pairs=total("pairs", LEVELS, "level"),
            users=total("users", PERIODS, "period"),
            items=total("items", PERIODS, "period"),
            tops=total("tops", COUNTS, "t", "code"),
            texts=every("texts", TEXTS),
            crowded=sorted({slot for part in parts for slot in part.crowded}),
            shown=most_shown,
            other_items=sum(part.other_items for part in parts) + shown.height - most_shown.height,
            user_names=by_rows(every("user_names", NAMES)).head(NAMED),
            item_names=by_rows(every("item_names", NAMES)).head(NAMED),
        )

    def added_to(self, rest: StatsFigures, keys: KeyFigures, *, exact: bool) -> StatsFigures:
        """All figures, from those of the `rest`; `keys` are of all users and items."""
        texts = {slot[0]: frame for slot, frame in self.texts.partition_by("slot", as_dict=True).items()}
        values = {slot: ColumnValues() for slot in {*texts, *self.crowded}}
        for slot, column in values.items():
            if slot in self.crowded:
                column.given_up = True
            else:
                column.add(texts[slot].select("value", "n"))
        rest.impressions.take_items(self.shown, self.other_items)
        return replace(
            rest,
            pairs=self._pair_figures(rest.pairs.rows, keep=None if exact else KEEP_PAIRS),
            new_users=_by_period(self.users),
            new_items=_by_period(self.items),
            top_values=TopCounts(self.tops),
            texts=values,
            names={USER_ID: _names(self.user_names, keys.users), ITEM_ID: _names(self.item_names, keys.items)},
        )

    def _pair_figures(self, rows: int, *, keep: int | None) -> PairFigures:
        known = self.pairs.filter(pl.col("level") >= self.pair_level).sort("level")
        fitting = known if keep is None else known.filter(pl.col("distinct") <= keep)
        # A sample without any pair is not among the levels.
        none_left = (known["level"].to_list()[-1] + 1, 0) if known.height else (0, 0)
        level, distinct = fitting.row(0) if fitting.height else none_left
        scaled = min(rows, round(distinct * (FULL / limit_of(level))))
        return PairFigures(rows=rows, distinct=scaled, is_estimate=level > 0)


def _levels(pairs: pl.Series) -> Iterator[tuple[int, int]]:
    for level in range(LAST_LEVEL + 1):
        pairs = pairs.filter(pairs <= limit_of(level))
        if not len(pairs):
            return
        yield level, len(pairs)


def _periods(firsts: pl.DataFrame, *, with_rows: bool) -> pl.DataFrame:
    seen = FirstSeen(with_rows=with_rows)
    seen.add(firsts)
    return seen.periods()


def _by_period(periods: pl.DataFrame) -> dict[int, tuple[int, int]]:
    return {period: (keys, n) for period, keys, n in periods.select("period", "keys", "n").rows()}


def _tops(rows: pl.DataFrame) -> pl.DataFrame:
    by_type, together = top_two([rows], "u", "t"), top_two([rows], "u").with_columns(t=pl.lit(None, dtype=pl.UInt64))
    counted = []
    for frame, keys in ((by_type, ("u", "t")), (together, ("u",))):
        is_largest = pl.any_horizontal(pl.col(key).ne_missing(pl.col(key).shift(-1)) for key in keys)
        marked = frame.with_columns(is_largest=is_largest)
        sums = pl.col("is_largest").sum().cast(pl.Int64), (~pl.col("is_largest")).sum().cast(pl.Int64)
        counted.append(marked.group_by("t", "code").agg(largest=sums[0], second=sums[1]))
    return pl.concat(counted)


def _most_shown(items: pl.DataFrame) -> pl.DataFrame:
    return items.sort(["shown", "item"], descending=[True, False]).head(NAMED)


def _named(texts: pl.DataFrame, counts: pl.DataFrame) -> pl.DataFrame:
    names = IdNames()
    names.add(texts.unique("key", keep="any"))
    return pl.DataFrame(names.top(counts, NAMED), schema=NAMES, orient="row")


def _names(ranked: pl.DataFrame, ids: pl.DataFrame) -> TopNames:
    """The names as one machine has them: none where there are too many ids."""
    are_known = ids["keys"].sum() <= MOST_NAMES
    return TopNames(ranked if are_known else ranked.with_columns(text=pl.lit(None, dtype=pl.String)))
