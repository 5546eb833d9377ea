"""Exports as spreadsheets, databases and scripts write them: a file that imports, or words and the option that decides.

Each that can be written passes `validate`, loses no record in silence, and is not changed by a second run.
"""

from __future__ import annotations

import codecs
import gzip
import json
import subprocess
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest

from tests.cli_runner import report
from tests.test_prepare_command import NOW, prepared, rows, section
from tests.test_prepare_spellings import options_of

HEADER = "user_id,item_id,timestamp"
SECONDS = [1_700_000_000 + number for number in range(20)]


def records(
    more: Callable[[int], str] = lambda _: "", *, time: Callable[[int], str] = lambda n: str(SECONDS[n])
) -> str:
    return "".join(f"u{n % 7},i{n % 5},{time(n)}{more(n)}\n" for n in range(20))


def objects() -> list[dict[str, object]]:
    return [{"user_id": f"u{n % 7}", "item_id": f"i{n % 5}", "timestamp": SECONDS[n]} for n in range(20)]


def thousands(number: int) -> str:
    return f',"{number + 1},100.50"'


def quoted(number: int) -> str:
    return f',"a ""{number % 3}"", b"'


PLAIN = f"{HEADER}\n{records()}"
IN_ORDER = [dict(list(entry.items())[:: (-1) ** n]) for n, entry in enumerate(objects())]
LINES = "".join(json.dumps(entry) + "\n" for entry in IN_ORDER)
# What is read without a question: the file, how many of its records are rejected, and of the header line what is new.
READ: dict[str, tuple[str | bytes, int, str]] = {
    "totals": (f"{HEADER},rating\n{records(lambda n: ',4')}Total,,,80\n", 1, "EVENT_VALUE"),
    "totals without a word": (f"{HEADER},rating\n{records(lambda n: ',4')},,,80\n", 1, "EVENT_VALUE"),
    "two header lines": (f"Customer,,When\n{PLAIN}", 0, ""),
    "units under the header": (f"{HEADER},price\n(text),(text),(s),(EUR)\n{records(lambda n: f',{n}')}", 1, "price"),
    "a title": (f"Export of today\n{PLAIN}", 0, ""),
    "units in the header": (f"{HEADER},price ($)\n{records(lambda n: f',{n}.99')}", 0, "price"),
    "thousands": (f"{HEADER},value\n{records(thousands)}", 0, "EVENT_VALUE"),
    "quotes inside": (f"{HEADER},title\n{records(quoted)}", 0, "title"),
    "booleans": (f"{HEADER},mobile\n{records(lambda n: f',{n % 2 == 0}')}", 0, "mobile"),
    "trailing commas": (f"{HEADER},\n{records(lambda _: ',')}", 0, ""),
    "an index": ("," + PLAIN.replace("\nu", "\n7,u"), 0, ""),
    "blank lines": (PLAIN.replace("u1,i1", "\nu1,i1"), 1, ""),
    "fractions of seconds": (f"{HEADER}\n{records(time=lambda n: f'{SECONDS[n]}.25')}", 0, ""),
    "exponents with all digits": (f"{HEADER}\n{records(time=lambda n: f'1.7000000{n:02}E+09')}", 0, ""),
    "keys in another order": (LINES, 0, ""),
    "a mark before lines of JSON": (codecs.BOM_UTF8 + LINES.encode(), 0, ""),
    "a mark before an array": (codecs.BOM_UTF8 + json.dumps(objects()).encode(), 0, ""),
    "a spreadsheet's UTF-16": (PLAIN.replace(",", "\t").replace("\n", "\r\n").encode("utf-16"), 0, ""),
    "packed under a name that does not say so": (gzip.compress(PLAIN.encode()), 0, ""),
}


def write_raw(folder: Path, content: str | bytes) -> None:
    (folder / "raw.csv").write_bytes(content.encode() if isinstance(content, str) else content)


def assert_good(folder: Path, options: Sequence[str] = (), *, rejected: int = 0) -> None:
    """What was written passes, has everything that was not rejected, and stays as it is."""
    made = section(folder, "raw.csv", *options, "--max-rejected", "1")
    assert (made["written"], made["rejected"]) == (20, rejected)
    assert made["read"] == made["written"] + made["rejected"]
    judged = report("out.csv", "--now", NOW, cwd=folder)
    errors = {entry["code"] for entry in judged["findings"] if entry["severity"] == "error"}
    assert {code for code in errors if not code.startswith("SET")} == set()
    prepared(folder, "out.csv", output="again.csv")
    assert (folder / "again.csv").read_bytes() == (folder / "out.csv").read_bytes()


@pytest.mark.parametrize("name", READ)
def test_what_is_plain_is_read_without_a_question(tmp_path: Path, name: str) -> None:
    content, rejected, column = READ[name]
    write_raw(tmp_path, content)
    assert_good(tmp_path, rejected=rejected)
    assert rows(tmp_path)[0] == ",".join(filter(None, ("USER_ID", "ITEM_ID", "TIMESTAMP", column)))
    assert [row.split(",")[2] for row in rows(tmp_path)[1:]] == list(map(str, SECONDS))


# What is asked, the option of the first question, and the first time as it is written then.
ASKED: dict[str, tuple[str | bytes, str, int]] = {
    "half days": (
        f"{HEADER}\n{records(time=lambda n: '2023-11-14 10:13:20 PM')}",
        "%Y-%m-%d %I:%M:%S %p",
        1_700_000_000,
    ),
    "months first, told by a later date": (
        f"{HEADER}\n{records(time=lambda n: f'11/{n + 1}/2023 22:13:20')}",
        "%m/%d/%Y %H:%M:%S",
        1_698_876_800,
    ),
    "days first, told by a later date": (
        f"{HEADER}\n{records(time=lambda n: f'{n + 1}/11/2023 22:13:20')}",
        "%d/%m/%Y %H:%M:%S",
        1_698_876_800,
    ),
    "years of two digits": (f"{HEADER}\n{records(time=lambda n: '14.11.23 22:13')}", "%d.%m.%y %H:%M", 1_699_999_980),
    "a browser's date": (
        f"{HEADER}\n{records(time=lambda n: 'Tue Nov 14 2023 22:13:20 GMT+0000 (Coordinated Universal Time)')}",
        "%a %b %d %Y %H:%M:%S GMT%z (Coordinated Universal Time)",
        1_700_000_000,
    ),
}


@pytest.mark.parametrize("name", ASKED)
def test_dates_are_asked_about_with_the_format_that_fits_all(tmp_path: Path, name: str) -> None:
    content, form, first = ASKED[name]
    write_raw(tmp_path, content)
    asked = prepared(tmp_path, "raw.csv", code=2).stderr
    options = options_of(asked)[0]
    assert options[:2] == ["--time-format", form]
    assert "month comes first" not in asked
    assert_good(tmp_path, options)
    assert rows(tmp_path)[1].split(",")[2] == str(first)


def test_days_of_a_spreadsheet_are_no_clock_of_a_telephone(tmp_path: Path) -> None:
    write_raw(tmp_path, f"{HEADER}\n{records(time=lambda n: '45244.9259259')}")
    assert options_of(prepared(tmp_path, "raw.csv", code=2).stderr)[0] == ["--time-epoch", "excel"]
    assert_good(tmp_path, ["--time-epoch", "excel"])


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be"])
def test_another_encoding_without_a_mark_is_named(tmp_path: Path, encoding: str) -> None:
    write_raw(tmp_path, PLAIN.encode(encoding))
    (options,) = options_of(prepared(tmp_path, "raw.csv", code=2).stderr)
    assert options == ["--encoding", encoding]
    assert_good(tmp_path, options)


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("INSERT INTO t (user_id,item_id) VALUES ('u','i');\n", "is a dump in SQL"),
        ("create table t (user_id text,\n", "is a dump in SQL"),
        (b"PK\x03\x04 xl/workbook.xml", "Excel workbook"),
        (b"Obj\x01avro.codec", "Avro"),
        (b"ORC\x00\x01", "ORC"),
        (b"\x80\x04\x95\x00,\x01", "is no table"),
    ],
)
def test_what_is_no_table_is_told(tmp_path: Path, content: str | bytes, said: str) -> None:
    write_raw(tmp_path, content)
    refused = prepared(tmp_path, "raw.csv", code=2).stderr
    assert said in refused
    assert "hint: " in refused


@pytest.mark.parametrize("indent", [None, 1])
@pytest.mark.parametrize(
    "around",
    ["module.exports = {};", "export const events = {}\n", "var x ={};\n", "window.x.y0 = {}", "callback({});\n"],
)
def test_javascript_is_told_with_a_command_that_reads_it(tmp_path: Path, around: str, indent: int | None) -> None:
    write_raw(tmp_path, around.format(json.dumps(objects(), indent=indent)))
    refused = prepared(tmp_path, "raw.csv", code=2).stderr
    assert "raw.csv is JavaScript" in refused
    script = refused.partition("sed '")[2].partition("'")[0]
    sed = subprocess.run(["sed", script, tmp_path / "raw.csv"], check=True, capture_output=True, timeout=60)
    write_raw(tmp_path, sed.stdout)
    assert_good(tmp_path, [])


@pytest.mark.parametrize(
    "line", ["x=1,y", "export,user_id", "price (EUR),user_id", "let,var,const", "f([x]),user_id", "a={eur},user_id"]
)
def test_a_header_is_no_javascript(tmp_path: Path, line: str) -> None:
    write_raw(tmp_path, f"{line}\nu1,i1\n")
    assert "JavaScript" not in prepared(tmp_path, "raw.csv", code=2).stderr


def test_a_format_that_does_not_fit_is_not_proposed_again(tmp_path: Path) -> None:
    write_raw(tmp_path, f"{HEADER}\n{records(time=lambda n: '2023-11-14 22:13:20 XYZ')}")
    options = ("--time-format", "%Y-%m-%d %H:%M:%S", "--time-zone", "UTC")
    asked = " ".join(prepared(tmp_path, "raw.csv", *options, code=2).stderr.split())
    assert "Name another --time-format, which fits '2023-11-14 22:13:20 XYZ'" in asked


def test_a_separator_without_a_header_shows_the_first_record(tmp_path: Path) -> None:
    write_raw(tmp_path, records().replace(",", "|"))
    words = ("--columns", "USER_ID,ITEM_ID,TIMESTAMP")
    shown = " ".join(prepared(tmp_path, "raw.csv", *words).stdout.split())
    assert f"line 1: u0|i0|{SECONDS[0]} → u0,i0,{SECONDS[0]}" in shown
