"""What the sections share: shares, quantiles and names as the report shows them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from interactions_cli.measures.value_buckets import QUANTILES, quantile
from interactions_cli.report import VALUE_WIDTH
from interactions_cli.wording import rounded

TOP_VALUES = 20
# Places in a list that are named one by one; the rest is one figure.
SHOWN_POSITIONS = 25


def share(part: int, whole: int) -> float | None:
    """`part / whole` at 6 significant digits; None for nothing of nothing."""
    return rounded(part / whole) if whole else None


def exact_quantiles(pairs: Sequence[tuple[int, int]]) -> dict[str, int] | None:
    """Nearest-rank quantiles of (value, how often), ascending: the value at rank ceil(share x n), at least 1."""
    return {name: quantile(pairs, of) for name, of in QUANTILES.items()} if pairs else None


def shown_name(name: str, place: int, *, redact: bool) -> str:
    """A name from the data as the report may show it; `place` is its rank from 1."""
    return f"redacted-{place}" if redact else name[:VALUE_WIDTH]


def position_figures(counts: Sequence[tuple[int, int]]) -> list[dict[str, Any]]:
    """Rows per place in a list as the report shows them: `position`, null for all after the 25th, `clicks`, `share`.

    Args:
        counts: (place from 1, rows), ascending.
    """
    total = sum(rows for _place, rows in counts)
    near = [(place, rows) for place, rows in counts if place <= SHOWN_POSITIONS]
    beyond = total - sum(rows for _place, rows in near)
    listed: list[tuple[int | None, int]] = [*near, *([(None, beyond)] if beyond else [])]
    return [{"position": place, "clicks": rows, "share": share(rows, total)} for place, rows in listed]
