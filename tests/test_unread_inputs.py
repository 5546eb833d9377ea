"""What cannot be read as records fails the gate whatever rules are chosen: no other rule has a word about it."""

from __future__ import annotations

from pathlib import Path

import pytest

from interactions_cli.commands.validate import ValidateOptions, validate
from interactions_cli.personalize.target import make_target
from tests.cli_runner import codes, report, run

GOOD = "USER_ID,ITEM_ID,TIMESTAMP\nu1,i1,1700000000\n"
BROKEN = "USER_ID,ITEM_ID,TIMESTAMP\nu1,i1,1700000000,\nu2\n"


def written(folder: Path, data: bytes, name: str = "x.csv") -> Path:
    path = folder / name
    path.write_bytes(data)
    return path


@pytest.mark.parametrize("choice", [("--select", "VAL"), ("--select", "SET010"), ("--ignore", "CSV,SET")])
@pytest.mark.parametrize(
    ("data", "code"),
    [
        (GOOD.encode("utf-16"), "CSV003"),
        (GOOD.encode("utf-32"), "CSV003"),
        (b"PK\x03\x04 a workbook", "CSV014"),
        (b'{"userId": "u1"}\n', "CSV014"),
        (b"sep=,\n" + GOOD.encode(), "CSV015"),
        (GOOD.replace("USER", "\u00dcSER").encode("latin-1"), "CSV003"),
        (GOOD.replace("\n", "\r").encode(), "CSV002"),
        (b"\n" + GOOD.encode(), "CSV001"),
        (BROKEN.encode(), "CSV007"),
        (GOOD.replace("i1", '"i1').encode(), "CSV008"),
        (GOOD.replace("i1", "\u00e9").encode("latin-1"), "CSV003"),
    ],
)
def test_it_counts_whatever_is_chosen(tmp_path: Path, data: bytes, code: str, choice: tuple[str, str]) -> None:
    alone = report(written(tmp_path, data), *choice, code=1)
    assert code in {entry["code"] for entry in alone["findings"] if entry["severity"] == "error"}
    assert [entry for entry in alone["passed"] if entry["code"].startswith(("VAL", "IMP"))] == []
    assert code not in {entry["code"] for entry in alone["skipped"]}


def test_one_such_file_among_good_ones_counts_too(tmp_path: Path) -> None:
    paths = [written(tmp_path, GOOD.encode(), "a.csv"), written(tmp_path, GOOD.encode("utf-16"), "b.csv")]
    assert codes(report(*paths, "--select", "VAL", code=1)) == {"CSV003"}


def test_a_file_without_a_byte_counts_unless_it_is_ignored_by_name(tmp_path: Path) -> None:
    path = written(tmp_path, b"")
    assert codes(report(path, "--select", "VAL", code=1)) == {"CSV001"}
    assert codes(report(path, "--select", "VAL", "--ignore", "empty-file", code=0)) == set()


def test_some_broken_lines_may_be_left_out(tmp_path: Path) -> None:
    path = written(tmp_path, (GOOD + "u2\n").encode())
    left = report(path, "--select", "VAL", code=0)
    assert codes(left) == set()
    assert {"code": "VAL001", "column": "USER_ID"} in left["passed"]


def test_a_header_alone_has_nothing_unread(tmp_path: Path) -> None:
    assert codes(report(written(tmp_path, GOOD.splitlines()[0].encode()), "--select", "VAL", code=0)) == set()


def test_no_severity_makes_less_of_it(tmp_path: Path) -> None:
    config = written(tmp_path, b'[severity]\nCSV003 = "note"\n', "interactions-cli.toml")
    words = ("--config", config, "--select", "CSV003")
    run("validate", written(tmp_path, GOOD.encode("utf-16")), *words, code=1)
    run("validate", written(tmp_path, (GOOD + "u2,\u00e9,1700000000\n").encode("latin-1")), *words, code=0)


def test_what_is_not_read_has_no_bytes_however_it_is_split(tmp_path: Path) -> None:
    paths = [written(tmp_path, GOOD.encode(), "a.csv"), written(tmp_path, b"\0" * 300 + GOOD.encode(), "b.csv")]
    for size in (1, 100, 1 << 20):
        judged = validate([str(path) for path in paths], make_target(now=0), ValidateOptions(block_bytes=size))
        assert judged.to_dict()["metrics"]["bytes"] == len(GOOD.encode())
