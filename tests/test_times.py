"""Times and event filters as people type them: what has no effect, or another one than it seems, is refused."""

from __future__ import annotations

from pathlib import Path

import pytest

from interactions_cli import filter_interactions
from interactions_cli.errors import UsageError
from interactions_cli.personalize.event_filter import choose_events
from interactions_cli.personalize.times import parse_span, parse_time
from tests.cli_runner import run

TABLE = "USER_ID,ITEM_ID,TIMESTAMP,EVENT_TYPE,EVENT_VALUE\nu1,i1,1704067199,w,0.6\nu1,i2,1704067200,w,0.9\n"


@pytest.mark.parametrize(
    ("text", "seconds"),
    [
        ("20240101", 1_704_067_200),
        ("2024-01-01", 1_704_067_200),
        ("2024-01-01T01:00:00+01:00", 1_704_067_200),
        ("1704067200", 1_704_067_200),
        ("20240101T0000Z", 1_704_067_200),
        ("202401010000", 1_704_067_200),
        ("20240101000000", 1_704_067_200),
        ("202401011230", 1_704_112_200),
        ("20240101123015", 1_704_112_215),
        ("20241301", 20_241_301),
        ("99999999", 99_999_999),
        ("2000000000", 2_000_000_000),
        ("0", 0),
    ],
)
def test_digits_that_form_a_date_are_one(text: str, seconds: int) -> None:
    assert parse_time(text, "--since") == seconds


@pytest.mark.parametrize(
    ("text", "hint"),
    [
        ("2024", "--since 2024-01-01"),
        ("1704067200000", "--since 1704067200."),
        ("1704067200000000", "--since 1704067200."),
        ("-1704067200000", "--since -1704067200."),
        ("202413011200", "--since 202413011."),
        ("2024010112", "--since 2034-02-20T01:01:52Z or --since 2024-01-01T12:00:00Z."),
        ("0", "--since 1970-01-01T00:00:00Z if that is meant."),
        ("-5", "--since 1969-12-31T23:59:55Z if that is meant."),
        ("1", "Write a time like"),
        ("202401", "Write a time like"),
        ("2024001", "Write a time like"),
        ("20241301", "Write a time like"),
        ("631151999", "Write a time like"),
        ("-99999999999", "Write a time like 2025-01-31T12:00:00Z."),
        ("2024-01", "Write Unix seconds or like"),
        ("1704067200.5", "Write Unix seconds or like"),
        ("1.7e9", "Write Unix seconds or like"),
    ],
)
def test_a_year_and_finer_units_are_refused_with_what_to_type(tmp_path: Path, text: str, hint: str) -> None:
    (tmp_path / "x.csv").write_text(TABLE)
    said = run("filter", "x.csv", f"--since={text}", "-o", "kept.csv", cwd=tmp_path, code=2).stderr
    assert hint in said
    assert not (tmp_path / "kept.csv").exists()


@pytest.mark.parametrize("text", ["1970-01-01", "1989-12-31T23:59:59Z", "631152000", "1704067200"])
def test_an_early_bound_that_is_written_as_a_time_is_one(tmp_path: Path, text: str) -> None:
    (tmp_path / "x.csv").write_text(TABLE)
    kept = run("filter", "x.csv", "--since", text, "-q", cwd=tmp_path).stdout
    assert len(kept.splitlines()) == (2 if text.startswith("170") else 3)


def test_a_date_as_digits_cuts_where_it_says(tmp_path: Path) -> None:
    (tmp_path / "x.csv").write_text(TABLE)
    kept = run("filter", "x.csv", "--since", "20240101", "-q", cwd=tmp_path).stdout
    assert kept.splitlines()[1:] == ["u1,i2,1704067200,w,0.9"]


def test_numbers_in_python_are_checked_like_options(tmp_path: Path) -> None:
    (tmp_path / "x.csv").write_text(TABLE)
    with pytest.raises(UsageError, match="looks like milliseconds"):
        filter_interactions(tmp_path / "x.csv", since=1_704_067_200_000)
    with pytest.raises(UsageError, match="before 1990"):
        filter_interactions(tmp_path / "x.csv", until=0)
    assert parse_span(None, 631_152_000) == (None, 631_152_000)


@pytest.mark.parametrize(
    "events", [("w:0.5", "w:0.8"), ("w", "w"), ("click", "w", "w:0.1"), ("a\\:b", "click", "a\\:b:1")]
)
def test_an_event_type_that_is_named_twice_is_refused(tmp_path: Path, events: tuple[str, ...]) -> None:
    (tmp_path / "x.csv").write_text(TABLE)
    words = [word for event in events for word in ("--event", event)]
    for command in ("validate", "stats", "filter"):
        assert "twice" in run(command, "x.csv", *words, cwd=tmp_path, code=2).stderr
    assert len(choose_events(events=("w:0.5", "W:0.8"))) == 2
