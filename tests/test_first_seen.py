"""First periods: those of all rows at once, however much of them workers knew and left out."""

from __future__ import annotations

from collections import Counter
from unittest import mock

import polars as pl
from hypothesis import given, settings
from hypothesis import strategies as st

from interactions_cli.measures import first_seen
from interactions_cli.measures.first_seen import FirstSeen, KnownFirsts
from tests.examples import examples

# Keys that share their lowest bits, the least and the largest, and those that look like an empty slot.
KEYS = st.none() | st.sampled_from([0, 1, 2, 64, 65, 128, 2**20, 2**20 + 1, 2**63, 2**64 - 1]) | st.integers(0, 12)
ROWS = st.tuples(KEYS, st.none() | st.integers(-2, 3))
Rows = list[tuple[int | None, int | None]]


def model(rows: Rows, *, with_rows: bool) -> dict[int, tuple[int, int]]:
    firsts: dict[int, int] = {}
    whole = [(key, period) for key, period in rows if key is not None and period is not None]
    for key, period in whole:
        firsts[key] = min(firsts.get(key, period), period)
    keys = Counter(firsts.values())
    counted = Counter(period for key, period in whole if firsts[key] == period)
    return {period: (n, counted[period] if with_rows else 0) for period, n in keys.items()}


def columns(rows: Rows) -> tuple[pl.Series, pl.Series]:
    return pl.Series([key for key, _ in rows], dtype=pl.UInt64), pl.Series([at for _, at in rows], dtype=pl.Int32)


@settings(max_examples=examples(200), deadline=None)
@given(
    blocks=st.lists(st.lists(ROWS, max_size=20), max_size=12),
    window=st.sampled_from([1, 5, 1_000]),
    most_known=st.sampled_from([0, 3, 1_000]),
    with_rows=st.booleans(),
    late=st.booleans(),
)
def test_first_periods_are_those_of_all_rows(
    blocks: list[Rows], window: int, most_known: int, *, with_rows: bool, late: bool
) -> None:
    with mock.patch.multiple(first_seen, FIRST_WINDOW_ROWS=window, WINDOW_ROWS=2 * window, MOST_KNOWN=most_known):
        seen = FirstSeen(with_rows=with_rows)
        # Workers may have looked at all blocks before one was added.
        early = [seen.news(*columns(block))[0] for block in blocks]
        before: set[int | None] = set()
        for block, rows in zip(blocks, early, strict=True):
            news, are_known = seen.news(*columns(block))
            known = [] if are_known is None else are_known.to_list()
            assert {key for (key, _), is_known in zip(block, known, strict=bool(known)) if is_known} <= before | {None}
            before |= {key for key, _ in block}
            seen.add(news if late else rows)
        assert seen.per_period() == model([row for block in blocks for row in block], with_rows=with_rows)


@settings(max_examples=examples(100), deadline=None)
@given(known=st.dictionaries(KEYS.filter(lambda key: key is not None), st.integers(0, 9)), asked=st.lists(KEYS))
def test_what_is_known_of_a_key_is_right(known: dict[int, int], asked: list[int | None]) -> None:
    table = KnownFirsts(pl.DataFrame({"key": list(known), "period": list(known.values())}, schema=first_seen.FIRSTS))
    keys = [key for key in asked if key is not None]
    are_known, periods = table.find(pl.Series(keys, dtype=pl.UInt64))
    for key, is_known, period in zip(keys, are_known, periods, strict=True):
        assert not is_known or known[key] == period


def test_rows_later_than_a_known_first_period_are_left_out() -> None:
    keys = pl.int_range(first_seen.FIRST_WINDOW_ROWS, dtype=pl.UInt64, eager=True)
    for with_rows, left in ((True, 2), (False, 1)):
        seen = FirstSeen(with_rows=with_rows)
        seen.add(seen.news(keys, pl.repeat(5, len(keys), dtype=pl.Int32, eager=True))[0])
        assert seen.firsts.height == len(keys)
        news, are_known = seen.news(keys.head(3), pl.Series([4, 5, 6], dtype=pl.Int32))
        assert news.height == left
        assert are_known is not None
        assert are_known.to_list() == [True, True, True]
