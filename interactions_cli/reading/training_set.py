"""Which records the event filter lets pass: what would be trained on."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from interactions_cli.personalize.fields import EVENT_TYPE, EVENT_VALUE
from interactions_cli.personalize.target import EventParameters

if TYPE_CHECKING:
    import polars as pl

    from interactions_cli.reading.columns import Column


def passes(entries: Sequence[EventParameters], columns: Sequence[Column]) -> pl.Expr:
    """True where a record passes the filter; an absent column that an entry needs passes nothing.

    A record passes if it matches an entry: the same event type, to the letter, and, where the entry has a threshold,
    an EVENT_VALUE in the number grammar that is at or above it (float64).
    """
    import polars as pl

    from interactions_cli.reading.columns import service_columns

    by_name = service_columns(columns)
    kind, value = by_name.get(EVENT_TYPE), by_name.get(EVENT_VALUE)

    def matches(entry: EventParameters) -> pl.Expr:
        condition = pl.lit(value=True)
        if entry.event_type is not None:
            condition &= kind.raw == entry.event_type if kind else pl.lit(value=False)
        if entry.threshold is not None:
            condition &= value.typed >= entry.threshold if value else pl.lit(value=False)
        return condition.fill_null(value=False)

    return pl.any_horizontal([matches(entry) for entry in entries])


def passing(frame: pl.DataFrame, filter_: pl.Expr) -> pl.Series:
    """Which records of a frame pass a filter, as Booleans."""
    # `with_columns` broadcasts the single value of a filter that lets everything pass; `select` would return one row.
    return frame.lazy().with_columns(passes=filter_).select("passes").collect()["passes"]
