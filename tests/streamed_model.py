"""How bulk records and streamed events count together, in plain Python: nothing here is imported from the package."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

ALWAYS = ("USER_ID", "ITEM_ID", "TIMESTAMP", "EVENT_TYPE", "EVENT_VALUE")
Row = Mapping[str, str]


def count(columns: Sequence[str], bulk: Sequence[Row], events: Sequence[Row]) -> dict[str, Any]:
    """The figures of both together.

    Args:
        columns: Of the files.
        bulk: Their records, a text for each column.
        events: The same, without what an event does not have.
    """
    had = {name for event in events for name, value in event.items() if value}
    compared = [name for name in columns if name in ALWAYS or name in had]
    records: dict[tuple[Any, ...], list[Row]] = {}
    by_compared: dict[tuple[Any, ...], list[Row]] = {}
    for row in bulk:
        group = records.setdefault(_key(row, columns), [])
        group.append(row)
        by_compared.setdefault(_key(row, compared), group)
    for event in events:
        key = _key(event, compared)
        by_compared.setdefault(key, records.setdefault(("streamed", *key), [])).append(event)
    records = {key: group for key, group in records.items() if group}
    every = [*bulk, *events]
    users = Counter(row["USER_ID"] for row in every)
    different = Counter(group[0]["USER_ID"] for group in records.values())
    triples = {(row["USER_ID"], row["ITEM_ID"], row["TIMESTAMP"]) for row in every}
    return {
        "rows": len(every),
        "unique_interactions": len(records),
        "duplicate_rows": len(every) - len(records),
        "duplicate_user_item_time": len(every) - len(triples),
        "users": len(users),
        "users_with_2": sum(n >= 2 for n in users.values()),
        "users_with_2_unique": sum(n >= 2 for n in different.values()),
        "items": len({row["ITEM_ID"] for row in every}),
        "event_types": dict(Counter(row["EVENT_TYPE"] for row in every)) if "EVENT_TYPE" in columns else {},
        "compared": compared,
    }


def _key(row: Row, names: Sequence[str]) -> tuple[Any, ...]:
    values = [row.get(name, "") for name in names]
    return tuple(
        float(value) if value and name == "EVENT_VALUE" else value for name, value in zip(names, values, strict=True)
    )
