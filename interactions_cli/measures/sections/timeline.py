"""When the interactions happened, and when users and items appeared."""

from __future__ import annotations

import itertools
from typing import Any

from interactions_cli.measures.metrics import Metrics
from interactions_cli.measures.sections.figures import share
from interactions_cli.measures.stats_figures import StatsFigures
from interactions_cli.measures.timeline import DAY_HOURS, MONDAY_OFFSET, WEEK_DAYS, hour_start, period_of, period_start
from interactions_cli.personalize.times import SECONDS_PER_DAY

LISTED_GAPS = 5


def time_figures(metrics: Metrics, measures: StatsFigures, period: str, now: int) -> dict[str, Any]:
    """The timeline in UTC, over records with a plausible TIMESTAMP (neither VAL003, VAL004 nor VAL005 speaks of it).

    - `newest_age_days` the whole days from the newest of them to now;
    - `rows` such records, `outside` the others; `first_hour` and `last_hour` with a row, `span_hours` from the start of
      the one to the end of the other, `empty_hours` of these without a row, `longest_gaps` the longest runs of them;
    - `weekday_hour`: rows per weekday (Monday first) and hour of day;
    - `periods` with rows: `new_users`, `new_items` = those whose first row is in it, `…_share` = of all users or items
      of the timeline; `new_item_traffic_share` = rows with an item that is new in the period / rows of the period.
    """
    hours: list[tuple[int, int]] = measures.hours.counts().rows()
    newest = metrics.timestamp_newest
    rows = sum(n for _hour, n in hours)
    first, last = (hours[0][0], hours[-1][0]) if hours else (0, -1)
    return {
        "period": period,
        "timestamp_min": metrics.timestamp_min,
        "timestamp_max": metrics.timestamp_max,
        "newest_age_days": None if newest is None else max(0, now - newest) // SECONDS_PER_DAY,
        "rows": rows,
        "outside": metrics.records - rows,
        "first_hour": hour_start(first) if hours else None,
        "last_hour": hour_start(last) if hours else None,
        "span_hours": last - first + 1,
        "empty_hours": last - first + 1 - len(hours),
        "longest_gaps": _gaps([hour for hour, _n in hours]),
        "weekday_hour": _weekday_hour(hours),
        "periods": _periods(hours, measures, period),
    }


def _gaps(hours: list[int]) -> list[dict[str, Any]]:
    gaps = [(later - hour - 1, hour + 1) for hour, later in itertools.pairwise(hours) if later - hour > 1]
    longest = sorted(gaps, key=lambda gap: (-gap[0], gap[1]))[:LISTED_GAPS]
    return [{"start": hour_start(start), "hours": length} for length, start in longest]


def _weekday_hour(hours: list[tuple[int, int]]) -> list[list[int]]:
    table = [[0] * DAY_HOURS for _ in range(WEEK_DAYS)]
    for hour, n in hours:
        table[(hour // DAY_HOURS + MONDAY_OFFSET) % WEEK_DAYS][hour % DAY_HOURS] += n
    return table


def _periods(hours: list[tuple[int, int]], measures: StatsFigures, period: str) -> list[dict[str, Any]]:
    rows: dict[int, int] = {}
    for hour, n in hours:
        number = period_of(hour, period)
        rows[number] = rows.get(number, 0) + n
    users, items = measures.new_users, measures.new_items
    all_users, all_items = (sum(keys for keys, _n in found.values()) for found in (users, items))
    listed = []
    for number, count in sorted(rows.items()):
        (new_users, _), (new_items, traffic) = users.get(number, (0, 0)), items.get(number, (0, 0))
        listed.append(
            {
                "start": period_start(number, period),
                "rows": count,
                "new_users": new_users,
                "new_items": new_items,
                "new_user_share": share(new_users, all_users),
                "new_item_share": share(new_items, all_items),
                "new_item_traffic_share": share(traffic, count),
            }
        )
    return listed
