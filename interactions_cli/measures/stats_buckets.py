"""What `stats` counts per user, item, pair and value, spread over buckets by hash as the keys of the tally are."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import polars as pl

from interactions_cli.measures.column_values import ColumnValues
from interactions_cli.measures.first_seen import FirstSeen
from interactions_cli.measures.id_names import IdNames
from interactions_cli.measures.impression_counts import ITEMS, ImpressionCounts
from interactions_cli.measures.key_figures import level_of
from interactions_cli.measures.parts import Part
from interactions_cli.measures.samples import Limits, PairSample
from interactions_cli.measures.stats_measures import StatsPart
from interactions_cli.measures.timeline import HourCounts
from interactions_cli.measures.value_buckets import ValueBuckets
from interactions_cli.personalize.fields import USER_ID

IDS = {"key": pl.UInt64, "text": pl.String}
TOPS = {"u": pl.UInt64, "t": pl.UInt64, "code": pl.Int32}
TEXTS = {"slot": pl.Int64, "value": pl.String, "n": pl.Int64}
SCHEMAS: dict[str, dict[str, Any]] = {
    "pairs": {"pair": pl.UInt64},
    "users": {"key": pl.UInt64, "period": pl.Int32},
    "items": {"key": pl.UInt64, "period": pl.Int32, "n": pl.Int64},
    "tops": TOPS,
    "texts": TEXTS,
    "shown": ITEMS,
    "user_names": IDS,
    "item_names": IDS,
}
# A row goes to the bucket of this hash, so that all rows of a user, an item, a pair or a text meet.
OWNERS = {
    "pairs": pl.col("pair"),
    "users": pl.col("key"),
    "items": pl.col("key"),
    "tops": pl.col("u"),
    "texts": pl.col("value").hash(),
    "shown": pl.col("item").hash(),
    "user_names": pl.col("key"),
    "item_names": pl.col("key"),
}


@dataclass(kw_only=True)
class StatsTables(Part):
    """Some keys of a split: frames as `SCHEMAS` has them; of the pairs those in the sample of `pair_level`.

    `crowded` are the slots of columns that have too many values to be counted.
    """

    frames: Mapping[str, pl.DataFrame]
    pair_level: int
    crowded: Sequence[int]


class SplitStats:
    """What the parts of one split have per key, and the rest, which is small.

    Args:
        exact: Whether estimates are forbidden.
    """

    def __init__(self, *, exact: bool) -> None:
        self._pairs = PairSample(Limits(), exact=exact)
        self._hours, self._values = HourCounts(), ValueBuckets()
        self._users, self._items = FirstSeen(with_rows=False), FirstSeen(with_rows=True)
        self._tops: list[pl.DataFrame] = []
        self._texts: dict[int, ColumnValues] = {}
        self._numbers: dict[int, ValueBuckets] = {}
        self._impressions: ImpressionCounts | None = None
        self._names: dict[str, IdNames] = {}

    def add(self, part: StatsPart) -> None:
        """Add what a block contributes."""
        if part.pairs:
            self._pairs.add(*part.pairs)
        if part.hours is not None:
            self._hours.add(part.hours)
        if part.values is not None:
            self._values.add(part.values)
        if part.users_seen is not None:
            self._users.add(part.users_seen)
        if part.items_seen is not None:
            self._items.add(part.items_seen)
        if part.top_values is not None:
            self._tops.append(part.top_values)
        if part.impressions:
            self._impressions = self._impressions or ImpressionCounts()
            self._impressions.add(part.impressions)
        self._add_columns(part)

    def _add_columns(self, part: StatsPart) -> None:
        for slot, texts in part.texts.items():
            self._texts.setdefault(slot, ColumnValues()).add(texts)
        for slot, numbers in part.numbers.items():
            self._numbers.setdefault(slot, ValueBuckets()).add(numbers)
        for name, ids in part.names.items():
            self._names.setdefault(name, IdNames()).add(ids)

    def rest(self) -> StatsPart:
        """What is not per key."""
        shown = self._impressions.summed() if self._impressions else None
        return StatsPart(
            pairs=(pl.Series(dtype=pl.UInt64), self._pairs.rows),
            hours=self._hours.counts(),
            users_seen=None,
            items_seen=None,
            values=self._values.counts(),
            top_values=None,
            texts={},
            numbers={slot: numbers.counts() for slot, numbers in self._numbers.items()},
            impressions=replace(shown, items=shown.items.clear()) if shown else None,
            names={},
        )

    def buckets(self, count: int) -> Iterator[tuple[int, StatsTables]]:
        """The keys by bucket; one without any is left out."""
        counts = {slot: values.counts() for slot, values in self._texts.items()}
        crowded = [slot for slot, found in counts.items() if found is None]
        cut = {name: _cut(frame, OWNERS[name], count) for name, frame in self._frames(counts)}
        present = set[int]().union(*cut.values(), {0} if crowded else ())
        pair_level = level_of(self._pairs.known()[1])
        for bucket in sorted(present):
            frames = {name: tables[bucket] for name, tables in cut.items() if bucket in tables}
            yield bucket, StatsTables(frames=frames, pair_level=pair_level, crowded=crowded)

    def _frames(self, counts: Mapping[int, pl.DataFrame | None]) -> Iterator[tuple[str, pl.DataFrame]]:
        yield "pairs", self._pairs.known()[0].alias("pair").to_frame()
        yield "users", self._users.firsts
        yield "items", self._items.firsts
        yield "tops", top_two(self._tops, "u", "t")
        texts = [
            values.select(pl.lit(slot, dtype=pl.Int64).alias("slot"), "value", "n")
            for slot, values in counts.items()
            if values is not None
        ]
        yield "texts", pl.concat([pl.DataFrame(schema=TEXTS), *texts])
        if self._impressions:
            yield "shown", self._impressions.items()
        for name, ids in self._names.items():
            yield f"{'user' if name == USER_ID else 'item'}_names", ids.texts()


def _cut(frame: pl.DataFrame, owner: pl.Expr, count: int) -> dict[int, pl.DataFrame]:
    found = frame.with_columns(bucket=owner % count).partition_by("bucket", as_dict=True, include_key=False)
    return {int(bucket): table for (bucket,), table in found.items()}


def top_two(rows: Sequence[pl.DataFrame], *keys: str) -> pl.DataFrame:
    """The rows of each key with the two largest codes, ascending."""
    ordered = pl.concat([pl.DataFrame(schema=TOPS), *rows]).sort(*keys, "code")
    return ordered.filter(pl.any_horizontal(pl.col(key).ne_missing(pl.col(key).shift(-2)) for key in keys))
