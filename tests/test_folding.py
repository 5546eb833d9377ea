"""One cause is one finding: a misspelt header, what it stands for, and that folding never makes a run pass."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.cli_runner import report, run

ROWS = "".join(f"u{number % 60},i{number % 40},{1_700_000_000 + number},click\n" for number in range(1200))
LOWER = "user_id,item_id,timestamp,event_type"
REQUIRED = ["ITEM_ID", "TIMESTAMP", "USER_ID"]
ALL = ["EVENT_TYPE", *REQUIRED]


def judged(folder: Path, header: str, *words: str, code: int = 1) -> list[dict[str, object]]:
    (folder / "x.csv").write_text(f"{header}\n{ROWS}")
    found: list[dict[str, object]] = report("x.csv", *words, cwd=folder, code=code)["findings"]
    return [entry for entry in found if entry["code"] in ("SCH001", "SCH012")]


def folded(*pairs: tuple[str, str]) -> list[dict[str, str]]:
    return [{"code": code, "column": column} for code, column in pairs]


@pytest.mark.parametrize(
    ("words", "code", "stands_for"),
    [
        ((), "SCH001", [*(("SCH001", name) for name in REQUIRED), *(("SCH012", name) for name in ALL)]),
        (("--select", "SCH001"), "SCH001", [("SCH001", name) for name in REQUIRED]),
        (("--select", "SCH012"), "SCH012", [("SCH012", name) for name in ALL]),
        (("--ignore", "SCH001"), "SCH012", [("SCH012", name) for name in ALL]),
        (("--ignore", "SCH012"), "SCH001", [("SCH001", name) for name in REQUIRED]),
    ],
)
def test_a_misspelt_header_is_one_finding_that_names_what_it_stands_for(
    tmp_path: Path, words: tuple[str, ...], code: str, stands_for: list[tuple[str, str]]
) -> None:
    (found,) = judged(tmp_path, LOWER, *words)
    assert (found["code"], found["column"], found["count"]) == (code, None, 1)
    assert found["folded"] == folded(*stands_for)
    assert found["samples"] == [{"path": "x.csv", "line": 1, "value": LOWER, "value_cut": False}]


def test_without_a_required_column_among_them_it_is_a_spelling(tmp_path: Path) -> None:
    (found,) = judged(tmp_path, "USER_ID,ITEM_ID,TIMESTAMP,eventType")
    assert (found["code"], found["folded"]) == ("SCH012", folded(("SCH012", "EVENT_TYPE")))
    assert str(found["message"]).startswith("eventType stands for EVENT_TYPE in 1 file: ")


def test_a_column_that_is_really_missing_stays_a_finding_of_its_own(tmp_path: Path) -> None:
    found = judged(tmp_path, "user_id,ITEM_ID,WHEN,EVENT_TYPE")
    assert [(entry["code"], entry["column"], len(list(entry["folded"]))) for entry in found] == [  # type: ignore[call-overload]
        ("SCH001", None, 2),
        ("SCH001", "TIMESTAMP", 0),
    ]


def test_a_severity_set_for_the_cause_does_not_hide_what_it_stands_for(tmp_path: Path) -> None:
    (tmp_path / "interactions-cli.toml").write_text("severity = { SCH001 = 'note' }")
    (found,) = judged(tmp_path, LOWER)
    assert found["severity"] == "error"
    (tmp_path / "interactions-cli.toml").write_text("severity = { SCH001 = 'note', SCH012 = 'warning' }")
    (found,) = judged(tmp_path, LOWER, code=0)
    assert found["severity"] == "warning"


def test_the_text_of_a_misspelt_header_has_one_repair(tmp_path: Path) -> None:
    (tmp_path / "x.csv").write_text(f"{LOWER}\n{ROWS}")
    shown = run("validate", "x.csv", "--now", "2023-11-20", cwd=tmp_path, code=1).stdout
    assert shown.count("fix: ") == 1
    assert len(shown.splitlines()) <= 40
    assert (
        "\nrepairs 1 of 1 error: interactions-cli prepare x.csv -o x.prepared.csv --schema-output schema.json\n"
        in shown
    )


def test_the_report_of_the_defective_sample_fits_into_150_lines() -> None:
    root = Path(__file__).resolve().parent.parent
    shown = run("validate", "sample_data/shop-defects.csv", cwd=root, code=1, env={"COLUMNS": "80"}).stdout
    assert len(shown.splitlines()) <= 150


@pytest.mark.parametrize(
    "lines",
    [
        ["USER_ID,ITEM_ID,TIMESTAMP", "u1,i1,1700000000", *[",,"] * 3],
        # The first line is a record, and a later one has what would be its consequence.
        ["u0,i0,1700000000", "u1,i\x07,1700000060", "u2,i2,1700000120"],
        ["USER_ID,ITEM_ID,TIMESTAMP", ",i1,1700000000", "u1,,1700000060", "u1,i1,"],
    ],
)
@pytest.mark.parametrize("shown", [0, 1, 5])
def test_how_many_lines_are_shown_decides_nothing(tmp_path: Path, lines: list[str], shown: int) -> None:
    path = tmp_path / "x.csv"
    path.write_text("\n".join([*lines, ""]))
    most, some = (
        json.loads(run("validate", path, "--format", "json", "--max-samples", count, code=None).stdout)
        for count in ("9", str(shown))
    )
    for entry in (*most["findings"], *some["findings"]):
        assert len(entry.pop("samples")) <= 9
        entry.pop("samples_cut", None)
    assert some["findings"] == most["findings"]
    assert some["summary"] == most["summary"]
