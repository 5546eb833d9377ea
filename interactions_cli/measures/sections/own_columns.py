"""Own (contextual metadata) columns, and what was shown to users."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from interactions_cli.measures.column_values import ColumnValues
from interactions_cli.measures.impression_counts import ImpressionCounts
from interactions_cli.measures.metrics import Metrics
from interactions_cli.measures.sections.events import value_figures, values_by_type
from interactions_cli.measures.sections.figures import TOP_VALUES, exact_quantiles, position_figures, share, shown_name
from interactions_cli.measures.stats_figures import StatsFigures
from interactions_cli.measures.value_buckets import ValueBuckets
from interactions_cli.personalize.schema import Role
from interactions_cli.reading.columns import Column
from interactions_cli.wording import normalised

if TYPE_CHECKING:
    import polars as pl

LISTED_SPELLINGS = 10


def column_figures(
    metrics: Metrics, columns: Sequence[Column], measures: StatsFigures, *, redact: bool
) -> list[dict[str, Any]]:
    """Each own column: `completeness` = records with a value / records, different values, and the frequent ones.

    `top_values` are the 20 most frequent; null for numbers and beyond 100,000 different values. `spellings` are groups
    of values that are equal but for case, spaces, underscores and hyphens. `values` are figures of a number column.
    """
    own = [column for column in columns if column.field.role is Role.OWN]
    return [_column(metrics, column, measures, redact=redact) for column in own]


def _column(metrics: Metrics, column: Column, measures: StatsFigures, *, redact: bool) -> dict[str, Any]:
    measured = metrics.by_column[column.name]
    counts = None if column.field.is_number else measures.texts.get(column.slot, ColumnValues()).counts()
    # Counted by the tally where a rule needs it, else known if the values themselves are.
    distinct = measured.distinct if measured.distinct is not None or counts is None else counts.height
    buckets = measures.numbers.get(column.slot, ValueBuckets())
    return {
        "column": column.name,
        "completeness": metrics.completeness(column.name),
        "distinct": distinct,
        "estimated": measured.estimated,
        "top_values": None if counts is None else _top(counts, metrics.records, redact=redact),
        "spellings": [] if counts is None else _spellings(counts, redact=redact),
        "values": value_figures(values_by_type(buckets, [0]).get(0)),
    }


def _top(counts: pl.DataFrame, records: int, *, redact: bool) -> list[dict[str, Any]]:
    rows = counts.head(TOP_VALUES).rows()
    return [
        {"value": shown_name(value, place, redact=redact), "rows": n, "share": share(n, records)}
        for place, (value, n) in enumerate(rows, 1)
    ]


def _spellings(counts: pl.DataFrame, *, redact: bool) -> list[dict[str, Any]]:
    groups: dict[str, list[tuple[int, str, int]]] = {}
    for place, (value, n) in enumerate(counts.rows(), 1):
        groups.setdefault(normalised(value), []).append((place, value, n))
    alike = [group for key, group in groups.items() if key and len(group) > 1]
    # Counts come in order of frequency, so that the first of a group is its usual spelling.
    alike.sort(key=lambda group: (-sum(n for _place, _value, n in group), group[0][0]))
    return [
        {
            "values": [shown_name(value, place, redact=redact) for place, value, _n in group[:TOP_VALUES]],
            "rows": [n for _place, _value, n in group[:TOP_VALUES]],
        }
        for group in alike[:LISTED_SPELLINGS]
    ]


def impression_figures(records: int, counts: ImpressionCounts, *, redact: bool) -> dict[str, Any]:
    """Lists of shown items; an id is what stands between two separators, without blanks around it.

    - `share` = rows with a list / records; `items_per_list`, `characters` are exact nearest-rank quantiles;
    - `interacted_shown` = rows whose list has their own item, `…_share` = of the rows that have a list and an item;
    - `top_items`: `shown` = how often the id stands in lists, `clicks` = rows that interacted with it while their list
      had it, `click_rate` = clicks / shown;
    - `positions`: the place of the row's own item in its list, from 1, null for all places after the 25th: `clicks` =
      rows, `share` = clicks / interacted_shown.
    """
    items = counts.items()
    return {
        "rows": counts.lists,
        "share": share(counts.lists, records),
        "items_per_list": exact_quantiles(counts.sizes()),
        "characters": exact_quantiles(counts.characters()),
        "interacted_shown": counts.shown,
        "interacted_shown_share": share(counts.shown, counts.judged),
        "shown_items": counts.shown_items,
        "top_items": [
            {
                "item": shown_name(item, place, redact=redact),
                "shown": n,
                "clicks": clicks,
                "click_rate": share(clicks, n),
            }
            for place, (item, n, clicks) in enumerate(items.head(TOP_VALUES).rows(), 1)
        ],
        "positions": position_figures(counts.positions()),
    }
