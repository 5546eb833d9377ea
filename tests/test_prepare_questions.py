"""What `prepare` asks: one run more with what its hint says makes the file."""

from __future__ import annotations

import json
import re
import shlex
import shutil
import subprocess
import sys
from datetime import datetime
from pathlib import Path

import polars as pl
import pytest

from interactions_cli.rules.kit.date_forms import date_form
from tests.test_prepare_command import prepared, rows, write

SECOND = "1700000000"
MOMENT = "2023-11-14T22:13:20"
FORMS = {
    "14/11/2023 22:13:20": "%d/%m/%Y %H:%M:%S",
    "11/14/2023 22:13:20": "%m/%d/%Y %H:%M:%S",
    "11/14/2023 10:13:20 PM": "%m/%d/%Y %I:%M:%S %p",
    "14.11.2023, 22:13:20": "%d.%m.%Y, %H:%M:%S",
    "14.11.23 22:13:20.250": "%d.%m.%y %H:%M:%S%.f",
    "2023.11.14 22:13:20": "%Y.%m.%d %H:%M:%S",
    "14-NOV-23 22:13:20": "%d-%b-%y %H:%M:%S",
    "Tue Nov 14 22:13:20 2023": "%a %b %d %H:%M:%S %Y",
    "Tue Nov 14 22:13:20 UTC 2023": "%a %b %d %H:%M:%S UTC %Y",
    "Tue Nov 14 22:13:20 +0000 2023": "%a %b %d %H:%M:%S %z %Y",
    "Tue, 14 Nov 2023 22:13:20 GMT": "%a, %d %b %Y %H:%M:%S GMT",
    "14/Nov/2023:23:13:20 +0100": "%d/%b/%Y:%H:%M:%S %z",
    "November 14, 2023 10:13:20 PM": "%B %d, %Y %I:%M:%S %p",
}
NO_FORMS = [
    *("", "May", "2023", "22:13:20", "1.2.3", "99/99/2023", "14/11/2023 14/11/2023", "14 Foo 2023", "1700000000"),
    *("2023-11-14T22:13:20Z", "2023/11/14", "%d/%m/%Y", "10:05 11:06 1/2/2023", "1" * 500, "14/11/2023 25:00"),
]


@pytest.mark.parametrize("text", FORMS)
def test_the_format_of_a_date_is_read_off_it(text: str) -> None:
    assert date_form(text) == FORMS[text]
    found = pl.Series([text]).str.to_datetime(FORMS[text], time_unit="us", strict=True)[0]
    assert isinstance(found, datetime)
    assert found.replace(microsecond=0, tzinfo=None).isoformat() == MOMENT


@pytest.mark.parametrize("text", NO_FORMS)
def test_what_is_no_date_or_needs_no_format_has_none(text: str) -> None:
    assert date_form(text) is None


def options_in(hint: str) -> list[str]:
    """The first option of a hint, as words."""
    found = re.search(r"`(--[^`]+)`", hint)
    assert found is not None, hint
    return shlex.split(found[1])


@pytest.mark.parametrize("text", FORMS)
def test_times_that_cannot_be_read_are_asked_about_with_their_format(text: str, tmp_path: Path) -> None:
    write(tmp_path, "raw.tsv", ["user_id\titem_id\ttimestamp", *[f"u1\ti1\t{text}"] * 3])
    asked = prepared(tmp_path, "raw.tsv", code=2).stderr
    prepared(tmp_path, "raw.tsv", *options_in(asked))
    assert rows(tmp_path)[1:] == [f"u1,i1,{SECOND}"] * 3


CELLS = {
    "currency": ("user_id,item_id,timestamp,rating", f"u1,i1,{SECOND},$4.50", "--drop rating"),
    "blank type": ("user_id,item_id,timestamp,event", f"u1,i1,{SECOND},null", "--drop event"),
    "long text": ("USER_ID,ITEM_ID,TIMESTAMP,note", f"u1,i1,{SECOND},{'x' * 1001}", "--drop note"),
}


@pytest.mark.parametrize("name", sorted(CELLS))
def test_a_column_that_is_in_the_way_is_named_with_the_option_to_leave_it_out(name: str, tmp_path: Path) -> None:
    header, line, option = CELLS[name]
    write(tmp_path, "raw.csv", [header, *[line] * 3])
    mapped = ["--map", "EVENT_TYPE=event"] if name == "blank type" else []
    mapped += ["--map", "EVENT_VALUE=rating"] if name == "currency" else []
    asked = prepared(tmp_path, "raw.csv", *mapped, code=2).stderr
    assert f"`{option}`" in asked
    prepared(tmp_path, "raw.csv", *shlex.split(option))
    assert rows(tmp_path)[1:] == [f"u1,i1,{SECOND}"] * 3


def test_ids_in_the_way_name_their_column(tmp_path: Path) -> None:
    write(tmp_path, "raw.csv", ["visitor_id,item_id,timestamp", *[f"null,i1,{SECOND}"] * 3])
    asked = prepared(tmp_path, "raw.csv", code=2).stderr
    assert "for what is in visitor_id" in asked
    assert "USER_ID comes from the right column" in asked


def test_digits_that_a_spreadsheet_lost_are_named_so(tmp_path: Path) -> None:
    write(tmp_path, "raw.csv", ["user_id,item_id,timestamp", *["u1,i1,1.70000E+12"] * 3])
    assert "rounded its digits away" in prepared(tmp_path, "raw.csv", code=2).stderr


NESTED = {
    "dynamodb": ({"Item": {"userId": {"S": "u1"}, "itemId": {"S": "i1"}, "timestamp": {"N": SECOND}}}, 3),
    "search": ({"_id": 7, "_source": {"userId": "u1", "productId": "i1", "createdAt": int(SECOND)}}, 3),
    "beside a list": ({"user_id": "u1", "shop_item": "i1", "event_timestamp": int(SECOND), "itemIds": ["a"]}, 2),
}


@pytest.mark.parametrize("name", sorted(NESTED))
def test_all_fields_without_a_source_are_asked_about_at_once(name: str, tmp_path: Path) -> None:
    record, count = NESTED[name]
    (tmp_path / "raw.jsonl").write_text(f"{json.dumps(record)}\n" * 3)
    options = options_in(prepared(tmp_path, "raw.jsonl", code=2).stderr)
    assert options[::2] == ["--map"] * count
    prepared(tmp_path, "raw.jsonl", *options)
    assert [line.split(",")[:3] for line in rows(tmp_path)[1:]] == [["u1", "i1", SECOND]] * 3


def test_fields_that_no_column_looks_like_are_named(tmp_path: Path) -> None:
    write(tmp_path, "raw.csv", ["visid,prod,hit_time_gmt", f"u1,i1,{SECOND}"])
    asked = prepared(tmp_path, "raw.csv", code=2).stderr
    assert "no column gives USER_ID, ITEM_ID, TIMESTAMP" in asked
    assert "`--map TIMESTAMP=hit_time_gmt`" in asked
    assert "Name USER_ID, ITEM_ID, or export it: `--map FIELD=COLUMN`." in asked


@pytest.mark.parametrize("mark", ["::", "~~", "^#^"])
@pytest.mark.parametrize("header", ["", "userId movieId rating timestamp"])
@pytest.mark.skipif(shutil.which("sed") is None, reason="the way leads through sed")
def test_a_separator_of_several_characters_is_told_a_way(mark: str, header: str, tmp_path: Path) -> None:
    lines = [mark.join(line.split()) for line in (header, *(f"u{n} i{n} 3 {SECOND}" for n in range(5))) if line]
    write(tmp_path, "it's raw.dat", lines)
    asked = prepared(tmp_path, "it's raw.dat", code=2).stderr
    assert f"{mark!r} between its fields" in asked
    command = asked.split("on the way: `")[1].rsplit("`", 1)[0]
    command = command.replace("interactions-cli", f"{shlex.quote(sys.executable)} -m interactions_cli")
    subprocess.run(["bash", "-c", f"{command} --fail-on never"], cwd=tmp_path, check=True, capture_output=True)
    assert rows(tmp_path, "interactions.csv")[1:] == [f"u{n},i{n},{SECOND},3" for n in range(5)]


def test_the_separator_of_hive_is_found(tmp_path: Path) -> None:
    write(
        tmp_path, "000000_0", [f"u{n}\x01i{n}\x01{SECOND}\x01{word}" for n, word in enumerate(["view", "\\N", "view"])]
    )
    (option,) = re.findall(r"`--columns ([^`]+)`", prepared(tmp_path, "000000_0", code=2).stderr)
    assert option == "USER_ID,ITEM_ID,TIMESTAMP,EVENT_TYPE"
    prepared(tmp_path, "000000_0", "--columns", "USER_ID,ITEM_ID,TIMESTAMP,KIND")
    assert rows(tmp_path)[1:3] == [f"u0,i0,{SECOND},view", f"u1,i1,{SECOND},"]
