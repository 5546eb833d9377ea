"""The `metrics` of a report."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict
from types import MappingProxyType
from typing import Any

from interactions_cli.measures.event_counts import by_frequency
from interactions_cli.measures.join_figures import JoinFigures, NearMiss
from interactions_cli.measures.metrics import Metrics
from interactions_cli.measures.stream_figures import StreamFigures
from interactions_cli.personalize.fields import ITEM_ID, USER_ID
from interactions_cli.personalize.schema import Schema
from interactions_cli.wording import REDACTED, rounded

TOP_EVENT_TYPES = 100
CATALOGUES = MappingProxyType({ITEM_ID: "items", USER_ID: "users"})


def metrics_dict(metrics: Metrics, schema: Schema, *, redact: bool) -> dict[str, Any]:
    """The `metrics` of the report, keys in the documented order; completeness is that of columns that may be blank."""
    nullable = [name for name in metrics.by_column if (field := schema.field(name)) and field.nullable]
    types = by_frequency(metrics.event_types)[:TOP_EVENT_TYPES]
    names = (f"redacted-{place}" if redact else name for place, name in enumerate(types, 1))
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
        "event_types": dict(zip(names, map(metrics.event_types.__getitem__, types), strict=True)),
        "event_types_distinct": len(metrics.event_types),
        "timestamp_min": metrics.timestamp_min,
        "timestamp_max": metrics.timestamp_max,
        "timestamp_newest": metrics.timestamp_newest,
        "longest_gap_hours": metrics.longest_gap_hours,
        "completeness": {name: complete for name in nullable if (complete := metrics.completeness(name)) is not None},
        "estimated": list(metrics.estimated),
    }


def joins_dict(joins: Iterable[JoinFigures], rows: int, *, redact: bool) -> dict[str, Any]:
    """`joins` of the metrics: what was compared with catalogues, by catalogue; nothing without any.

    Args:
        joins: The comparisons.
        rows: Lines of the data set that are not blank.
        redact: Whether cell values are hidden; a prefix is a part of some.
    """
    found = {
        CATALOGUES[join.column]: {
            "catalogue": list(join.paths),
            "ids": join.ids,
            "unknown_ids": join.unknown_ids,
            "unknown_rows": join.unknown_rows,
            "unknown_share": rounded(join.unknown_rows / rows) if rows else None,
            "idle_ids": join.idle_ids,
            "idle_share": rounded(join.idle_ids / join.ids),
            "near_misses": [_near_miss(entry, redact=redact) for entry in join.near_misses],
        }
        for join in joins
    }
    return {"joins": found} if found else {}


def _near_miss(entry: NearMiss, *, redact: bool) -> dict[str, Any]:
    prefix = REDACTED if redact and entry.prefix else entry.prefix
    return {"cause": entry.name, "prefix": prefix, "ids": entry.ids, "rows": entry.rows}


def streamed_dict(streamed: StreamFigures | None, schema: Schema, *, redact: bool) -> dict[str, Any]:
    """`streamed` and `bulk` of the metrics: what was counted together; nothing without logs."""
    if streamed is None:
        return {}
    logs = [asdict(log) for log in streamed.logs]
    return {
        "streamed": {"events": streamed.events, "compared": list(streamed.compared), "logs": logs},
        "bulk": metrics_dict(streamed.bulk, schema, redact=redact),
    }
