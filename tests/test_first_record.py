"""A first line that is a record, told by the lines after it, and files with several characters between the fields."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from tests.cli_runner import finding, report, run

NOW = ("--now", "2023-12-01")


def judged(folder: Path, form: str, *, header: str = "", count: int = 1200) -> dict[str, Any]:
    words = [f"{3 + number * 2654435761 % 10**9:032x}" for number in range(count)]
    rows = [
        form.format(n=number % 60, m=1000 + number % 40, w=words[number], k=("view", "buy")[number % 2])
        for number in range(count)
    ]
    (folder / "x.csv").write_text("\n".join([*([header] if header else []), *rows, ""]))
    return report("x.csv", *NOW, cwd=folder)


def codes(judgement: dict[str, Any]) -> list[str]:
    return [entry["code"] for entry in judgement["findings"]]


@pytest.mark.parametrize("form", ["u{n},i{m},{k}", "u{n},i{m}", "{n},{m},3", "{w},{m},{k}", "{n}\ti{m}\t{k}"])
def test_without_header_and_time_it_is_one_finding(tmp_path: Path, form: str) -> None:
    found = judged(tmp_path, form)
    cause = finding(found, "SCH001")
    assert set(codes(found)) <= {"SCH001", "CSV005"}
    assert "looks like a record" in cause["message"]
    assert cause["hint"].startswith("Export the file with a header line and with the time")
    said = run("prepare", "x.csv", "-n", cwd=tmp_path, code=2).stderr
    assert "has no header line" in said


@pytest.mark.parametrize(
    ("header", "form"),
    [
        ("name,item,kind", "u{n},i{m},{k}"),
        ("0,1,2", "{n},{m},3"),
        ("2019,2020,2021", "{n},{m},3"),
        ("q1,q2,q3", "a{n},b{m},c{n}"),
        ("col1,col2", "u{n},i{m}"),
        ("A,B", "{k},{m}"),
    ],
)
def test_names_are_no_record(tmp_path: Path, header: str, form: str) -> None:
    assert "looks like a record" not in json.dumps(judged(tmp_path, form, header=header))


def test_without_a_column_that_tells_records_apart_copies_follow_from_that(tmp_path: Path) -> None:
    found = judged(tmp_path, "u{n},i{m},{k}", header="USER_ID,ITEM_ID,EVENT_TYPE")
    assert codes(found) == ["SCH001", "SET014", "SET019"]
    assert {entry["code"] for entry in finding(found, "SCH001")["folded"]} == {"SET001", "SET010"}
    alone = report("x.csv", *NOW, "--ignore", "SCH001", cwd=tmp_path)
    assert {"SET001", "SET010"} <= set(codes(alone))


def test_too_few_records_are_said_besides(tmp_path: Path) -> None:
    found = judged(tmp_path, "u{n},i{m},{k}", header="USER_ID,ITEM_ID,EVENT_TYPE", count=900)
    assert {"SCH001", "SET001", "SET004"} <= set(codes(found))


@pytest.mark.parametrize("mark", ["::", "~|~", "^^", "||", ";;"])
@pytest.mark.parametrize("header", ["", "UserID{0}MovieID{0}Rating{0}Timestamp"])
def test_several_characters_between_fields_are_one_finding(tmp_path: Path, mark: str, header: str) -> None:
    row = mark.join(["{n}", "{m}", "3", "97830{m}"])
    found = judged(tmp_path, row, header=header.format(mark))
    assert codes(found) == ["CSV014"]
    said = run("filter", "x.csv", "-n", cwd=tmp_path, code=2).stderr
    assert "interactions-cli prepare x.csv" in said
    run("prepare", "x.csv", "-n", cwd=tmp_path, code=None)


@pytest.mark.parametrize("header", ["USER_ID,ITEM_ID,TIMESTAMP,A::B::C", "USER_ID;ITEM_ID;;TIMESTAMP;;X"])
def test_other_separators_decide_where_there_are_any(tmp_path: Path, header: str) -> None:
    assert "CSV014" not in codes(judged(tmp_path, "u{n},i{m}", header=header))
