"""Lists of shown items as exports write them: in brackets, as objects, with another separator."""

from __future__ import annotations

import json
import shlex
from pathlib import Path

import pytest

from interactions_cli.rules.impression_use import SEPARATORS
from tests.hint_follower import spans_of
from tests.test_prepare_command import prepared, rows, write

HEADER = "USER_ID\tITEM_ID\tTIMESTAMP\tIMPRESSION"


def lists(folder: Path, *cells: str, words: tuple[str, ...] = (), item: str = "i1") -> list[str]:
    """What becomes of the cells; the interacted item is i1 if no other is given."""
    write(folder, "raw.csv", [HEADER, *(f"u{n}\t{item}\t{1_700_000_000 + n}\t{cell}" for n, cell in enumerate(cells))])
    prepared(folder, "raw.csv", "--force", *words)
    return [line.split(",", 3)[3] for line in rows(folder)[1:]]


@pytest.mark.parametrize(
    ("cell", "expected"),
    [
        ('["i1", "i2"]', "i1|i2"),
        ("['i1', 'i2']", "i1|i2"),
        ("[1 2 3]", "1|2|3"),
        ("{i1,i2}", "i1|i2"),
        ("(i1, i2)", "i1|i2"),
        ("[]", ""),
        ('[{"itemId": "i1"}, {"itemId": "i2", "score": 0.25}]', "i1|i2"),
        ('[{"ITEM_ID": 1}, {"ITEM_ID": 20000000000000000001}]', "1|20000000000000000001"),
        ('{"itemList": [{"itemId": "i1"}], "recommendationId": "r"}', "i1"),
        ('["i\\u00e9", "i2", null]', "ié|i2"),
        ('["[{\\"itemId\\": \\"i1\\"}]"]', "i1"),
        ('["i1|i2", "i3\\n"]', "i1|i2|i3"),
        # What names no id stays to the letter.
        ('[{"name": "i1"}]', '"[{\\"name\\": \\"i1\\"}]"'),
    ],
)
def test_a_list_in_brackets_comes_out_of_them(cell: str, expected: str, tmp_path: Path) -> None:
    assert lists(tmp_path, cell.replace('"', '""').join('""') if '"' in cell else cell) == [expected]
    (tmp_path / "out.csv").rename(tmp_path / "again.csv")
    prepared(tmp_path, "again.csv")
    assert (tmp_path / "out.csv").read_bytes() == (tmp_path / "again.csv").read_bytes()


@pytest.mark.parametrize("mark", [mark for mark in SEPARATORS if mark != "\t"])
def test_any_separator_is_taken_that_ids_of_other_records_prove(mark: str, tmp_path: Path) -> None:
    assert lists(tmp_path, f"i1{mark}i2", f"i3{mark} i1") == ["i1|i2", "i3|i1"]


@pytest.mark.parametrize("mark", [mark for mark in SEPARATORS if mark != "\t"])
def test_what_nothing_proves_stays_and_the_hint_names_the_option(mark: str, tmp_path: Path) -> None:
    cells = [f"a{mark}b", f"c{mark}d"]
    assert [cell.strip('"') for cell in lists(tmp_path, *cells)] == cells
    found = json.loads(prepared(tmp_path, "raw.csv", "--force", "--format", "json").stdout)["findings"]
    (hint,) = (entry["hint"] for entry in found if entry["code"] == "IMP008")
    (option,) = spans_of(hint).options
    assert lists(tmp_path, *cells, words=tuple(shlex.split(option))) == ["a|b", "c|d"]


def test_a_separator_that_is_named_splits_whatever_the_ids_are(tmp_path: Path) -> None:
    assert lists(tmp_path, "a b;c", "d", "i1|i2;i3", words=("--list-separator", "semicolon")) == [
        "a b|c",
        "d",
        "i1|i2;i3",
    ]
    assert lists(tmp_path, "a;b", words=("--list-separator", ";"), item="x;y") == ["a|b"]
    assert lists(tmp_path, "a b", words=("--list-separator", "space")) == ["a|b"]


def test_a_separator_of_several_characters_is_refused(tmp_path: Path) -> None:
    write(tmp_path, "raw.csv", [HEADER, "u\ti\t1700000000\ta::b"])
    refused = prepared(tmp_path, "raw.csv", "--list-separator", "::", code=2)
    assert "--list-separator '::' is not one character" in refused.stderr
