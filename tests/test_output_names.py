"""Outputs whose name promises something else than what is written, and options that an empty variable leaves empty."""

from __future__ import annotations

import gzip
from pathlib import Path

import pytest

from tests.cli_runner import run

CLICKS = "USER_ID,ITEM_ID,TIMESTAMP\nu1,a,1700000000\n"
SHOWN = "USER_ID,TIMESTAMP,IMPRESSION\nu1,1700000000,a|b\n"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "clicks.csv").write_text(CLICKS)
    (tmp_path / "shown.csv").write_text(SHOWN)
    return tmp_path


def refused(folder: Path, *words: str) -> str:
    """What a run that must not change the folder says."""
    before = sorted(path.name for path in folder.iterdir())
    result = run(*words, cwd=folder, code=2)
    assert result.stdout == ""
    assert sorted(path.name for path in folder.iterdir()) == before
    return result.stderr


FILTER = ("filter", "clicks.csv", "-q")
MERGE = ("merge-impressions", "clicks.csv", "--impressions", "shown.csv", "--within", "1m", "-q")


@pytest.mark.parametrize(
    ("name", "hint"),
    [
        ("out.csv.bz2", "name it out.csv and pack it afterwards: `bzip2 out.csv`"),
        ("out.xz", "`xz out`"),
        ("OUT.CSV.ZIP", "name it OUT.CSV."),
        ("out.parquet", "name it out.csv."),
        ("my out.xlsx", "name it 'my out.csv'."),
        ("new/", "mkdir -p new/"),
    ],
)
def test_no_data_go_to_a_name_that_promises_something_else(folder: Path, name: str, hint: str) -> None:
    for words in ((*FILTER, "-o", name), (*MERGE, "-o", name), (*FILTER, "-o", "kept.csv", "--rejects", name)):
        said = refused(folder, *words)
        assert f"error: {name}" in said
        assert hint in said


@pytest.mark.parametrize(
    ("name", "hint"), [("r.json.gz", "`gzip r.json`"), ("r.zst", "`zstd r`"), ("r.zip", "Name it r."), ("r/", "mkdir")]
)
def test_no_report_goes_to_such_a_name_either(folder: Path, name: str, hint: str) -> None:
    for words in (("validate", "-o", name), ("stats", "-o", name), ("validate", "--report", f"json={name}")):
        assert hint in refused(folder, words[0], "clicks.csv", *words[1:])


def test_a_folder_that_no_path_can_have(folder: Path) -> None:
    for words in (FILTER, MERGE, ("validate", "clicks.csv")):
        said = refused(folder, *words, "-o", "x" * 300 + "/")
        assert "cannot be written: File name too long" in said
        assert "internal error" not in said


@pytest.mark.parametrize("name", ["out.gz", "out.CSV.GZ"])
def test_a_gz_is_a_gz_whatever_its_case(folder: Path, name: str) -> None:
    run(*FILTER, "-o", name, cwd=folder)
    assert gzip.decompress((folder / name).read_bytes()).decode() == CLICKS


@pytest.mark.parametrize("name", ["out", "out.txt", "out.2025.01"])
def test_other_names_promise_nothing(folder: Path, name: str) -> None:
    run(*FILTER, "-o", name, cwd=folder)
    assert (folder / name).read_text() == CLICKS


@pytest.mark.parametrize(
    ("words", "option"),
    [
        *(
            (("validate", "clicks.csv", option, ""), option)
            for option in ("--schema", "--domain", "--recipe", "--event-type", "--solution-config", "--config")
        ),
        (("validate", "clicks.csv", "-o", ""), "--output"),
        (("stats", "clicks.csv", "--output="), "--output"),
        ((*FILTER, "-o", ""), "--output"),
        ((*FILTER, "--rejects", ""), "--rejects"),
        ((*MERGE, "--available", ""), "--available"),
    ],
)
def test_an_empty_value_is_not_an_absent_option(folder: Path, words: tuple[str, ...], option: str) -> None:
    assert f"error: {option} is given an empty value" in refused(folder, *words)
