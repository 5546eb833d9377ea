"""Event types, their values, and what a threshold on the values would leave."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import polars as pl

from interactions_cli.measures.event_counts import by_frequency
from interactions_cli.measures.metrics import Metrics
from interactions_cli.measures.sections.figures import share, shown_name
from interactions_cli.measures.stats_figures import TopCounts
from interactions_cli.measures.top_two import Left, TopTwo
from interactions_cli.measures.value_buckets import QUANTILES, ValueBuckets, lower_bound, quantile
from interactions_cli.personalize.limits import (
    MIN_SHARE_USERS_WITH_2,
    MIN_UNIQUE_INTERACTIONS,
    MIN_USERS_WITH_2,
    part_of,
)

TOP_EVENT_TYPES = 100
MANY_THRESHOLDS = 20
FEW_THRESHOLDS = 10
STEPS = (12, 24, 48, 96, 192, 384)


@dataclass
class Values:
    """EVENT_VALUE of one event type: (bucket, rows) ascending, and the exact extremes."""

    buckets: list[tuple[int, int]] = field(default_factory=list)
    least: float = 0.0
    most: float = 0.0

    @property
    def count(self) -> int:
        """Rows with a value."""
        return sum(n for _code, n in self.buckets)


def values_by_type(buckets: ValueBuckets, types: Collection[int]) -> dict[int, Values]:
    """The values of these event types (by hash) that have any; there may be as many types as rows."""
    found: dict[int, Values] = {}
    counts = buckets.counts().filter(pl.col("group").is_in(types))
    # A frame a type would take kilobytes and a millisecond of each.
    for group, code, n, least, most in counts.select("group", "code", "n", "least", "most").rows():
        # The least of -0.0 and 0.0 may be either; the sum with zero is 0.0.
        least, most = least + 0.0, most + 0.0
        values = found.setdefault(group, Values([], least, most))
        values.buckets.append((code, n))
        values.least, values.most = min(values.least, least), max(values.most, most)
    return found


def all_values(buckets: ValueBuckets) -> Values:
    """The values of all rows, also of those without a type, without extremes."""
    counts = buckets.counts().group_by("code").agg(pl.col("n").sum()).sort("code")
    return Values(counts.rows())


def top_types(metrics: Metrics) -> dict[str, int]:
    """The most frequent event types → their hashes, in that order."""
    types = by_frequency(metrics.event_types)[:TOP_EVENT_TYPES]
    return dict(zip(types, pl.Series(types, dtype=pl.String).hash().to_list(), strict=True))


def value_figures(values: Values | None) -> dict[str, Any] | None:
    """`count`, and quantiles by nearest rank: min and max exact, the others rounded down to 3 significant digits.

    So the relative error of a quantile is below 1 %, and it is exact where values have at most three digits.
    """
    if values is None or not values.count:
        return None
    found = {name: lower_bound(quantile(values.buckets, of)) for name, of in QUANTILES.items()}
    # What is rounded down stays among the values.
    quantiles = {name: max(values.least, value) for name, value in found.items()}
    # Rounded to nearest, the least value would lie above the quantiles that are rounded down.
    return {"count": values.count, "quantiles": quantiles | {"min": values.least, "max": values.most}}


def event_figures(metrics: Metrics, by_type: Mapping[int, Values], *, redact: bool) -> dict[str, Any]:
    """Event types by frequency with their share of the records and the quantiles of their values."""
    return {
        "distinct": len(metrics.event_types),
        "without_type": metrics.records - sum(metrics.event_types.values()),
        "types": [
            {
                "event_type": shown_name(name, place, redact=redact),
                "rows": metrics.event_types[name],
                "share": share(metrics.event_types[name], metrics.records),
                "values": value_figures(by_type.get(hashed)),
            }
            for place, (name, hashed) in enumerate(top_types(metrics).items(), 1)
        ],
    }


def thresholds(
    metrics: Metrics, by_type: Mapping[int, Values], every: Values, top: TopTwo | TopCounts, *, redact: bool
) -> list[dict[str, Any]]:
    """Per event type with values, and for all types together where there are several: what thresholds would leave.

    Thresholds are values of the data, rounded down to 3 significant digits: all of them up to 20, else those at evenly
    spaced ranks. For a threshold t, `rows` = rows with EVENT_VALUE >= t, `users` = users with at least one such row,
    `users_with_2` = users with at least two; all exact. `meets_minimums` says whether that is enough to train: 1,000
    rows, 25 users with two, 1 % of the users with two. Copies are counted once by the service and cannot be told apart
    here, so it is null where it would take all copies of the set not to be among these rows.
    """
    listed = [
        (shown_name(name, place, redact=redact), hashed)
        for place, (name, hashed) in enumerate(top_types(metrics).items(), 1)
        if hashed in by_type
    ]
    codes = {hashed: chosen_thresholds(by_type[hashed].buckets) for _name, hashed in listed}
    users = top.left(codes)
    curves = [_curve(name, by_type[hashed], codes[hashed], users.get(hashed), metrics) for name, hashed in listed]
    if every.count and (len(curves) != 1 or every.count != curves[0]["values"]):
        chosen = chosen_thresholds(every.buckets)
        curves.append(_curve(None, every, chosen, top.left_of_all(chosen), metrics))
    return curves


def chosen_thresholds(buckets: Sequence[tuple[int, int]]) -> list[int]:
    """The codes of (code, rows) to show: all up to 20, else at least 10 that are evenly spaced by rank."""
    codes = [code for code, _n in buckets]
    if len(codes) <= MANY_THRESHOLDS:
        return codes
    for steps in STEPS:
        found = sorted({quantile(buckets, (step, steps)) for step in range(steps + 1)})
        if len(found) >= FEW_THRESHOLDS:
            break
    if len(found) > MANY_THRESHOLDS:
        found = [found[place * (len(found) - 1) // (MANY_THRESHOLDS - 1)] for place in range(MANY_THRESHOLDS)]
    if len(found) < FEW_THRESHOLDS:
        # Nearly all rows have the same few values: the ranks say nothing, so the values themselves are spaced evenly.
        spaced = (codes[place * (len(codes) - 1) // (FEW_THRESHOLDS - 1)] for place in range(FEW_THRESHOLDS))
        found = sorted({*found, *spaced})
    return found


def _curve(
    name: str | None, values: Values, codes: Sequence[int], users: Left | None, metrics: Metrics
) -> dict[str, Any]:
    nobody = [(0, 0)] * len(codes)
    steps = zip(codes, users or nobody, strict=True)
    return {
        "event_type": name,
        "values": values.count,
        "curve": [_step(code, values, *left, copies=metrics.duplicate_rows) for code, left in steps],
    }


def _step(code: int, values: Values, users: int, users_with_2: int, *, copies: int) -> dict[str, Any]:
    rows = sum(n for _code, n in values.buckets[bisect_left(values.buckets, (code, 0)) :])
    return {
        "threshold": lower_bound(code),
        "rows": rows,
        "share": share(rows, values.count),
        "users": users,
        "users_with_2": users_with_2,
        "meets_minimums": meets_minimums(rows, users, users_with_2, copies=copies),
    }


def meets_minimums(rows: int, users: int, users_with_2: int, *, copies: int) -> bool | None:
    """Whether so many rows and users are enough to train; None where it depends on how many of them are copies."""
    needed = max(MIN_USERS_WITH_2, part_of(MIN_SHARE_USERS_WITH_2, users))
    if rows < MIN_UNIQUE_INTERACTIONS or users_with_2 < needed:
        return False
    surely = rows - copies >= MIN_UNIQUE_INTERACTIONS and users_with_2 - copies >= needed
    return True if surely else None
