"""The mergeable measures of a data set: a part per block, and the sum of the parts, the same for any split."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import polars as pl

from interactions_cli.measures.column_values import TextCounter, all_numbers
from interactions_cli.measures.id_counts import IdCounts
from interactions_cli.measures.metrics import ColumnMetrics, Duplicate, Metrics
from interactions_cli.measures.row_kinds import UNUSABLE, placeholder_users, row_kind, unique_by_type
from interactions_cli.measures.samples import FULL, DistinctSample, RowSample
from interactions_cli.personalize.fields import EVENT_ATTRIBUTION_SOURCE, EVENT_TYPE, ITEM_ID, TIMESTAMP, USER_ID
from interactions_cli.personalize.schema import Role
from interactions_cli.reading.columns import Column, service_columns

# The line number of a row within its input is below 2^40, so one integer orders rows over all inputs.
INPUT_SHIFT = 40
NO_TYPES = pl.DataFrame(schema={"text": pl.String, "n": pl.Int64})
# So many parts of event type counts are held before they become one.
TYPE_PARTS = 64


@dataclass(kw_only=True)
class TallyPart:
    """What one block contributes. `line` in `rows` is relative to the block."""

    records: int
    ids: pl.DataFrame
    rows: pl.DataFrame
    event_types: pl.DataFrame
    timestamps: tuple[int | None, int | None]
    blanks: Mapping[int, int]
    values: Mapping[int, pl.Series]
    only_numbers: Mapping[int, bool]


@dataclass(frozen=True, kw_only=True)
class TallyContext:
    """Blank lines, decompressed bytes, the header's columns, and the inputs' paths in order."""

    blank_lines: int
    bytes_read: int
    names: Sequence[str]
    paths: Sequence[str]


def _weight(name: str) -> pl.Expr:
    """An odd 64-bit factor that depends on the column's name only, so column order does not change a row's hash."""
    digest = hashlib.blake2b(name.encode("utf-8", "surrogatepass"), digest_size=8).digest()
    return pl.lit(int.from_bytes(digest, "little") | 1, dtype=pl.UInt64)


class TallyPlan:
    """Which measures the columns of a file allow, as expressions; shared by all workers."""

    def __init__(self, columns: Sequence[Column]) -> None:
        self._columns = columns
        by_name = service_columns(columns)
        self._user, self._item = by_name.get(USER_ID), by_name.get(ITEM_ID)
        self._time, self._type = by_name.get(TIMESTAMP), by_name.get(EVENT_TYPE)
        self._key = tuple(column for column in (self._user, self._item, self._time) if column) or tuple(columns)
        self._rest = tuple(column for column in columns if column not in self._key)
        self._types = TextCounter()
        type_hash = key_hash(self._type).fill_null(0) if self._type else None
        self._kind = row_kind(type_hash, [column for column in (self._user, self._item, self._time) if column])
        self._counted = tuple(
            column
            for column in columns
            if column.field.kind == "string"
            and (
                column.name == EVENT_ATTRIBUTION_SOURCE or (column.field.role is Role.OWN and column.field.categorical)
            )
        )

    def part(self, frame: pl.DataFrame, lines: pl.Series, limit: int, *, numbers_proven: bool) -> TallyPart:
        """Measure some records.

        Args:
            frame: Records as a reading of a block gives them.
            lines: Their line numbers.
            limit: Rows whose key hash is above it are left out of `rows` (see RowSample).
            numbers_proven: Whether number columns have no text.
        """
        nothing = pl.lit(None, dtype=pl.UInt64)
        plan = frame.lazy().with_columns(
            u=key_hash(self._user) if self._user else nothing,
            i=key_hash(self._item) if self._item else nothing,
            g=row_hash(self._key, numbers_proven=numbers_proven),
        )
        hashed = plan.select("u", "i", "g").collect()
        rows = hashed.select("g", "u").with_columns(line=lines)
        sampled, rest = rows, frame
        if limit != FULL:
            below = rows["g"] <= limit
            sampled, rest = rows.filter(below), frame.filter(below)
        # Of literals alone a `select` would make a single row.
        plan = rest.lazy().with_columns(h=row_hash(self._rest, numbers_proven=numbers_proven), kind=self._kind)
        others = plan.select("h", "kind").collect()
        values = {column.slot: frame[column.raw_name].drop_nulls() for column in self._counted}
        time = frame[self._time.typed_name] if self._time else None
        return TallyPart(
            records=frame.height,
            ids=hashed.select("u", "i"),
            rows=sampled.select(
                "g", h=pl.col("g") + others["h"], u=pl.col("u").fill_null(0), kind=others["kind"], line="line"
            ),
            event_types=self._types.counts(frame[self._type.raw_name]) if self._type else NO_TYPES,
            timestamps=(time.min(), time.max()) if time is not None else (None, None),  # type: ignore[arg-type]
            blanks=self._blanks(frame, numbers_proven=numbers_proven),
            values={slot: texts.hash().unique() for slot, texts in values.items()},
            only_numbers={slot: all_numbers(texts) for slot, texts in values.items()},
        )

    def _blanks(self, frame: pl.DataFrame, *, numbers_proven: bool) -> dict[int, int]:
        return {
            column.slot: frame[
                column.typed_name if numbers_proven and column.field.is_number else column.raw_name
            ].null_count()
            for column in self._columns
        }


def key_hash(column: Column, seed: int = 0) -> pl.Expr:
    """What stands for a cell's text, for instance a user: 64 bits, null where blank."""
    return pl.when(column.raw.is_not_null()).then(column.raw.hash(seed))


def row_hash(columns: Sequence[Column], *, numbers_proven: bool, seed: int = 0) -> pl.Expr:
    """What stands for a record: the sum of its cells' weighed hashes, 64 bits.

    Blanks add nothing, so an absent column equals a blank one. Another seed gives bits that do not depend on these.
    """
    terms = (_cell_hash(column, seed, numbers_proven=numbers_proven) * _weight(column.name) for column in columns)
    return pl.sum_horizontal(*terms) if columns else pl.lit(0, dtype=pl.UInt64)


def _cell_hash(column: Column, seed: int, *, numbers_proven: bool) -> pl.Expr:
    """The hash of a cell's value: numbers by value, what is not in the grammar by text; 0 where blank."""
    if not column.field.is_number:
        return key_hash(column, seed).fill_null(0)
    # Adding zero makes -0.0 the same number as 0.0.
    value = column.typed if column.field.is_integer else column.typed + 0.0
    nothing = pl.lit(0, dtype=pl.UInt64)
    without_number = nothing if numbers_proven else key_hash(column, seed).fill_null(nothing)
    return pl.when(column.typed.is_not_null()).then(value.hash(seed)).otherwise(without_number)


class Tally:
    """The sum of the parts. Parts are added in any order; the result is that of all records at once."""

    def __init__(self, columns: Sequence[Column], *, exact: bool = False, max_samples: int = 5) -> None:
        self._columns = columns
        self._ids = IdCounts()
        self._rows = RowSample(max_samples=max_samples) if not exact else RowSample(keep=None, max_samples=max_samples)
        self._types: list[pl.DataFrame] = []
        self._values: dict[int, DistinctSample] = {}
        self._only_numbers: dict[int, bool] = {}
        self._exact = exact
        self._records = 0
        self._filled: dict[int, int] = {}
        self._times: list[int] = []

    @property
    def limit(self) -> int:
        """The hash limit workers may use to leave rows out; a stale one only sends more."""
        return self._rows.limit

    @property
    def users(self) -> pl.DataFrame:
        """Users with their number of rows, columns `key` (their hash) and `n`."""
        return self._ids.users

    @property
    def items(self) -> pl.DataFrame:
        """Items with their number of rows, columns `key` (their hash) and `n`."""
        return self._ids.items

    def add(self, part: TallyPart, line_offset: int) -> None:
        """Add a part whose lines start after `line_offset`."""
        self._records += part.records
        self._ids.add(part.ids)
        self._rows.add(part.rows.with_columns(pl.col("line").cast(pl.Int64) + line_offset))
        self._types.append(part.event_types)
        if len(self._types) > TYPE_PARTS:
            self._types = [self._event_types()]
        self._times = [time for time in (*self._times, *part.timestamps) if time is not None]
        self._times = [min(self._times), max(self._times)] if self._times else []
        for slot, count in part.blanks.items():
            self._filled[slot] = self._filled.get(slot, 0) + part.records - count
        for slot, hashes in part.values.items():
            sample = self._values.setdefault(slot, DistinctSample(keep=None) if self._exact else DistinctSample())
            sample.add(hashes)
            self._only_numbers[slot] = self._only_numbers.get(slot, True) and part.only_numbers[slot]

    def _event_types(self) -> pl.DataFrame:
        return pl.concat([NO_TYPES, *self._types]).group_by("text").agg(pl.col("n").sum())

    def metrics(self, context: TallyContext, *, rows: int | None = None) -> Metrics:
        """The figures of everything added.

        Args:
            context: What the parts do not know.
            rows: Lines that are not blank, broken ones included; None for the number of records added.
        """
        users = self._ids.users
        surplus, surplus_triples, lone_users = self._rows.figures(users)
        with_2 = int((users["n"] >= 2).sum())
        kinds = self._rows.kinds()
        types = self._event_types().sort(["n", "text"], descending=[True, False])
        estimated = ["duplicate_rows", "duplicate_user_item_time", "unique_interactions", "users_with_2_unique"]
        return Metrics(
            rows=self._records if rows is None else rows,
            records=self._records,
            blank_lines=context.blank_lines,
            bytes=context.bytes_read,
            columns=tuple(context.names),
            unique_interactions=self._records - surplus,
            duplicate_rows=surplus,
            duplicate_user_item_time=surplus_triples,
            users=users.height,
            users_with_2=with_2,
            users_with_2_unique=max(0, with_2 - lone_users),
            items=self._ids.items.height,
            event_types=dict(types.rows()),
            timestamp_min=self._times[0] if self._times else None,
            timestamp_max=self._times[1] if self._times else None,
            by_column={column.name: self._column(column) for column in self._columns},
            estimated=tuple(estimated) if self._rows.is_estimate else (),
            usable_unique=sum(count for kind, (count, _) in kinds.items() if kind != UNUSABLE),
            usable_records=self._records - kinds.get(UNUSABLE, (0, 0))[1],
            unique_by_type=unique_by_type(kinds, dict(types.rows())),
            top_users=tuple(users["n"].top_k(2).to_list()),
            placeholder_users=placeholder_users(users),
            duplicates=tuple(_duplicate(pair, context.paths) for pair in self._rows.pairs()),
        )

    def _column(self, column: Column) -> ColumnMetrics:
        sample = self._values.get(column.slot)
        return ColumnMetrics(
            blanks=self._records - self._filled.get(column.slot, 0),
            distinct=sample.distinct if sample else None,
            estimated=sample.is_estimate if sample else False,
            all_numbers=self._only_numbers.get(column.slot, False),
        )


def _duplicate(pair: tuple[int, int], paths: Sequence[str]) -> Duplicate:
    (line, first), mask = pair, (1 << INPUT_SHIFT) - 1
    return Duplicate(
        path=paths[line >> INPUT_SHIFT],
        line=line & mask,
        first_path=paths[first >> INPUT_SHIFT],
        first_line=first & mask,
    )
