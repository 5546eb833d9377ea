from __future__ import annotations

from collections.abc import Iterator, Sequence
from unittest import mock

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from interactions_cli.measures import row_sample
from interactions_cli.measures.key_figures import RowFigures, level_of, limit_of
from interactions_cli.measures.row_kinds import UNUSABLE
from interactions_cli.measures.row_sample import RowSample
from interactions_cli.measures.samples import FULL, Limits
from tests.examples import examples

ROWS = {"g": pl.UInt64, "h": pl.UInt64, "u": pl.UInt64, "kind": pl.UInt32, "line": pl.Int64}
NO_EQUALS = pl.DataFrame(schema={"p": pl.UInt64, "h": pl.UInt64})
# A row by g, h, u and kind; the smallest g are in every sample, the largest in the first one alone.
Row = tuple[int, int, int, int]
KINDS: Sequence[Row] = [
    *((number << 58, FULL - (number << 57), number % 3, number % 2) for number in range(64)),
    *((number << 58, number << 58, number % 3, UNUSABLE) for number in range(0, 64, 7)),
]
PLACES = st.sampled_from([0, 2**32 - 10, 2**40])
PARTS = st.lists(st.tuples(st.lists(st.sampled_from(KINDS), max_size=30), PLACES), max_size=12)


@pytest.fixture(autouse=True, scope="module")
def few_rows_are_held() -> Iterator[None]:
    with mock.patch.multiple(row_sample, KEEP_ROWS=20, HELD_ROWS=7, SORTED_ROWS=5):
        yield


def placed(parts: Sequence[tuple[Sequence[Row], int]], start: int = 0) -> list[tuple[Row, int]]:
    """Each row with its line; no two have the same."""
    lines = {place: place + start for _, place in parts}
    found = []
    for rows, place in parts:
        for row in rows:
            lines[place] += 1
            found.append((row, lines[place]))
    return found


def sample_of(
    parts: Sequence[tuple[Sequence[Row], int]], *, keep: int | None, start: int = 0, absorbed: bool = False
) -> RowSample:
    sample = RowSample(Limits(), keep=keep, max_samples=3, may_be_absorbed=absorbed)
    counts = {place: 0 for _, place in parts}
    for rows, place in parts:
        lines = range(1, len(rows) + 1)
        frame = pl.DataFrame([(*row, line) for row, line in zip(rows, lines, strict=True)], schema=ROWS, orient="row")
        sample.add(frame, place + start + counts[place])
        counts[place] += len(rows)
    return sample


def figures(sample: RowSample, every: Sequence[tuple[Row, int]]) -> tuple[object, ...]:
    # Asking what is known is what settles the limit.
    known = sample.known()
    found = RowFigures.of(level_of(sample._limits.rows), *known, sample.copies(), *users_of(every))
    return found.levels.rows(), sorted(found.kinds.rows()), sorted(sample.hashes), copies_of(sample)


def copies_of(sample: RowSample) -> list[tuple[int, int]]:
    """The first copies; of a smaller sample only some are known."""
    return sample.copies().rows()[:3] if sample._limits.rows == FULL else []


def users_of(every: Sequence[tuple[Row, int]]) -> list[pl.DataFrame]:
    """Rows per user, and usable ones."""
    frames = []
    for rows in ([row for row, _ in every], [row for row, _ in every if row[3] != UNUSABLE]):
        users = sorted({row[2] for row in rows})
        counts = [sum(row[2] == user for row in rows) for user in users]
        frames.append(pl.DataFrame({"key": users, "n": counts}, schema={"key": pl.UInt64, "n": pl.Int64}))
    return frames


def model(every: Sequence[tuple[Row, int]], keep: int | None) -> tuple[object, ...]:
    """The same figures from all rows at once."""
    level = 0
    while keep is not None and len({row[1] for row, _ in every if row[0] <= limit_of(level)}) > keep:
        level += 1
    kept = [(row, line) for row, line in every if row[0] <= limit_of(level)]
    lines: dict[Row, list[int]] = {}
    for row, line in kept:
        lines.setdefault(row, []).append(line)
    all_of, usable_of = (dict(frame.rows()) for frame in users_of(every))
    lone = sum(len(found) == all_of[row[2]] for row, found in lines.items() if len(found) > 1)
    usable = [(row, found) for row, found in lines.items() if len(found) > 1 and row[3] != UNUSABLE]
    lone_usable = sum(len(found) == usable_of[row[2]] for row, found in usable)
    kinds = sorted(
        (level, kind, sum(row[3] == kind for row in lines), sum(row[3] == kind for row, _ in kept))
        for kind in {row[3] for row in lines}
    )
    copies = sorted((line, min(found)) for found in lines.values() for line in found if line != min(found))
    counted = (level, len(lines), len(kept), len({row[0] for row in lines}), lone, lone_usable)
    return [counted] if lines else [], kinds, sorted(row[1] for row in lines), [] if level else copies[:3]


@settings(max_examples=examples(100), deadline=None)
@given(PARTS, st.sampled_from([None, 5, 20, 70]))
def test_the_figures_are_those_of_all_rows_at_once(
    parts: Sequence[tuple[Sequence[Row], int]], keep: int | None
) -> None:
    every = placed(parts)
    assert figures(sample_of(parts, keep=keep), every) == model(every, keep)


@settings(max_examples=examples(100), deadline=None)
@given(PARTS, PARTS, st.sampled_from([None, 5, 20]))
def test_a_sample_that_is_absorbed_counts_as_if_its_rows_had_been_added(
    parts: Sequence[tuple[Sequence[Row], int]], more: Sequence[tuple[Sequence[Row], int]], keep: int | None
) -> None:
    every = [*placed(parts), *placed(more, start=2**41)]
    sample = sample_of(parts, keep=keep)
    sample.absorb(sample_of(more, keep=keep, start=2**41, absorbed=True), NO_EQUALS)
    assert figures(sample, every) == model(every, keep)


def test_only_rows_of_the_absorbed_sample_get_the_hashes_of_others() -> None:
    # The first and the third row are equal, as are the fourth and the fifth, which has the hash of the first one.
    one, two = (1 << 58, 1001, 1, 1), (2 << 58, 1002, 2, 0)
    sample = sample_of([((one, two, one), 0)], keep=None)
    equals = pl.DataFrame({"p": [1001], "h": [1002]}, schema=NO_EQUALS.schema)
    sample.absorb(sample_of([((one,), 100)], keep=None, absorbed=True), equals)
    assert sample.copies().rows() == [(3, 1), (101, 2)]


def test_a_row_that_has_no_copy_takes_24_bytes_in_the_first_input() -> None:
    sample = sample_of([(KINDS[:64], 0)], keep=None)
    assert sample.known()[0].estimated_size() == 64 * 24
