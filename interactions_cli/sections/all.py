"""The sections that were asked for, for one set of records."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from interactions_cli.columns import Column
from interactions_cli.measures.stats import Measured, StatsMeasures
from interactions_cli.personalize import EVENT_VALUE, IMPRESSION
from interactions_cli.record_set import Measured as MeasuredSet
from interactions_cli.sections.columns import column_figures, impression_figures
from interactions_cli.sections.counts import distribution, overview
from interactions_cli.sections.events import event_figures, thresholds, values_by_type
from interactions_cli.sections.timeline import time_figures


def sections_of(measured: MeasuredSet, columns: Sequence[Column], asked: Measured, *, redact: bool) -> dict[str, Any]:
    """Name → figures, in the documented order; null or empty where the data has no such column.

    Args:
        measured: A set of records with its StatsMeasures.
        columns: All columns of the data set.
        asked: Which sections, which period.
        redact: Whether names and values from the data are hidden.
    """
    metrics, measures = measured.metrics, measured.measures
    assert isinstance(measures, StatsMeasures)
    names = {column.name for column in columns}
    by_type = values_by_type(measures.values)
    makers: dict[str, Callable[[], Any]] = {
        "overview": lambda: overview(metrics, measures.pairs),
        "distribution": lambda: distribution(measured.users, measured.items),
        "events": lambda: event_figures(metrics, by_type, redact=redact),
        "thresholds": lambda: (
            thresholds(metrics, by_type, measures.top_values, redact=redact) if EVENT_VALUE in names else []
        ),
        "time": lambda: time_figures(metrics, measures, asked.period),
        "columns": lambda: column_figures(metrics, columns, measures, redact=redact),
        "impressions": lambda: (
            impression_figures(metrics.records, measures.impressions, redact=redact) if IMPRESSION in names else None
        ),
    }
    return {name: make() for name, make in makers.items() if name in asked.sections}
