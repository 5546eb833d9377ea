"""Times of one shape are read at once: what Polars forgives is no time, whether or not their pattern is looked at."""

from __future__ import annotations

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from interactions_cli.reading.batch import BARE
from interactions_cli.transforms.prepare.time_forms import TimeReading
from interactions_cli.transforms.prepare.time_shapes import seconds_of_one_shape
from tests.examples import examples

READING = TimeReading(now=1_760_000_000, zone="UTC")
GOOD = ("2023-11-14T22:13:20Z", "2023-11-14T22:13:20.123Z", "2023-11-14T22:13:20", "2023-02-30T22:13:60Z")


@st.composite
def damaged(draw: st.DrawFn) -> str:
    text = list(draw(st.sampled_from(GOOD)))
    for _ in range(draw(st.integers(0, 4))):
        place = draw(st.integers(0, len(text) - 1))
        if draw(st.booleans()):
            text.insert(draw(st.integers(0, len(text) - 1)), text.pop(place))
        else:
            text[place] = draw(st.sampled_from("0123456789-+:.TZt"))
    return "".join(text)


def as_list(found: pl.DataFrame | None) -> object:
    return None if found is None else found.to_dict(as_series=False)


@settings(max_examples=examples(600), deadline=None)
@given(st.sampled_from(GOOD), damaged())
def test_bare_texts_need_no_pattern(first: str, second: str) -> None:
    if not BARE.fullmatch(second):
        return
    for texts in ([second], [first, second]):
        text = pl.Series(texts)
        found = seconds_of_one_shape(text, READING, is_bare=True)
        assert as_list(found) == as_list(seconds_of_one_shape(text, READING, is_bare=False))


@pytest.mark.parametrize("other", ["-022-11-06T02:11:52Z", "-000-11-06T02:11:52Z", "2022-11-06T02:11:5xZ"])
def test_what_polars_forgives_is_not_of_the_shape(other: str) -> None:
    text = pl.Series([GOOD[0], other])
    assert seconds_of_one_shape(text, READING, is_bare=True) is None


@pytest.mark.parametrize("other", ["+022-11-06T02:11:52Z", "2022-11- 6T02:11:52Z"])
def test_neither_is_it_where_texts_are_not_bare(other: str) -> None:
    assert seconds_of_one_shape(pl.Series([GOOD[0], other]), READING, is_bare=False) is None


def test_a_date_that_never_was_is_of_the_shape() -> None:
    found = seconds_of_one_shape(pl.Series([GOOD[0], "2023-02-30T22:13:20Z"]), READING, is_bare=True)
    assert found is not None
    assert found.select("seconds", "problem").rows() == [(1_700_000_000, None), (None, "VAL003")]
