"""Counting by text and by key: what came before changes no count, and any windows give the same sums."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from unittest import mock

import polars as pl
from hypothesis import given, settings
from hypothesis import strategies as st

from interactions_cli.measures import id_counts
from interactions_cli.measures.column_values import KNOWN_TEXTS, TextCounter
from interactions_cli.measures.id_counts import ADDED_KEYS, KeyCounts, KeySet
from tests.examples import examples

TEXTS = st.one_of(st.none(), st.sampled_from(["view", "View", "", "click"]), st.text(max_size=20))
KEYS = st.one_of(st.none(), st.integers(0, 5), st.integers(0, 2**64 - 1))


def _counter(values: Sequence[str | int | None]) -> dict[str | int, int]:
    return dict(Counter(value for value in values if value is not None))


@settings(max_examples=examples(100), deadline=None)
@given(blocks=st.lists(st.lists(TEXTS, max_size=30), max_size=6))
def test_a_text_counter_counts_every_block_by_itself(blocks: list[list[str | None]]) -> None:
    counter = TextCounter()
    for block in blocks:
        counts = counter.counts(pl.Series(block, dtype=pl.String))
        assert counts.schema == {"text": pl.String, "n": pl.Int64}
        assert counts.height == counts["text"].n_unique()
        assert dict(counts.rows()) == _counter(block)


def test_texts_that_came_later_are_counted_beside_known_ones_and_without_them() -> None:
    counter = TextCounter()
    for distinct in (1, KNOWN_TEXTS, KNOWN_TEXTS + 1, 3 * KNOWN_TEXTS, 2):
        block = [f"type {number % distinct}" for number in range(50)]
        assert dict(counter.counts(pl.Series(block)).rows()) == _counter(block)


@settings(max_examples=examples(100), deadline=None)
@given(
    blocks=st.lists(st.lists(KEYS, max_size=20), max_size=15),
    first_look=st.sampled_from([1, 9, 60]),
    most_known=st.sampled_from([0, 3, 1_000]),
    late=st.booleans(),
)
def test_a_set_has_every_key_however_much_of_it_was_known(
    blocks: list[list[int | None]], first_look: int, most_known: int, *, late: bool
) -> None:
    with mock.patch.multiple(id_counts, FIRST_LOOK_ROWS=first_look, MOST_KNOWN=most_known, WINDOW_ROWS=13):
        keys = KeySet()
        series = [pl.Series(block, dtype=pl.UInt64) for block in blocks]
        # Workers may have looked at all blocks before one was added.
        early = [keys.unknown(every) for every in series]
        for every, unknown in zip(series, early, strict=True):
            keys.add(unknown if late else keys.unknown(every))
        frame = keys.frame()
    expected = {key for block in blocks for key in block if key is not None}
    assert dict(frame.rows()) == dict.fromkeys(expected, 1)
    assert frame.height == len(expected)
    assert frame.schema == {"key": pl.UInt64, "n": pl.Int64}


def test_few_keys_are_known_to_workers_soon_and_many_are_not_looked_for() -> None:
    few, many = KeySet(), KeySet()
    block = pl.int_range(id_counts.FIRST_LOOK_ROWS, dtype=pl.UInt64, eager=True)
    few.add(block % 1_000)
    assert few.unknown(pl.Series([5, 999, 1_000, None], dtype=pl.UInt64)).to_list() == [1_000]
    for start in range(0, 10 * len(block), len(block)):
        many.add(block + start)
    assert many.unknown(block).to_list() == block.to_list()
    assert many.frame().height == 10 * len(block)


@settings(max_examples=examples(100), deadline=None)
@given(windows=st.lists(st.lists(KEYS, max_size=20), max_size=15), at_a_time=st.sampled_from([1, 7, ADDED_KEYS]))
def test_key_counts_are_those_of_all_windows_at_once(windows: list[list[int | None]], at_a_time: int) -> None:
    counts = KeyCounts()
    with mock.patch.object(id_counts, "ADDED_KEYS", at_a_time):
        for window in windows:
            counts.add(pl.Series(window, dtype=pl.UInt64))
        frame = counts.frame()
    assert frame.schema == {"key": pl.UInt64, "n": pl.Int64}
    assert dict(frame.rows()) == _counter([key for window in windows for key in window])
    assert frame["key"].n_unique() == frame.height
