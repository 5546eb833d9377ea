"""Comments, footers and repeated headers are called what they are, and so are files that only begin like a table."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.cli_runner import codes, finding, report, run

HEADER = "USER_ID,ITEM_ID,TIMESTAMP"
NOW = ("--now", "2023-12-01")


def write(folder: Path, *more: str, header: str = HEADER) -> Path:
    rows = [f"u{n % 60},i{n % 40},{1_700_000_000 + n}" for n in range(1_100)]
    (folder / "x.csv").write_text("\n".join([header, *rows[:500], *more, *rows[500:], *more, ""]))
    return folder / "x.csv"


@pytest.mark.parametrize(
    "line",
    ["# EOF", "-- end --", "// page 2", "#page", "\x1a", "Time: 12.3 ms", "Time taken: 3 seconds", "(1,100 rows)"],
)
def test_comments_and_footers_are_called_so(tmp_path: Path, line: str) -> None:
    judged = report(write(tmp_path, line), *NOW)
    assert finding(judged, "CSV015")["count"] == 2
    assert "CSV007" not in codes(judged)
    run("prepare", "x.csv", "-o", "made.csv", "--rejects", "rejects.csv", *NOW, cwd=tmp_path)
    assert (tmp_path / "rejects.csv").read_text().count(",CSV015,") == 2


@pytest.mark.parametrize("line", ["#u1,i1", "--,i1", "u1", "page 2", "time,place"])
def test_ragged_records_are_none(tmp_path: Path, line: str) -> None:
    assert finding(report(write(tmp_path, line), *NOW), "CSV007")["count"] == 2


@pytest.mark.parametrize("header", [HEADER, HEADER.lower(), "userId,itemId,timestamp"])
def test_a_repeated_header_is_called_so(tmp_path: Path, header: str) -> None:
    found = finding(report(write(tmp_path, header), *NOW), "VAL003")
    assert found["hint"].startswith("Join files without the header lines of all but the first")
    assert found["count"] == 2


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("USER_ID ITEM_ID TIMESTAMP\nu1 i1 1700000000\n", "has spaces between its columns"),
        ("user_id   item_id   timestamp\nu1        i1        1700000000\n", "has spaces between its columns"),
        ("version https://git-lfs.github.com/spec/v1\noid sha256:4d7a\nsize 12\n", "is a pointer of Git LFS"),
        ("-- MySQL dump 10.13\nINSERT INTO x VALUES (1);\n", "is a dump in SQL"),
        ("INSERT INTO `events` VALUES ('u1','i1',1);\n", "is a dump in SQL"),
        ("CREATE TABLE events (user_id text);\n", "is a dump in SQL"),
        ('window.YTD.like.part0 = [{"userId": "u1"},\n{"userId": "u2"}]\n', "is JavaScript"),
    ],
)
def test_what_only_begins_like_a_table_is_one_finding(tmp_path: Path, text: str, words: str) -> None:
    (tmp_path / "x.csv").write_text(text)
    judged = report(tmp_path / "x.csv", *NOW)
    assert codes(judged) == {"CSV014"}
    assert words in finding(judged, "CSV014")["message"]


@pytest.mark.parametrize("header", ["USER_ID,ITEM_ID,TIMESTAMP,my own column", "USER ID,ITEM ID,TIMESTAMP"])
def test_blanks_within_names_separate_nothing(tmp_path: Path, header: str) -> None:
    assert "CSV014" not in codes(report(write(tmp_path, header=header), *NOW))


def test_many_equal_names_are_not_all_listed(tmp_path: Path) -> None:
    (tmp_path / "x.csv").write_text(",".join([HEADER, *["a"] * 500]) + "\n")
    assert "and 495 more" in finding(report(tmp_path / "x.csv", *NOW), "SCH002")["message"]
