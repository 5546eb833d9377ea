"""The report of `filter`: the readiness of what is kept, and its words on a terminal."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from rich.cells import cell_len

from interactions_cli.rules import RULES
from tests.cli_runner import (
    codes,
    finding,
    report,
    run,
)
from tests.filter_runner import ROWS, judged, many, table, write


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder with `x.csv`, which holds ROWS."""
    write(tmp_path, table(*ROWS))
    return tmp_path


# Readiness


def test_the_readiness_is_that_of_the_kept_rows(tmp_path: Path) -> None:
    write(tmp_path, many(1200))
    enough = judged(tmp_path, "--event", "watch:0.1", "--fail-on", "error")
    assert "SET001" not in codes(enough)
    read = judged(tmp_path, "--event", "watch:0.5", "--fail-on", "error", code=1)
    assert (finding(read, "SET001")["actual"], finding(read, "SET001")["missing"]) == (600, 400)
    assert read["ok"] is False
    assert judged(tmp_path, "--event", "watch:0.5")["ok"] is True
    assert judged(tmp_path, "--event", "watch:0.5", "--fail-on", "error", "--ignore", "SET001,SET004")["ok"] is True


def test_the_gate_lets_the_output_be_written(tmp_path: Path) -> None:
    write(tmp_path, many(1200))
    words = ("filter", "x.csv", "--event", "watch:0.5", "--fail-on", "error", "-o", "out.csv")
    result = run(*words, cwd=tmp_path, code=1)
    assert result.stdout.splitlines()[-1].startswith("exit 1: ")
    assert "--fail-on error" in result.stdout.splitlines()[-1]
    assert len((tmp_path / "out.csv").read_text().splitlines()) == 601


def test_use_cases_and_recipes_have_their_own_needs(tmp_path: Path) -> None:
    write(tmp_path, many(1200))
    read = judged(tmp_path, "--use-case", "most-viewed", "--since", "1700000000")
    assert finding(read, "SET007")["limit"] == 1000
    assert "SET003" not in codes(judged(tmp_path, "--recipe", "aws-semantic-similarity"))
    assert finding(judged(tmp_path, "--recipe", "aws-sims", "--event", "watch:0.5:0.5"), "SET020")["column"] is None


def test_only_rules_about_the_data_set_are_judged_and_every_other_is_skipped_with_a_reason(folder: Path) -> None:
    read = judged(folder, "--event", "watch", "--use-case", "most-viewed")
    said = [*read["findings"], *read["passed"]]
    # Besides, what of the inputs was not read at all.
    assert {entry["code"] for entry in said if not entry["code"].startswith("SET")} == {"CSV016"}
    assert {entry["code"] for entry in said} | {entry["code"] for entry in read["skipped"]} == {
        rule.code for rule in RULES
    }
    assert all(entry["reason"] for entry in read["skipped"])
    assert "SET017" in {entry["code"] for entry in read["skipped"]}


def test_a_type_that_does_not_occur_or_is_spelled_otherwise_is_said(tmp_path: Path) -> None:
    write(tmp_path, many(30) + table(*(f"u1,i1,{n},click," for n in range(3)), header="")[1:])
    words = ("--event", "Watch", "--event", "click", "--event", "purchase")
    read, whole = judged(tmp_path, *words), report(tmp_path / "x.csv", *words)
    assert read["filter"]["kept"] == 3
    for code in ("SET013", "SET018"):
        assert finding(read, code)["message"] == finding(whole, code)["message"]
        assert "Watch" in finding(read, code)["message"]
    text = run("filter", "x.csv", *words, "-n", cwd=tmp_path).stdout
    assert "SET013" in text
    assert "SET018" in text


def test_the_present_types_are_known_even_if_nothing_is_kept(folder: Path) -> None:
    read = judged(folder, "--event", "Watch", code=1)
    assert {"SET013", "SET018"} <= codes(read)


# The text report


def rich_report(folder: Path, columns: int) -> str:
    long = "w" * 90
    rows = [
        f"u{n % 25},i{n % 50},{1_700_000_000 + n},{('watch', 'click', long)[n % 3]},{n % 10 / 10}" for n in range(300)
    ]
    write(folder, table(*rows, *ROWS), "interactions-with-a-rather-long-name.csv")
    words = (
        *("--event", "watch:0.5:0.2", "--event", f"{long}:0.7", "--event", "Click", "--since", "1700000010"),
        *("--until", "2024-01-01", "--drop-invalid", "--drop-duplicates", "--min-user-interactions", "2"),
        *("--min-item-interactions", "2", "--recipe", "aws-user-personalization-v2", "--dry-run"),
    )
    return run(
        "filter", "interactions-with-a-rather-long-name.csv", *words, cwd=folder, env={"COLUMNS": str(columns)}
    ).stdout


@pytest.mark.parametrize("columns", [60, 80])
def test_no_line_of_the_report_is_wider_than_the_terminal(tmp_path: Path, columns: int) -> None:
    text = rich_report(tmp_path, columns)
    # Addresses and commands stay whole.
    whole = re.compile(r"https://|^ *(fix: )?`[^`]+`[.,;:]?$")
    assert not [line for line in text.splitlines() if cell_len(line) > columns and not whole.search(line)]


def test_the_report_says_what_became_of_every_line(folder: Path) -> None:
    words = ("--event", "watch:0.5", "--drop-duplicates", "--min-user-interactions", "2", "--allow-empty")
    text = run("filter", "x.csv", *words, "-n", cwd=folder).stdout
    # Criteria come first; one of them has the name of its reason.
    said: dict[str, str] = {}
    for name, *words_ in (line.split() for line in text.splitlines() if line.startswith("  ")):
        said.setdefault(name, " ".join(words_))
    # u1 has a row left, u2 one (that of the odd time), so both go; shares are of all lines, users and items.
    assert said["malformed-lines"] == "2 rows (25 %)"
    assert said["events"] == "3 rows (37.5 %); 1 user (33.3 %); 2 items (66.7 %)"
    assert said["duplicates"] == "1 row (12.5 %)"
    assert said["min-user-interactions"] == "2 rows (25 %); 2 users (66.7 %); 1 item (33.3 %)"
    assert [said[reason] for reason in ("CSV009", "CSV007", "event-value-blank", "duplicate")] == ["1"] * 4
    assert said["watch"] == "5 read; 0 kept"
    assert said["click"] == "1 read; 0 kept"


def test_hostile_event_types_cannot_reach_a_terminal(tmp_path: Path) -> None:
    hostile = "\x1b]0;title\x07[red]x[/red]\u202e"
    write(tmp_path, table(f"u1,i1,1700000000,{hostile},1", "u1,i1,1700000000,watch,1"))
    text = run("filter", "x.csv", "--event", "watch", "-n", cwd=tmp_path).stdout
    assert "[red]x[/red]" in text
    assert not [char for char in text if char != "\n" and not char.isprintable()]


def test_redaction_hides_event_types_in_the_report_and_nothing_in_the_outputs(tmp_path: Path) -> None:
    rows = ["u1,i1,1700000000,secret-a,1", "u1,i1,1700000001,secret-b,1", "u1,i1,1700000002,secret-b,", "u1,secret-c"]
    write(tmp_path, table(*rows))
    words = (
        "filter",
        "x.csv",
        "--event-value-threshold",
        "1",
        "--redact",
        "-o",
        "out.csv",
        "--rejects",
        "r.csv",
        "--force",
    )
    read = json.loads(run(*words, "--format", "json", cwd=tmp_path).stdout)
    assert read["filter"]["by_event_type"] == {
        "redacted-1": {"read": 2, "kept": 1},
        "redacted-2": {"read": 1, "kept": 1},
    }
    assert "secret" not in json.dumps(read)
    assert "secret" not in run(*words, cwd=tmp_path).stdout
    assert (tmp_path / "out.csv").read_text() == table(*rows[:2])
    assert (tmp_path / "r.csv").read_text().count("secret") == 2
