"""Lists that are joined by what ids have as well are told by the item of the row among their pieces."""

from __future__ import annotations

import json
import re
import shlex
from pathlib import Path

import pytest

from tests.cli_runner import finding, report, run

HEADER = "USER_ID,ITEM_ID,TIMESTAMP,IMPRESSION\n"


def table(form: str, mark: str, *, size: int = 4) -> str:
    ids = [form.format(number) for number in range(7)]
    lists = [mark.join(ids[(row + place) % 7] for place in range(size)) for row in range(50)]
    return HEADER + "".join(f"u{row % 30},{ids[row % 7]},{1_700_000_000 + row},{lists[row]}\n" for row in range(50))


@pytest.mark.parametrize("form", ["i{}", "sku-{}", "sku_{}", "a.b.{}", "é{}"])
@pytest.mark.parametrize("mark", ["\x02", "\x01", "¦", "%7C", ".", "-", "_", "*", "\\"])
def test_the_separator_and_not_the_join_is_the_cause(tmp_path: Path, mark: str, form: str) -> None:
    path = tmp_path / "x.csv"
    path.write_text(table(form, mark))
    judged = report(path)
    found = finding(judged, "IMP008")
    assert found["count"] == 50
    assert "the ITEM_ID of the row is among them" in found["message"]
    folded = {entry["code"] for entry in found["folded"]}
    assert {"IMP003", "IMP009"} <= folded
    assert ("CSV010" in folded) == (mark < " ")
    assert not {"IMP003", "IMP009", "CSV010"} & {entry["code"] for entry in judged["findings"]}
    named = re.search("add `(--list-separator .*?)` to `interactions-cli (.*?)`", found["hint"])
    if named is None:
        assert found["hint"] == "Join the ids with vertical bars where the file is made."
        return
    run(*shlex.split(f"{named[2]} {named[1]} --fail-on never -q"), cwd=tmp_path)
    written = (tmp_path / "x.prepared.csv").read_text().splitlines()[1:]
    ids = [form.format(number) for number in range(7)]
    assert [line.rpartition(",")[2] for line in written] == [
        "|".join(ids[(row + place) % 7] for place in range(4)) for row in range(50)
    ]


@pytest.mark.parametrize(
    ("form", "mark", "size"),
    # One colour behind an id is no list.
    [("i{}", "-", 2), ("i{}", "|", 4), ("i{}", "", 4)],
)
def test_other_lists_are_taken_as_they_are(tmp_path: Path, form: str, mark: str, size: int) -> None:
    path = tmp_path / "x.csv"
    path.write_text(table(form, mark, size=size))
    assert "IMP008" not in json.dumps(report(path)["findings"])


def test_a_control_character_elsewhere_is_told_beside_the_separator(tmp_path: Path) -> None:
    path = tmp_path / "x.csv"
    path.write_text(table("i{}", "\x02").replace("u1,", "u\x031,", 1) + "u1,i1,1700000099,\n".replace("u1", "u\x041"))
    found = {entry["code"] for entry in report(path)["findings"]}
    assert {"IMP008", "CSV010"} <= found


@pytest.mark.parametrize("mark", [";", ",", "¦", "-"])
def test_control_characters_of_as_many_other_cells_are_told_beside_another_separator(tmp_path: Path, mark: str) -> None:
    path = tmp_path / "x.csv"
    lists = "".join(f'u\x00{row},i{row},{1_700_000_000 + row},"i8{mark}i{row}{mark}i9"\n' for row in range(5))
    path.write_text(HEADER + lists)
    for words in ((), ("--redact",), ("--max-samples", "0")):
        found = {entry["code"]: entry["count"] for entry in report(path, *words)["findings"]}
        assert (found["IMP008"], found["CSV010"]) == (5, 5)


def test_lists_joined_by_control_characters_are_one_finding_whatever_is_shown_of_them(tmp_path: Path) -> None:
    path = tmp_path / "x.csv"
    path.write_text(table("i{}", "\x02"))
    for words in (("--redact",), ("--max-samples", "0")):
        assert "CSV010" not in {entry["code"] for entry in report(path, *words)["findings"]}


@pytest.mark.parametrize("mark", ["¦", "%7C", "-", "_", "*"])
def test_prepare_asks_before_it_writes_such_lists_as_single_ids(tmp_path: Path, mark: str) -> None:
    (tmp_path / "x.csv").write_text(table("i{}", mark))
    words = ("prepare", "x.csv", "-o", "out.csv", "--force", "--fail-on", "never", "-q")
    for more in ((), ("--dry-run",)):
        said = run(*words, *more, code=2, cwd=tmp_path).stderr
        assert "50 of 50 lists in IMPRESSION look like ids joined by " in said
        assert "Where each is one id: `--list-separator '|'`." in said
        assert not (tmp_path / "out.csv").exists()
    run(*words, "--list-separator", "|", cwd=tmp_path)
    assert mark in (tmp_path / "out.csv").read_text().splitlines()[1]
    named = re.search("Say so: `(.*?)`", said)
    if named:
        run(*words, *shlex.split(named[1]), cwd=tmp_path)
        assert all(line.count("|") == 3 for line in (tmp_path / "out.csv").read_text().splitlines()[1:])
    assert bool(named) == (mark in "-_*")


@pytest.mark.parametrize(
    "content",
    [
        table("secret{}", "-"),
        table("secret{}", "-").split("\n", 1)[1],
        HEADER[:25] + "\nu1,i1,77secret\nu2,i2,78secret\n",
    ],
)
def test_questions_hide_cells_where_a_run_does(tmp_path: Path, content: str) -> None:
    """Lists, a first line without names, and times that no form fits."""
    (tmp_path / "x.csv").write_text(content)
    words = ("prepare", "x.csv", "-o", "out.csv", "--max-rejected", "0")
    assert "secret" in run(*words, code=2, cwd=tmp_path).stderr
    hidden = run(*words, "--redact", code=2, cwd=tmp_path).stderr
    assert "secret" not in hidden
    assert "[redacted]" in hidden
