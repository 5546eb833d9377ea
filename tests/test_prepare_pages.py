"""Answers of APIs: pages around a list of records, batches, rows without names; options that name what is in them."""

from __future__ import annotations

import json
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest

from tests.test_prepare_command import prepared, rows

FEW = [{"who": f"u{n}", "what": f"i{n}", "seen": 1_700_000_000 + n} for n in range(4)]
NAMED = ("--map", "USER_ID=who", "--map", "ITEM_ID=what", "--map", "TIMESTAMP=seen")
EXPECTED = ["USER_ID,ITEM_ID,TIMESTAMP", *(f"u{n},i{n},{1_700_000_000 + n}" for n in range(4))]
PAGES: dict[str, dict[str, Any]] = {
    "django": {"count": 4, "next": "https://x/?page=2", "previous": None, "results": FEW},
    "stripe": {"object": "list", "url": "/v1/x", "has_more": True, "data": FEW},
    "items": {"items": FEW, "total": 4, "errors": [], "pagination": {"page": 1, "tags": ["a", "b"]}},
    "spring": {"content": FEW, "pageable": {"sort": {"empty": True}}, "totalElements": 4, "last": True, "number": 0},
    "within": {"status": "ok", "data": {"sales": FEW, "pageInfo": {"hasNextPage": False}}},
    "batch": {"batch": [{**row, "timestamp": ""} for row in FEW], "sentAt": "2024-01-01T00:00:00Z", "writeKey": "k"},
}


@pytest.mark.parametrize("indent", [None, 1])
@pytest.mark.parametrize("name", PAGES)
def test_the_records_of_a_page_are_read_whatever_their_names(tmp_path: Path, name: str, indent: int | None) -> None:
    (tmp_path / "raw.json").write_text(json.dumps(PAGES[name], indent=indent))
    refused = prepared(tmp_path, "raw.json", code=2)
    assert "who, what, seen" in " ".join(refused.stderr.split())
    prepared(tmp_path, "raw.json", *NAMED)
    assert rows(tmp_path) == EXPECTED


def test_hits_of_elasticsearch_are_read_by_their_paths(tmp_path: Path) -> None:
    hits = [{"_index": "e", "_id": str(n), "_score": 1.0, "_source": row, "sort": [n]} for n, row in enumerate(FEW)]
    shards = {"total": 5, "failures": []}
    document = {"took": 3, "timed_out": False, "_shards": shards, "hits": {"total": {"value": 4}, "hits": hits}}
    (tmp_path / "raw.json").write_text(json.dumps(document))
    prepared(tmp_path, "raw.json", *(option.replace("=", "=_source.") for option in NAMED))
    # How well a record fits a search is no rating, although it is called a score.
    assert rows(tmp_path) == EXPECTED


def test_a_page_without_a_record_says_so(tmp_path: Path) -> None:
    (tmp_path / "raw.json").write_text(json.dumps({"count": 0, "next": None, "results": []}))
    assert "there is no record in the input" in prepared(tmp_path, "raw.json", code=2).stderr


def test_when_a_batch_was_sent_is_the_time_of_events_without_one(tmp_path: Path) -> None:
    batch = [{"userId": f"u{n}", "itemId": f"i{n}"} for n in range(2)]
    (tmp_path / "raw.json").write_text(json.dumps({"batch": batch, "sentAt": "2023-11-14T22:13:20Z"}))
    given = ("--explode", "batch", "--map", "USER_ID=batch.userId", "--map", "ITEM_ID=batch.itemId")
    prepared(tmp_path, "raw.json", *given)
    assert rows(tmp_path)[1:] == ["u0,i0,1700000000", "u1,i1,1700000000"]


ORDER = {
    "no": 1,
    "buyer": {"id": "u0"},
    "lines": [{"id": "x", "sku": "i0"}, {"id": "y", "sku": "i1"}],
    "at": 1_700_000_000,
}
EACH_LINE = ("--explode", "lines", "--map", "USER_ID=buyer.id", "--map", "ITEM_ID=lines.sku", "--map", "TIMESTAMP=at")


def test_what_options_name_beside_a_list_makes_a_document_a_record(tmp_path: Path) -> None:
    """The ends of the paths that are given, `id` and `sku`, are names in the list as well."""
    (tmp_path / "raw.jsonl").write_text(f"{json.dumps(ORDER)}\n" * 2)
    prepared(tmp_path, "raw.jsonl", *EACH_LINE)
    assert rows(tmp_path)[1:] == ["u0,i0,1700000000", "u0,i1,1700000000"] * 2
    (tmp_path / "raw.jsonl").write_text(json.dumps({**ORDER, "item": {"sku": "i7"}}))
    prepared(
        tmp_path,
        "raw.jsonl",
        "--map",
        "USER_ID=buyer.id",
        "--map",
        "ITEM_ID=item.sku",
        "--map",
        "TIMESTAMP=at",
        "--force",
    )
    assert rows(tmp_path)[1:] == ["u0,i7,1700000000"]


def test_parameters_beside_names_of_a_page_are_members_of_a_record(tmp_path: Path) -> None:
    pairs = [{"key": "user_id", "value": "u0"}, {"key": "item_id", "value": "i0"}, {"key": "time", "value": 1700000000}]
    (tmp_path / "raw.jsonl").write_text(json.dumps({"url": "/a", "params": pairs}))
    assert "params.user_id" in prepared(tmp_path, "raw.jsonl", code=2).stderr


FIELDS = ("user_id", "item_id", "timestamp")
VALUES = [[f"u{n}", f"i{n}", str(1_700_000_000 + n)] for n in range(4)]
ATHENA = [{"Data": [{"VarCharValue": value} for value in row]} for row in (FIELDS, *VALUES)]
KINESIS = "eyJ1c2VyX2lkIjoidTAiLCJpdGVtX2lkIjoiaTAiLCJ0aW1lc3RhbXAiOjE3MDAwMDAwMDB9"
ANSWERS: dict[str, tuple[dict[str, Any], list[str]]] = {
    "BigQuery": (
        {
            "kind": "bigquery#queryResponse",
            "schema": {"fields": [{"name": name, "type": "STRING"} for name in FIELDS]},
            "rows": [{"f": [{"v": value} for value in row]} for row in VALUES],
        },
        EXPECTED,
    ),
    "Athena": ({"ResultSet": {"Rows": ATHENA}}, EXPECTED),
    "Kinesis": ({"Records": [{"kinesis": {"data": KINESIS}, "eventID": "1"}]}, EXPECTED[:2]),
}


@pytest.mark.skipif(shutil.which("jq") is None, reason="jq is not installed")
@pytest.mark.parametrize("name", ANSWERS)
def test_rows_without_names_are_named_with_a_command_that_gives_them_names(tmp_path: Path, name: str) -> None:
    document, expected = ANSWERS[name]
    (tmp_path / "raw.json").write_text(json.dumps(document))
    refused = " ".join(prepared(tmp_path, "raw.json", code=2).stderr.split())
    assert name in refused
    command = refused.rpartition(" | ")[0].partition("`")[2]
    found = subprocess.run(["bash", "-c", command], cwd=tmp_path, capture_output=True, check=True)
    (tmp_path / "raw.jsonl").write_bytes(found.stdout)
    prepared(tmp_path, "raw.jsonl")
    assert rows(tmp_path) == expected


def test_types_that_say_the_same_of_every_record_do_not_hide_others(tmp_path: Path) -> None:
    events = [
        {
            "type": "event",
            "id": str(n),
            "attributes": {"user_id": f"u{n}", "item_id": "i", "timestamp": n, "event_type": "a"},
        }
        for n in range(1_700_000_000, 1_700_000_004)
    ]
    (tmp_path / "raw.json").write_text(json.dumps({"data": events, "links": {"next": None}}))
    assert "--map EVENT_TYPE=attributes.event_type`" in prepared(tmp_path, "raw.json", code=2).stderr


SALES = [{"shop": "x", "sales": [{"who": "u", "what": "i", "score": 3}]}] * 4


def test_lists_of_unknown_names_are_opened_and_nothing_is_asked_that_options_bring_up(tmp_path: Path) -> None:
    (tmp_path / "raw.jsonl").write_text("".join(f"{json.dumps(sale)}\n" for sale in SALES))
    asked = " ".join(prepared(tmp_path, "raw.jsonl", code=2).stderr.split())
    assert "sales holds sales.who, sales.what, sales.score: `--explode sales` makes columns of them" in asked
    # Which own columns stay is found otherwise once fields are mapped: a list is left out then.
    assert "--drop" not in asked


@pytest.mark.parametrize("name", ["created", "happened_at", "seenAt", "when", "order.at"])
def test_names_of_moments_are_proposed_for_times(tmp_path: Path, name: str) -> None:
    lines = [f"user_id,item_id,seat,format,{name}", *(f"u{n},i{n},{n},x,{1_700_000_000 + n}" for n in range(4))]
    (tmp_path / "raw.csv").write_text("\n".join(lines))
    assert f"Say which one it is: `--map TIMESTAMP={name}`." in prepared(tmp_path, "raw.csv", code=2).stderr


def test_columns_of_clocks_and_without_a_value_are_not_proposed(tmp_path: Path) -> None:
    lines = ["user_id,item_id,clock_time,end_time", *(f"u{n},i{n},10:{n:02d}:00," for n in range(10))]
    (tmp_path / "raw.csv").write_text("\n".join(lines))
    assert "Export TIMESTAMP as well." in prepared(tmp_path, "raw.csv", code=2).stderr


def test_a_saved_plan_reads_the_same_input_as_the_options_that_made_it(tmp_path: Path) -> None:
    """A list of other names in a document, and the key of a folder, are found by what fields come from."""
    (tmp_path / "raw.json").write_text(json.dumps({"shop": "x", "sales": FEW}))
    (tmp_path / "lake" / "dt=2023-11-14").mkdir(parents=True)
    (tmp_path / "lake" / "dt=2023-11-14" / "part.csv").write_text("user_id,item_id\nu0,i0\n")
    by_day = ("--map", "TIMESTAMP=dt", "--time-zone", "UTC")
    for raw, given in (("raw.json", NAMED), ("lake", by_day)):
        prepared(tmp_path, raw, *given, "--save-plan", "plan.json", "--force")
        made = rows(tmp_path)
        prepared(tmp_path, raw, "--plan", "plan.json", "--force")
        assert rows(tmp_path) == made
