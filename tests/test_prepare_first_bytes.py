"""What an input is, told by its first bytes: archives, returns alone, a broken line above objects, a header alone."""

from __future__ import annotations

import io
import json
import shlex
import subprocess
import tarfile
from pathlib import Path

import pytest

from interactions_cli.commands.prepare import prepare
from interactions_cli.commands.prepare_options import PrepareOptions
from interactions_cli.personalize.target import make_target
from tests.cli_runner import report
from tests.test_prepare_command import NOW, prepared, rows, section, write

HEADER = "user_id,item_id,timestamp"
RECORDS = [f"u{n % 3},i{n % 4},{1_700_000_000 + n}" for n in range(30)]
WRITTEN = ["USER_ID,ITEM_ID,TIMESTAMP", *RECORDS]
OBJECTS = [json.dumps(dict(zip(HEADER.split(","), record.split(","), strict=True))) for record in RECORDS]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-32", "utf-16-le", "cp1252"])
@pytest.mark.parametrize("end", ["\r", "\n", "\r\n"])
# Two returns in the first block tell that there is nothing else.
@pytest.mark.parametrize("block", [300, 1 << 20])
def test_lines_end_as_they_do_in_any_encoding(tmp_path: Path, encoding: str, end: str, block: int) -> None:
    (tmp_path / "raw.csv").write_bytes("".join(line + end for line in (HEADER, *RECORDS)).encode(encoding))
    options = PrepareOptions(
        output=str(tmp_path / "out.csv"),
        block_bytes=block,
        first_look_bytes=block,
        encoding=encoding if encoding in ("utf-16-le", "cp1252") else None,
    )
    prepare([str(tmp_path / "raw.csv")], make_target(now=int(NOW)), options)
    assert rows(tmp_path) == WRITTEN


@pytest.mark.parametrize(
    "first",
    [
        '{"user_id": "u1", "item_',
        '"item_id": "i1"}',
        "exporting …",
        "[",
        '[{"user_id": "u1"',
        "user_id,item_id",
        "{'a': 1}",
    ],
)
def test_a_broken_line_above_objects_is_one_reject(tmp_path: Path, first: str) -> None:
    write(tmp_path, "raw.jsonl", [first, *OBJECTS])
    made = section(tmp_path, "raw.jsonl")
    assert (made["written"], made["by_reason"], made["formats"]) == (30, {"LOG001": 1}, ["json-lines"])
    assert rows(tmp_path) == WRITTEN


@pytest.mark.parametrize(
    ("lines", "form"),
    [
        (["[", *(f"{line}," for line in OBJECTS[:-1]), OBJECTS[-1], "]"], "json"),
        ([f"[{OBJECTS[0]}]", *OBJECTS[1:]], "json"),
        (["{", *json.dumps(json.loads(OBJECTS[0]), indent=1).splitlines()[1:]], "json"),
        ([HEADER, *RECORDS], "csv"),
        ([f"note;{HEADER.replace(',', ';')}", *(f"{{}};{record.replace(',', ';')}" for record in RECORDS)], "csv"),
    ],
)
def test_other_texts_keep_their_format(tmp_path: Path, lines: list[str], form: str) -> None:
    write(tmp_path, "raw", lines)
    assert section(tmp_path, "raw")["formats"] == [form]


def make_archive(path: Path, mode: str, form: int) -> None:
    with tarfile.open(path, mode, format=form) as archive:  # type: ignore[call-overload]
        for name in ("a.csv", "b.csv"):
            content = "".join(f"{line}\n" for line in (HEADER, *RECORDS)).encode()
            member = tarfile.TarInfo(name)
            member.size = len(content)
            archive.addfile(member, io.BytesIO(content))


@pytest.mark.parametrize(("name", "mode"), [("all.tar", "w"), ("all files.tar.gz", "w:gz")])
@pytest.mark.parametrize("form", [tarfile.USTAR_FORMAT, tarfile.GNU_FORMAT, tarfile.PAX_FORMAT])
def test_an_archive_is_called_one_with_the_command_to_unpack_it(
    tmp_path: Path, name: str, mode: str, form: int
) -> None:
    make_archive(tmp_path / name, mode, form)
    said = prepared(tmp_path, name, code=2).stderr
    assert f"{name} is a tar archive" in said
    (command,) = said.split("`")[1::2]
    subprocess.run(["bash", "-c", command], cwd=tmp_path, check=True)
    assert section(tmp_path, "unpacked")["written"] == 60
    assert subprocess.run(["bash", "-c", command], cwd=tmp_path, check=False, capture_output=True).returncode
    (finding,) = [entry for entry in report(name, cwd=tmp_path)["findings"] if entry["code"] == "CSV014"]
    assert "is a tar archive" in finding["message"]


@pytest.mark.parametrize(
    ("start", "said"), [(b"Rar!\x1a\x07\x01\x00", "is a RAR archive"), (b"\x04\x22\x4d\x18d", "is packed with lz4")]
)
def test_others_that_are_packed_are_named(tmp_path: Path, start: bytes, said: str) -> None:
    (tmp_path / "raw").write_bytes(start + b"\x00abc" * 9)
    assert said in prepared(tmp_path, "raw", code=2).stderr
    assert said in report("raw", cwd=tmp_path)["findings"][0]["message"]


@pytest.mark.parametrize("block", [1, 10, 1 << 20])
@pytest.mark.parametrize("nothing", ["uid,product,when", "user_id,item_id,timestamp,price"])
def test_a_header_alone_asks_nothing_of_other_files(tmp_path: Path, nothing: str, block: int) -> None:
    write(tmp_path, "raw/a.csv", [HEADER, *RECORDS])
    write(tmp_path, "raw/b.csv", [nothing])
    options = PrepareOptions(output=str(tmp_path / "out.csv"), block_bytes=block, first_look_bytes=block)
    made = prepare([str(tmp_path / "raw")], make_target(now=int(NOW)), options)
    assert rows(tmp_path) == WRITTEN
    assert made.sections["prepare"]["left_out"] == []
    assert any(note.startswith("a header line of other names and no record: ") for note in made.notes)


def test_a_header_alone_that_others_share_is_no_news(tmp_path: Path) -> None:
    write(tmp_path, "raw/a.csv", [HEADER, *RECORDS])
    write(tmp_path, "raw/b.csv", [HEADER])
    said = " ".join(prepared(tmp_path, "raw").stdout.split())
    assert "a header line of other names" not in said


def test_one_record_under_another_header_is_still_asked_about(tmp_path: Path) -> None:
    write(tmp_path, "raw/a.csv", [HEADER, *RECORDS])
    write(tmp_path, "raw/b.csv", ["uid,product,when", "u1,i1,1700000000"])
    assert shlex.quote("raw/b.csv") in prepared(tmp_path, "raw", code=2).stderr


def test_a_header_without_any_record_is_read_as_before(tmp_path: Path) -> None:
    write(tmp_path, "raw.csv", [HEADER])
    made = section(tmp_path, "raw.csv", code=1)
    assert [entry["source"] for entry in made["fields"]] == HEADER.split(",")
