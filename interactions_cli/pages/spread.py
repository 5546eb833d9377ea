"""How rows spread over users and items, as blocks."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from interactions_cli.pages.blocks import Bar, Block, Chart, Column, Series, Table
from interactions_cli.pages.figures import number, quantile_title, share

SCALE = tuple((part / 4, f"{part * 25} %") for part in range(5))


def spread_blocks(figures: Mapping[str, Any]) -> Sequence[Block]:
    """Rows of one user and of one item: their quantiles, by rank, and how many have so many."""
    users, items = figures["users"], figures["items"]
    if not users["count"] and not items["count"]:
        return []
    rows: list[tuple[str, Callable[[Mapping[str, Any]], str]]] = [
        ("how many", lambda side: f"{side['count']:,}"),
        ("mean", lambda side: number(side["mean"])),
        *((quantile_title(name), _of(name)) for name in ("min", "p10", "p25", "p50", "p75", "p90", "p99", "max")),
        ("with a single row", lambda side: f"{side['single']:,} ({share(side['single_share'])})"),
        ("Gini coefficient", lambda side: number(side["gini"])),
        ("rows of the top 1 %", lambda side: share(side["top_1_percent_share"])),
        ("rows of the top 10 %", lambda side: share(side["top_10_percent_share"])),
    ]
    head = (Column(title="", right=False), Column(title="rows per user"), Column(title="rows per item"))
    table = Table(head, [(title, cell(users), cell(items)) for title, cell in rows])
    return [table, _by_rank({"users": users, "items": items}), _histogram("user", users), _histogram("item", items)]


def _of(name: str) -> Callable[[Mapping[str, Any]], str]:
    return lambda side: number(side["quantiles"][name]) if side["quantiles"] else "-"


def _by_rank(sides: Mapping[str, Mapping[str, Any]]) -> Chart:
    there = {name: side for name, side in sides.items() if side["count"]}
    curves = [
        Series(
            name,
            [(0.0, 0.0), *((step["keys"] / side["count"], step["rows"] / side["rows"]) for step in side["by_rank"])],
        )
        for name, side in there.items()
    ]
    return Chart(
        label="rows by rank",
        across="the busiest users, and the most frequent items",
        series=[*curves, Series("all alike", [(0.0, 0.0), (1.0, 1.0)])],
        ticks=SCALE,
        numbers=[_ranks(name, side) for name, side in there.items()],
        is_told=True,
    )


def _ranks(name: str, side: Mapping[str, Any]) -> Table:
    head = (Column(title=f"top {name}"), Column(title="of all"), Column(title="rows"), Column(title="of all"))
    return Table(
        head,
        [
            (
                f"{step['keys']:,}",
                share(step["keys"] / side["count"]),
                f"{step['rows']:,}",
                share(step["rows"] / side["rows"]),
            )
            for step in side["by_rank"]
        ],
    )


def _histogram(noun: str, side: Mapping[str, Any]) -> Table:
    most = max((entry["count"] for entry in side["histogram"]), default=0)
    head = (Column(title=f"rows per {noun}"), Column(title=f"{noun}s"), Column(title="", right=False))
    rows = [
        (
            f"{entry['from']:,}" if entry["from"] == entry["to"] else f"{entry['from']:,}-{entry['to']:,}",
            f"{entry['count']:,}",
            Bar(entry["count"] / most),
        )
        for entry in side["histogram"]
    ]
    return Table(head, rows)
