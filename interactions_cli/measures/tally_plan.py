"""What a block contributes to a tally, and how it is measured."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import polars as pl

from interactions_cli.measures.busy_hours import BusyHours, HoursPart
from interactions_cli.measures.column_values import TextCounter, different_values, only_numbers
from interactions_cli.measures.id_counts import IdCounts
from interactions_cli.measures.keys import KeyedRecords, Keys, row_hash, without_null
from interactions_cli.measures.parts import Part
from interactions_cli.measures.row_kinds import row_kind
from interactions_cli.measures.samples import FULL, Limits
from interactions_cli.measures.time_steps import StepsPart, TimeSteps
from interactions_cli.measures.type_sum import NO_TYPES
from interactions_cli.measures.usability import MASK, Unusable, unless_unusable
from interactions_cli.personalize.fields import EVENT_ATTRIBUTION_SOURCE, EVENT_TYPE
from interactions_cli.personalize.schema import Role
from interactions_cli.reading.columns import Column, service_columns
from interactions_cli.reading.frames import rows_where
from interactions_cli.reading.records import Records
from interactions_cli.reading.text_facts import text_hash

NO_USERS: Final = pl.DataFrame(schema={"u": pl.UInt64})


@dataclass(kw_only=True)
class TallyPart(Part):
    """What one block contributes. `line` in `rows` is relative to the block; what has slots is by column.

    `new_items` are those of IdCounts. `lost` are the users `u` of rows that are not usable.
    """

    records: int
    ids: pl.DataFrame
    new_items: pl.Series | None
    lost: pl.DataFrame
    rows: pl.DataFrame
    event_types: pl.DataFrame
    timestamps: tuple[int | None, int | None]
    hours: HoursPart | None
    steps: StepsPart | None
    filled: Mapping[int, int]
    values: Mapping[int, pl.Series]
    only_numbers: Mapping[int, bool]


class TallyPlan:
    """Which measures the columns of a file allow, as expressions; shared by all workers.

    Args:
        columns: Of the file.
        ids: What a part's `ids` are added to.
        limits: Rows whose key hash is above that of `rows` are left out of a part's `rows`.
        hours: Those that are known already are left out of a part's `hours`.
        steps: What makes a part's `steps`.
    """

    def __init__(
        self, columns: Sequence[Column], ids: IdCounts, limits: Limits, hours: BusyHours, steps: TimeSteps
    ) -> None:
        self._columns = columns
        self._ids, self._limits, self._hours, self._steps = ids, limits, hours, steps
        self._keys = Keys(columns)
        self._type = service_columns(columns).get(EVENT_TYPE)
        self._types = TextCounter()
        self._kind = row_kind(pl.col("t") if self._type else None)
        self._unusable = Unusable(columns)
        self._counted = tuple(
            column
            for column in columns
            if column.field.kind == "string"
            and (
                column.name == EVENT_ATTRIBUTION_SOURCE or (column.field.role is Role.OWN and column.field.categorical)
            )
        )

    def __call__(self, keyed: KeyedRecords) -> TallyPart:
        """Measure some records."""
        records, hashed, limit, time = keyed.records, keyed.hashes, self._limits.rows, self._keys.time
        frame = records.frame
        event_types = self._types.counts(frame[self._type.raw_name]) if self._type else NO_TYPES
        unusable = self._unusable(records, event_types["text"])
        rows = self._rows(keyed) if unusable is None else self._rows(keyed).with_columns_seq(unusable)
        if limit != FULL:
            rows = rows_where(rows, rows["g"] <= limit)
        times = frame[time.typed_name] if time else None
        extremes: tuple[int | None, int | None] = (None, None) if times is None else (times.min(), times.max())  # type: ignore[assignment]
        return TallyPart(
            records=frame.height,
            ids=(ids := hashed.select_seq("u", "i")),
            new_items=self._ids.new_items(ids),
            lost=NO_USERS if unusable is None else rows_where(hashed.select_seq("u"), unusable),
            rows=self._compared(rows, records),
            event_types=event_types,
            timestamps=extremes,
            hours=None if times is None else self._hours.part(times, extremes),
            steps=None if times is None else self._steps.part(times, extremes),
            filled=records.filled(self._columns),
            values=different_values(records, self._counted),
            only_numbers=only_numbers(frame, {column.slot: records.texts(column) for column in self._counted}),
        )

    def _rows(self, keyed: KeyedRecords) -> pl.DataFrame:
        """Keys and lines of records, and what tells those of one key apart: hashes that are at hand, else cells."""
        records, frame = keyed.records, keyed.records.frame
        columns = [column for column in self._keys.rest if column not in self._counted]
        cells = [name for column in columns for name in (column.raw_name, column.typed_name) if name in frame]
        hashes = records.facts.hashes([column for column in self._keys.rest if column in self._counted])
        rows = keyed.hashes.select_seq("g", "u").with_columns_seq(line=records.line_numbers())
        return rows.with_columns_seq(
            *(frame[name] for name in cells), *(hashes[slot].alias(f"c{slot}") for slot in hashes)
        )

    def _compared(self, rows: pl.DataFrame, records: Records) -> pl.DataFrame:
        """The rows as the sample takes them."""
        known = {
            column: without_null(f"c{column.slot}", rows[f"c{column.slot}"])
            for column in self._keys.rest
            if column in self._counted
        }
        if self._type:
            rows = rows.with_columns_seq(t=text_hash(self._type, rows))
            rows = rows.with_columns_seq(t=without_null("t", rows["t"]))
            known[self._type] = pl.col("t")
        others = row_hash(self._keys.rest, records, known=known)
        kind = unless_unusable(self._kind) if MASK in rows.columns else self._kind
        return rows.select_seq("g", h=pl.col("g") + others, u=without_null("u", rows["u"]), kind=kind, line="line")
