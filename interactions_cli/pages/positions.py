"""Where in their lists the interacted items stood: in words, and as a chart."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from interactions_cli.pages.blocks import Chart, Column, Series, Table
from interactions_cli.wording import percent

NAMED_POSITIONS = 10


def position_words(positions: Sequence[Mapping[str, Any]]) -> list[str]:
    """The shares of the first places; all others are `later`."""
    shown = positions[:NAMED_POSITIONS]
    parts = [f"{entry['position'] or 'later'}: {percent(entry['share'])}" for entry in shown]
    rest = sum(entry["clicks"] for entry in positions[NAMED_POSITIONS:])
    total = sum(entry["clicks"] for entry in positions)
    return [*parts, f"later: {percent(rest / total)}"] if rest else parts


def position_chart(positions: Sequence[Mapping[str, Any]]) -> list[Chart]:
    """Bars of the places up to the 25th; nothing where no item is in its list."""
    if not positions:
        return []
    head = (Column(title="place"), Column(title="interactions"), Column(title="share"))
    rows = [(f"{entry['position'] or 'later'}", f"{entry['clicks']:,}", percent(entry["share"])) for entry in positions]
    # What is later than all named places stands behind the last of them.
    last = max(entry["position"] or 0 for entry in positions)
    places = [entry["position"] or last + 1 for entry in positions]
    across = [(place - 0.5) / max(places) for place in places]
    shares = [entry["share"] for entry in positions]
    return [
        Chart(
            label="place of the interacted item in its list",
            across="place in list",
            series=[Series("interactions", list(zip(across, shares, strict=True)), is_bars=True)],
            ticks=[(place, row[0]) for place, row in zip(across, rows, strict=True)],
            numbers=[Table(head, rows)],
            top=max(shares),
            is_told=True,
        )
    ]
