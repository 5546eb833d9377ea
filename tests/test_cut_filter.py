"""`filter` by executors: what is kept and told is that of one machine, however the work is cut; and the folder."""

from __future__ import annotations

import random
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from interactions_cli import InputError, OutputError, UsageError, filter_interactions
from interactions_cli.commands.api.border import target_of
from interactions_cli.commands.filter import FilterOptions, filter_records
from interactions_cli.engine.spark import SparkRun
from interactions_cli.report import Report
from interactions_cli.transforms.filter.spark_task import FilterTask
from tests.examples import examples
from tests.spark_in_process import Session
from tests.spark_inputs import SAMPLES, filterable_folder, lines_of, names, told

pytest.importorskip("pyarrow", reason="NOT TESTED in many cuts, without pyarrow: `make spark-test` sets it up")
CHOICES: list[tuple[tuple[str, ...], dict[str, Any]]] = [
    ((), {}),
    (("View", "Purchase:5"), {}),
    (("View", "Purchase:25.6100001"), {}),
    ((), {"since": 1_735_716_815, "until": 1_735_857_278}),
    (("View",), {"drop_invalid": True}),
    (("nothing",), {"allow_empty": True}),
]


def filtered(paths: tuple[str, ...], output: Path | None, events: tuple[str, ...] = (), **options: Any) -> Report:
    target = target_of(domain=None, use_cases=(), recipe=None, events=events, now=1_760_000_000)
    where = {"dry_run": True} if output is None else {"output": str(output)}
    return filter_records(paths, target, FilterOptions(**where, **options))


def run_of(seed: int = 5, **cut: int) -> SparkRun:
    return SparkRun(session=Session(random.Random(seed)), **cut)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return filterable_folder(tmp_path_factory.mktemp("inputs"))


@settings(max_examples=examples(25), deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    split_bytes=st.integers(2_000, 60_000),
    task_bytes=st.integers(2_000, 100_000),
    bucket_rows=st.integers(500, 20_000),
    block_bytes=st.integers(1_000, 20_000),
    seed=st.integers(0, 99),
    choice=st.sampled_from(CHOICES),
)
def test_kept_lines_and_report_are_those_of_one_machine(
    folder: Path,
    tmp_path_factory: pytest.TempPathFactory,
    split_bytes: int,
    task_bytes: int,
    bucket_rows: int,
    block_bytes: int,
    seed: int,
    choice: tuple[tuple[str, ...], dict[str, Any]],
) -> None:
    events, options = choice
    there, here = (tmp_path_factory.mktemp("out") / name for name in ("folder", "file.csv"))
    run = run_of(seed, split_bytes=split_bytes, task_bytes=task_bytes, bucket_rows=bucket_rows)
    found = filtered((str(folder),), there, events, spark=run, block_bytes=block_bytes, **options)
    expected = filtered((str(folder),), here, events, **options)
    assert told(found.to_dict()) == told(expected.to_dict())
    assert lines_of(there) == here.read_bytes()
    assert names(there.parent) == ["folder"]
    section = found.sections["filter"]
    assert section["kept"] + section["rejected"] == section["read"]


def test_without_a_kept_row_nothing_appears_and_what_is_there_stays(folder: Path, tmp_path: Path) -> None:
    report = filtered((str(folder),), tmp_path / "out", ("nothing",), spark=run_of())
    assert (report.ok, report.failure) == (False, "no row was kept (--allow-empty accepts that)")
    assert names(tmp_path) == []


def test_a_dry_run_writes_nothing(folder: Path, tmp_path: Path) -> None:
    found = filtered((str(folder),), None, ("View",), spark=run_of(split_bytes=9_000))
    assert told(found.to_dict()) == told(filtered((str(folder),), None, ("View",)).to_dict())
    assert names(tmp_path) == []


def test_a_folder_is_replaced_with_force_alone_and_only_one_of_part_files(folder: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    filtered((str(folder),), out, ("View",), spark=run_of(split_bytes=5_000, task_bytes=1))
    before = {path.name: path.read_bytes() for path in out.iterdir()}
    with pytest.raises(OutputError, match="out exists"):
        filtered((str(folder),), out, ("View",), spark=run_of())
    assert {path.name: path.read_bytes() for path in out.iterdir()} == before
    filtered((str(folder),), out, ("View",), spark=run_of(), force=True)
    assert names(out) == ["_SUCCESS", "part-00000.csv"]
    (out / "thesis.txt").write_text("years of work")
    with pytest.raises(OutputError, match=r"holds 'thesis.txt', which is no part file; it is not replaced"):
        filtered((str(folder),), out, ("View",), spark=run_of(), force=True)
    assert names(out) == ["_SUCCESS", "part-00000.csv", "thesis.txt"]
    assert names(tmp_path) == ["out"]


def test_what_a_killed_run_left_is_told_and_stays(folder: Path, tmp_path: Path) -> None:
    left = [".out.0123456789abcdef", ".out.0123456789abcdef.old", ".out.1", ".output.0123456789abcdef"]
    for name in left:
        (tmp_path / name).mkdir()
    notes = filtered((str(folder),), tmp_path / "out", ("View",), spark=run_of()).notes
    unfinished, replaced = (note for note in notes if "another run" in note)
    assert f"out: unfinished parts of another run, which was killed or is still at work: `ls {tmp_path}" in unfinished
    assert "/.out.0123456789abcdef`; remove the folder if none is" in unfinished
    assert "out: what it replaced of another run" in replaced
    assert names(tmp_path) == [*left, "out"]


def test_a_folder_that_holds_an_input_is_not_written_to(folder: Path) -> None:
    before = names(folder)
    with pytest.raises(OutputError, match="holds an input"):
        filtered((str(folder),), folder, spark=run_of(), force=True)
    assert names(folder) == before


def test_a_file_is_not_replaced_by_a_folder(folder: Path, tmp_path: Path) -> None:
    (tmp_path / "out").write_text("a file")
    with pytest.raises(OutputError, match="out is no folder"):
        filtered((str(folder),), tmp_path / "out", spark=run_of(), force=True)


def test_a_failed_run_leaves_nothing_behind(folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail_later(self: FilterTask, task: int) -> Any:
        yield from rows(self, task)
        if task == len(self.tasks) - 1:
            raise InputError("the disk is gone", "Look for it.")

    rows = FilterTask.rows
    monkeypatch.setattr(FilterTask, "rows", fail_later)
    with pytest.raises(InputError, match="the disk is gone"):
        filtered((str(folder),), tmp_path / "out", ("View",), spark=run_of(split_bytes=5_000, task_bytes=1))
    assert names(tmp_path) == []


def test_executors_that_do_not_see_the_folder_are_told_so(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    rows = FilterTask.rows

    def elsewhere(self: FilterTask, task: int) -> Any:
        assert self.staging
        Path(self.staging).rename(tmp_path / "unmounted")
        return rows(self, task)

    monkeypatch.setattr(FilterTask, "rows", elsewhere)
    with pytest.raises(OutputError, match="out: an executor does not see the folder of the driver") as refusal:
        filtered((str(folder),), tmp_path / "out", spark=run_of())
    assert "all executors mount" in refusal.value.hint


@pytest.mark.parametrize("output", [None, "-"])
def test_standard_output_is_no_folder(output: str | None) -> None:
    with pytest.raises(UsageError, match="with spark the output is a folder of part files, and none is named"):
        filter_records(
            (str(SAMPLES / "shop.csv"),),
            target_of(domain=None, use_cases=(), recipe=None, events=(), now=0),
            FilterOptions(output=output, spark=run_of()),
        )


@pytest.mark.parametrize(
    "beside",
    [
        {"rejects": "rejects.csv"},
        {"drop_duplicates": True},
        {"min_user_interactions": 2},
        {"min_item_interactions": 2},
        {"max_bytes": 9},
        {"threads": 2},
        {"progress": print},
    ],
)
def test_what_spark_does_not_do_is_refused_before_anything_is_read(beside: dict[str, Any]) -> None:
    (name,) = beside
    with pytest.raises(UsageError, match=f"^{name}: not with spark"):
        filter_interactions("absent.csv", output="out", spark=Session(random.Random(1)), **beside)
