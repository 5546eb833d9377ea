"""Logs of CI are public: what reports say of users without being told to hide anything, in every format."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from interactions_cli.formats import FORMATS
from tests.cli_runner import run

USERS = [f"someone-{number}@mail.example" for number in range(150)]
COMMANDS: dict[str, tuple[str, ...]] = {
    "validate": ("x.csv", "--event", "watch"),
    "stats": ("x.csv", "--event", "watch:0.5"),
    "filter": ("x.csv", "--event", "watch", "--drop-duplicates", "--dry-run"),
    "merge-impressions": ("x.csv", "--impressions", "log.csv", "--within", "1h", "--dry-run"),
    "prepare": ("x.csv", "-o", "prepared.csv", "--force"),
}


def sound_data(folder: Path) -> None:
    """Nothing is wrong with a cell; one user has half of the rows, and there are copies."""
    names = [user for number, user in enumerate(USERS) for user in (user, USERS[0], USERS[number % 7])]
    lines = [
        f"{user},i{number % 9},{1_700_000_000 + number},watch,{number % 10 / 10}" for number, user in enumerate(names)
    ]
    header = "USER_ID,ITEM_ID,TIMESTAMP,EVENT_TYPE,EVENT_VALUE"
    (folder / "x.csv").write_text("\n".join([header, *lines, *lines[:5], ""]))
    shown = [f"{user},{1_700_000_000 + number},i1|i2" for number, user in enumerate(names)]
    (folder / "log.csv").write_text("\n".join(["USER_ID,TIMESTAMP,IMPRESSION", *shown, ""]))


@pytest.mark.parametrize("form", FORMATS)
@pytest.mark.parametrize("command", COMMANDS)
def test_no_report_about_sound_cells_names_a_user(tmp_path: Path, command: str, form: str) -> None:
    sound_data(tmp_path)
    words = (command, *COMMANDS[command], "--now", "2024-01-01", "--report", f"{form}=r")
    ended = run(*words, cwd=tmp_path, code=None)
    assert ended.code in (0, 1), ended.stderr
    shown = (tmp_path / "r").read_text(encoding="utf-8") + ended.stderr
    assert "someone" not in shown
    assert shown


@pytest.mark.parametrize("form", FORMATS)
def test_a_user_with_most_of_the_rows_is_not_named_but_a_word_for_none_is(tmp_path: Path, form: str) -> None:
    rows = [f"{USERS[number] if number % 2 else USERS[0]},i1,{1_700_000_000 + number}" for number in range(150)]
    header = "USER_ID,ITEM_ID,TIMESTAMP"
    (tmp_path / "x.csv").write_text("\n".join([header, *rows, *(f"x{number},i2,1700001000" for number in range(99))]))
    words = ("validate", "x.csv", "--select", "SET025", "--format", form, "--now", "2024-01-01")
    unnamed = run(*words, cwd=tmp_path, code=None).stdout
    assert "SET025" in unnamed
    assert "someone" not in unnamed
    (tmp_path / "x.csv").write_text((tmp_path / "x.csv").read_text().replace(USERS[0], "guest"))
    assert "guest" in run(*words, cwd=tmp_path, code=None).stdout


@pytest.mark.parametrize("form", FORMATS)
def test_stats_names_the_user_with_most_of_the_rows_on_demand(tmp_path: Path, form: str) -> None:
    rows = [f"{USERS[number] if number % 2 else USERS[0]},i1,{1_700_000_000 + number}" for number in range(150)]
    others = [f"x{number},i2,1700001000" for number in range(99)]
    (tmp_path / "x.csv").write_text("\n".join(["USER_ID,ITEM_ID,TIMESTAMP", *rows, *others]))
    words = ("stats", "x.csv", "--format", form, "--now", "2024-01-01")
    unnamed = run(*words, cwd=tmp_path, code=None).stdout
    assert "SET025" in unnamed
    assert "someone" not in unnamed
    named = run(*words, "--show-users", cwd=tmp_path, code=None).stdout
    assert "SET025" in named
    assert USERS[0] in named
    judged = json.loads(run(*words[:2], "--format", "json", "--show-users", cwd=tmp_path, code=None).stdout)
    [found] = [entry for entry in judged["findings"] if entry["code"] == "SET025"]
    assert f"belong to the user `{USERS[0]}` of 175, 75 times as many as the next" in found["message"]
