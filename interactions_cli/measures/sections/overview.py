"""How many of everything, how dense, and how rows spread over users and items."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from interactions_cli.measures.metrics import Metrics
from interactions_cli.measures.samples import PairFigures
from interactions_cli.measures.sections.figures import exact_quantiles, share, shown_name
from interactions_cli.personalize.fields import ITEM_ID, USER_ID
from interactions_cli.wording import rounded

if TYPE_CHECKING:
    import polars as pl

    from interactions_cli.measures.record_set import Measured
    from interactions_cli.measures.stats_figures import StatsFigures

# Per cent of the keys up to which the rows by rank are given: close where the curve is steep.
RANKS = (1, 2, 3, 5, 7, *range(10, 101, 5))
TOP_IDS = 10


def overview(metrics: Metrics, pairs: PairFigures) -> dict[str, Any]:
    """Totals, density and repetition.

    With R the records that have a user and an item, P the different (user, item) pairs among them, U users, I items:

    - `density_pairs` = P / (U x I), the share of the interaction matrix that is filled;
    - `density_rows` = R / (U x I), which counts repetitions;
    - `repeat_rate` = (R - P) / R, the share of interactions with an item that the user had interacted with before.
    """
    distinct, cells = pairs.distinct, metrics.users * metrics.items
    copies = ("unique_interactions", "duplicate_rows", "duplicate_user_item_time")
    estimated = [name for name in copies if name in metrics.estimated]
    return {
        "records": metrics.records,
        "users": metrics.users,
        "items": metrics.items,
        "pairs": distinct,
        "density_pairs": share(distinct, cells),
        "density_rows": share(pairs.rows, cells),
        "repeat_rate": share(pairs.rows - distinct, pairs.rows),
        "unique_interactions": metrics.unique_interactions,
        "duplicate_rows": metrics.duplicate_rows,
        "duplicate_user_item_time": metrics.duplicate_user_item_time,
        "estimated": estimated + (["pairs", "density_pairs", "repeat_rate"] if pairs.is_estimate else []),
    }


def distribution(measured: Measured, measures: StatsFigures, *, redact: bool) -> dict[str, Any]:
    """How records spread over users and over items, see `spread`, and who has most of them.

    - `top`: the ten with most rows, equals by name, `share` = rows / records. Users have no `name` but with
      `--show-users`, nor have items beyond a million different ones.

    Args:
        measured: The records.
        measures: Has the names.
        redact: Whether names are hidden.
    """
    records, keys = measured.metrics.records, measured.keys
    top_users = measures.names[USER_ID].top(measured.users, TOP_IDS)
    top_items = measures.names[ITEM_ID].top(measured.items, TOP_IDS)
    return {
        "users": spread(_counted(keys.users)) | {"top": _most(top_users, records, redact=redact)},
        "items": spread(_counted(keys.items)) | {"top": _most(top_items, records, redact=redact)},
    }


def _most(top: Sequence[tuple[str | None, int]], records: int, *, redact: bool) -> list[dict[str, Any]]:
    return [
        {
            "name": None if name is None else shown_name(name, place, redact=redact),
            "rows": rows,
            "share": share(rows, records),
        }
        for place, (name, rows) in enumerate(top, 1)
    ]


def _counted(frame: pl.DataFrame) -> list[tuple[int, int]]:
    return sorted(frame.select("n", "keys").rows())


def spread(pairs: Sequence[tuple[int, int]]) -> dict[str, Any]:
    """Figures of rows per key.

    With x(1) <= … <= x(n) the rows of the n keys and S their sum:

    - `mean` = S / n, `single` the keys with one row, `single_share` = single / n;
    - `gini` = 2 (1 x(1) + 2 x(2) + … + n x(n)) / (n S) - (n + 1) / n: 0 where all have the same, towards 1 where one
      has everything;
    - `top_1_percent_share`, `top_10_percent_share`: rows of the ceil(n / 100) or ceil(n / 10) keys with most rows, / S;
    - `quantiles` by nearest rank, exact;
    - `histogram`: keys with 1, 2 to 3, 4 to 7 … rows;
    - `by_rank`: the Lorenz curve from its upper end: the rows that the `keys` keys with most rows have together, for
      ceil(n p / 100) keys, p being the per cent of `RANKS`.

    Args:
        pairs: (rows, keys with so many rows), ascending.
    """
    keys, rows = sum(count for _size, count in pairs), sum(size * count for size, count in pairs)
    single = sum(count for size, count in pairs if size == 1)
    return {
        "count": keys,
        "rows": rows,
        "mean": share(rows, keys),
        "single": single,
        "single_share": share(single, keys),
        "gini": rounded(float(gini(pairs))) if keys else None,
        "top_1_percent_share": share(_top(pairs, -(-keys // 100)), rows),
        "top_10_percent_share": share(_top(pairs, -(-keys // 10)), rows),
        "quantiles": exact_quantiles(pairs),
        "histogram": _histogram(pairs),
        "by_rank": [{"keys": top, "rows": _top(pairs, top)} for top in _ranks(keys)],
    }


def gini(pairs: Sequence[tuple[int, int]]) -> Fraction:
    """The Gini coefficient of (rows, keys), ascending; see `spread` for the formula. Exact."""
    keys, rows, weighed, seen = sum(n for _size, n in pairs), sum(size * n for size, n in pairs), 0, 0
    for size, count in pairs:
        # The ranks seen + 1 … seen + count add up to this.
        weighed += size * (count * (2 * seen + count + 1) // 2)
        seen += count
    return Fraction(2 * weighed, keys * rows) - Fraction(keys + 1, keys)


def _top(pairs: Sequence[tuple[int, int]], keys: int) -> int:
    rows = 0
    for size, count in reversed(pairs):
        taken = min(count, keys)
        rows, keys = rows + size * taken, keys - taken
    return rows


def _ranks(keys: int) -> list[int]:
    return sorted({-(-keys * rank // 100) for rank in RANKS}) if keys else []


def _histogram(pairs: Sequence[tuple[int, int]]) -> list[dict[str, int]]:
    bins: dict[int, int] = {}
    for size, count in pairs:
        power = size.bit_length() - 1
        bins[power] = bins.get(power, 0) + count
    # Bins without a key inside the range stay, so that bars stand where they belong.
    powers = range(max(bins, default=-1) + 1)
    return [{"from": 2**power, "to": 2 ** (power + 1) - 1, "count": bins.get(power, 0)} for power in powers]
