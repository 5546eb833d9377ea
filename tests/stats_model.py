"""A reference model of `stats` in plain Python: every figure from its definition, row by row, with exact fractions.

It imports nothing from the package; reading files is left to the model of `validate`.
"""

from __future__ import annotations

import itertools
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from decimal import ROUND_FLOOR, Decimal
from fractions import Fraction
from math import ceil
from typing import Any

from tests import model

Event = tuple[str | None, float | None]
Files = list[tuple[str, bytes]]

SHARES = {"min": "0", "p1": "0.01", "p10": "0.1", "p25": "0.25", "p50": "0.5", "p75": "0.75", "p90": "0.9"}
SHARES |= {"p99": "0.99", "max": "1"}
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
YEAR_1990, DAY, NOT_SECONDS = 631152000, 86400, 10**11
FIXED = set(model.FIXED_TYPES)


def describe(
    files: Files, *, schema: dict[str, Any] | None, events: Sequence[Event], now: int, period: str
) -> dict[str, Any]:
    """The sections, and under `training` those of the rows that the event filter lets pass."""
    scan = model.Scan()
    for path, data in files:
        model.read_file(scan, path, data, schema)
    found = sections(scan.rows, scan.columns, now, period)
    if events:
        passing = [row for row in scan.rows if model.passes(row, events)]
        found["training"] = sections(passing, scan.columns, now, period)
    return found


def sections(rows: list[model.Row], columns: Mapping[str, model.Field | None], now: int, period: str) -> dict[str, Any]:
    """Everything but the readiness table."""
    has_lists = columns.get("IMPRESSION") is not None
    return {
        "overview": overview(rows),
        "distribution": {
            "users": spread(rows, "USER_ID") | {"top": top(rows, "USER_ID", is_named=False)},
            "items": spread(rows, "ITEM_ID") | {"top": top(rows, "ITEM_ID", is_named=True)},
        },
        "events": event_figures(rows),
        "thresholds": curves(rows) if columns.get("EVENT_VALUE") is not None else [],
        "time": time_figures(rows, now, period),
        "columns": [column(rows, known) for known in columns.values() if known is not None and known.name not in FIXED],
        "impressions": impressions(rows) if has_lists else None,
    }


def rounded(value: Fraction | int | None) -> float | int | None:
    """6 significant digits."""
    return float(f"{float(value):.6g}") if isinstance(value, Fraction) else value


def share(part: int, whole: int) -> float | int | None:
    return rounded(Fraction(part, whole)) if whole else None


def nearest_rank(values: Iterable[Any], of: str) -> Any:
    """The smallest value such that at least the share `of` of the values is not above it."""
    ordered = sorted(values)
    return ordered[max(1, ceil(Fraction(of) * len(ordered))) - 1]


def quantiles(values: list[int]) -> dict[str, int] | None:
    return {name: nearest_rank(values, of) for name, of in SHARES.items()} if values else None


def top(rows: list[model.Row], column: str, *, is_named: bool) -> list[dict[str, Any]]:
    counts = Counter(text for row in rows if (text := row.text(column)) is not None)
    ranked = sorted(counts.items(), key=lambda entry: (-entry[1], entry[0]))[:10]
    return [
        {"name": name[:80] if is_named else None, "rows": count, "share": share(count, len(rows))}
        for name, count in ranked
    ]


def overview(rows: list[model.Row]) -> dict[str, Any]:
    known = [(user, item) for row in rows if (user := row.text("USER_ID")) and (item := row.text("ITEM_ID"))]
    pairs, figures = set(known), model.summary(rows, {}, 0)
    cells = figures["users"] * figures["items"]
    copied = ("unique_interactions", "duplicate_rows", "duplicate_user_item_time")
    return {
        "records": len(rows),
        "users": figures["users"],
        "items": figures["items"],
        "pairs": len(pairs),
        "density_pairs": share(len(pairs), cells),
        "density_rows": share(len(known), cells),
        "repeat_rate": share(len(known) - len(pairs), len(known)),
        **{name: figures[name] for name in copied},
        "estimated": [],
    }


def spread(rows: list[model.Row], name: str) -> dict[str, Any]:
    sizes = sorted(Counter(key for row in rows if (key := row.text(name)) is not None).values())
    n, total = len(sizes), sum(sizes)
    differences = sum(abs(one - other) for one in sizes for other in sizes)

    def top(divisor: int) -> float | int | None:
        return share(sum(sizes[n - ceil(n / divisor) :]), total)

    return {
        "count": n,
        "rows": total,
        "mean": share(total, n),
        "single": sizes.count(1),
        "single_share": share(sizes.count(1), n),
        # Half the mean absolute difference over the mean: the definition, not the formula of the sorted sizes.
        "gini": rounded(Fraction(differences, 2 * n * total)) if n else None,
        "top_1_percent_share": top(100),
        "top_10_percent_share": top(10),
        "quantiles": quantiles(sizes),
        "histogram": histogram(sizes),
        "by_rank": by_rank(sizes),
    }


def by_rank(sizes: list[int]) -> list[dict[str, int]]:
    counts = {ceil(Fraction(len(sizes) * percent, 100)) for percent in (1, 2, 3, 5, 7, *range(10, 101, 5))}
    return [{"keys": keys, "rows": sum(sizes[len(sizes) - keys :])} for keys in sorted(counts) if sizes]


def histogram(sizes: list[int]) -> list[dict[str, int]]:
    bins, start = [], 1
    while sizes and start <= sizes[-1]:
        bins.append({"from": start, "to": 2 * start - 1, "count": sum(start <= size < 2 * start for size in sizes)})
        start *= 2
    return bins


def floor3(value: float) -> float:
    """The largest number of three significant digits that is not above the value."""
    if value == 0:
        return 0.0
    exact = Decimal(value)
    unit = Decimal(1).scaleb(exact.adjusted() - 2)
    digits = (exact / unit).to_integral_value(rounding=ROUND_FLOOR)
    # The nearest double of the decimal above may be the value itself.
    candidates = [float((digits + step) * unit) for step in (-1, 0, 1)]
    return max(number for number in candidates if number <= value)


def value_figures(values: list[float]) -> dict[str, Any] | None:
    if not values:
        return None
    least = min(values)
    found = {name: max(least, floor3(nearest_rank(values, of))) for name, of in SHARES.items()}
    return {"count": len(values), "quantiles": found | {"min": least, "max": max(values)}}


def event_values(rows: list[model.Row]) -> list[float]:
    return [float(value) for row in rows if (value := row.number("EVENT_VALUE")) is not None]


def types_of(rows: list[model.Row]) -> list[tuple[str, int]]:
    counts = Counter(name for row in rows if (name := row.text("EVENT_TYPE")) is not None)
    return sorted(counts.items(), key=lambda entry: (-entry[1], entry[0]))


def event_figures(rows: list[model.Row]) -> dict[str, Any]:
    types = types_of(rows)
    return {
        "distinct": len(types),
        "without_type": len(rows) - sum(n for _name, n in types),
        "types": [
            {
                "event_type": name[:80],
                "rows": n,
                "share": share(n, len(rows)),
                "values": value_figures(event_values([row for row in rows if row.text("EVENT_TYPE") == name])),
            }
            for name, n in types
        ],
    }


def curves(rows: list[model.Row]) -> list[dict[str, Any]]:
    """One curve per type with values, and one for all where that is not the same. Small tables show every value."""
    surplus = model.summary(rows, {}, 0)["duplicate_rows"]
    found = []
    for name, _n in types_of(rows):
        of_type = [row for row in rows if row.text("EVENT_TYPE") == name]
        if event_values(of_type):
            found.append(curve(name[:80], of_type, surplus))
    every = event_values(rows)
    if every and (len(found) != 1 or found[0]["values"] != len(every)):
        found.append(curve(None, rows, surplus))
    return found


def curve(name: str | None, rows: list[model.Row], surplus: int) -> dict[str, Any]:
    values = event_values(rows)
    steps = []
    for threshold in sorted({floor3(value) for value in values}):
        left = [row for row in rows if (value := row.number("EVENT_VALUE")) is not None and value >= threshold]
        records_of = Counter(user for row in left if (user := row.text("USER_ID")) is not None)
        pairs = sum(n >= 2 for n in records_of.values())
        steps.append(
            {
                "threshold": threshold,
                "rows": len(left),
                "share": share(len(left), len(values)),
                "users": len(records_of),
                "users_with_2": pairs,
                "meets_minimums": verdict(len(left), len(records_of), pairs, surplus),
            }
        )
    return {"event_type": name, "values": len(values), "curve": steps}


def verdict(rows: int, users: int, pairs: int, surplus: int) -> bool | None:
    def enough(rows: int, pairs: int) -> bool:
        return rows >= 1000 and pairs >= 25 and 100 * pairs >= users

    return enough(rows - surplus, pairs - surplus) or (None if enough(rows, pairs) else False)


def period_start(moment: datetime, period: str) -> str:
    day = moment.date()
    starts: dict[str, Callable[[], str]] = {
        "hour": lambda: moment.strftime("%Y-%m-%dT%H:00:00Z"),
        "day": day.isoformat,
        "week": lambda: (day - timedelta(days=day.weekday())).isoformat(),
        "month": lambda: day.replace(day=1).isoformat(),
    }
    return starts[period]()


def time_figures(rows: list[model.Row], now: int, period: str) -> dict[str, Any]:
    every = [time for row in rows if isinstance(time := row.number("TIMESTAMP"), int)]
    last = min(now + DAY, NOT_SECONDS - 1)
    timed = [(time, row) for row in rows if isinstance(time := row.number("TIMESTAMP"), int) and time <= last]
    timed = [(time, row) for time, row in timed if time >= YEAR_1990]
    moments = [EPOCH + timedelta(seconds=time) for time, _row in timed]
    hours = sorted({time // 3600 for time, _row in timed})
    span = hours[-1] - hours[0] + 1 if hours else 0
    table = [[0] * 24 for _ in range(7)]
    for moment in moments:
        table[moment.weekday()][moment.hour] += 1
    gaps = [(later - hour - 1, hour + 1) for hour, later in itertools.pairwise(hours) if later > hour + 1]
    longest = sorted(gaps, key=lambda gap: (-gap[0], gap[1]))[:5]
    return {
        "period": period,
        "timestamp_min": min(every, default=None),
        "timestamp_max": max(every, default=None),
        "newest_age_days": max(0, now - max(time for time, _row in timed)) // DAY if timed else None,
        "rows": len(timed),
        "outside": len(rows) - len(timed),
        "first_hour": hour_start(hours[0]) if hours else None,
        "last_hour": hour_start(hours[-1]) if hours else None,
        "span_hours": span,
        "empty_hours": span - len(hours),
        "longest_gaps": [{"start": hour_start(start), "hours": length} for length, start in longest],
        "weekday_hour": table,
        "periods": periods([(moment, row) for moment, (_time, row) in zip(moments, timed, strict=True)], period),
    }


def hour_start(hour: int) -> str:
    return (EPOCH + timedelta(hours=hour)).strftime("%Y-%m-%dT%H:00:00Z")


def periods(timed: list[tuple[datetime, model.Row]], period: str) -> list[dict[str, Any]]:
    placed = [(period_start(moment, period), row) for moment, row in timed]
    firsts: dict[str, dict[str, str]] = {"USER_ID": {}, "ITEM_ID": {}}
    for start, row in placed:
        for name, first in firsts.items():
            key = row.text(name)
            if key is not None:
                first[key] = min(start, first.get(key, start))
    users, items = firsts["USER_ID"], firsts["ITEM_ID"]
    listed = []
    for start in sorted({start for start, _row in placed}):
        inside = [row for other, row in placed if other == start]
        new_users, new_items = (sum(first == start for first in seen.values()) for seen in (users, items))
        traffic = sum(items.get(row.text("ITEM_ID") or "") == start for row in inside)
        listed.append(
            {
                "start": start,
                "rows": len(inside),
                "new_users": new_users,
                "new_items": new_items,
                "new_user_share": share(new_users, len(users)),
                "new_item_share": share(new_items, len(items)),
                "new_item_traffic_share": share(traffic, len(inside)),
            }
        )
    return listed


def column(rows: list[model.Row], known: model.Field) -> dict[str, Any]:
    texts = [text for row in rows if (text := row.text(known.name) or "").strip()]
    is_number = known.type in model.NUMBER_TYPES
    numbers = [float(value) for row in rows if (value := row.number(known.name)) is not None]
    counts = sorted(Counter(texts).items(), key=lambda entry: (-entry[1], entry[0]))
    return {
        "column": known.name,
        "completeness": share(len(texts), len(rows)),
        "distinct": None if is_number else len(counts),
        "estimated": False,
        "top_values": None
        if is_number
        else [{"value": value[:80], "rows": n, "share": share(n, len(rows))} for value, n in counts[:20]],
        "spellings": [] if is_number else spellings(counts),
        "values": value_figures(numbers) if is_number else None,
    }


def spellings(counts: list[tuple[str, int]]) -> list[dict[str, Any]]:
    groups: dict[str, list[tuple[str, int]]] = {}
    for value, n in counts:
        folded = value.casefold().replace(" ", "").replace("_", "").replace("-", "")
        if folded:
            groups.setdefault(folded, []).append((value, n))
    alike = [group for group in groups.values() if len(group) > 1]
    alike.sort(key=lambda group: (-sum(n for _value, n in group), counts.index(group[0])))
    return [{"values": [value[:80] for value, _n in group], "rows": [n for _value, n in group]} for group in alike[:10]]


def impressions(rows: list[model.Row]) -> dict[str, Any]:
    lists = [(row, shown) for row in rows if (shown := row.text("IMPRESSION") or "").strip()]
    ids = [[piece.strip() for piece in shown.split("|") if piece.strip()] for _row, shown in lists]
    items = [(row.text("ITEM_ID") or "").strip() or None for row, _shown in lists]
    clicked = [item for item, pieces in zip(items, ids, strict=True) if item is not None and item in pieces]
    shown_of = Counter(piece for pieces in ids for piece in pieces)
    clicks_of = Counter(clicked)
    ranked = sorted(shown_of.items(), key=lambda entry: (-entry[1], entry[0]))
    return {
        "rows": len(lists),
        "share": share(len(lists), len(rows)),
        "items_per_list": quantiles([len(pieces) for pieces in ids]),
        "characters": quantiles([len(shown) for _row, shown in lists]),
        "interacted_shown": len(clicked),
        "interacted_shown_share": share(len(clicked), sum(item is not None for item in items)),
        "shown_items": len(ranked),
        "top_items": [
            {"item": item[:80], "shown": n, "clicks": clicks_of[item], "click_rate": share(clicks_of[item], n)}
            for item, n in ranked[:20]
        ],
        "positions": positions(
            [pieces.index(item) + 1 for item, pieces in zip(items, ids, strict=True) if item in pieces]
        ),
    }


def positions(places: list[int]) -> list[dict[str, Any]]:
    counts: Counter[int | None] = Counter(place if place <= 25 else None for place in places)
    ordered = sorted(counts, key=lambda place: place or 99)
    return [
        {"position": place, "clicks": counts[place], "share": share(counts[place], len(places))} for place in ordered
    ]
