"""Who and what has most rows: names of items, numbers of users, and when there are no names."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from interactions_cli import UsageError, interaction_stats
from interactions_cli.formats import FORMATS
from interactions_cli.measures.id_names import IdNames
from tests.cases import FIRST, PLAIN, table
from tests.cli_runner import run
from tests.examples import examples


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """Eight rows of `sekret-ann`, two of `sekret-bob`; six of item `apple`, three of `pear`, one of `fig`."""
    items = ["apple"] * 6 + ["pear"] * 3 + ["fig"]
    rows = [f"sekret-{'ann' if n < 8 else 'bob'},{item},{FIRST + n}" for n, item in enumerate(items)]
    (tmp_path / "x.csv").write_bytes(table(PLAIN, *rows))
    return tmp_path


def top(folder: Path, side: str, *options: str) -> list[tuple[str | None, int, float]]:
    words = ("stats", "x.csv", "--section", "distribution", "--format", "json", *options)
    found: dict[str, Any] = json.loads(run(*words, cwd=folder).stdout)["stats"]["distribution"][side]
    return [(entry["name"], entry["rows"], entry["share"]) for entry in found["top"]]


def test_items_have_names_and_users_have_them_on_demand(data: Path) -> None:
    assert top(data, "items") == [("apple", 6, 0.6), ("pear", 3, 0.3), ("fig", 1, 0.1)]
    assert top(data, "users") == [(None, 8, 0.8), (None, 2, 0.2)]
    assert top(data, "users", "--show-users") == [("sekret-ann", 8, 0.8), ("sekret-bob", 2, 0.2)]
    assert top(data, "items", "--redact") == [("redacted-1", 6, 0.6), ("redacted-2", 3, 0.3), ("redacted-3", 1, 0.1)]
    shown = run("stats", "x.csv", "--section", "distribution", cwd=data).stdout
    assert "top users     user 1 (80 %); user 2 (20 %)" in shown
    assert "top items     apple (60 %); pear (30 %); fig (10 %)" in shown
    named = run("stats", "x.csv", "--section", "distribution", "--show-users", cwd=data).stdout
    assert "top users     sekret-ann (80 %); sekret-bob (20 %)" in named


@pytest.mark.parametrize("form", FORMATS)
def test_no_format_names_a_user_unless_it_is_told_to(data: Path, form: str) -> None:
    assert "sekret" not in run("stats", "x.csv", "--format", form, cwd=data).stdout


def test_users_are_not_shown_and_hidden_at_once(data: Path) -> None:
    (data / "interactions-cli.toml").write_text("redact = true")
    said = run("stats", "x.csv", "--show-users", cwd=data, code=2).stderr
    assert "--show-users and --redact contradict each other" in said
    assert "sekret-ann" in run("stats", "x.csv", "--show-users", "--no-redact", "--format", "json", cwd=data).stdout
    with pytest.raises(UsageError, match="show_users and redact contradict"):
        interaction_stats(data / "x.csv", show_users=True, redact=True)
    assert interaction_stats(data / "x.csv", show_users=True).sections["stats"]["distribution"]["users"]["top"][0][
        "name"
    ] == ("sekret-ann")


def test_at_most_ten_are_named_and_equals_by_name(data: Path) -> None:
    (data / "x.csv").write_bytes(table(PLAIN, *(f"u1,i{n:02},{FIRST}" for n in reversed(range(30)))))
    assert [name for name, _rows, _share in top(data, "items")] == [f"i{n:02}" for n in range(10)]
    (data / "x.csv").write_bytes(table(PLAIN))
    assert top(data, "items") == []
    assert "top items" not in run("stats", "x.csv", "--section", "distribution", cwd=data).stdout


@settings(max_examples=examples(60), deadline=None)
@given(ids=st.lists(st.integers(0, 12), max_size=60), size=st.integers(1, 60), most=st.integers(0, 12))
def test_names_are_known_up_to_a_number_of_ids_whatever_the_split(ids: list[int], size: int, most: int) -> None:
    names = IdNames(most)
    for start in range(0, len(ids), size):
        keys = pl.Series(ids[start : start + size], dtype=pl.UInt64)
        names.add(IdNames.part(pl.DataFrame({"key": keys, "text": keys.cast(pl.String)})))
    counted = {key: ids.count(key) for key in set(ids)}
    frame = pl.DataFrame({"key": list(counted), "n": list(counted.values())}, schema={"key": pl.UInt64, "n": pl.Int64})
    ranked = sorted(((str(key), n) for key, n in counted.items()), key=lambda entry: (-entry[1], entry[0]))[:5]
    are_named = len(counted) <= most
    assert names.top(frame, 5) == [(name if are_named else None, n) for name, n in ranked]


@pytest.mark.parametrize(
    ("seconds", "days", "words"),
    [
        (0, 0, "less than a day old"),
        (86_399, 0, "less than a day old"),
        (86_400, 1, "1 day old"),
        (200_000, 2, "2 days old"),
    ],
)
def test_the_newest_row_has_an_age_in_whole_days(data: Path, seconds: int, days: int, words: str) -> None:
    options = ("stats", "x.csv", "--section", "time", "--now", str(FIRST + 9 + seconds))
    judged = json.loads(run(*options, "--format", "json", cwd=data).stdout)
    assert judged["stats"]["time"]["newest_age_days"] == days
    assert f"newest row    {words}" in run(*options, cwd=data).stdout


@pytest.mark.parametrize(
    ("options", "domains"),
    [
        ((), ["video-on-demand", "ecommerce", "custom"]),
        (("--domain", "ecommerce"), ["ecommerce"]),
        (("--recipe", "aws-sims"), ["custom"]),
        (("--use-case", "most-viewed"), ["ecommerce"]),
    ],
)
def test_ready_for_says_which_domain_it_is_about(data: Path, options: tuple[str, ...], domains: list[str]) -> None:
    shown = run("stats", "x.csv", "--section", "readiness", *options, cwd=data).stdout
    lines = [line.split(" domain")[0].strip() for line in shown.splitlines() if " ready" in line and " domain " in line]
    assert lines == domains
