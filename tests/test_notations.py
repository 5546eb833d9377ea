"""Files in another notation than CSV, and records or columns without a name or a value, are one finding each."""

from __future__ import annotations

import json
import re
import shlex
from pathlib import Path

import pytest

from tests.cli_runner import finding, report, run

ROWS = [(f"u{number % 30}", f"i{number % 7}", 1_700_000_000 + number) for number in range(40)]
OBJECTS = [json.dumps({"userId": user, "itemId": item, "timestamp": time}) for user, item, time in ROWS]
PLAIN = "USER_ID,ITEM_ID,TIMESTAMP\n"


def lines(form: str) -> str:
    return "".join(form.format(user=user, item=item, time=time) for user, item, time in ROWS)


def doubled(text: str) -> str:
    return '"' + text.replace('"', '""') + '"\n'


EDGE = "+---------+---------+------------+\n"
DRAWN = "a table drawn"
NOTATIONS = {
    "quoted": ("".join(map(doubled, OBJECTS)), "JSON in quotes"),
    "escaped": ("".join(json.dumps(text) + "\n" for text in OBJECTS), "JSON in quotes"),
    "column of JSON": ("data\n" + "".join(map(doubled, OBJECTS)), "JSON in quotes"),
    "callback": ("callback([" + ",".join(OBJECTS) + "]);\n", "JavaScript"),
    "callback behind a comment": ('/**/ cb({"events": [' + ",".join(OBJECTS) + "]})\n", "JavaScript"),
    "list in YAML": (lines("- userId: {user}\n  itemId: {item}\n  timestamp: {time}\n"), "YAML"),
    "document in YAML": ("---\n" + lines("- USER_ID: {user}\n  ITEM_ID: {item}\n"), "YAML"),
    "key in YAML": ("events:\n" + lines("  - USER_ID: {user}\n    ITEM_ID: {item}\n"), "YAML"),
    "Markdown": (
        "| USER_ID | ITEM_ID | TIMESTAMP |\n|---|:--|--:|\n" + lines("| {user} | {item} | {time} |\n"),
        "a table drawn",
    ),
    "bare Markdown": (
        "USER_ID | ITEM_ID | TIMESTAMP\n--- | --- | ---\n" + lines("{user} | {item} | {time}\n"),
        "a table drawn",
    ),
    "box": (
        EDGE + "| USER_ID | ITEM_ID | TIMESTAMP  |\n" + EDGE + lines("| {user} | {item} | {time} |\n") + EDGE,
        "a table drawn",
    ),
    "logfmt": (lines("userId={user} itemId={item} timestamp={time}\n"), "name=value"),
    "pairs": (lines("USER_ID={user},ITEM_ID={item},TIMESTAMP={time}\n"), "name=value"),
    "named": (lines("USER_ID: {user}, ITEM_ID: {item}, TIMESTAMP: {time}\n"), "name=value"),
    "query": (lines("USER_ID={user}&ITEM_ID={item}&TIMESTAMP={time}\n"), "name=value"),
}


@pytest.mark.parametrize("name", NOTATIONS)
def test_a_notation_is_one_finding(tmp_path: Path, name: str) -> None:
    content, words = NOTATIONS[name]
    path = tmp_path / "x.csv"
    path.write_text(content)
    (found,) = report(path, code=1)["findings"]
    assert found["code"] == "CSV014"
    assert f" is {words}" in found["message"].replace("a file of lines such as ", "")
    for command in (["filter", "x.csv"], ["merge-impressions", "x.csv", "--impressions", "x.csv", "--on", "USER_ID"]):
        said = run(*command, "-n", cwd=tmp_path, code=2).stderr
        assert words in said
    made = re.search("`interactions-cli (prepare .*?)`", found["hint"])
    if made:
        run(
            *shlex.split(made[1]), "--accept-rejects", "--max-rejected", "10%", "--fail-on", "never", "-q", cwd=tmp_path
        )
        assert (tmp_path / "x.prepared.csv").read_text() == PLAIN + lines("{user},{item},{time}\n")


def test_returns_behind_line_feeds_are_one_finding(tmp_path: Path) -> None:
    path = tmp_path / "x.csv"
    path.write_bytes((PLAIN + lines("{user},{item},{time}\n")).replace("\n", "\n\r").encode())
    (found,) = report(path, code=1)["findings"]
    assert found["code"] == "CSV014"
    assert "a line feed and then a carriage return" in found["message"]
    made = re.search("`interactions-cli (prepare .*?)`", found["hint"])
    assert made
    run(*shlex.split(made[1]), "--fail-on", "never", "-q", cwd=tmp_path)
    assert (tmp_path / "x.prepared.csv").read_text() == PLAIN + lines("{user},{item},{time}\n")


@pytest.mark.parametrize(
    "content",
    [
        PLAIN + lines("{user},{item},{time}\n"),
        (PLAIN + lines("{user},{item},{time}\n")).replace("\n", "\r\n"),
        "USER_ID,ITEM_ID,TIMESTAMP,DATA\n" + lines('{user},{item},{time},"{{""a"": 1}}"\n'),
        "DATA;USER_ID;ITEM_ID;TIMESTAMP\n" + lines('"{{""a"": 1}}";{user};{item};{time}\n'),
        "USER_ID|ITEM_ID|TIMESTAMP\n" + lines("{user}|--{item}|{time}\n"),
        "USER_ID,ITEM_ID,TIMESTAMP,URL\n" + lines("{user},{item},{time},http://x?a=1&b=2\n"),
        "USER_ID,ITEM_ID,TIMESTAMP,TAG\n" + lines("{user},{item},{time},a: b\n"),
    ],
)
def test_tables_are_no_other_notation(tmp_path: Path, content: str) -> None:
    path = tmp_path / "x.csv"
    path.write_bytes(content.encode())
    judged = report(path)
    assert judged["metrics"]["rows"] == len(ROWS)
    assert not {"CSV014"} & {entry["code"] for entry in judged["findings"]}


@pytest.mark.parametrize("header", ["0,1,2", "1,2,3", "V1,V2,V3", "_c0,_c1,_c2", "column0,column1,column2", ",0,1,2"])
def test_columns_that_are_only_counted_are_one_finding(tmp_path: Path, header: str) -> None:
    path = tmp_path / "x.csv"
    index = "," * header.startswith(",")
    path.write_text(f"{header}\n" + lines(f"{index}{{user}},{{item}},{{time}}\n"))
    (found,) = (entry for entry in report(path, "--ignore", "SET")["findings"])
    assert found["code"] == "SCH001"
    assert "the first line of 1 file only counts, so the columns have no names" in found["message"]
    assert found["column"] is None


@pytest.mark.parametrize("header", ["2019,2020,2021", "0,2,4", "V1,W2,V3", "item1,item2,item3"])
def test_other_numbers_are_names(tmp_path: Path, header: str) -> None:
    path = tmp_path / "x.csv"
    path.write_text(f"{header}\n" + lines("{user},{item},{time}\n"))
    assert "only counts" not in json.dumps(report(path)["findings"])


@pytest.mark.parametrize("count", [1, 2, 8])
@pytest.mark.parametrize("last", ["", ",w"])
def test_lines_of_separators_are_one_finding(tmp_path: Path, count: int, last: str) -> None:
    path = tmp_path / "x.csv"
    header = PLAIN if not last else PLAIN.replace("\n", ",EVENT_TYPE\n")
    path.write_text(header + lines(f"{{user}},{{item}},{{time}}{last}\n") + (",," + "," * bool(last) + "\n") * count)
    judged = report(path)
    found = finding(judged, "VAL001")
    assert (found["column"], found["count"]) == (None, count)
    folded = [entry["code"] for entry in found["folded"]]
    assert folded.count("VAL001") == 3 + bool(last)
    assert ("SET010" in folded) == (count > 1)
    assert "SET010" not in {entry["code"] for entry in judged["findings"]}


def test_blanks_in_different_records_are_findings_of_their_columns(tmp_path: Path) -> None:
    path = tmp_path / "x.csv"
    path.write_text(PLAIN + lines("{user},{item},{time}\n") + "u1,,1700000000\n,i1,1700000000\nu1,i1,\n")
    found = [entry["column"] for entry in report(path)["findings"] if entry["code"] == "VAL001"]
    assert found == ["ITEM_ID", "TIMESTAMP", "USER_ID"]


def test_copies_of_other_records_stay_beside_blank_ones(tmp_path: Path) -> None:
    """As many as if they were those of the blank records, which differ in another column."""
    path = tmp_path / "x.csv"
    rows = lines("{user},{item},{time},watch\n")
    path.write_text(PLAIN.replace("\n", ",EVENT_TYPE\n") + rows + rows.splitlines()[0] + "\n,,,watch\n,,,click\n")
    judged = report(path)
    assert (finding(judged, "VAL001")["column"], finding(judged, "SET010")["count"]) == (None, 1)


@pytest.mark.parametrize("blank", ["\r\n", "\r\n\r\n\r\n"])
def test_blank_lines_under_a_header_are_no_notation(tmp_path: Path, blank: str) -> None:
    path = tmp_path / "x.csv"
    path.write_bytes((PLAIN + blank).encode())
    assert "carriage return" not in json.dumps(report(path)["findings"])
    path.write_bytes((PLAIN + lines("{user},{item},{time}\n")).replace("\n", "\n\r").encode())
    assert "carriage return" in json.dumps(report(path)["findings"])
