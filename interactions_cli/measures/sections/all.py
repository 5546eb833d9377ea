"""The sections that were asked for, for one set of records."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from interactions_cli.measures.record_set import Measured
from interactions_cli.measures.sections.events import all_values, event_figures, thresholds, top_types, values_by_type
from interactions_cli.measures.sections.overview import distribution, overview
from interactions_cli.measures.sections.own_columns import column_figures, impression_figures
from interactions_cli.measures.sections.timeline import time_figures
from interactions_cli.measures.stats_figures import StatsFigures
from interactions_cli.measures.stats_measures import Wanted
from interactions_cli.personalize.fields import EVENT_VALUE, IMPRESSION
from interactions_cli.reading.columns import Column


def sections_of(measured: Measured, columns: Sequence[Column], asked: Wanted, *, redact: bool) -> dict[str, Any]:
    """Name → figures, in the documented order; null or empty where the data has no such column.

    Args:
        measured: A set of records with its StatsFigures.
        columns: All columns of the data set.
        asked: Which sections, which period.
        redact: Whether names and values from the data are hidden.
    """
    metrics, measures = measured.metrics, measured.measures
    assert isinstance(measures, StatsFigures)
    names = {column.name for column in columns}
    by_type = values_by_type(measures.values, top_types(metrics).values())
    makers: dict[str, Callable[[], Any]] = {
        "overview": lambda: overview(metrics, measures.pairs),
        "distribution": lambda: distribution(measured, measures, redact=redact),
        "events": lambda: event_figures(metrics, by_type, redact=redact),
        "thresholds": lambda: (
            thresholds(metrics, by_type, all_values(measures.values), measures.top_values, redact=redact)
            if EVENT_VALUE in names
            else []
        ),
        "time": lambda: time_figures(metrics, measures, asked.period, asked.now),
        "columns": lambda: column_figures(metrics, columns, measures, redact=redact),
        "impressions": lambda: (
            impression_figures(metrics.records, measures.impressions, redact=redact) if IMPRESSION in names else None
        ),
    }
    return {name: make() for name, make in makers.items() if name in asked.sections}
