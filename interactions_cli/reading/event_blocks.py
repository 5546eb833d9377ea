"""A block of a log of streamed events as a frame of records, one row each, and what is wrong with them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

import polars as pl

from interactions_cli.personalize.schema import Role
from interactions_cli.reading.columns import Column
from interactions_cli.reading.event_defect import EventDefect
from interactions_cli.reading.events import Event, EventForm, events_of, folded
from interactions_cli.reading.grammar import blank_to_null, parsed_number, without_blank_required
from interactions_cli.reading.hits import Hits
from interactions_cli.reading.json_documents import ObjectLines
from interactions_cli.reading.records import Records
from interactions_cli.reading.view import DatasetView

# What is wrong, and with which column.
DefectKey = tuple[EventDefect, str | None]


@dataclass(kw_only=True)
class EventBlock:
    """The entries of a block: events, and lines that are none.

    `records` are the events as a reading of a CSV file gives records; their lines are the places among the entries of
    the block, from 1, and `lines` has the line of every entry, relative to the block. `filled` are the columns that
    some event has a value for, `alike` the entries that are events, or would be with other values. `hits` have the
    number of an entry as their line.
    """

    records: Records
    lines: list[int]
    line_count: int
    alike: int
    filled: frozenset[str]
    hits: dict[DefectKey, Hits] = field(default_factory=dict)


def event_form(view: DatasetView, columns: Sequence[Column], plausible: tuple[int, int]) -> EventForm:
    """What events are read for, by the columns of the data set and its schema."""
    own = {folded(column.name): column.name for column in columns if column.field.role in (Role.OWN, Role.OUTSIDE)}
    return EventForm(
        own=own, known=frozenset([*own, *(folded(field.name) for field in view.schema.fields)]), plausible=plausible
    )


class EventReader:
    """Reads the blocks of a log."""

    def __init__(self, columns: Sequence[Column], form: EventForm, *, max_samples: int) -> None:
        self._columns = columns
        self._form = form
        self._keep = max_samples

    def read(self, block: ObjectLines) -> EventBlock:
        """The entries of a block of objects, one a line."""
        lines: list[int] = []
        events: list[Event] = []
        for line, text in zip(block.starts, block.split(b"\n"), strict=False):
            found = list(events_of(text, self._form))
            events += found
            lines += [line] * len(found)
        read = [(number, event) for number, event in enumerate(events, 1) if event.is_event]
        return EventBlock(
            records=Records(
                frame=self._frame([event for _, event in read]),
                lines=pl.Series([number for number, _ in read], dtype=pl.Int64),
                line_count=len(events),
            ),
            lines=lines,
            line_count=block.line_count,
            alike=sum(event.is_alike for event in events),
            filled=frozenset(name for event in events for name in event.values),
            hits=self._hits(events),
        )

    def _frame(self, events: Sequence[Event]) -> pl.DataFrame:
        columns = self._columns
        texts = {column.raw_name: [event.values.get(column.name) for event in events] for column in columns}
        frame = pl.DataFrame(texts, schema=dict.fromkeys(texts, pl.String))
        plan = frame.lazy().with_columns(blank_to_null(column.raw) for column in columns)
        plan = plan.with_columns(parsed_number(column) for column in columns if column.field.is_number)
        return without_blank_required(plan, columns).collect()

    def _hits(self, events: Iterable[Event]) -> dict[DefectKey, Hits]:
        hits: dict[DefectKey, Hits] = {}
        for number, event in enumerate(events, 1):
            for defect, column, value in event.found:
                one = Hits.of_block(1, [(number, value)])
                hits.setdefault((defect, column), Hits()).add(one, self._keep)
        return hits
