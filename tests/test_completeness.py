"""A cell of nothing but white space is no value, wherever it is counted how many cells have one."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.cli_runner import codes, finding, report, run

ROWS = 100


def write(path: Path, cell: str, *, every: int = 1, column: str = "DEVICE") -> Path:
    lines = [f"USER_ID,ITEM_ID,TIMESTAMP,{column}"]
    lines += [
        f"u{number},i{number},{1_700_000_000 + number},{cell if number % every == 0 else 'tv'}"
        for number in range(ROWS)
    ]
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


@pytest.mark.parametrize("cell", ["", "   ", " ", "\t", "\u3000", "\u00a0 ", '"  "', '""'])
@pytest.mark.parametrize("every", [1, 2])
def test_white_space_is_no_value(tmp_path: Path, cell: str, every: int) -> None:
    path, made = write(tmp_path / "x.csv", cell, every=every), tmp_path / "made.csv"
    complete = 1 - 1 / every
    judged = report(path)
    assert judged["metrics"]["completeness"] == {"DEVICE": complete}
    assert f"{100 * complete:.0f} % complete" in finding(judged, "SET011")["message"].replace("0.0 %", "0 %")
    told = json.loads(run("stats", path, "--format", "json").stdout)["stats"]["columns"]
    assert [entry["completeness"] for entry in told if entry["column"] == "DEVICE"] == [complete]
    run("prepare", path, "--keep", "DEVICE", "-o", made, code=1)
    assert report(made)["metrics"]["completeness"] == {"DEVICE": complete}


@pytest.mark.parametrize("cell", ["-", " x ", "\u200d", "0"])
def test_anything_else_is_one(tmp_path: Path, cell: str) -> None:
    judged = report(write(tmp_path / "x.csv", cell))
    assert judged["metrics"]["completeness"] == {"DEVICE": 1.0}
    assert "SET011" not in codes(judged)


def test_a_rule_about_nearly_all_values_counts_no_blanks(tmp_path: Path) -> None:
    path = write(tmp_path / "x.csv", "  ", every=2, column="IMPRESSION")
    path.write_text(path.read_text().replace(",tv\n", ",i1;i2\n"))
    assert finding(report(path), "IMP008")["count"] == ROWS // 2
    kept = run("filter", path, "--drop-invalid", "-q").stdout
    assert kept.count("\n") == 1 + ROWS // 2
