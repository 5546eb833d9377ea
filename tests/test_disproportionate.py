"""Nothing that a file can contain makes a run disproportionately slow: steps are counted, clocks are not asked."""

from __future__ import annotations

import csv
import io
import sys
from collections.abc import Callable
from pathlib import Path
from types import FrameType

import polars as pl
import pytest

from interactions_cli import interaction_stats
from interactions_cli.measures.event_counts import EventCounts, by_frequency
from interactions_cli.reading.few_lines import in_few_lines
from interactions_cli.reading.long_records import RecordJoiner
from interactions_cli.transforms.prepare.rejects import REJECTS, reject_lines
from interactions_cli.transforms.prepare.standing import Stand


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


@pytest.mark.parametrize(
    "block",
    [b"", b"x", b"\n" * 100, b"x" * 90 + b"\n" * 10, b"\n" * 10 + b"x" * 90, b"a\n" * 50 + b"b", b"ab\n" + b"\n" * 9],
)
@pytest.mark.parametrize("most", [1, 2, 7, 1000])
def test_a_block_is_cut_into_pieces_of_few_lines(block: bytes, most: int) -> None:
    pieces = list(in_few_lines(block, most))
    assert b"".join(pieces) == block
    assert all(piece.count(b"\n") <= most for piece in pieces)
    assert all(piece.endswith(b"\n") for piece in pieces[:-1])


@pytest.mark.parametrize("before", [0, 1_000, 50_000, 88_000])
def test_a_run_of_short_lines_is_found_wherever_it_stands(before: int) -> None:
    long = b"x" * 79 + b"\n"
    block = long * (before // 80) + b"\n" * 12_000 + long * ((88_000 - before) // 80)
    pieces = list(in_few_lines(block, 5_000))
    assert b"".join(pieces) == block
    assert all(piece.count(b"\n") <= 5_000 for piece in pieces)


def test_lines_that_open_a_quote_are_not_cut_into_fields_in_vain() -> None:
    lines = [f'u{n},i{n},{1_700_000_000 + n},"web' for n in range(100)]
    joiner = RecordJoiner(4, ",")
    assert joiner.joined([*lines[:1], 'more"', *lines], 0) == (2, ["u0", "i0", "1700000000", "web\nmore"])
    assert joiner.joined(lines, 0) is None
    assert steps(lambda: joiner.joined(lines, 0)) < 20


def test_rejects_are_written_together(tmp_path: Path) -> None:
    """Of several inputs, with and without quotes, each line as it would be written by itself."""
    texts = ["", "a,b", 'say "x"', "two\nlines"] * 3_000
    rejects = pl.DataFrame(
        {"record": range(1, 12_001), "line": range(2, 12_002), "code": ["CSV009"] * 12_000, "text": texts},
        schema=REJECTS,
    )
    stands = [Stand(1, "a,b.csv", lines=10, records=5), Stand(7_000, "\udcff.csv", lines=-6_999)]
    # What is done once in a process is not counted.
    written = reject_lines(rejects, stands)
    assert steps(lambda: reject_lines(rejects, stands)) < 5_000
    found = list(csv.reader(io.StringIO(written.decode("utf-8", "surrogateescape"), newline="")))
    assert [row[4] for row in found] == texts
    assert (found[0], found[-1][:4]) == (
        ["a,b.csv", "6", "12", "CSV009", ""],
        ["\udcff.csv", "12000", "5002", "CSV009"],
    )
    assert sum(row[0] == "a,b.csv" for row in found) == 6_998
