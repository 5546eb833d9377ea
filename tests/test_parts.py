from __future__ import annotations

import functools
import json
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from interactions_cli.measures.parts import Part
from interactions_cli.measures.record_set import RecordSet
from interactions_cli.measures.stats_buckets import StatsTables
from interactions_cli.measures.stats_measures import StatsMeasures
from interactions_cli.measures.tally import Tally
from interactions_cli.measures.tally_plan import TallyPart
from interactions_cli.reading.hits import Hits
from interactions_cli.reading.line_defect import LineDefect
from interactions_cli.transforms.filter.effects import FilterEffects
from interactions_cli.transforms.merge.figures import MergeTally
from interactions_cli.transforms.merge.log_state import LogState
from tests.cli_runner import ROOT, run
from tests.examples import examples

SAMPLES = ROOT / "sample_data"
MEASURES = (RecordSet, Tally, StatsMeasures, FilterEffects, MergeTally, LogState)
RUNS: dict[str, Sequence[str]] = {
    "validate": ("validate", "shop-defects.csv", "--event", "purchase:10"),
    "validate, two files": ("validate", "shop.csv", "movies.csv", "--exact"),
    "stats": ("stats", "shop.csv", "--event", "view"),
    "stats of defects": ("stats", "shop-defects.csv", "--period", "hour"),
    "filter": ("filter", "shop-defects.csv", "--drop-invalid", "--drop-duplicates", "--dry-run"),
    "merge": ("merge-impressions", "shop-clicks.csv", "--impressions", "shop-recommendations.jsonl", "--dry-run"),
    "merge, items": ("merge-impressions", "shop-clicks.csv", "--impressions", "shop-shown-items.csv", "--dry-run"),
}


def travelling(measure: type, seen: Counter[str]) -> Callable[..., None]:
    add = measure.add  # type: ignore[attr-defined]

    @functools.wraps(add)
    def arrived(self: object, part: Part, place: int) -> None:
        if part is not None:
            seen[type(part).__name__] += 1
            part = type(part).from_arrow(part.to_arrow())
        add(self, part, place)

    return arrived


@pytest.mark.parametrize("words", RUNS.values(), ids=RUNS)
def test_parts_that_went_through_arrow_give_the_same_report(
    words: Sequence[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def report() -> Any:
        return json.loads(run(*words, "--format", "json", cwd=SAMPLES, code=None).stdout)

    straight = report()
    seen: Counter[str] = Counter()
    for measure in MEASURES:
        monkeypatch.setattr(measure, "add", travelling(measure, seen))
    assert report() == straight
    expected = {"validate": "SetPart", "stats": "StatsPart", "filter": "EffectsPart", "merge-impressions": "LogPart"}
    assert seen[expected[words[0]]]
    assert seen["TallyPart" if words[0] != "merge-impressions" else "MergeTallyPart"]


@dataclass
class Anything(Part):
    value: Any


plain = st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text()
values = st.recursive(
    plain | st.binary(),
    lambda inner: (
        st.lists(inner)
        | st.lists(inner).map(tuple)
        | st.dictionaries(plain, inner)
        | st.frozensets(plain)
        | st.sampled_from(LineDefect)
        | st.dictionaries(st.text(), st.integers()).map(Counter)
        | st.builds(Anything, inner)
    ),
    max_leaves=20,
)


@settings(max_examples=examples(100), deadline=None)
@given(values)
def test_any_table_of_values_arrives_as_it_left(value: Any) -> None:
    arrived = Anything.from_arrow(Anything(value).to_arrow())
    assert arrived == Anything(value)
    assert type(arrived.value) is type(value)


def test_frames_and_series_keep_their_types() -> None:
    frame = pl.DataFrame(
        {"u": [2**64 - 1, None], "n": [-1, 3], "x": [0.1, None], "t": ["ä|", ""]},
        schema={"u": pl.UInt64, "n": pl.Int32, "x": pl.Float64, "t": pl.String},
    )
    for sent in (frame, frame.clear()):
        arrived = Anything.from_arrow(Anything({1: sent, 2: [sent["u"], Hits(2, [("a", 1, "b")])]}).to_arrow()).value
        assert arrived[1].equals(sent)
        assert arrived[1].schema == sent.schema
        assert arrived[2][0].equals(sent["u"])
        assert arrived[2][0].name == "u"
        assert arrived[2][1] == Hits(2, [("a", 1, "b")])


def test_pieces_have_every_row_once_and_all_else_each() -> None:
    numbers, texts = pl.DataFrame({"n": range(7)}), pl.DataFrame({"t": ["a", "b"]})
    pieces = list(StatsTables(frames={"n": numbers, "t": texts}, pair_level=3, crowded=[1]).pieces(3))
    assert [(piece.frames["n"].height, piece.frames["t"].height) for piece in pieces] == [(3, 2), (3, 0), (1, 0)]
    assert pl.concat([piece.frames["n"] for piece in pieces]).equals(numbers)
    assert {(piece.pair_level, *piece.crowded) for piece in pieces} == {(3, 1)}
    (empty,) = StatsTables(frames={"n": numbers.clear()}, pair_level=0, crowded=()).pieces(3)
    assert empty.frames["n"].height == 0


def test_another_kind_of_part_is_refused() -> None:
    with pytest.raises(TypeError, match="a Anything is no TallyPart"):
        TallyPart.from_arrow(Anything(1).to_arrow())
