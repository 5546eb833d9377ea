"""A pattern without quotes after an option leaves files among the inputs: they are told, and other inputs are not."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.cli_runner import run

LOG = '{"userId": "u1", "itemId": "i1", "sentAt": 1700000000, "eventType": "watch"}\n'


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for name in ("clicks.csv", "clicks-2.csv", "part-1.csv", "part-2.csv", "part-3.csv"):
        (tmp_path / name).write_text("USER_ID,ITEM_ID,TIMESTAMP\nu1,i1,1700000000\n")
    for name in ("items-1.csv", "items-2.csv", "movies.csv", "shows.csv"):
        (tmp_path / name).write_text("ITEM_ID,GENRES\ni1,a\ni2,b\n")
    for name in ("users-1.csv", "users-2.csv"):
        (tmp_path / name).write_text("USER_ID,AGE\nu1,3\nu2,4\n")
    (tmp_path / "clicks.tsv").write_text("USER_ID\tITEM_ID\tTIMESTAMP\nu1\ti1\t1700000000\n")
    (tmp_path / "items.tsv").write_text("ITEM_ID\tGENRES\ni1\ta\ni2\tb\n")
    (tmp_path / "other.csv").write_text("USER_ID,ITEM_ID,TIMESTAMP,EVENT_TYPE\nu1,i1,1700000000,view\n")
    for name in ("1.jsonl", "2.jsonl", "a.json", "b.json", "old-1.json", "old-2.json"):
        (tmp_path / name).write_text(LOG)
    return tmp_path


@pytest.mark.parametrize(
    ("words", "stray"),
    [
        ("validate clicks.csv --streamed 1.jsonl 2.jsonl", "2.jsonl"),
        ("merge-impressions other.csv part-1.csv -n --impressions part-2.csv", "part-1.csv"),
        ("stats --streamed a.json b.json clicks.csv", "b.json"),
        ("validate clicks.csv --items items-1.csv items-2.csv", "items-2.csv"),
        ("validate clicks.csv --items movies.csv shows.csv", "shows.csv"),
        ("stats clicks.csv --users users-1.csv users-2.csv", "users-2.csv"),
        ("validate clicks.csv --baseline old-1.json old-2.json", "old-2.json"),
        ("filter clicks.csv -n --schema old-1.json old-2.json", "old-2.json"),
        ("filter clicks.csv -n --solution-config old-1.json old-2.json", "old-2.json"),
        ("merge-impressions clicks.csv -n --impressions 1.jsonl 2.jsonl", "2.jsonl"),
        ("merge-impressions clicks.csv -n --impressions 1.jsonl --available movies.csv shows.csv", "shows.csv"),
    ],
)
def test_an_input_that_belongs_to_an_option_is_told(folder: Path, words: str, stray: str) -> None:
    said = run(*words.split(), cwd=folder, code=2).stderr
    assert f"error: {stray} stands among the interactions" in said
    assert "pattern without quotes" in said
    option = next(word for word in words.split() if word.startswith("--"))
    assert any(way in said for way in ("Write one path after", f"Quote the pattern, as in {option}", f"Write {option}"))


def test_a_pattern_that_is_proposed_takes_no_interactions(folder: Path) -> None:
    said = run("validate", "clicks.csv", "--items", "items-1.csv", "items-2.csv", cwd=folder, code=2).stderr
    assert "Quote the pattern, as in --items 'items-*.csv', or" in said
    said = run("validate", "clicks.csv", "--items", "movies.csv", "shows.csv", cwd=folder, code=2).stderr
    assert "hint: Write --items before each file" in said


@pytest.mark.parametrize(
    "words",
    [
        "validate part-1.csv part-2.csv --streamed 1.jsonl",
        "validate part-1.csv part-2.csv --items part-3.csv",
        "validate clicks.csv clicks-2.csv --items items-1.csv",
        "validate clicks.csv part-1.csv --users users-1.csv --users users-2.csv",
        # As named by the days that they are of: it has the columns of the other inputs.
        "validate clicks.csv part-1.csv --items part-2.csv",
        "validate clicks.tsv clicks.csv --items items.tsv",
        "validate clicks.csv clicks.tsv --users items.tsv",
        "validate a.json --schema b.json",
        "validate clicks.csv a.json --baseline b.json",
        "validate 1.jsonl --streamed 2.jsonl",
        "prepare a.json b.json --schema old-1.json --dry-run",
        "prepare old-1.json --schema old-2.json --dry-run",
        "schema a.json --force -o b.json",
    ],
)
def test_other_inputs_are_taken(folder: Path, words: str) -> None:
    assert "stands among" not in run(*words.split(), cwd=folder, code=None).stderr
