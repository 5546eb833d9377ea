"""Which records are equal, what ends a line, and names that a schema spells as the header does."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.cli_runner import codes, finding, report, run

ROWS = 1_200


def pairs(header: str, first: str, second: str) -> str:
    """Records in pairs: two of a pair differ in what `first` and `second` add, and in nothing else."""
    lines = (
        f"u{number // 2 % 60},i{number // 2 % 40},{1_700_000_000 + number // 2},{first if number % 2 else second}\n"
        for number in range(ROWS)
    )
    return header + "\n" + "".join(lines)


@pytest.mark.parametrize(
    ("header", "first", "second"),
    [
        ("USER_ID,ITEM_ID,TIMESTAMP,X,X", "a,b", "a,c"),
        ("USER_ID,ITEM_ID,TIMESTAMP,X,X,X", "a,a,b", "a,a,c"),
        ("USER_ID,ITEM_ID,TIMESTAMP,EVENTTYPE,EVENT_TYPE", "b,a", "c,a"),
        ("USER_ID,ITEM_ID,TIMESTAMP,GENRE_1,GENRE1", "a,b", "a,c"),
        ("USER_ID,ITEM_ID,TIMESTAMP,USER_ID", "b", "c"),
        ("user_id,item_id,timestamp,user_id", "b", "c"),
        ("USER_ID,ITEM_ID,TIMESTAMP,,", "a,b", "a,c"),
    ],
)
def test_records_that_differ_in_a_twin_column_are_not_copies(
    tmp_path: Path, header: str, first: str, second: str
) -> None:
    path = tmp_path / "x.csv"
    path.write_text(pairs(header, first, second))
    judged = report(path)
    assert judged["metrics"]["unique_interactions"] == ROWS
    assert judged["metrics"]["duplicate_rows"] == 0
    assert not {"SET001", "SET010"} & codes(judged)
    assert len(judged["metrics"]["columns"]) < len(header.split(","))
    kept = run("filter", path, "--drop-duplicates", "-q")
    assert (kept.code, kept.stdout) == (0, path.read_text())


def test_records_that_are_equal_in_all_twin_columns_are_copies(tmp_path: Path) -> None:
    path = tmp_path / "x.csv"
    path.write_text(pairs("USER_ID,ITEM_ID,TIMESTAMP,X,X", "a,b", "a,b"))
    assert report(path)["metrics"]["duplicate_rows"] == ROWS // 2
    kept = run("filter", path, "--drop-duplicates", "-q").stdout
    assert len(kept.splitlines()) == ROWS // 2 + 1


# What comes last decides whether the block is read as numbers, as texts or line by line.
@pytest.mark.parametrize("last", ["1", "+1", "", "x", '"1"', "1,1"])
def test_zero_equals_minus_zero_however_a_block_is_read(tmp_path: Path, last: str) -> None:
    path = tmp_path / "x.csv"
    rows = [f"u1,i1,1700000000,{cell}\n" for cell in ("-0.0", "0", "0.0")]
    path.write_text("USER_ID,ITEM_ID,TIMESTAMP,EVENT_VALUE\n" + "".join(rows) + f"u2,i1,1700000000,{last}\n")
    assert report(path)["metrics"]["duplicate_rows"] == 2
    kept = run("filter", path, "--drop-duplicates", "-q").stdout
    assert [line for line in kept.splitlines() if line.startswith("u1")] == [rows[0].strip()]


def good(end: bytes) -> bytes:
    """A clean file with these line ends."""
    lines = ["USER_ID,ITEM_ID,TIMESTAMP"]
    lines += [f"u{number % 60},i{number % 40},{1_700_000_000 + number}" for number in range(ROWS)]
    return b"".join(line.encode() + end for line in lines)


@pytest.mark.parametrize(
    ("content", "lines"),
    [
        (good(b"\r\r\n"), ROWS + 1),
        (good(b"\r\r\r\n"), ROWS + 1),
        (good(b"\n").replace(b"\n", b"\r\r\n", 1), 1),
        (good(b"\n").replace(b"\n", b"\r\r\n", 7), 7),
        (good(b"\r\n").replace(b"\r\n", b"\r\r\n", 7), 7),
    ],
)
def test_more_carriage_returns_than_one_are_named_and_the_rows_judged(
    tmp_path: Path, content: bytes, lines: int
) -> None:
    path = tmp_path / "x.csv"
    path.write_bytes(content)
    judged = report(path, "--ignore", "SET026")
    assert codes(judged) == {"CSV010", "SET014"}
    found = finding(judged, "CSV010")
    assert found["count"] == lines
    assert "more carriage returns than one" in found["message"]
    assert judged["metrics"]["unique_interactions"] == ROWS
    assert run("filter", path, "-o", tmp_path / "kept.csv").code == 0
    assert (tmp_path / "kept.csv").read_bytes() == content


def test_line_ends_are_not_blamed_for_an_invisible_character(tmp_path: Path) -> None:
    path = tmp_path / "x.csv"
    path.write_bytes(good(b"\r\r\n").replace(b"u7,", "u\u200b7,".encode()))
    assert "invisible" in finding(report(path), "CSV010")["message"]


def test_a_merge_keeps_line_ends_of_any_length(tmp_path: Path) -> None:
    path, log, merged = tmp_path / "x.csv", tmp_path / "log.csv", tmp_path / "m.csv"
    path.write_bytes(good(b"\r\r\n"))
    log.write_bytes(b"USER_ID,TIMESTAMP,IMPRESSION\r\r\nu7,1700000000,i7|i8\r\r\n")
    result = run("merge-impressions", path, "--impressions", log, "--within", "30d", "-o", merged)
    assert result.code == 0
    lines = merged.read_bytes().split(b"\n")
    assert lines[0] == b"USER_ID,ITEM_ID,TIMESTAMP,IMPRESSION\r\r"
    assert lines[8] == b"u7,i7,1700000007,i7|i8\r\r"
    assert lines[9] == b"u8,i8,1700000008,\r\r"


def schema(*names: str) -> str:
    """A schema whose fields have these names."""
    types = ["string", "string", "long", "string"]
    fields = [{"name": name, "type": kind} for name, kind in zip(names, types, strict=True)]
    start = {"type": "record", "name": "Interactions", "namespace": "com.amazonaws.personalize.schema"}
    return json.dumps(start | {"fields": fields, "version": "1.0"})


LOWER = ("user_id", "item_id", "timestamp", "event_type")
CAMEL = ("userId", "itemId", "timestamp", "eventType")
UPPER = ("USER_ID", "ITEM_ID", "TIMESTAMP", "EVENT_TYPE")


@pytest.mark.parametrize(
    ("header", "fields", "code", "where"),
    [
        (LOWER, LOWER, "SCH012", "in 1 file and the schema"),
        (CAMEL, CAMEL, "SCH012", "in 1 file and the schema"),
        (UPPER, LOWER, "SCH012", "in the schema"),
        (LOWER, UPPER, "SCH001", "in 1 file"),
    ],
)
def test_a_schema_in_another_spelling_is_one_finding_and_all_is_judged(
    tmp_path: Path, header: tuple[str, ...], fields: tuple[str, ...], code: str, where: str
) -> None:
    path, given = tmp_path / "x.csv", tmp_path / "schema.json"
    rows = "".join(f"u{number % 60},i{number % 40},{1_700_000_000 + number},watch\n" for number in range(ROWS))
    path.write_text(",".join(header) + "\n" + rows + "u1,,1700000000,watch\n")
    given.write_text(schema(*fields))
    judged = report(path, "--schema", given, "--event", "watch", "--ignore", "SET014,SET026")
    assert {entry["code"] for entry in judged["findings"]} == {code, "VAL001"}
    assert where in finding(judged, code)["message"]
    assert (judged["metrics"]["users"], judged["metrics"]["items"]) == (60, 40)
    assert run("filter", path, "--schema", given, "--event", "watch", "-q").code == 0


def test_rows_that_the_order_of_their_lists_may_tell_apart_are_said(tmp_path: Path) -> None:
    rows = [f"u{number},i1,1700000000,{shown}" for number in range(5) for shown in ("i1|i2|i3", "i3|i1|i2")]
    (tmp_path / "x.csv").write_text("\n".join(["USER_ID,ITEM_ID,TIMESTAMP,IMPRESSION", *rows, ""]))
    shown = run("validate", "x.csv", cwd=tmp_path, code=None, env={"COLUMNS": "200"}).stdout
    words = "; 5 more of one user, item and time; the order of ids in IMPRESSION has no impact"
    assert words in shown
    (tmp_path / "x.csv").write_text("\n".join(["USER_ID,ITEM_ID,TIMESTAMP,DEVICE", *rows, ""]))
    assert words not in run("validate", "x.csv", cwd=tmp_path, code=None, env={"COLUMNS": "200"}).stdout
