"""The commands that hints are made of: names that harm nothing, inputs that a shell takes as they are."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

import pytest

from interactions_cli.rules.kit.prepare_commands import CommandLine, free_name
from tests.cli_runner import run


def typed(*words: str, paths: tuple[str, ...] | None = None, options: tuple[str, ...] = ()) -> CommandLine:
    return CommandLine(command="validate", words=words, paths=words if paths is None else paths, options=options)


@pytest.mark.parametrize(
    ("words", "name"),
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
    words: list[str], name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    assert free_name(words, "prepared", words) == name
    assert free_name(["b.csv.gz"], "rejects", [], packed=False) == "b.rejects.csv"


def test_a_name_is_never_one_that_exists_or_is_taken(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "x.prepared.csv").symlink_to("nowhere")
    assert free_name(["x.csv"], "prepared", []) == "x.prepared-2.csv"
    assert free_name(["x.csv"], "prepared", ["./x.prepared-2.csv"]) == "x.prepared-3.csv"
    assert free_name([str(tmp_path)], "prepared", []) == "interactions.prepared.csv"


def test_no_name_of_a_command_exists_nor_stands_for_two_things(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    names = ("x.prepared.csv", "x.rejects.csv", "schema.json", "x.filtered.csv")
    for round_number in (1, 2, 3):
        command = typed("x.csv")
        words = shlex.split(command.prepare(rejects=True).strip("`"))
        made = [words[words.index(option) + 1] for option in ("-o", "--rejects", "--schema-output")]
        made.append(shlex.split(command.filter("--drop-duplicates").strip("`"))[-1])
        number = "" if round_number == 1 else f"-{round_number}"
        assert made == [f"{name.rpartition('.')[0]}{number}.{name.rpartition('.')[2]}" for name in names]
        for name in made:
            (tmp_path / name).touch()


def test_an_input_that_is_called_like_a_result_stays_what_it_is(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    assert " -o x.prepared.prepared.csv " in typed("x.prepared.csv").prepare(rejects=False)
    assert " -o interactions.prepared-2.csv " in typed("interactions.prepared.csv", "b.csv").prepare(rejects=False)


def test_many_files_are_typed_as_their_folder_if_it_holds_just_these(tmp_path: Path) -> None:
    paths = [str(tmp_path / f"part-{number}.csv") for number in range(6)]
    for path in paths:
        Path(path).touch()
    assert typed(*paths).inputs == str(tmp_path)
    assert typed(*paths[:5]).inputs == " ".join(paths[:5])
    (tmp_path / "other.csv").touch()
    assert typed(*paths).inputs is None
    assert "`" not in typed(*paths).prepare(rejects=True)


def test_what_cannot_be_typed_again_is_said_in_words() -> None:
    same = "the same command line with prepare -o interactions.prepared.csv in place of validate"
    assert typed("-").prepare(rejects=True) == same
    assert typed("<DataFrame>").prepare(rejects=True) == "prepare_interactions of the same DataFrame"
    assert typed("x.csv", options=("--schema", "a\x1bb")).inputs is None
    # A backtick in a name would end the command in the middle.
    assert typed("a`b`.csv").prepare(rejects=True) == same
    assert typed("x.csv", options=("--schema", "a`b")).inputs is None
    assert typed("-").filter("--drop-duplicates") == "filter with --drop-duplicates"


def test_the_report_ends_with_a_command_that_carries_the_purpose_along(tmp_path: Path) -> None:
    (tmp_path / "-my file.csv").write_text("USER_ID;ITEM_ID;TIMESTAMP;EVENT_TYPE\nu1;i1;1700000000;View\n")
    words = ("--use-case", "most-viewed", "--import-mode", "incremental", "--fail-on", "never")
    shown = run("validate", *words, "--", "-my file.csv", cwd=tmp_path).stdout
    (line,) = re.findall(r"^repairs 1 of 2 errors: (interactions-cli prepare .*)$", shown, re.MULTILINE)
    assert shlex.split(line) == [
        *("interactions-cli", "prepare", "./-my file.csv", "-o", "./-my file.prepared.csv"),
        *("--use-case", "aws-ecomm-popular-items-by-views", "--import-mode", "incremental"),
        *("--schema-output", "schema.json"),
    ]


def test_a_command_of_a_recipe_goes_on_with_it(tmp_path: Path) -> None:
    (tmp_path / "x.csv").write_text("user_id,ITEM_ID,TIMESTAMP\nu1,i1,1700000000\n")
    shown = run("validate", "x.csv", "--recipe", "aws-sims", cwd=tmp_path, code=1).stdout
    assert ": interactions-cli prepare x.csv -o x.prepared.csv --recipe aws-sims --schema-output schema.json\n" in shown
