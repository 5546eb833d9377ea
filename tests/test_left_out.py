"""Which files of a folder or glob are read, and how the others are named."""

from __future__ import annotations

from pathlib import Path

import pytest

from interactions_cli.errors import InputError, UsageError
from interactions_cli.storage.inputs import LOG_SUFFIXES, Inputs, resolve_inputs
from tests.cli_runner import report, run
from tests.fault_runner import rows

PARTS = (
    "part-r-00001",
    "run-1557842345678-part-r-00000",
    "000000_0",
    "0000_part_00",
    "0000_part_00.gz",
    "part-00000-9a8b-c000",
)
TABLES = (
    *("b.parquet", "b.jsonl", "b.json", "b.tsv", "b.csv.bz2", "b.jsonl.gz", "b.csv.bak", "B.CSV.1", "b.csv~"),
    *("b.csv (1)", "b.csv.old.gz"),
)
BOOK_KEEPING = ("_SUCCESS", "_committed_123", ".part-r-00001.crc", "part-r-00001.crc", "run-1.metadata", ".hidden1")


def made(folder: Path, *names: str) -> None:
    for name in names:
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(rows(3))


def resolved(folder: Path, pattern: str = "") -> Inputs:
    """The inputs of a folder or of a glob in it, their paths without the folder's."""
    found = resolve_inputs([f"{folder}/{pattern}"])
    return Inputs(
        tuple(path.removeprefix(f"{folder}/") for path in found.paths),
        tuple(note.replace(f"{folder}/", "./") for note in found.notes),
        tuple(path.removeprefix(f"{folder}/") for path in found.unread),
    )


@pytest.mark.parametrize("name", PARTS)
def test_a_folder_with_only_part_files_without_a_suffix_is_read(tmp_path: Path, name: str) -> None:
    made(tmp_path, name, *BOOK_KEEPING, "README", "notes.txt")
    found = resolved(tmp_path)
    assert (found.paths, found.unread) == ((name,), ())
    (note,) = found.notes
    assert all(other in note for other in (*BOOK_KEEPING, "README", "notes.txt"))


@pytest.mark.parametrize("name", [*BOOK_KEEPING, "README", "LICENSE", "Makefile", "notes.txt", "v1.2.txt"])
def test_nothing_else_is_taken_for_a_part(tmp_path: Path, name: str) -> None:
    made(tmp_path, name)
    with pytest.raises(InputError, match=r"holds no \.csv"):
        resolved(tmp_path)


def test_an_empty_part_is_none(tmp_path: Path) -> None:
    (tmp_path / "part-00000").touch()
    with pytest.raises(InputError, match=r"holds no \.csv"):
        resolved(tmp_path)


def test_part_files_of_spark_are_judged(tmp_path: Path) -> None:
    made(tmp_path, "out/part-r-00000", "out/part-r-00001", "out/_SUCCESS")
    assert [entry["rows"] for entry in report("out", cwd=tmp_path)["inputs"]] == [3, 3]
    logs = resolve_inputs([str(tmp_path / "out")], suffixes=LOG_SUFFIXES)
    assert [Path(path).name for path in logs.paths] == ["part-r-00000", "part-r-00001"]


@pytest.mark.parametrize("name", [*PARTS, *TABLES])
def test_a_file_that_looks_like_data_and_is_not_read_is_a_warning(tmp_path: Path, name: str) -> None:
    made(tmp_path, "a.csv", name)
    found = resolved(tmp_path)
    assert (found.paths, found.unread) == (("a.csv",), (name,))
    (note,) = found.notes
    assert f"left out {name} (not CSV by name; warning: this looks like data" in note


def test_every_kind_of_what_is_left_out_is_named(tmp_path: Path) -> None:
    made(tmp_path, "a.csv", "part-0", "notes.txt", "deeper/b.csv")
    said = run("validate", tmp_path, "--fail-on", "never").stdout
    for word in ("part-0", "notes.txt", "deeper/", "sub-folders are not"):
        assert word in said
    assert "b.csv" not in said


def test_many_names_are_counted(tmp_path: Path) -> None:
    made(tmp_path, "a.csv", *(f".part-{number}.crc" for number in range(200)))
    (note,) = resolved(tmp_path).notes
    assert "and 180 more" in note


HIVE = ("hive/dt=2025-01-01/part-0.csv", "hive/a=1/b=2/x.csv", "hive/top.csv")


@pytest.mark.parametrize(
    ("pattern", "count"),
    [
        ("hive/**/*.csv", 3),
        ("**/*.csv", 3),
        ("hive/**", 3),
        ("hive/*/*.csv", 1),
        ("hive/*/**/x.csv", 1),
        ("h**/*.csv", 1),
    ],
)
def test_two_stars_are_any_folders(tmp_path: Path, pattern: str, count: int) -> None:
    made(tmp_path, *HIVE, "hive/_SUCCESS")
    found = resolved(tmp_path, pattern)
    assert len(found.paths) == count
    assert set(found.paths) <= set(HIVE)


def test_what_two_stars_at_the_end_leave_out_is_named(tmp_path: Path) -> None:
    made(tmp_path, *HIVE, "hive/_SUCCESS", "hive/a=1/notes.txt")
    notes = " ".join(resolved(tmp_path, "hive/**").notes)
    assert "hive/_SUCCESS" in notes
    assert "hive/a=1/notes.txt" in notes


def test_folders_that_a_glob_matches_are_named(tmp_path: Path) -> None:
    made(tmp_path, *HIVE)
    found = resolved(tmp_path, "hive/*")
    assert found.paths == ("hive/top.csv",)
    assert found.notes == ("./hive/*: left out ./hive/a=1/, ./hive/dt=2025-01-01/ (sub-folders are not read)",)


def test_a_loop_of_folders_is_the_same_file_twice(tmp_path: Path) -> None:
    made(tmp_path, "a/x.csv")
    (tmp_path / "a" / "loop").symlink_to(".")
    with pytest.raises(UsageError, match="given twice"):
        resolved(tmp_path, "a/**/*.csv")


def test_the_hint_for_a_folder_of_folders_reads_them(tmp_path: Path) -> None:
    made(tmp_path, "hive/dt=1/a.csv", "hive/dt=2/b.csv")
    hint = run("validate", "hive", cwd=tmp_path, code=2).stderr.splitlines()[-1]
    assert hint == (
        "hint: Sub-folders are not read, as the service does not read them; name their files as 'hive/**/*.csv'."
    )
    assert len(report("hive/**/*.csv", cwd=tmp_path)["inputs"]) == 2


@pytest.mark.parametrize("name", ["b.csv.md5", "b.parquet.crc", "b.json.sha256", "bcsv.txt", "b.csvx", "b.jsonschema"])
def test_what_is_written_about_a_file_is_no_data(tmp_path: Path, name: str) -> None:
    made(tmp_path, "a.csv", name)
    assert resolved(tmp_path).unread == ()


@pytest.mark.parametrize("name", ["B.CSV", "b.Csv.GZ", "b.csv.zst"])
def test_the_case_of_a_suffix_does_not_matter(tmp_path: Path, name: str) -> None:
    made(tmp_path, "a.csv", name)
    assert set(resolved(tmp_path).paths) == {"a.csv", name}


FORMATS = ("text", "concise", "json", "markdown", "html", "junit", "sarif", "github")


@pytest.mark.parametrize("form", FORMATS)
@pytest.mark.parametrize("words", [("validate", "x"), ("stats", "x"), ("filter", "x", "-o", "kept.csv")])
def test_what_looks_like_data_and_is_not_read_is_a_finding_in_every_format(
    tmp_path: Path, words: tuple[str, ...], form: str
) -> None:
    made(tmp_path, "x/a.csv", "x/b.csv.bak", "x/c.json", "x/notes.txt")
    run(*words, "--report", f"{form}=told", "--fail-on", "never", cwd=tmp_path, env={"COLUMNS": "200"})
    told = (tmp_path / "told").read_text()
    for word in ("CSV016", "2 files beside the inputs", "x/b.csv.bak, x/c.json"):
        assert word in told, told


def test_what_looks_like_data_and_is_not_read_fails_a_gate_of_warnings(tmp_path: Path) -> None:
    made(tmp_path, "x/a.csv", "x/b.csv.bak")
    (found,) = report("x", "--select", "CSV016", cwd=tmp_path)["findings"]
    assert (found["severity"], found["count"], found["samples"][0]["path"]) == ("warning", 1, "x/b.csv.bak")
    run("validate", "x", "--select", "CSV016", "--fail-on", "warning", cwd=tmp_path, code=1)
    run("validate", "x/a.csv", "--select", "CSV016", "--fail-on", "warning", cwd=tmp_path)
    merged = ("merge-impressions", "x", "--impressions", "log.jsonl", "--within", "1h", "-n", "--allow-empty")
    (tmp_path / "log.jsonl").write_text('{"userId":"u1","timestamp":1700000000,"itemList":[{"itemId":"i1"}]}\n')
    assert "CSV016" in run(*merged, cwd=tmp_path).stdout
