"""What `merge-impressions` finds by columns: groups by their hash, places in parts of a column, ids that repeat."""

from __future__ import annotations

from bisect import bisect_left, bisect_right

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from interactions_cli.measures.repeats import SHORT, repeating
from interactions_cli.transforms.merge.groups import STEPS, Groups, bisect
from interactions_cli.transforms.merge.log_times import read_times
from interactions_cli.transforms.merge.memory import memory_of
from tests.examples import examples

HASHES = st.one_of(st.integers(0, 2**64 - 1), st.integers(0, 9), st.integers(2**64 - 9, 2**64 - 1))
IDS = st.lists(st.sampled_from(["a", "b", "c", "", "ab", "é"]), max_size=5)


@settings(max_examples=examples(200), deadline=None)
@given(known=st.sets(HASHES, max_size=60), asked=st.lists(st.one_of(st.none(), HASHES), max_size=20))
def test_a_group_is_found_by_its_hash_and_no_other(known: set[int], asked: list[int | None]) -> None:
    ordered = sorted(known)
    wanted = [*asked, *ordered]
    found = Groups.of(pl.Series(ordered, dtype=pl.UInt64)).find(pl.Series(wanted, dtype=pl.UInt64))
    assert found.to_list() == [
        ordered.index(entry) if entry in known and entry is not None else None for entry in wanted
    ]


def test_groups_of_one_bucket_are_found_whatever_their_number() -> None:
    crowd = [*range(0, 40 * STEPS, 2), 2**64 - 1]
    groups = Groups.of(pl.Series(crowd, dtype=pl.UInt64))
    asked = pl.Series([*crowd, 1, 39 * STEPS, 2**63, None], dtype=pl.UInt64)
    places = {entry: place for place, entry in enumerate(crowd)}
    assert groups.find(asked).to_list() == [places.get(entry) for entry in asked]


@settings(max_examples=examples(200), deadline=None)
@given(data=st.data())
def test_numbers_are_placed_in_their_own_part_of_a_column(data: st.DataObject) -> None:
    parts = data.draw(st.lists(st.lists(st.integers(0, 9), max_size=6).map(sorted), min_size=1, max_size=6))
    values = [value for part in parts for value in part]
    ends = [sum(map(len, parts[: place + 1])) for place in range(len(parts))]
    asked = data.draw(st.lists(st.integers(0, 10), min_size=len(parts), max_size=len(parts)))
    low = [end - len(part) for end, part in zip(ends, parts, strict=True)]
    for behind, search in ((True, bisect_right), (False, bisect_left)):
        found = bisect(
            pl.Series(values, dtype=pl.UInt64),
            pl.Series(asked, dtype=pl.UInt64),
            pl.Series(low, dtype=pl.Int64),
            pl.Series(ends, dtype=pl.Int64),
            behind_equal=behind,
        )
        expected = [start + search(part, number) for start, part, number in zip(low, parts, asked, strict=True)]
        assert found.to_list() == expected


@settings(max_examples=examples(200), deadline=None)
@given(lists=st.lists(st.one_of(st.none(), IDS), max_size=12))
def test_lists_with_an_id_twice_are_known(lists: list[list[str] | None]) -> None:
    found = repeating(pl.Series(lists, dtype=pl.List(pl.String)))
    assert found.to_list() == [ids is not None and len(set(ids)) < len(ids) for ids in lists]


@pytest.mark.parametrize("length", [2, SHORT, SHORT + 1, 999])
def test_an_id_repeats_from_the_first_place_to_the_last_of_a_list_of_any_length(length: int) -> None:
    single = [f"i{number}" for number in range(length)]
    lists = [single, [*single[:-1], "i0"], ["i7"], single, None, [*single[:-2], "x", "x"], single]
    found = repeating(pl.Series(lists, dtype=pl.List(pl.String)))
    assert found.to_list() == [False, True, False, False, False, True, False]


@pytest.mark.parametrize("text", ["+5", "-5", "-0", "5.", ".5", "5e3", "0x5", "5_0", "5" * 19, "", "٥"])
def test_what_is_no_time_is_none_beside_times_that_are_digits_alone(text: str) -> None:
    read = read_times(pl.Series(["1700000000", text, "01700000000"]))
    assert read["us"].to_list() == [1_700_000_000_000_000, None, 1_700_000_000_000_000]
    assert read["unit"].to_list() == ["s", None, "s"]


def test_times_are_read_alike_with_and_without_others_among_them() -> None:
    digits = [
        "0",
        "1",
        "1700000000",
        "1700000000000",
        "1700000000000000",
        "99999999999999999",
        "4294967295",
        "4294967296",
    ]
    alone = [read_times(pl.Series([text])).row(0) for text in digits]
    assert read_times(pl.Series(digits)).rows() == alone
    assert read_times(pl.Series([*digits, "1700000000.5"])).rows()[:-1] == alone
    assert read_times(pl.Series(digits[1:])).rows() == alone[1:]
    assert read_times(pl.Series(digits[1:]), "ms").rows() == read_times(pl.Series([*digits, "x"]), "ms").rows()[1:-1]


@pytest.mark.parametrize(
    ("values", "dtype", "expected"),
    [
        ([1, 2, 3], pl.Int64(), 24),
        ([1, 2, 3], pl.UInt32(), 12),
        ([], pl.UInt64(), 0),
        (["|a|b|", "|" + "é" * 20 + "|"], pl.String(), 2 * 16 + 42),
        (["|a|b|", None, "|c|"], pl.String(), 3 * 16 + 1),
    ],
)
def test_memory_is_told_from_what_a_column_holds_and_not_from_how_it_came_about(
    values: list[int | str | None], dtype: pl.DataType, expected: int
) -> None:
    column = pl.Series(values, dtype=dtype)
    nothing = pl.Series([None], dtype=dtype)
    whole = pl.concat([nothing, column], rechunk=True)
    ways = [column, pl.concat([column[:1], column[1:]]), whole[1:], pl.concat([nothing[:0], whole[1:]])]
    assert [memory_of([way]) for way in ways] == [expected] * len(ways)
