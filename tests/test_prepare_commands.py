"""The `prepare` lines that hints are made of: names that harm nothing, inputs that a shell takes as they are."""

from __future__ import annotations

import shlex
from pathlib import Path

import pytest

from interactions_cli.personalize.target import make_target
from interactions_cli.rules.kit.prepare_commands import prepare_command, prepared_name, typed_inputs

TARGET = make_target(now=0)


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


def test_the_command_carries_the_purpose_along(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    target = make_target(use_cases=("most-viewed",), import_mode="incremental", now=0)
    command = prepare_command(["-my file.csv"], target, schema="s.json", options=["--time-zone", "UTC"])
    assert command is not None
    assert shlex.split(command) == [
        *("interactions-cli", "prepare", "./-my file.csv", "-o", "./-my file.prepared.csv", "--time-zone", "UTC"),
        *("--schema", "s.json", "--use-case", "most-viewed", "--import-mode", "incremental"),
    ]
    assert prepare_command(["-"], TARGET) is None
