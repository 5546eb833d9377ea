"""What the bytes of lists tell is what their ids tell."""

from __future__ import annotations

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from interactions_cli.transforms.merge import barred
from interactions_cli.transforms.merge.barred import look_at
from interactions_cli.transforms.merge.log_times import LAST_SECOND, read_times
from tests.examples import examples

# Ids that differ at one place only, short ones beside long ones, some with characters of several bytes.
IDS = st.one_of(
    st.text("ab", min_size=1, max_size=3),
    st.integers(0, 40).map(str),
    st.integers(0, 9).map(lambda number: f"item-{number}-en-GB"),
    st.integers(254, 259).map(lambda size: "x" * size),
    st.sampled_from(["é", "日本", "a b", ""]),
)


def told_by_ids(lists: list[list[str]]) -> list[tuple[int, bool]]:
    return [
        (len(ids), "" in ids or len(set(ids)) < len(ids) or any(len(entry) > 256 for entry in ids)) for ids in lists
    ]


@settings(max_examples=examples(300), deadline=None)
@given(st.lists(st.lists(IDS, min_size=1, max_size=6), max_size=12), st.integers(1, 200))
def test_counts_and_oddities_of_lists_are_those_of_their_ids(lists: list[list[str]], piece: int) -> None:
    texts = pl.Series([f"|{'|'.join(ids)}|" for ids in lists], dtype=pl.String)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(barred, "PIECE_BYTES", piece)
        assert look_at(texts).rows() == told_by_ids(lists)


@pytest.mark.parametrize("length", [1, 63, 64, 65, 300])
@pytest.mark.parametrize("apart", [1, 2, 40])
def test_an_id_is_found_again_however_far_behind(length: int, apart: int) -> None:
    once = [f"{number:06}" for number in range(length)]
    twice = [*once, once[-min(apart, length)]]
    texts = pl.Series([f"|{'|'.join(ids)}|" for ids in (once, once, twice, once)])
    assert look_at(texts)["odd"].to_list() == [False, False, True, False]


def test_ids_that_no_byte_at_their_ends_tells_apart_do_not_repeat() -> None:
    ids = [f"item-{number:03}-of-the-shop" for number in range(30)]
    texts = pl.Series([f"|{'|'.join(ids)}|", f"|{'|'.join(ids[:3])}|", f"|{'|'.join([*ids, ids[4]])}|"])
    assert look_at(texts).rows() == [(30, False), (3, False), (31, True)]


def test_ids_that_neighbouring_lists_have_in_common_do_not_repeat() -> None:
    texts = pl.Series(["|1|2|", "|2|1|", "|1|", "|1|", "|2|1|"])
    assert look_at(texts).rows() == [(2, False), (2, False), (1, False), (1, False), (2, False)]


@settings(max_examples=examples(200), deadline=None)
@given(
    st.lists(
        st.none() | st.integers(1, 10**18 - 1) | st.sampled_from([10**11, 10**14, 10**17, LAST_SECOND]), max_size=6
    ),
    st.sampled_from([None, "s", "ms", "us"]),
)
def test_times_of_one_unit_are_read_as_each_by_itself(numbers: list[int | None], unit: str | None) -> None:
    texts = pl.Series([None if number is None else str(number) for number in numbers], dtype=pl.String)
    alone = [read_times(pl.Series([text, "none"], dtype=pl.String), unit).row(0) for text in texts]
    assert read_times(texts, unit).rows() == alone
