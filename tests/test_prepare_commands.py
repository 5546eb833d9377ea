"""The `prepare` lines that hints are made of: names that harm nothing, inputs that a shell takes as they are."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

import pytest

from interactions_cli.rules.kit.prepare_commands import PREPARED, prepare_command, prepared_name, typed_inputs
from tests.cases import CASES
from tests.cli_runner import codes, report, run


@pytest.mark.parametrize(
    ("paths", "name"),
    [
        (["clicks.csv"], "clicks.prepared.csv"),
        (["a/b.csv.gz"], "a/b.prepared.csv.gz"),
        (["b.csv.zst"], "b.prepared.csv.zst"),
        (["events.jsonl"], "interactions.prepared.csv"),
        (["*.csv"], "interactions.prepared.csv"),
        (["a.csv", "b.csv"], "interactions.prepared.csv"),
        (["-"], "interactions.prepared.csv"),
        (["s3://bucket/key/clicks.csv"], "clicks.prepared.csv"),
    ],
)
def test_the_result_is_named_after_a_single_csv_file(
    paths: list[str], name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    assert prepared_name(paths) == name


def test_a_name_is_never_one_that_exists_or_is_taken(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "x.prepared.csv").touch()
    assert prepared_name(["x.csv"]) == "x.prepared-2.csv"
    assert prepared_name(["x.csv"], taken=["x.prepared-2.csv"]) == "x.prepared-3.csv"
    assert prepared_name([str(tmp_path)]) == "interactions.prepared.csv"


def test_many_files_are_typed_as_their_folder_if_it_holds_just_these(tmp_path: Path) -> None:
    paths = [str(tmp_path / f"part-{number}.csv") for number in range(6)]
    for path in paths:
        Path(path).touch()
    assert typed_inputs(paths) == str(tmp_path)
    assert typed_inputs(paths[:5]) == " ".join(paths[:5])
    (tmp_path / "other.csv").touch()
    assert typed_inputs(paths) is None
    assert typed_inputs(["-"]) is None


def test_the_report_ends_with_a_command_that_carries_the_purpose_along(tmp_path: Path) -> None:
    (tmp_path / "-my file.csv").write_text("USER_ID;ITEM_ID;TIMESTAMP;EVENT_TYPE\nu1;i1;1700000000;View\n")
    words = ("--use-case", "most-viewed", "--import-mode", "incremental", "--fail-on", "never")
    command = shlex.split(next_command(run("validate", *words, "--", "-my file.csv", cwd=tmp_path).stdout))
    assert command == [
        *("interactions-cli", "prepare", "./-my file.csv", "-o", "./-my file.prepared.csv"),
        *("--use-case", "aws-ecomm-popular-items-by-views", "--import-mode", "incremental"),
    ]
    assert prepare_command(["-"]) is None


def next_command(text: str) -> str:
    found = re.findall(r"^next: (interactions-cli prepare .*)$", text, re.MULTILINE)
    return str(found[0]) if found else ""


@pytest.mark.parametrize("code", sorted(set(CASES) & PREPARED))
def test_the_command_at_the_end_of_a_report_does_no_harm_and_the_finding_is_gone(tmp_path: Path, code: str) -> None:
    case = CASES[code].fires
    for name, content in case.files.items():
        (tmp_path / name).write_bytes(content)
    before = {path.name: path.read_bytes() for path in tmp_path.iterdir()}
    # Whatever rule it is, its finding decides what is proposed.
    words = (*case.paths, *case.options, "--select", code, "--fail-on", "note")
    command = next_command(run("validate", *words, cwd=tmp_path, code=1).stdout)
    assert command
    made = run(*shlex.split(command)[1:], "--accept-rejects", "--now", "1750000000", cwd=tmp_path, code=None)
    assert {name: (tmp_path / name).read_bytes() for name in before} == before
    if made.code == 2:
        assert "hint: " in made.stderr
        assert {path.name for path in tmp_path.iterdir()} == set(before)
        return
    output = shlex.split(command)[shlex.split(command).index("-o") + 1]
    judged = report(output, "--now", "1750000000", cwd=tmp_path)
    assert code not in codes(judged)
