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
        ("20241301", 20_241_301),
        ("99999999", 99_999_999),
        ("0", 0),
    ],
)
def test_eight_digits_that_form_a_date_are_one(text: str, seconds: int) -> None:
    assert parse_time(text, "--since") == seconds


@pytest.mark.parametrize(
    ("text", "hint"),
    [
        ("2024", "--since 2024-01-01"),
        ("1704067200000", "--since 1704067200."),
        ("1704067200000000", "--since 1704067200."),
        ("-1704067200000", "--since -1704067200."),
    ],
)
def test_a_year_and_finer_units_are_refused_with_what_to_type(tmp_path: Path, text: str, hint: str) -> None:
    (tmp_path / "x.csv").write_text(TABLE)
    said = run("filter", "x.csv", f"--since={text}", "-o", "kept.csv", cwd=tmp_path, code=2).stderr
    assert hint in said
    assert not (tmp_path / "kept.csv").exists()


def test_a_date_as_digits_cuts_where_it_says(tmp_path: Path) -> None:
    (tmp_path / "x.csv").write_text(TABLE)
    kept = run("filter", "x.csv", "--since", "20240101", "-q", cwd=tmp_path).stdout
    assert kept.splitlines()[1:] == ["u1,i2,1704067200,w,0.9"]


def test_numbers_in_python_are_checked_like_options(tmp_path: Path) -> None:
    (tmp_path / "x.csv").write_text(TABLE)
    with pytest.raises(UsageError, match="looks like milliseconds"):
        filter_interactions(tmp_path / "x.csv", since=1_704_067_200_000)
    assert parse_span(None, 5) == (None, 5)


@pytest.mark.parametrize(
    "events", [("w:0.5", "w:0.8"), ("w", "w"), ("click", "w", "w:0.1"), ("a\\:b", "click", "a\\:b:1")]
)
def test_an_event_type_that_is_named_twice_is_refused(tmp_path: Path, events: tuple[str, ...]) -> None:
    (tmp_path / "x.csv").write_text(TABLE)
    words = [word for event in events for word in ("--event", event)]
    for command in ("validate", "stats", "filter"):
        assert "twice" in run(command, "x.csv", *words, cwd=tmp_path, code=2).stderr
    assert len(choose_events(events=("w:0.5", "W:0.8"))) == 2
