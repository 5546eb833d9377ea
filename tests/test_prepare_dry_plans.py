"""A dry run writes the plan that it shows, where it is asked to, and says so; nothing else."""

from __future__ import annotations

from functools import partial
from pathlib import Path

import pytest

from interactions_cli import OutputError, prepare_interactions
from tests.test_prepare_command import NOW, prepared, rows, section, write

RAW = ["user_id;product_id;date", *(f"u{n};i{n};2023-11-14 22:13:0{n}" for n in range(5))]
UTC = ("--map", "TIMESTAMP=date", "--time-zone", "UTC")


def files(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def test_the_plan_of_a_dry_run_is_that_of_the_run_and_can_be_followed(tmp_path: Path) -> None:
    write(tmp_path, "raw.csv", RAW)
    others = ("--rejects", "rejects.csv", "--schema-output", "schema.json")
    said = " ".join(prepared(tmp_path, "raw.csv", "-n", *UTC, "--save-plan", "dry.json", *others).stdout.split())
    assert "a dry run over all records; nothing is written but the plan, to dry.json" in said
    assert files(tmp_path) == ["dry.json", "raw.csv"]
    section(tmp_path, "raw.csv", *UTC, "--save-plan", "run.json")
    assert (tmp_path / "dry.json").read_bytes() == (tmp_path / "run.json").read_bytes()
    before = rows(tmp_path)
    section(tmp_path, "raw.csv", "--plan", "dry.json", "--force")
    assert rows(tmp_path) == before


def test_a_dry_run_over_a_part_says_so_beside_the_plan(tmp_path: Path) -> None:
    write(tmp_path, "raw.csv", RAW)
    words = ("-n", "--sample", "2", *UTC, "--save-plan", "dry.json")
    said = " ".join(prepared(tmp_path, "raw.csv", *words).stdout.split())
    assert "nothing is written but the plan, to dry.json, and later records may still ask a question" in said
    assert section(tmp_path, "raw.csv", *words, "--force")["sample"]["plan"] == "dry.json"
    assert section(tmp_path, "raw.csv", "-n", *UTC)["sample"]["plan"] is None


@pytest.mark.parametrize("plan", ["raw.csv", "there.json"])
def test_a_plan_of_a_dry_run_replaces_nothing(tmp_path: Path, plan: str) -> None:
    write(tmp_path, "raw.csv", RAW)
    write(tmp_path, "there.json", ["precious"])
    before = {name: (tmp_path / name).read_bytes() for name in files(tmp_path)}
    prepared(tmp_path, "raw.csv", "-n", *UTC, "--save-plan", plan, code=2)
    assert {name: (tmp_path / name).read_bytes() for name in files(tmp_path)} == before


def test_a_dry_run_that_asks_writes_no_plan(tmp_path: Path) -> None:
    write(tmp_path, "raw.csv", RAW)
    prepared(tmp_path, "raw.csv", "-n", "--save-plan", "dry.json", code=2)
    assert files(tmp_path) == ["raw.csv"]


def test_a_plan_on_standard_output_stands_there_alone(tmp_path: Path) -> None:
    write(tmp_path, "raw.csv", RAW)
    made = prepared(tmp_path, "raw.csv", "-n", *UTC, "--save-plan", "-")
    prepared(tmp_path, "raw.csv", "-n", *UTC, "--save-plan", "dry.json")
    assert made.stdout == (tmp_path / "dry.json").read_text("utf-8")
    assert "nothing is written but the plan" in " ".join(made.stderr.split())


def test_a_look_from_python_writes_the_plan_as_well(tmp_path: Path) -> None:
    write(tmp_path, "raw.csv", RAW)
    look = partial(prepare_interactions, tmp_path / "raw.csv", mapped={"TIMESTAMP": "date"}, time_zone="UTC")
    look(save_plan=tmp_path / "dry.json", now=int(NOW))
    assert files(tmp_path) == ["dry.json", "raw.csv"]
    with pytest.raises(OutputError):
        look(save_plan=tmp_path / "dry.json", now=int(NOW))
