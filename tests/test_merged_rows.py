"""How many records became equal to another one: exact while all pairs are kept, from a sample that is taken whole."""

from __future__ import annotations

from unittest import mock

import polars as pl
from hypothesis import given, settings
from hypothesis import strategies as st

from interactions_cli.measures.samples import FULL
from interactions_cli.transforms.prepare import merged_rows
from interactions_cli.transforms.prepare.merged_rows import Change, MergedRows, pairs_of
from tests.examples import examples

# User, item and value as they were read; without the letter they are written alike.
ROWS = st.lists(st.tuples(*[st.sampled_from(("1", "1a", "2", "2a", "3"))] * 3), min_size=1, max_size=40)


def changes(rows: list[tuple[str, ...]]) -> list[Change]:
    found = []
    for place, field in enumerate(("USER_ID", "ITEM_ID", "EVENT_VALUE")):
        before = pl.Series([row[place] for row in rows], dtype=pl.String)
        found.append(Change(field, field.lower(), before, before.str.strip_suffix("a")))
    return found


def merged_by_model(rows: list[tuple[str, ...]]) -> int:
    return len(set(rows)) - len({tuple(cell.removesuffix("a") for cell in row) for row in rows})


def merged(rows: list[tuple[str, ...]], cut: int) -> MergedRows:
    found = MergedRows()
    for part in (rows[:cut], rows[cut:]):
        found.add(pairs_of(len(part), changes(part), [], found.limit))
    return found


@settings(max_examples=examples(100), deadline=None)
@given(ROWS, st.integers(0, 40))
def test_all_of_them_are_counted_as_long_as_they_are_kept(rows: list[tuple[str, ...]], cut: int) -> None:
    assert merged(rows, cut).merged == merged_by_model(rows)


@settings(max_examples=examples(100), deadline=None)
@given(ROWS, st.integers(0, 40), st.integers(1, 8))
def test_a_sample_is_the_same_for_any_split_and_holds_equal_records_together(
    rows: list[tuple[str, ...]], cut: int, keep: int
) -> None:
    with mock.patch.object(merged_rows, "KEEP_PAIRS", keep):
        found = merged(rows, cut)
        estimate = found.merged
        assert estimate == merged(rows, 0).merged
    every = pairs_of(len(rows), changes(rows), [], FULL)
    limit = found.limit
    sample = every.filter(pl.col("key") <= limit)
    assert sample["after"].n_unique() <= keep or limit <= 1
    assert estimate == round((sample.n_unique(["before", "after"]) - sample["after"].n_unique()) * (FULL / limit))
    if not merged_by_model(rows):
        assert estimate == 0


@settings(max_examples=examples(50), deadline=None)
@given(ROWS)
def test_what_is_below_a_limit_is_hashed_as_without_it(rows: list[tuple[str, ...]]) -> None:
    more = [("color", pl.Series([None, *(row[0] for row in rows[1:])], dtype=pl.String))]
    every = pairs_of(len(rows), changes(rows), more, FULL)
    limit = every["key"].sort()[len(rows) // 2]
    assert pairs_of(len(rows), changes(rows), more, limit).equals(every.filter(pl.col("key") <= limit))


def test_records_of_constants_alone_differ_by_what_is_left_out() -> None:
    found = MergedRows()
    found.add(pairs_of(3, [], [("a", pl.Series(["x", "y", "x"]))], FULL))
    assert found.merged == 1
