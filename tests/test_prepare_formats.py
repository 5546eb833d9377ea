"""What stands in formats other than CSV: every type of Parquet, several records on a line of JSON."""

from __future__ import annotations

import csv
import json
import re
from collections.abc import Callable, Sequence
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from interactions_cli.commands.prepare import prepare
from interactions_cli.commands.prepare_options import PrepareOptions
from interactions_cli.formats.terminal import Page
from interactions_cli.formats.terminal_blocks import show_section
from interactions_cli.pages.blocks import Line, Section
from interactions_cli.personalize.target import make_target
from tests.cli_runner import run
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


FEW = [{"userId": f"u{n}", "itemId": f"i{n}", "timestamp": 1_700_000_000 + n, "price": 1.50} for n in range(3)]
KEYS = list(FEW[0])
SHAPES: dict[str, tuple[object, str]] = {
    "list under a key": ({"events": FEW}, "list events"),
    "list under two keys": ({"data": {"items": FEW, "count": 3}, "meta": {"next": None}}, "data.items"),
    "a page after a page": ({"total": 9, "tags": ["a"], "rows": FEW}, "rows"),
    "columns of pandas": ({key: {str(n): row[key] for n, row in enumerate(FEW)} for key in KEYS}, "columns"),
    "columns of arrays": ({key: [row[key] for row in FEW] for key in KEYS}, "columns"),
    "index": ({f"-N{n}": row for n, row in enumerate(FEW)}, "members of one object"),
    "split": ({"columns": KEYS, "index": [0, 1, 2], "data": [[*row.values()] for row in FEW]}, "rows of data"),
    "table": ({"schema": {"fields": [{"name": "userId", "type": "string"}]}, "data": FEW}, "list data"),
    "rows with a header": ([KEYS, *([*row.values()] for row in FEW)], "arrays"),
}
EXPECTED = [f"u{n},i{n},{1_700_000_000 + n}" for n in range(3)]


@pytest.mark.parametrize("indent", [None, 1])
@pytest.mark.parametrize("name", sorted(SHAPES))
def test_documents_that_hold_records_in_another_way_are_read(name: str, indent: int | None, tmp_path: Path) -> None:
    document, said = SHAPES[name]
    (tmp_path / "raw.json").write_text(json.dumps(document, indent=indent))
    result = prepared(tmp_path, "raw.json", "--drop", "price")
    assert rows(tmp_path) == ["USER_ID,ITEM_ID,TIMESTAMP", *EXPECTED]
    assert said in " ".join(result.stdout.split())


def test_pages_one_after_the_other_and_small_blocks_give_all_records(tmp_path: Path) -> None:
    pages = "".join(f"{json.dumps({'events': [row], 'next': 1})}\n" for row in FEW)
    (tmp_path / "raw.jsonl").write_text(pages)
    prepared(tmp_path, "raw.jsonl", "--drop", "price")
    assert rows(tmp_path)[1:] == EXPECTED
    options = PrepareOptions(output=str(tmp_path / "blocks.csv"), drop=("price",), block_bytes=20, first_look_bytes=20)
    prepare([str(tmp_path / "raw.jsonl")], make_target(now=1_760_000_000), options)
    assert (tmp_path / "blocks.csv").read_bytes() == (tmp_path / "out.csv").read_bytes()


def test_arrays_without_names_ask_for_them(tmp_path: Path) -> None:
    (tmp_path / "raw.jsonl").write_text("".join(f"{json.dumps([*row.values()][:3])}\n" for row in FEW))
    refused = prepared(tmp_path, "raw.jsonl", code=2)
    (option,) = re.findall(r"`--columns ([^`]+)`", refused.stderr)
    prepared(tmp_path, "raw.jsonl", "--columns", option)
    assert rows(tmp_path)[1:] == EXPECTED


RECORDS_WITH_LISTS = [
    {"userId": "u0", "itemId": "i0", "timestamp": 1_700_000_000, "items": [{"itemId": "a", "userId": "b"}]},
    {"user": {"id": "u0"}, "item": {"id": "i0"}, "ts": 1_700_000_000},
    {"user": {"id": "u0"}, "item": {"id": "i0"}, "ts": {"id": 1_700_000_000}},
    {"shopper": "u0", "sku": "i0", "time": 1_700_000_000, "params": [{"type": "a", "value": 1}], "tags": [{"k": 1}]},
]
NESTED = ("--map", "USER_ID=user.id", "--map", "ITEM_ID=item.id")
MAPPED = [(), NESTED, (*NESTED, "--map", "TIMESTAMP=ts.id"), ("--map", "USER_ID=shopper")]


@pytest.mark.parametrize("number", range(4))
def test_a_record_that_holds_lists_is_one_record(number: int, tmp_path: Path) -> None:
    (tmp_path / "raw.json").write_text(json.dumps(RECORDS_WITH_LISTS[number]))
    prepared(tmp_path, "raw.json", *MAPPED[number])
    assert rows(tmp_path)[1:] == [EXPECTED[0]]


@pytest.mark.parametrize("content", ["[]", "{}", "[ ]\n"])
def test_json_without_a_record_is_named_so(content: str, tmp_path: Path) -> None:
    (tmp_path / "raw.json").write_text(content)
    assert "there is no record in the input" in prepared(tmp_path, "raw.json", code=2).stderr


def test_parts_without_a_byte_are_left_out_and_named(tmp_path: Path) -> None:
    parts = tmp_path / "parts"
    parts.mkdir()
    (parts / "part-0").write_text("USER_ID,ITEM_ID,TIMESTAMP\nu0,i0,1700000000\n")
    (parts / "part-1").write_text("")
    result = prepared(tmp_path, "parts")
    assert rows(tmp_path)[1:] == [EXPECTED[0]]
    assert "parts/part-1" in " ".join(result.stdout.split())
    (parts / "part-0").write_text("")
    assert "part-0 is empty" in prepared(tmp_path, "parts", "--force", code=2).stderr


@pytest.mark.parametrize("shown", ["text", "markdown"])
def test_a_report_on_many_columns_that_are_left_out_names_some_and_counts_the_rest(shown: str, tmp_path: Path) -> None:
    more = [f"c{number}" for number in range(40)]
    lines = [f"u{n},i{n},{1_700_000_000 + n}{''.join(f',{n}{name}' for name in more)}" for n in range(3)]
    (tmp_path / "raw.csv").write_text("\n".join([",".join(["USER_ID", "ITEM_ID", "TIMESTAMP", *more]), *lines, ""]))
    page = run("prepare", "raw.csv", "--dry-run", "--fail-on", "never", "--format", shown, cwd=tmp_path).stdout
    assert "… and 15 more" in page


def test_a_line_of_a_report_may_have_a_label_alone() -> None:
    page = Page(80, color=False)
    show_section(page, Section("Before and after", [Line("before", ()), Line("x", ("y",))]))
    assert [line.rstrip() for line in page.text.splitlines()][-2:] == ["  before", "  x             y"]
