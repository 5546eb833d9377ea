"""Hints are typed as they stand: the commands run, whatever the file is called and holds, and repair what they say."""

from __future__ import annotations

import gzip
import json
import re
from pathlib import Path
from typing import Any

import pytest

from interactions_cli.shell import compression_by_name, shell_content, shell_name
from tests.cli_runner import finding, report, run
from tests.processes import finished

ROWS = "".join(f"u{number % 40},i{number % 90},view,{1_700_000_000 + number}\n" for number in range(1200))
NAMES = ("x.csv", "two words.csv", "it's.csv", "-dash.csv", "$HOME;`id`.csv", "ünï.csv")


def hint(judged: dict[str, Any], code: str, column: str | None = None) -> str:
    return str(finding(judged, code, column)["hint"])


def shell(text: str, folder: Path) -> str:
    """What the command in backticks prints; `cat fixed.csv` where it writes that file."""
    command = text.removesuffix(".").split(": `", 1)[1].removesuffix("`")
    done = finished(["bash", "-c", command], cwd=folder, capture_output=True, text=True, check=True)
    assert done.stderr == ""
    return (folder / "fixed.csv").read_text() if "fixed.csv" in command else done.stdout


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("packed", [False, True])
def test_the_command_reads_the_file_whatever_it_is_called(tmp_path: Path, name: str, packed: bool) -> None:
    path = tmp_path / (f"{name}.gz" if packed else name)
    data = f"USER_ID,ITEM_ID,EVENT_TYPE,TIMESTAMP\n{ROWS}u1\n".encode()
    path.write_bytes(gzip.compress(data) if packed else data)
    judged = json.loads(run("validate", "--format", "json", "--", path.name, cwd=tmp_path, code=1).stdout)
    assert shell(hint(judged, "CSV007"), tmp_path) == "u1\n"


def test_a_suffix_that_is_not_true_misleads_no_command(tmp_path: Path) -> None:
    (tmp_path / "x.csv.gz").write_text(f"USER_ID,ITEM_ID,EVENT_TYPE,TIMESTAMP\n{ROWS}u1\n")
    assert shell(hint(report("x.csv.gz", cwd=tmp_path, code=1), "CSV007"), tmp_path) == "u1\n"


def test_standard_input_has_a_name_to_fill_in() -> None:
    judged = report("-", stdin=f"USER_ID,ITEM_ID,EVENT_TYPE,TIMESTAMP\n{ROWS}u1\n".encode(), code=1)
    assert hint(judged, "CSV007").endswith("`sed -n 1202p FILE`.")


def test_a_path_in_pandas_is_a_literal(tmp_path: Path) -> None:
    (tmp_path / 'a"b.csv').write_text(f"USER_ID;ITEM_ID;EVENT_TYPE;TIMESTAMP\n{ROWS.replace(',', ';')}")
    assert r'pd.read_csv("a\"b.csv", sep=";"' in hint(report('a"b.csv', cwd=tmp_path, code=1), "CSV005")


@pytest.mark.parametrize(
    "header",
    [
        "user_id,item_id,event_type,timestamp",
        "USER_ID, ITEM_ID, EVENT_TYPE, TIMESTAMP",
        "userId,itemId,eventType,timestamp",
        "User-Id,ITEM_ID,EVENT_TYPE,TimeStamp",
    ],
)
def test_one_command_writes_every_name_as_the_guide_does(tmp_path: Path, header: str) -> None:
    (tmp_path / "x.csv").write_text(f"{header}\n{ROWS}")
    judged = report("x.csv", "--select", "CSV,SCH", cwd=tmp_path, code=1)
    hints = {entry["hint"] for entry in judged["findings"] if entry["code"] in ("SCH001", "SCH012")}
    assert len(hints) == 1
    assert [entry["column"] for entry in judged["findings"]] == [None], "one cause is one finding"
    assert shell(hints.pop(), tmp_path) == f"USER_ID,ITEM_ID,EVENT_TYPE,TIMESTAMP\n{ROWS}"
    report("fixed.csv", "--select", "CSV,SCH", cwd=tmp_path, code=0)


def test_a_header_that_sed_would_misread_is_mended_name_by_name(tmp_path: Path) -> None:
    (tmp_path / "x.csv").write_text("user_id,ITEM_ID,TIMESTAMP,a&b\nu1,i1,1700000000,x\n")
    judged = report("x.csv", "--select", "SCH012", cwd=tmp_path, code=1)
    assert shell(hint(judged, "SCH012"), tmp_path).startswith("USER_ID,ITEM_ID,TIMESTAMP,a&b\n")


@pytest.mark.parametrize(
    ("rows", "names"),
    [
        ("u1,i1,view,1700000000\n", "USER_ID,ITEM_ID,EVENT_TYPE,TIMESTAMP"),
        ("1700000000,u1,i1\n", "TIMESTAMP,USER_ID,ITEM_ID"),
        ("u1,i1,2025-01-09T14:08:11Z\n", "USER_ID,ITEM_ID,TIMESTAMP"),
        ("u1,i1,view,0.5,1700000000,a,b\n", "USER_ID,ITEM_ID,EVENT_TYPE,EVENT_VALUE,TIMESTAMP,COLUMN_5,COLUMN_6"),
    ],
)
def test_a_file_without_its_header_gets_one(tmp_path: Path, rows: str, names: str) -> None:
    (tmp_path / "x.csv").write_text(rows * 3)
    judged = report("x.csv", "--select", "SCH", cwd=tmp_path, code=1)
    for column in ("USER_ID", "ITEM_ID", "TIMESTAMP"):
        assert "looks like a record" in hint(judged, "SCH001", column)
    assert shell(hint(judged, "SCH001", "USER_ID"), tmp_path) == f"{names}\n{rows * 3}"


def test_a_header_with_a_column_missing_is_no_record(tmp_path: Path) -> None:
    (tmp_path / "x.csv").write_text("USER_ID,ITEM_ID,WHEN\nu1,i1,1700000000\n")
    said = hint(report("x.csv", "--select", "SCH", cwd=tmp_path, code=1), "SCH001", "TIMESTAMP")
    assert "`sed '1s/OLD_NAME/TIMESTAMP/' x.csv > fixed.csv`" in said


@pytest.mark.parametrize(
    ("value", "parts", "absent"),
    [
        ("2025-01-09T14:08:11Z", ["pd.to_datetime", "EXTRACT"], ["astype(float)", "dayfirst"]),
        ("1700000000.0", ["astype(float)"], ["to_datetime"]),
        ("+1700000000", ["astype(float)"], ["to_datetime"]),
        ("1.7E+09", ["astype(float)", "export them again"], ["to_datetime"]),
        ("09/01/2025 14:08", ["dayfirst=True", "dayfirst=False"], ["astype(float)"]),
        ("9.1.2025", ["dayfirst=True"], ["astype(float)"]),
    ],
)
def test_a_time_is_repaired_as_what_it_is(tmp_path: Path, value: str, parts: list[str], absent: list[str]) -> None:
    """A date parser takes a number for nanoseconds, and every time would be in 1970."""
    (tmp_path / "x.csv").write_text(f"USER_ID,ITEM_ID,TIMESTAMP\nu1,i1,{value}\n")
    said = hint(report("x.csv", "--select", "VAL003", cwd=tmp_path, code=1), "VAL003", "TIMESTAMP")
    assert [part for part in parts if part not in said] == []
    assert [part for part in absent if part in said] == []
    hidden = hint(report("x.csv", "--select", "VAL003", "--redact", cwd=tmp_path, code=1), "VAL003", "TIMESTAMP")
    assert "Dates: `" in hidden
    assert "Numbers with a fraction: `" in hidden


@pytest.mark.parametrize(
    ("value", "clean", "doubt"),
    [
        ("0,5", '.str.replace(",", ".")', False),
        ("0,125", '.str.replace(",", ".")', False),
        ("1,234", '.str.replace(",", ".")', True),
        ("1,234.50", '.str.replace(",", "")', False),
        ("1,234,567", '.str.replace(",", "")', False),
        ("free", "", False),
    ],
)
def test_a_decimal_comma_is_not_blanked(tmp_path: Path, value: str, clean: str, doubt: bool) -> None:
    (tmp_path / "x.csv").write_text(f'USER_ID,ITEM_ID,TIMESTAMP,EVENT_VALUE\nu1,i1,1700000000,"{value}"\n')
    said = hint(report("x.csv", "--select", "VAL006", cwd=tmp_path, code=1), "VAL006", "EVENT_VALUE")
    assert f'pd.to_numeric(df["EVENT_VALUE"]{clean}, errors="coerce")' in said
    assert ("separates thousands" in said) is doubt


def test_thousands_of_columns_have_no_room_in_a_message(tmp_path: Path) -> None:
    names = [f"C{number}" for number in range(2000)]
    (tmp_path / "x.csv").write_text(f"USER_ID,ITEM_ID,TIMESTAMP,{','.join(names)}\n")
    found = finding(report("x.csv", "--select", "SCH", cwd=tmp_path, code=1), "SCH006")
    assert found["message"].startswith("2,000 metadata columns (C0, C1, C2, C3, C4 and 1,995 more)")
    assert 'df = df[["USER_ID", "ITEM_ID", "TIMESTAMP", "C0", "C1", "C2", "C3", "C4"]]' in found["hint"]


def test_a_link_to_itself_is_an_error_in_words(tmp_path: Path) -> None:
    (tmp_path / "x.csv").write_text(f"USER_ID,ITEM_ID,EVENT_TYPE,TIMESTAMP\n{ROWS}")
    (tmp_path / "loop").symlink_to("loop")
    for words in (("validate", "x.csv", "-o", "loop"), ("filter", "x.csv", "-q", "-o", "loop", "--force")):
        said = run(*words, cwd=tmp_path, code=2).stderr
        assert "error: loop cannot be written: Too many levels of symbolic links" in said
    assert (tmp_path / "loop").is_symlink()


@pytest.mark.parametrize(
    ("output", "said"),
    [
        (".", "It is a folder: name a file in it, such as out.csv."),
        ("new/x.csv", "Make its folder: `mkdir -p new`."),
        ("a b/x.csv", "Make its folder: `mkdir -p 'a b'`."),
        ("x.csv/y.csv", "Check its folder: `ls -ld x.csv`."),
    ],
)
def test_what_to_do_about_an_output_that_is_refused(tmp_path: Path, output: str, said: str) -> None:
    (tmp_path / "x.csv").write_text(f"USER_ID,ITEM_ID,EVENT_TYPE,TIMESTAMP\n{ROWS}")
    for words in (("validate", "x.csv", "-o", output), ("filter", "x.csv", "-q", "-o", output, "--force")):
        assert f"hint: {said}\n" in run(*words, cwd=tmp_path, code=2).stderr


def test_words_of_a_command() -> None:
    assert [shell_name(name) for name in ("-", "-a", "a b")] == ["FILE", "./-a", "'a b'"]
    assert shell_content("a b.gz", "gzip") == "<(zcat 'a b.gz')"
    assert shell_content("a.gz", None) == "a.gz"
    assert [compression_by_name(name) for name in ("a.csv.GZ", "a.zst", "a.csv", "-")] == ["gzip", "zstd", None, None]
    assert re.fullmatch(r"[\w./-]+", shell_name("plain/path-1.csv"))


def test_codes_stay_what_they_were(tmp_path: Path) -> None:
    (tmp_path / "x.csv").write_text(f"user_id,ITEM_ID,EVENT_TYPE,TIMESTAMP\n{ROWS}")
    (found,) = report("x.csv", "--select", "SCH", cwd=tmp_path, code=1)["findings"]
    assert found["code"] == "SCH001"
    assert [entry["code"] for entry in found["folded"]] == ["SCH001", "SCH012"]
