"""What stands in formats other than CSV: every type of Parquet, several records on a line of JSON."""

from __future__ import annotations

import csv
import json
from collections.abc import Callable, Sequence
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from tests.test_prepare_command import prepared, rows

RECORDS = [{"userId": f"u{n}", "itemId": f"i{n}", "timestamp": 1_700_000_000 + n} for n in range(40)]


def rejects(folder: Path) -> list[tuple[str, str, str, str]]:
    """(record, line, reason, text) of the rejects file."""
    with (folder / "rejects.csv").open(newline="", encoding="utf-8") as stream:
        return [(row["record"], row["line"], row["reason"], row["text"]) for row in csv.DictReader(stream)]


COLUMNS: dict[str, tuple[list[Any], str]] = {
    "duration": ([timedelta(seconds=1), timedelta(days=1)], "PT1S"),
    "time": ([time(1, 2), time(3, 4)], "01:02:00"),
    "date": ([date(2023, 11, 14), date(2023, 11, 15)], "2023-11-14"),
    "text in bytes": ([b"one", b"two"], "one"),
    "other bytes": ([b"\xff\x01", b"\xfe"], "ff01"),
    "boolean": ([True, False], "true"),
    "object with bytes": ([{"a": b"\xff"}, {"a": b"b"}], "ff"),
}


@pytest.mark.parametrize("name", sorted(COLUMNS))
def test_every_type_of_parquet_becomes_text(name: str, tmp_path: Path) -> None:
    values, expected = COLUMNS[name]
    frame = pl.DataFrame({"USER_ID": ["u", "v"], "ITEM_ID": ["i", "i"], "TIMESTAMP": [1_700_000_000] * 2, "X": values})
    frame.write_parquet(tmp_path / "raw.parquet")
    prepared(tmp_path, "raw.parquet")
    assert rows(tmp_path)[1] == f"u,i,1700000000,{expected}"


@pytest.mark.parametrize(
    ("shown", "expected"),
    [
        ([{"itemId": "a"}, {"itemId": 'b"c'}], '"a|b\\"c"'),
        ([{"itemId": 1, "score": 0.5}], "1"),
        ([b"a", b"\xff"], "a|ff"),
        ([["a", "b"], ["c"]], "a|b|c"),
        (["a", None, "b"], "a|b"),
        ([datetime(2024, 1, 1)], "2024-01-01T00:00:00"),
        ([timedelta(days=1)], "P1D"),
        ([], ""),
    ],
)
def test_a_list_of_any_type_becomes_a_list_of_ids(shown: Sequence[Any], expected: str, tmp_path: Path) -> None:
    frame = pl.DataFrame({"USER_ID": ["u"], "ITEM_ID": ["i"], "TIMESTAMP": [1_700_000_000], "IMPRESSION": [shown]})
    frame.write_parquet(tmp_path / "raw.parquet")
    prepared(tmp_path, "raw.parquet")
    assert rows(tmp_path)[1] == f"u,i,1700000000,{expected}"


def one_line(records: Sequence[object]) -> str:
    return json.dumps(records)


def concatenated(records: Sequence[object]) -> str:
    return "".join(map(json.dumps, records))


@pytest.mark.parametrize("text_of", [one_line, concatenated])
def test_records_on_one_line_are_rejected_each_as_itself(
    text_of: Callable[[Sequence[object]], str], tmp_path: Path
) -> None:
    bad = {"userId": "u", "itemId": None, "timestamp": 1}
    worse = {"userId": "u", "itemId": "i", "timestamp": "soon"}
    (tmp_path / "raw.json").write_text(text_of([*RECORDS[:3], bad, *RECORDS[3:5], worse, *RECORDS[5:]]))
    prepared(tmp_path, "raw.json", "--rejects", "rejects.csv")
    assert rejects(tmp_path) == [("4", "1", "VAL001", json.dumps(bad)), ("7", "1", "VAL003", json.dumps(worse))]
    assert len(rows(tmp_path)) == 1 + len(RECORDS)


def test_events_of_one_request_are_rejected_each_as_itself(tmp_path: Path) -> None:
    def body(number: int) -> dict[str, Any]:
        events = [{"eventType": "v", "itemId": f"i{n}", "sentAt": 1_700_000_000 + n} for n in range(10)]
        events[number]["itemId"] = ""
        return {"userId": "u", "sessionId": "s", "eventList": events}

    (tmp_path / "raw.jsonl").write_text("".join(f"{json.dumps(body(number))}\n" for number in (2, 5)))
    prepared(tmp_path, "raw.jsonl", "--rejects", "rejects.csv", "--max-rejected", "2")
    assert [(record, line) for record, line, _, _ in rejects(tmp_path)] == [("3", "1"), ("16", "2")]
    shown = json.loads(prepared(tmp_path, "raw.jsonl", "--dry-run", "--format", "json").stdout)["prepare"]["sample"]
    assert [pair["before"].get("itemId") for pair in shown["before_after"]] == ["i0", "i1", "i3"]


def test_an_event_that_is_no_object_is_a_record_that_is_rejected(tmp_path: Path) -> None:
    events = [{"eventType": "v", "itemId": "i", "sentAt": 1_700_000_000}, 5]
    (tmp_path / "raw.jsonl").write_text(json.dumps({"userId": "u", "sessionId": "s", "eventList": events}))
    prepared(tmp_path, "raw.jsonl", "--rejects", "rejects.csv", "--max-rejected", "1")
    assert [(record, reason) for record, _, reason, _ in rejects(tmp_path)] == [("2", "VAL001")]
