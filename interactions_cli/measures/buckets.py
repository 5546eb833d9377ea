"""What is counted per user, item and record, spread over buckets by hash, so that no machine has to hold it all."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import polars as pl

from interactions_cli.measures.id_counts import IdCounts, KeyCounts
from interactions_cli.measures.key_figures import LAST_LEVEL, SCHEMAS, KeyFigures, RowFigures, limit_of, usable_of
from interactions_cli.measures.parts import Part
from interactions_cli.measures.tally_plan import TallyPart

# A row takes 36 bytes, its user and its item less: so many are what a task can hold several times.
BUCKET_ROWS = 4_000_000
COUNTS = {"key": pl.UInt64, "n": pl.Int64}
ROWS = {"g": pl.UInt64, "h": pl.UInt64, "u": pl.UInt64, "kind": pl.UInt32, "line": pl.Int64}
VALUES = {"slot": pl.Int64, "key": pl.UInt64}


@dataclass(kw_only=True)
class KeyTables(Part):
    """Some keys of a split: `users` and `items` with their rows, the `rows` of users, `values` of columns by slot.

    `lost` are users with their rows that are not usable.
    """

    users: pl.DataFrame
    items: pl.DataFrame
    lost: pl.DataFrame
    rows: pl.DataFrame
    values: pl.DataFrame


class SplitKeys:
    """What the parts of one split have per key."""

    def __init__(self) -> None:
        self._ids = IdCounts()
        self._lost = KeyCounts()
        self._rows = [pl.DataFrame(schema=ROWS)]
        self._values = [pl.DataFrame(schema=VALUES)]

    def taken(self, part: TallyPart, place: int) -> TallyPart:
        """Take from a part, whose lines start after `place`, what is per key; what is left is small."""
        self._ids.add(part.ids)
        if part.lost.height:
            self._lost.add(part.lost["u"])
        self._rows.append(part.rows.select(*ROWS).with_columns(pl.col("line").cast(pl.Int64) + place))
        for slot, hashes in part.values.items():
            self._values.append(pl.DataFrame({"key": hashes}).select(slot=pl.lit(slot, dtype=pl.Int64), key="key"))
        return replace(part, ids=part.ids.clear(), lost=part.lost.clear(), rows=part.rows.clear(), values={})

    def buckets(self, count: int) -> Iterator[tuple[int, KeyTables]]:
        """The keys by bucket; a bucket of no keys is left out."""
        # A row goes where its user goes, so that all rows of a user meet; of rows without one only copies need to.
        owner = pl.when(pl.col("u") == 0).then("g").otherwise("u")
        cut = {
            "users": _cut(self._ids.users, pl.col("key"), count),
            "items": _cut(self._ids.items, pl.col("key"), count),
            "lost": _cut(self._lost.frame(), pl.col("key"), count),
            "rows": _cut(pl.concat(self._rows), owner, count),
            "values": _cut(pl.concat(self._values).unique(), pl.col("key"), count),
        }
        empty = {"users": COUNTS, "items": COUNTS, "lost": COUNTS, "rows": ROWS, "values": VALUES}
        for bucket in sorted(set().union(*cut.values())):
            tables = {name: cut[name].get(bucket, pl.DataFrame(schema=schema)) for name, schema in empty.items()}
            yield bucket, KeyTables(**tables)


def _cut(frame: pl.DataFrame, owner: pl.Expr, count: int) -> dict[int, pl.DataFrame]:
    # Samples are taken by size and tables are cut by remainder, so that every bucket has its share of a sample.
    numbered = frame.with_columns(bucket=owner % count)
    found = numbered.partition_by("bucket", as_dict=True, include_key=False)
    return {int(bucket): table for (bucket,), table in found.items()}


def counted(tables: Sequence[pl.DataFrame]) -> pl.DataFrame:
    """Rows per key, columns `key` and `n`, that a bucket has of all splits."""
    return pl.concat([pl.DataFrame(schema=COUNTS), *tables]).group_by("key").agg(pl.col("n").sum())


def bucket_figures(
    tables: Sequence[KeyTables],
    users: pl.DataFrame,
    items: pl.DataFrame,
    *,
    first_level: int,
    exact: bool,
    max_samples: int,
) -> KeyFigures:
    """Count what a bucket has of all splits.

    Args:
        tables: One of each split.
        users: Its rows per user, as `counted`.
        items: The same of items.
        first_level: Of the samples of rows; those above its limit were left out.
        exact: Whether there is to be no other sample.
        max_samples: Copies to name.
    """
    usable = usable_of(users, counted([table.lost for table in tables]))
    rows = pl.concat([pl.DataFrame(schema=ROWS), *(table.rows for table in tables)])
    least = pl.col("g", "u", "kind", "line").min()
    # Counting takes a quarter of the time of grouping, and mostly all rows are different.
    groups = rows.with_columns(n=pl.lit(1, dtype=pl.UInt32))
    if rows["h"].n_unique() < rows.height:
        groups = rows.lazy().group_by("h").agg(least, n=pl.len()).collect(engine="streaming")
    firsts = groups.filter(pl.col("n") > 1).select("h", first="line")
    copies = rows.join(firsts, on="h").filter(pl.col("line") != pl.col("first")).select("g", "line", "first")
    samples = []
    for level in range(first_level, first_level + 1 if exact else LAST_LEVEL + 1):
        limit = limit_of(level)
        groups, copies = groups.filter(pl.col("g") <= limit), copies.filter(pl.col("g") <= limit)
        if not groups.height:
            break
        named = copies.bottom_k(max_samples, by="line").select("line", "first")
        samples.append(RowFigures.of(level, groups.clear(), groups, named, users, usable))
    return KeyFigures.of(users, items, usable, samples, _distinct(tables, exact=exact))


def _distinct(tables: Sequence[KeyTables], *, exact: bool) -> pl.DataFrame:
    values = pl.concat([pl.DataFrame(schema=VALUES), *(table.values for table in tables)]).unique()
    found = [pl.DataFrame(schema=SCHEMAS["values"])]
    for level in range(1 if exact else LAST_LEVEL + 1):
        values = values.filter(pl.col("key") <= limit_of(level))
        if not values.height:
            break
        counts = values.group_by("slot").agg(distinct=pl.len().cast(pl.Int64))
        found.append(counts.select("slot", pl.lit(level, dtype=pl.Int64).alias("level"), "distinct"))
    return pl.concat(found)
