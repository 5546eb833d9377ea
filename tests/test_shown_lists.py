"""What is found out about all lists of a block at once: nothing that a rule finds may lie beyond its suspects."""

from __future__ import annotations

from collections.abc import Sequence

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from interactions_cli.judging.checks import RowCheck, bad_cells, plan_checks
from interactions_cli.measures.repeats import SHORT, repeating
from interactions_cli.measures.shown_lists import LONG_BYTES, ShownLists
from interactions_cli.personalize.fields import IMPRESSION, ITEM_ID
from interactions_cli.personalize.limits import MAX_ID_CHARS
from interactions_cli.personalize.schema import Field, Role
from interactions_cli.reading.columns import Column
from interactions_cli.reading.records import Records
from interactions_cli.rules import CELL_RULES
from interactions_cli.rules.rule import RowRule
from tests.examples import examples

ITEM = Column(Field(ITEM_ID, "string", nullable=False, categorical=False, role=Role.REQUIRED), 0)
LISTS = Column(Field(IMPRESSION, "string", nullable=True, categorical=False, role=Role.RESERVED), 1)
ABOUT_LISTS = [rule for rule in CELL_RULES if rule.suspects is not None]
TIDY_ROWS = st.lists(
    st.tuples(
        st.sampled_from([None, "a", "b", "a|b", "ab"]),
        st.sampled_from([None, "a", "b", "a|b", "b|ab|c", "b||a", "a|", "|"]),
    ),
    max_size=12,
)
ID = st.one_of(
    st.sampled_from(["a", "b", "", " a", "b ", "\u00a0", "é", "a;b", "[1, 2]"]),
    st.sampled_from(["x" * MAX_ID_CHARS, "y" * (MAX_ID_CHARS + 1), "é" * MAX_ID_CHARS, "z" * LONG_BYTES]),
    st.integers(0, 99).map(str),
)
CELL = st.one_of(
    st.none(),
    st.lists(ID, min_size=1, max_size=6).map("|".join),
    st.integers(SHORT - 1, SHORT + 2).map(lambda size: "|".join(map(str, range(size))) + "|0"),
).map(lambda text: text or None)
ROWS = st.lists(st.tuples(st.one_of(st.none(), ID.map(lambda text: text or None)), CELL), max_size=12)


def records_of(rows: Sequence[tuple[str | None, str | None]]) -> Records:
    frame = pl.DataFrame(rows, schema={ITEM.raw_name: pl.String, LISTS.raw_name: pl.String}, orient="row")
    texts = [text for row in rows for text in row if text]
    has_blanks = any(" " in text or not text.isascii() for text in texts)
    return Records(frame=frame, lines=None, line_count=len(rows), may_hold_blanks=has_blanks)


def violations(rule: RowRule, records: Records) -> list[int]:
    (check,) = plan_checks([rule], (ITEM, LISTS))
    mask = records.frame.select(check.violation).to_series()
    return mask.arg_true().to_list()


def test_there_are_rules_about_lists() -> None:
    assert {rule.code for rule in ABOUT_LISTS} == {"IMP002", "IMP003", "IMP004", "IMP005", "IMP008", "IMP009"}


@pytest.mark.parametrize("rule", ABOUT_LISTS, ids=lambda rule: f"{rule.code}-{ABOUT_LISTS.index(rule)}")
@settings(max_examples=examples(300), deadline=None)
@given(rows=st.one_of(ROWS, TIDY_ROWS))
def test_a_check_of_lists_finds_what_it_would_find_without_suspects(
    rule: RowRule, rows: list[tuple[str | None, str | None]]
) -> None:
    records = records_of(rows)
    checks: tuple[RowCheck, ...] = plan_checks([rule], (ITEM, LISTS))
    found = bad_cells(checks, records, b"", now=0)
    assert {index: mask.arg_true().to_list() for index, mask in found.items()} == (
        {0: bad} if (bad := violations(rule, records)) else {}
    )


def test_tidy_lists_are_suspected_of_nothing() -> None:
    lists = ShownLists(records_of([("a", "a|b"), ("b", "a|b|c"), ("c", None), (None, "a|b")]), LISTS)
    suspected = [
        lists.without(ITEM),
        lists.single_without(ITEM),
        lists.without_bar(),
        lists.with_blanks(),
        lists.with_long_ids(),
    ]
    assert [rows.to_list() for rows in (*suspected, lists.with_repeats())] == [[]] * 6


def test_each_suspicion_is_of_the_lists_it_is_about() -> None:
    long_id, too_long = "x" * (MAX_ID_CHARS + 1), "|".join(["y"] * LONG_BYTES)
    rows = [("a", "a|b"), ("a", "b|c"), ("a", "a"), ("a", "a|a"), ("a", f"a|{long_id}"), ("a", too_long), ("a", None)]
    lists = ShownLists(records_of(rows), LISTS)
    assert lists.without(ITEM).to_list() == [1, 5]
    assert lists.without_bar().to_list() == [2, 5]
    assert lists.single_without(ITEM).to_list() == [5]
    assert lists.with_repeats().to_list() == [3, 5]
    assert lists.with_long_ids().to_list() == [4, 5]
    assert lists.with_blanks().to_list() == [5]
    assert ShownLists(records_of([*rows, ("a", "a||b")]), LISTS).with_blanks().to_list() == [0, 1, 2, 3, 4, 5, 7]


@settings(max_examples=examples(100), deadline=None)
@given(lists=st.lists(st.lists(st.integers(0, 2 * SHORT).map(str), min_size=1, max_size=2 * SHORT), max_size=6))
def test_repeats_are_known_in_short_lists_beside_long_ones(lists: list[list[str]]) -> None:
    found = repeating(pl.Series(lists, dtype=pl.List(pl.String)))
    assert found.to_list() == [len(set(ids)) < len(ids) for ids in lists]
