"""`filter` and `merge-impressions` name `prepare` where their input needs it, and the command does what they say."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

import polars as pl
import pytest

from tests.cli_runner import run

NOW = "1760000000"
TABLE = "USER_ID,ITEM_ID,TIMESTAMP,EVENT_TYPE\nu1,i1,1700000000,View\n"
INPUTS: dict[str, dict[str, bytes]] = {
    "json": {"in.json": b'[{"userId": "u1", "itemId": "i1", "sentAt": 1700000000, "eventType": "View"}]'},
    "utf-16": {"in.csv": TABLE.encode("utf-16")},
    "carriage returns": {"in.csv": TABLE.replace("\n", "\r").encode()},
    "other headers": {
        "a.csv": TABLE.encode(),
        "b.csv": b"ITEM_ID,USER_ID,TIMESTAMP,EVENT_TYPE\ni1,u1,1700000000,View\n",
    },
}
COMMANDS = {
    "filter": ("filter", "--event", "View", "-o", "out.csv"),
    "merge": ("merge-impressions", "--impressions", "log.jsonl", "--on", "USER_ID", "-o", "out.csv"),
}


def write(folder: Path, name: str) -> list[str]:
    (folder / "log.jsonl").write_text('{"USER_ID": "u1", "IMPRESSION": "i1|i2"}\n')
    for path, content in INPUTS.get(name, {}).items():
        (folder / path).write_bytes(content)
    if name == "parquet":
        pl.DataFrame(
            [{"USER_ID": "u1", "ITEM_ID": "i1", "TIMESTAMP": 1_700_000_000, "EVENT_TYPE": "View"}]
        ).write_parquet(folder / "in.parquet")
        return ["in.parquet"]
    return list(INPUTS[name])


@pytest.mark.parametrize("command", sorted(COMMANDS))
@pytest.mark.parametrize("name", [*sorted(INPUTS), "parquet"])
def test_the_named_command_makes_what_can_be_read(name: str, command: str, tmp_path: Path) -> None:
    paths = write(tmp_path, name)
    first, *rest = COMMANDS[command]
    said = run(first, *paths, *rest, "--now", NOW, cwd=tmp_path, code=2).stderr
    found = re.search(r"`interactions-cli (prepare [^`]+)`", said)
    assert found, said
    words = shlex.split(found[1])
    run(*words, "--now", NOW, "--fail-on", "never", cwd=tmp_path)
    made = words[words.index("-o") + 1]
    run(first, made, *rest, "--now", NOW, cwd=tmp_path)
    assert (tmp_path / "out.csv").read_text("utf-8").splitlines()[1].startswith("u1,i1,1700000000,View")


@pytest.mark.parametrize("command", sorted(COMMANDS))
def test_a_file_without_a_header_line_is_named_as_one(command: str, tmp_path: Path) -> None:
    write(tmp_path, "utf-16")
    (tmp_path / "bare.csv").write_text("u1,i1,1700000000\nu2,i2,1700000001\n")
    first, *rest = COMMANDS[command]
    said = run(first, "bare.csv", *rest, "--now", NOW, cwd=tmp_path, code=2).stderr
    assert "as if the first line were a record" in said
    found = re.search(r"`interactions-cli (prepare bare.csv [^`]+)`", said)
    assert found, said
    proposed = run(*shlex.split(found[1]), cwd=tmp_path, code=2).stderr
    assert "`--columns USER_ID,ITEM_ID,TIMESTAMP`" in proposed


def test_what_prepare_does_not_read_either_keeps_its_own_way(tmp_path: Path) -> None:
    (tmp_path / "in.csv").write_bytes(b"PK\x03\x04 a workbook")
    said = run("filter", "in.csv", "--event", "View", "-o", "out.csv", cwd=tmp_path, code=2).stderr
    assert "interactions-cli prepare" not in said
    assert "interactions-cli validate in.csv" in said
