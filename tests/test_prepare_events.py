"""Events of other systems, lists whose entries are records, and the events of a request one by one."""

from __future__ import annotations

import csv
import json
import shlex
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from interactions_cli.commands.prepare import prepare
from interactions_cli.commands.prepare_options import PrepareOptions
from interactions_cli.personalize.target import make_target
from interactions_cli.reading.event_texts import event_texts
from tests.event_exports import EXPORTS
from tests.test_prepare_all_questions import answer_of
from tests.test_prepare_command import NOW, prepared, rows, section, write

FIELDS = ("USER_ID", "ITEM_ID", "TIMESTAMP", "EVENT_TYPE")


def read_rows(folder: Path) -> list[dict[str, str]]:
    with (folder / "out.csv").open(newline="", encoding="utf-8") as stream:
        return list(csv.DictReader(stream))


def write_lines(path: Path, events: list[Any]) -> None:
    path.write_text("".join(json.dumps(event) + "\n" for event in events))


@pytest.mark.parametrize("name", EXPORTS)
def test_what_one_run_asks_makes_a_file(tmp_path: Path, name: str) -> None:
    export = EXPORTS[name]
    write_lines(tmp_path / "raw.jsonl", [export.event] * 2)
    given = answer_of(prepared(tmp_path, "raw.jsonl", code=2).stderr)
    assert given == shlex.split(export.options)
    made = section(tmp_path, "raw.jsonl", *given)
    assert made["rejected"] == 0
    assert [",".join(row[field] for field in FIELDS if field in row) for row in read_rows(tmp_path)] == [
        *export.written
    ] * 2


ORDERS = [
    {"user_id": "u1", "timestamp": 1700000000, "items": [{"id": "A"}, {"id": "B"}]},
    {"user_id": "u2", "timestamp": 1700000001, "items": []},
    {"user_id": "u3", "timestamp": 1700000002},
    {"user_id": "u4", "timestamp": 1700000003, "items": [{"id": None}, {"id": "C"}]},
]
EXPLODED = ["USER_ID,ITEM_ID,TIMESTAMP", "u1,A,1700000000", "u1,B,1700000000", "u4,C,1700000003"]
OPTIONS = ("--explode", "items", "--map", "ITEM_ID=items.id", "--max-rejected", "100%", "--rejects", "rejects.csv")


def write_orders(path: Path, form: str) -> None:
    if form == "parquet":
        pl.DataFrame(ORDERS).write_parquet(path)
    elif form == "csv":
        cells = [(e["user_id"], e["timestamp"], json.dumps(e["items"]) if "items" in e else "") for e in ORDERS]
        with path.open("w", newline="", encoding="utf-8") as stream:
            csv.writer(stream).writerows([("user_id", "timestamp", "items"), *cells])
    else:
        write_lines(path, ORDERS)


@pytest.mark.parametrize("form", ["csv", "jsonl", "parquet"])
def test_each_entry_of_a_list_is_a_record_in_every_format(tmp_path: Path, form: str) -> None:
    write_orders(tmp_path / "raw", form)
    made = section(tmp_path, "raw", *OPTIONS)
    assert rows(tmp_path) == EXPLODED
    assert (made["read"], made["written"], made["by_reason"]) == (6, 3, {"VAL001": 3})
    with (tmp_path / "rejects.csv").open(newline="", encoding="utf-8") as stream:
        rejects = list(csv.DictReader(stream))
    first = 2 if form == "csv" else 1
    assert [(entry["record"], int(entry["line"]) - first) for entry in rejects] == [("3", 1), ("4", 2), ("5", 3)]
    assert [name in entry["text"] for name, entry in zip(("u2", "u3", "u4"), rejects, strict=True)] == [True] * 3


def prepare_in_blocks(folder: Path, name: str, block: int, *, accept_rejects: bool = False) -> None:
    options = PrepareOptions(
        output=str(folder / "out.csv"),
        explode="items",
        mapped={"ITEM_ID": ("items.id",)},
        accept_rejects=accept_rejects,
        block_bytes=block,
        first_look_bytes=block,
    )
    prepare([str(folder / name)], make_target(now=int(NOW)), options)


@pytest.mark.parametrize("form", ["csv", "jsonl"])
@pytest.mark.parametrize("block", [1, 70, 500])
def test_no_cut_into_blocks_matters_to_lists(tmp_path: Path, form: str, block: int) -> None:
    write_orders(tmp_path / "raw", form)
    prepare_in_blocks(tmp_path, "raw", block, accept_rejects=True)
    assert rows(tmp_path) == EXPLODED


def test_what_cannot_be_read_keeps_its_place_among_entries(tmp_path: Path) -> None:
    lines = [json.dumps(ORDERS[0]), "no object", json.dumps(ORDERS[3])]
    (tmp_path / "raw.jsonl").write_text("\n".join(lines) + "\n")
    made = section(tmp_path, "raw.jsonl", *OPTIONS)
    assert (made["read"], made["written"], made["by_reason"]) == (5, 3, {"LOG001": 1, "VAL001": 1})
    assert [line.split(",")[1:4] for line in rows(tmp_path, "rejects.csv")[1:]] == [
        ["3", "2", "LOG001"],
        ["4", "3", "VAL001"],
    ]


def test_a_list_of_keys_and_values_is_an_object(tmp_path: Path) -> None:
    write_lines(
        tmp_path / "raw.jsonl",
        [
            {
                "user_id": "u1",
                "timestamp": 1700000000,
                "p": [{"key": "item", "value": {"int_value": 7, "string_value": None}}, {"key": "n", "value": "x"}],
            }
        ],
    )
    section(tmp_path, "raw.jsonl", "--map", "ITEM_ID=p.item", "--keep", "p.n")
    assert rows(tmp_path) == ["USER_ID,ITEM_ID,TIMESTAMP,p_n", "u1,7,1700000000,x"]


@pytest.mark.parametrize("indent", [None, 2])
def test_a_rejected_event_has_its_own_text_number_and_line(tmp_path: Path, indent: int | None) -> None:
    events = [{"itemId": f"i{n}", "sentAt": "soon" if n % 2 else 1700000000} for n in range(4)]
    bodies = [{"userId": f"u{n}", "trackingId": "t", "sessionId": "s", "eventList": events} for n in range(2)]
    (tmp_path / "raw.json").write_text("\n".join(json.dumps(body, indent=indent) for body in bodies))
    section(tmp_path, "raw.json", "--max-rejected", "100%", "--rejects", "rejects.csv")
    with (tmp_path / "rejects.csv").open(newline="", encoding="utf-8") as stream:
        rejects = list(csv.DictReader(stream))
    assert [(entry["record"], json.loads(entry["text"])) for entry in rejects] == [
        (str(1 + 4 * body + n), events[n]) for body in (0, 1) for n in (1, 3)
    ]


def test_the_text_of_an_event_is_the_one_of_the_request() -> None:
    events = '{"n": 1.50, "s": "\\u00e9]"} ,\n {"x": [{"y": 1}]}, null'
    text = f'{{"eventList": [1], "a": "}}],", "eventList" : [ {events} ] , "b": {{}}}}'
    assert event_texts(text) == ('{"n": 1.50, "s": "\\u00e9]"}', '{"x": [{"y": 1}]}', "null")
    assert event_texts('{"eventList": []}') == ()


@pytest.mark.parametrize("form", ["csv", "jsonl", "parquet"])
def test_a_list_that_is_not_there_is_named(tmp_path: Path, form: str) -> None:
    write_orders(tmp_path / "raw", form)
    asked = " ".join(prepared(tmp_path, "raw", "--explode", "itms", "--map", "ITEM_ID=itms.id", code=2).stderr.split())
    assert "--explode: no record has a list 'itms' with an entry" in asked
    assert "Did you mean items?" in asked


@pytest.mark.parametrize("form", ["csv", "jsonl", "parquet"])
def test_a_column_without_lists_is_none_to_explode(tmp_path: Path, form: str) -> None:
    write_orders(tmp_path / "raw", form)
    asked = prepared(tmp_path, "raw", "--explode", "user_id", "--map", "ITEM_ID=user_id", code=2).stderr
    assert "--explode: no record has a list 'user_id' with an entry" in " ".join(asked.split())


def write_visits(path: Path, *, views: int, visits: int) -> None:
    """Views of items, and visits that have none, of three kinds."""
    events = [
        {
            "user_id": f"u{n % 5}",
            "timestamp": 1700000000 + n,
            "event_type": "view" if n < views else ("page_view", "scroll")[n % 2],
            "item_id": f"i{n % 3}" if n < views else None,
        }
        for n in range(views + visits)
    ]
    write_lines(path, events)


def test_events_without_an_item_are_called_so_and_left_out(tmp_path: Path) -> None:
    write_visits(tmp_path / "raw.jsonl", views=30, visits=70)
    asked = prepared(tmp_path, "raw.jsonl", code=2).stderr
    assert "70 of 100 records (70 %) have no item" in asked
    assert "item_id is blank: page_view (35), scroll (35)" in asked
    assert answer_of(asked) == ["--accept-rejects"]
    said = " ".join(prepared(tmp_path, "raw.jsonl", "--accept-rejects").stdout.split())
    words = "70 of 100 records (70 %) have no item and are left out, as they are no interactions: page_view (35)"
    assert said.count(words) == 1
    made = section(tmp_path, "raw.jsonl", "--accept-rejects", "--force")
    assert (made["read"], made["written"], made["rejected"], made["without_item"]) == (100, 30, 70, 70)
    assert made["types_without_item"] == {"page_view": 35, "scroll": 35}
    assert section(tmp_path, "raw.jsonl", "--accept-rejects", "--force", "--redact")["types_without_item"] == {}


def test_fewer_of_them_are_named_where_the_run_fails(tmp_path: Path) -> None:
    write_visits(tmp_path / "raw.jsonl", views=80, visits=20)
    failed = prepared(tmp_path, "raw.jsonl", code=1)
    assert "20 have no item, `--accept-rejects` leaves them out" in " ".join(failed.stderr.split())
    looked = " ".join(prepared(tmp_path, "raw.jsonl", "--dry-run").stdout.split())
    assert "20 of 100 records (20 %) have no item and are left out, as they are no interactions" in looked


def test_records_without_an_item_and_without_types_are_not_called_events(tmp_path: Path) -> None:
    write(tmp_path, "raw.csv", ["user_id,item_id,timestamp", *(f"u1,{'i1' * (n < 3)},{n + 10**9}" for n in range(10))])
    assert "VAL001 missing-value would reject 7 of 10" in prepared(tmp_path, "raw.csv", code=2).stderr
    said = " ".join(prepared(tmp_path, "raw.csv", "--accept-rejects").stdout.split())
    assert "7 of 10 records (70 %) have no item and are left out" in said
    assert "no interactions" not in said


@pytest.mark.parametrize(("views", "visits"), [(98, 2), (0, 50)])
def test_a_slip_or_a_column_without_any_item_are_no_other_events(tmp_path: Path, views: int, visits: int) -> None:
    write_visits(tmp_path / "raw.jsonl", views=views, visits=visits)
    found = prepared(tmp_path, "raw.jsonl", code=None)
    assert "have no item" not in " ".join((found.stdout + found.stderr).split())


@pytest.mark.parametrize("block", [1, 700, 1 << 20])
def test_no_cut_into_blocks_matters_to_events_without_an_item(tmp_path: Path, block: int) -> None:
    write_visits(tmp_path / "raw.jsonl", views=30, visits=70)
    options = PrepareOptions(output=str(tmp_path / "out.csv"), accept_rejects=True, block_bytes=block)
    made = prepare([str(tmp_path / "raw.jsonl")], make_target(now=int(NOW)), options).sections["prepare"]
    assert (made["without_item"], made["types_without_item"]) == (70, {"page_view": 35, "scroll": 35})


def test_orders_with_a_list_of_items_are_no_events_without_an_item(tmp_path: Path) -> None:
    view = {"event_type": "view", "user_id": "u1", "timestamp": 1_700_000_000, "product": {"id": "A"}}
    order = {"event_type": "order", "user_id": "u2", "timestamp": 1_700_000_001, "products": [{"product_id": "B"}] * 2}
    explode = "--explode products --map ITEM_ID=product.id --map ITEM_ID=products.product_id"
    write_lines(tmp_path / "raw.jsonl", [*[view] * 90, *[order] * 10])
    found = prepared(tmp_path, "raw.jsonl", "--map", "ITEM_ID=product.id", "--max-rejected", "20%")
    said = " ".join(found.stdout.split())
    assert f"left out: order (10); products holds lists of items, and `{explode}` makes records of them" in said
    assert "no interactions" not in said
    made = section(tmp_path, "raw.jsonl", *shlex.split(explode), "--force")
    assert (made["written"], made["rejected"], made["item_lists"]) == (110, 0, {})
    write_lines(tmp_path / "raw.jsonl", [*[view] * 10, *[order] * 90])
    asked = prepared(tmp_path, "raw.jsonl", "--map", "ITEM_ID=product.id", "--force", code=2).stderr
    assert f"Make a record of each entry: `{explode}`" in asked


def test_users_that_are_blank_may_be_filled_from_another_column(tmp_path: Path) -> None:
    lines = [f"{'u1' * (n < 3)},p{n},i1,{n + 10**9}" for n in range(10)]
    write(tmp_path, "raw.csv", ["user_id,user_pseudo_id,item_id,timestamp", *lines])
    asked = prepared(tmp_path, "raw.csv", code=2).stderr
    both = "--map USER_ID=user_id --map USER_ID=user_pseudo_id"
    assert f"where user_pseudo_id stands for the same, it fills the blanks: `{both}`" in asked
    assert section(tmp_path, "raw.csv", *both.split())["rejected"] == 0


@pytest.mark.parametrize("entries", [["A", "B"], [{"itemId": "A"}, {"itemId": "B"}]])
def test_lists_that_were_shown_are_no_clicks(tmp_path: Path, entries: list[Any]) -> None:
    response = {"recommendationId": "r1", "itemList": entries, "userId": "u1", "timestamp": 1_700_000_000}
    write_lines(tmp_path / "raw.jsonl", [response] * 3)
    said = prepared(tmp_path, "raw.jsonl", code=2).stderr
    assert "hint: Give what was shown to `merge-impressions` with --impressions. If it was clicked or bought, " in said
    assert "All of them at once" not in said


@pytest.mark.parametrize("block", [60, 200, 1 << 20])
def test_an_object_in_the_place_of_a_list_is_a_list_of_one_whatever_stands_beside_it(
    tmp_path: Path, block: int
) -> None:
    ones = [{"user_id": f"u{n}", "timestamp": 1_700_000_000 + n, "items": {"id": f"i{n}"}} for n in range(6)]
    lists = [{**one, "items": [one["items"], {"id": "z", "name": "Z"}]} for one in ones]
    mixed = [record for pair in zip(ones, lists, strict=True) for record in pair]
    write_lines(tmp_path / "raw.jsonl", mixed)
    prepare_in_blocks(tmp_path, "raw.jsonl", block)
    assert [row["ITEM_ID"] for row in read_rows(tmp_path)] == [
        item for n in range(6) for item in (f"i{n}", f"i{n}", "z")
    ]


def test_a_plan_made_of_entries_asks_for_the_list_again(tmp_path: Path) -> None:
    write_orders(tmp_path / "raw", "jsonl")
    prepared(tmp_path, "raw", *OPTIONS, "--save-plan", "plan.json")
    words = ("--plan", "plan.json", "--force", "--max-rejected", "100%")
    assert "Give `--explode items` again" in " ".join(prepared(tmp_path, "raw", *words, code=2).stderr.split())
    made = rows(tmp_path)
    prepared(tmp_path, "raw", *words, "--explode", "items")
    assert rows(tmp_path) == made
