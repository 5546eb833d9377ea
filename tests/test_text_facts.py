"""What is found of the texts of a block once says what a look at each text says."""

from __future__ import annotations

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from interactions_cli.personalize.schema import Field, Role
from interactions_cli.reading.columns import Column
from interactions_cli.reading.text_facts import TextFacts
from interactions_cli.rules.ids import PLACEHOLDERS
from tests.examples import examples

TEXTS = st.lists(
    st.none() | st.sampled_from(["u1", "é" * 9, "Null", " null"]) | st.sampled_from(PLACEHOLDERS), max_size=9
)


def column(slot: int) -> Column:
    field = Field(name=f"OWN_{slot}", kind="string", nullable=True, categorical=True, role=Role.OWN)
    return Column(field=field, slot=slot)


@settings(max_examples=examples(200), deadline=None)
@given(texts=TEXTS, cuts=st.integers(0, 9))
def test_facts_are_those_of_each_text(texts: list[str | None], cuts: int) -> None:
    whole = pl.Series("t3", texts, dtype=pl.String)
    facts = TextFacts(pl.concat([whole[:cuts], whole[cuts:]]).to_frame())
    filled = [text for text in texts if text is not None]
    for _ in range(2):
        assert facts.may_have(column(3), PLACEHOLDERS) == bool({*filled} & {*PLACEHOLDERS})
        assert facts.longest([column(3)]) == {3: max((len(text.encode()) for text in filled), default=0)}
        hashes = facts.hashes([column(3)])[3].to_list()
        assert [hashed is None for hashed in hashes] == [text is None for text in texts]
        assert len({*hashes} - {None}) == len({*filled})


def test_a_hash_that_ends_like_that_of_a_word_is_no_word() -> None:
    """Of so many texts some end in the same 16 bits."""
    facts = TextFacts(pl.DataFrame({"t0": [f"u{number}" for number in range(100_000)]}))
    assert not facts.may_have(column(0), PLACEHOLDERS)


@pytest.mark.parametrize("places", [[], [0], [2, 0], [0, 1, 2]])
def test_each_column_has_facts_of_its_own(places: list[int]) -> None:
    facts = TextFacts(pl.DataFrame({"t0": ["a"], "t1": ["bb"], "t2": [None]}, schema_overrides={"t2": pl.String}))
    facts.longest([column(1)])
    facts.hashes([column(0)])
    asked = [column(place) for place in places]
    assert facts.longest(asked) == {place: [1, 2, 0][place] for place in places}
    texts = pl.Series(["a", "bb"]).hash(0).to_list()
    assert {slot: hashes[0] for slot, hashes in facts.hashes(asked).items()} == {
        place: [*texts, None][place] for place in places
    }
