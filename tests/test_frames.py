"""Rows of a frame by a mask give what a filter of Polars gives, whatever the mask."""

from __future__ import annotations

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st
from polars.testing import assert_frame_equal

from interactions_cli.reading.frames import rows_where


@given(st.lists(st.tuples(st.integers(0, 3), st.sampled_from([True, False, None]))))
def test_rows_are_those_of_a_filter(rows: list[tuple[int, bool | None]]) -> None:
    frame = pl.DataFrame(rows, schema={"n": pl.Int64, "mask": pl.Boolean}, orient="row")
    expected = frame.filter("mask")
    assert_frame_equal(rows_where(frame, frame["mask"]), expected)
    assert_frame_equal(rows_where(frame, pl.col("mask")), expected)
    assert_frame_equal(rows_where(frame, pl.col("n") > 1), frame.filter(pl.col("n") > 1))


@pytest.mark.parametrize("height", [0, 1, 3])
@pytest.mark.parametrize("which", [True, False, None])
def test_a_literal_counts_for_all_rows(height: int, which: bool | None) -> None:
    frame = pl.DataFrame({"n": range(height)}, schema={"n": pl.Int64})
    kept = rows_where(frame, pl.lit(which, pl.Boolean))
    assert_frame_equal(kept, frame if which else frame.clear())
