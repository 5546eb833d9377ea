"""Cells that are known need no second reading: it would give the same records."""

from __future__ import annotations

import polars as pl
from hypothesis import example, given, settings
from hypothesis import strategies as st
from polars.testing import assert_frame_equal

from interactions_cli.personalize.fields import Domain
from interactions_cli.personalize.schema import infer_schema
from interactions_cli.reading.batch import BARE
from interactions_cli.reading.columns import Column
from interactions_cli.reading.known_cells import KnownCells
from interactions_cli.reading.layout import Layout
from interactions_cli.reading.raw_csv import Dialect, read_proven
from interactions_cli.reading.records import BlockReader, Records
from interactions_cli.transforms.prepare.written import written_lines
from tests.examples import examples

NAMES = ("USER_ID", "ITEM_ID", "TIMESTAMP", "EVENT_VALUE", "DEVICE")
NUMBERS = ("1700000000", "-5", "+5", " 5", "5 ", "007", "0" * 12 + "1700000000", "9" * 20, "1e9", "1_0", "0x10", "٣")
VALUES = (*NUMBERS, "0.5", ".5", "5.", "1e400", "inf", "-Infinity", "nan", "1d5", "0,5", "TRUE")
WORDS = st.text('ab ,"\\|\t\r\x00\x7f\u00a0\u200b\u2028é🎉', min_size=1, max_size=5)


def column(words: st.SearchStrategy[str]) -> st.SearchStrategy[str | None]:
    return st.none() | st.sampled_from(("u1", "i2", "  ", "a b")) | words


ROWS = st.lists(
    st.tuples(
        column(WORDS),
        column(WORDS),
        st.none() | st.sampled_from(NUMBERS),
        st.none() | st.sampled_from(VALUES),
        column(WORDS),
    ),
    min_size=1,
    max_size=6,
)


def reader() -> BlockReader:
    schema = infer_schema(NAMES, Domain.CUSTOM)
    fields = [schema.field(name) for name in NAMES]
    columns = tuple(Column(field, slot) for slot, field in enumerate(fields) if field is not None)
    layout = Layout(columns=columns, positions=(0, 1, 2, 3, 4), width=5, separator=",", plausible=(0, 2_000_000_000))
    return BlockReader(layout, max_samples=5)


def assert_same(known: Records, read: Records) -> None:
    assert_frame_equal(known.frame, read.frame)
    assert known.line_numbers().to_list() == read.line_numbers().to_list()
    assert (known.line_count, known.blank_lines, known.broken_lines) == (
        read.line_count,
        read.blank_lines,
        read.broken_lines,
    )
    assert known.hits == read.hits


@settings(max_examples=examples(400), deadline=None)
@given(ROWS)
def test_known_cells_are_the_records_that_reading_gives(rows: list[tuple[str | None, ...]]) -> None:
    cells = pl.DataFrame(rows, schema=dict.fromkeys(NAMES, pl.String), orient="row")
    block = written_lines(cells)
    assert_same(reader().read(block, KnownCells(cells)), reader().read(block))


@settings(max_examples=examples(100), deadline=None)
@given(st.lists(st.tuples(column(WORDS), st.none() | st.integers(-(2**63), 2**63 - 1)), min_size=1, max_size=5))
def test_so_are_numbers(rows: list[tuple[str | None, int | None]]) -> None:
    cells = pl.DataFrame(
        {
            "USER_ID": pl.Series([user for user, _ in rows], dtype=pl.String),
            "ITEM_ID": ["i1"] * len(rows),
            "TIMESTAMP": pl.Series([time for _, time in rows], dtype=pl.Int64),
            "EVENT_VALUE": ["0.5"] * len(rows),
            "DEVICE": pl.Series([None] * len(rows), dtype=pl.String),
        }
    )
    block = written_lines(cells)
    assert_same(reader().read(block, KnownCells(cells)), reader().read(block))


CELLS = st.sampled_from(("u1", "i2", "1700000000", "-5", "+5", "0.5", "1e400", "nan", ""))
MARKS = ',;"\\+\t\r\x00\x7f\u00a0\u200b\ufeffé '


def line(cells: list[str], separator: str) -> str:
    return separator.join(cells) + "\n"


@settings(max_examples=examples(400), deadline=None)
@given(
    st.lists(st.lists(CELLS | st.text(MARKS, min_size=1, max_size=2), min_size=5, max_size=5), min_size=1, max_size=4),
    st.sampled_from(",;\t"),
)
@example([["u1", "i1", "1700000000", "0.5", ""]] * 2, ",")
@example([["u1", "i1,", "1700000000", "0.5", "web"]], ";")
@example([["u1", "i1", "1700000000", "+5", "web"]], ",")
def test_of_bare_cells_no_byte_need_be_counted(rows: list[list[str]], separator: str) -> None:
    batch = read_proven("".join(line(cells, separator) for cells in rows).encode(), Dialect(NAMES, separator))
    if batch is None or not batch.is_bare:
        assert rows != [["u1", "i1", "1700000000", "0.5", ""]] * 2, "these are bare"
        return
    cells = batch.frame
    block = written_lines(cells)
    assert written_lines(cells, is_bare=True) == block
    assert_same(reader().read(block, KnownCells(cells, are_bare=True)), reader().read(block))
    assert all(BARE.fullmatch(cell) for column in cells for cell in column.drop_nulls())


def test_sound_cells_are_not_read_again() -> None:
    cells = pl.DataFrame([("u1", "i1", "1700000000", "0.5", None)], schema=list(NAMES), orient="row")
    # The bytes say something else, in the same shape.
    records = reader().read(b"u2,i2,1700000001,0.6,\n", KnownCells(cells))
    assert records.frame.row(0) == ("u1", "i1", 1_700_000_000, 0.5, None)


def test_a_cell_that_is_an_empty_text_is_nothing() -> None:
    cells = pl.DataFrame([("u1", "i1", "1700000000", "", "")], schema=list(NAMES), orient="row")
    block = written_lines(cells)
    assert_same(reader().read(block, KnownCells(cells)), reader().read(block))
