"""The `metrics` of a report."""

from __future__ import annotations

from typing import Any

from interactions_cli.measures.metrics import Metrics
from interactions_cli.personalize.schema import Schema

TOP_EVENT_TYPES = 100


def metrics_dict(metrics: Metrics, schema: Schema, *, redact: bool) -> dict[str, Any]:
    """The `metrics` of the report, keys in the documented order; completeness is that of columns that may be blank."""
    nullable = [name for name in metrics.by_column if (field := schema.field(name)) and field.nullable]
    types = sorted(metrics.event_types.items(), key=lambda entry: (-entry[1], entry[0]))[:TOP_EVENT_TYPES]
    names = (f"redacted-{place}" if redact else name for place, (name, _) in enumerate(types, 1))
    return {
        "rows": metrics.rows,
        "blank_lines": metrics.blank_lines,
        "bytes": metrics.bytes,
        "columns": list(metrics.columns),
        "unique_interactions": metrics.unique_interactions,
        "duplicate_rows": metrics.duplicate_rows,
        "duplicate_user_item_time": metrics.duplicate_user_item_time,
        "users": metrics.users,
        "users_with_2": metrics.users_with_2,
        "users_with_2_unique": metrics.users_with_2_unique,
        "items": metrics.items,
        "event_types": dict(zip(names, (count for _, count in types), strict=True)),
        "event_types_distinct": len(metrics.event_types),
        "timestamp_min": metrics.timestamp_min,
        "timestamp_max": metrics.timestamp_max,
        "timestamp_newest": metrics.timestamp_newest,
        "longest_gap_hours": metrics.longest_gap_hours,
        "completeness": {name: complete for name in nullable if (complete := metrics.completeness(name)) is not None},
        "estimated": list(metrics.estimated),
    }
