"""A file without a header line is one finding, and its command makes a file that imports."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

import pytest

from tests.cli_runner import finding, report, run

ROWS = 1_000
NOW = ("--now", "2023-12-01")
HEADER = "TIMESTAMP,ITEM_ID,EVENT_TYPE,USER_ID"


def lines(form: str) -> str:
    """1,000 records of 40 users: {u} {i} stand for ids, {t} for the second, {m} for the minute, {d} for the day."""
    return "".join(
        form.format(
            u=f"u{number % 40}",
            i=f"i{number % 35}",
            n=number % 40,
            r=1 + number % 5,
            t=1_700_000_000 + 61 * number,
            m=f"{number // 60 % 24:02}:{number % 60:02}",
            d=f"{1 + number % 28:02}",
        )
        + "\n"
        for number in range(ROWS)
    )


@pytest.mark.parametrize(
    ("form", "names"),
    [
        ("{u},{i},{t}", "USER_ID,ITEM_ID,TIMESTAMP"),
        ("{n},{i},{r},{t}", "USER_ID,ITEM_ID,TIMESTAMP,EVENT_VALUE"),
        ("{t},{u},{i},view", "USER_ID,ITEM_ID,TIMESTAMP,EVENT_TYPE"),
        ("{u},{i},{t}000", "USER_ID,ITEM_ID,TIMESTAMP"),
        ("{u},{i},2023-11-{d}T{m}:00Z", "USER_ID,ITEM_ID,TIMESTAMP"),
        ("{u},{i},2023-11-{d} {m}", "USER_ID,ITEM_ID,TIMESTAMP"),
        ("{u},{i},{d}/11/2023 {m}", "USER_ID,ITEM_ID,TIMESTAMP"),
        ("{u},{i},202311{d},view", "USER_ID,ITEM_ID,TIMESTAMP,EVENT_TYPE"),
        ('"{u}","{i}","{t}","view"', "USER_ID,ITEM_ID,TIMESTAMP,EVENT_TYPE"),
    ],
)
def test_it_is_one_finding_whose_command_works(tmp_path: Path, form: str, names: str) -> None:
    path, made = tmp_path / "x.csv", tmp_path / "made.csv"
    path.write_text(lines(form))
    judged = report(path, *NOW, code=1)
    found = finding(judged, "SCH001")
    assert [entry["code"] for entry in judged["findings"] if entry["severity"] == "error"] in (
        ["SCH001"],
        # Days alone make copies of what happened on one of them.
        ["SCH001", "SET001"],
    )
    assert (found["column"], found["count"]) == (None, 1)
    assert found["samples"][0]["value"] == path.read_text().split("\n")[0]
    option = re.search(r"add `(--columns .+?)` to", found["hint"])
    assert option
    run("prepare", path, *shlex.split(option[1]), *NOW, "-o", made, code=None)
    assert made.read_text().splitlines()[0] == names
    assert len(made.read_text().splitlines()) == 1 + ROWS
    assert not {"SCH001", "SET004", "VAL003"} & {entry["code"] for entry in report(made, *NOW)["findings"]}


def test_exactly_enough_records_are_enough(tmp_path: Path) -> None:
    path = tmp_path / "x.csv"
    path.write_text(lines("{u},{i},{t}"))
    assert {"SET001", "SET004"} <= {entry["code"] for entry in finding(report(path, *NOW), "SCH001")["folded"]}
    path.write_text(lines("{u},{i},{t}").split("\n", 1)[1])
    assert finding(report(path, *NOW), "SET001")["missing"] == 2


def test_in_a_folder_the_names_of_the_others_are_named(tmp_path: Path) -> None:
    (tmp_path / "exports").mkdir()
    (tmp_path / "exports" / "part-0.csv").write_text(f"{HEADER}\n" + lines("{t},{i},view,{u}"))
    (tmp_path / "exports" / "part-1.csv").write_text(lines("{t}1,{i},view,{u}").replace("1,i", ",i"))
    judged = report("exports", *NOW, cwd=tmp_path, code=1)
    found = finding(judged, "SCH001")
    assert [entry["code"] for entry in judged["findings"] if entry["severity"] in ("error", "warning")] == ["SCH001"]
    assert found["samples"][0]["path"].endswith("part-1.csv")
    assert {"CSV011", "SCH005", "SET011"} <= {entry["code"] for entry in found["folded"]}
    assert f"names of the other files, {HEADER}, above" in found["hint"]
    run("prepare", "exports", *NOW, "-o", "made.csv", cwd=tmp_path)
    made = (tmp_path / "made.csv").read_text().splitlines()
    assert len(made) == 1 + 2 * ROWS
    assert all(line.startswith("u") for line in made[1:])


def test_what_it_stands_for_comes_back_by_itself(tmp_path: Path) -> None:
    path = tmp_path / "x.csv"
    path.write_text(lines("{n},{i},{r},{t}"))
    assert len(report(path, "--select", "SCH005", code=1)["findings"]) == 3
    assert finding(report(path, "--ignore", "SCH001", code=1), "SCH005", "1")["severity"] == "error"


def test_redact_hides_the_first_line(tmp_path: Path) -> None:
    path = tmp_path / "x.csv"
    path.write_text(lines("secret-{u},{i},{t}"))
    found = finding(report(path, "--redact", *NOW), "SCH001")
    assert "secret" not in str(found)


@pytest.mark.parametrize(
    "header",
    ["user_id,item_id,timestamp", "USER_ID,ITEM_ID,1700000000", "user,item,when", "2019,2020,2021", "u,i,123456"],
)
def test_other_headers_are_no_records(tmp_path: Path, header: str) -> None:
    path = tmp_path / "x.csv"
    path.write_text(f"{header}\n" + lines("{u},{i},{t}"))
    assert "looks like a record" not in str(report(path, *NOW)["findings"])


def test_what_it_stands_for_is_told_safely_and_without_gaps(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text(f"{HEADER}\n" + lines("{t},{i},view,{u}"))
    (tmp_path / "b.csv").write_text(lines("{t},\ufeff,{i},{u}"), encoding="utf-8")
    said = run("validate", "a.csv", "b.csv", *NOW, "--format", "junit", cwd=tmp_path, code=1).stdout
    assert "stands for CSV011; SCH001 in ITEM_ID" in said
    assert "\ufeff" not in said
