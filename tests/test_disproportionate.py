"""Nothing that a file can contain makes a run disproportionately slow: steps are counted, clocks are not asked."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path
from types import FrameType

import pytest

from interactions_cli import interaction_stats
from interactions_cli.measures.event_counts import EventCounts, by_frequency


def steps(work: Callable[[], object]) -> int:
    """How many functions are called on this thread, those of C included."""
    count = 0

    def note(_frame: FrameType, event: str, _function: object) -> None:
        nonlocal count
        count += event in ("call", "c_call")

    sys.setprofile(note)
    try:
        work()
    finally:
        sys.setprofile(None)
    return count


@pytest.mark.parametrize("words", [("type", "type"), ("Shown Skip", "shown_skip")], ids=["any", "noticed by rules"])
def test_targets_and_rules_do_not_rank_event_types_anew(tmp_path: Path, words: tuple[str, str]) -> None:
    path = tmp_path / "x.csv"

    def taken(types: int) -> int:
        numbers = (number % types for number in range(4_000))
        rows = (f"u{n % 50},i{n % 30},{1_700_000_000 + n * 60},{words[n % 2]} {n // 2},{n % 7}" for n in numbers)
        path.write_text("\n".join(["USER_ID,ITEM_ID,TIMESTAMP,EVENT_TYPE,EVENT_VALUE", *rows, ""]))
        return steps(lambda: interaction_stats(str(path)))

    # What is done once in a process is not counted.
    taken(10)
    assert (taken(3_000) - taken(1_000)) / 2_000 < 50


def test_event_types_are_ranked_by_records_and_then_by_name() -> None:
    counts = EventCounts({"b": 2, "Buy": 1, "c": 5, "a": 2, "BUY": 7, "buy": 1})
    assert by_frequency(counts) is counts.ranked
    assert list(counts.ranked) == list(by_frequency(dict(counts))) == ["BUY", "c", "a", "b", "Buy", "buy"]
    assert counts.in_other_case("buy") == ["BUY", "Buy"]
    assert counts.in_other_case("Straße") == []
    assert (len(counts), counts["c"], dict(counts)["Buy"]) == (6, 5, 1)
