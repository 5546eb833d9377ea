"""Where there are more rows than are counted one by one, tasks send those alone that one machine would count."""

from __future__ import annotations

import random
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from interactions_cli.commands.api.border import target_of
from interactions_cli.commands.filter import FilterOptions, filter_records
from interactions_cli.commands.stats import StatsOptions, stats
from interactions_cli.commands.validate import ValidateOptions, validate
from interactions_cli.engine import spark_sample
from interactions_cli.engine.spark import SparkRun
from interactions_cli.engine.spark_sample import level_with
from interactions_cli.measures import row_sample, tally
from interactions_cli.measures.buckets import SplitKeys
from interactions_cli.report import Report
from tests.examples import examples
from tests.spark_in_process import Session
from tests.spark_inputs import lines_of, names, told

pytest.importorskip("pyarrow", reason="NOT TESTED in many cuts, without pyarrow: `make spark-test` sets it up")
KEPT = 1_000
COMMANDS: dict[str, Any] = {"validate": (validate, ValidateOptions), "stats": (stats, StatsOptions)}


@pytest.fixture(autouse=True)
def _few_are_kept() -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        for module in (row_sample, tally, spark_sample):
            patch.setattr(module, "KEEP_ROWS", KEPT)
        patch.setattr(row_sample, "HELD_ROWS", KEPT // 4)
        defaults = {**(row_sample.RowSample.__init__.__kwdefaults__ or {}), "keep": KEPT}
        patch.setattr(row_sample.RowSample.__init__, "__kwdefaults__", defaults)
        # Of so few rows chance makes more.
        patch.setattr(spark_sample, "ENOUGH", 0.25 * 1.8)
        patch.setattr(spark_sample, "PLANNED", 0.25 * 2)
        patch.setattr(spark_sample, "GLIMPSE_BYTES", 2_000)
        yield


def folder_of(folder: Path, rows: int, *, copies: int = 1, files: int = 3, buys: float = 0.1, seed: int = 0) -> Path:
    """So many different rows in each of some files, all of them several times; some of them buy something."""
    luck = random.Random(seed)
    lines = [
        f"u{luck.randrange(900)},i{luck.randrange(99)},{1_700_000_000 + number},{kind}"
        for number, kind in enumerate(luck.choices(("buy", "view"), (buys, 1 - buys), k=rows))
    ]
    for number in range(files):
        some = lines[number::files] if copies == 1 else lines
        text = "\n".join(["USER_ID,ITEM_ID,TIMESTAMP,EVENT_TYPE", *(some if copies == 1 else some * (copies // files))])
        (folder / f"{number}.csv").write_text(f"{text}\n")
    return folder


def told_of(command: str, folder: Path, events: tuple[str, ...], **options: Any) -> dict[str, Any]:
    work, kind = COMMANDS[command]
    target = target_of(domain=None, use_cases=(), recipe=None, events=events, now=1_760_000_000)
    report: Report = work((str(folder),), target, kind(**options))
    return report.to_dict()


class Noted(SparkRun):
    """A run that notes the levels of each job, and how many rows were sent."""

    jobs: list[Any]
    sent: list[int]

    def run(self, task: Any, second: Any) -> Any:
        self.jobs.append(task.levels)
        return super().run(task, second)


def noted(patch: pytest.MonkeyPatch, **cut: int) -> Noted:
    run = Noted(session=Session(random.Random(1), repeats=False), **cut)
    object.__setattr__(run, "jobs", [])
    object.__setattr__(run, "sent", [])
    buckets = SplitKeys.buckets

    def seen(self: SplitKeys, count: int) -> Any:
        for bucket, tables in buckets(self, count):
            run.sent.append(tables.rows.height)
            yield bucket, tables

    patch.setattr(SplitKeys, "buckets", seen)
    return run


@pytest.mark.parametrize("command", ["validate", "stats"])
def test_the_rows_of_the_sample_alone_are_sent(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, command: str) -> None:
    folder = folder_of(tmp_path, 30_000)
    run = noted(monkeypatch, split_bytes=200_000, task_bytes=200_000)
    found = told_of(command, folder, (), spark=run)
    assert found == told_of(command, folder, ())
    assert found["metrics"]["estimated"]
    assert run.jobs == [(2, 0)]
    assert sum(run.sent) < 30_000 / 4**2 * 1.2
    run.jobs.clear()
    run.sent.clear()
    assert told_of(command, folder, (), spark=run, exact=True) == told_of(command, folder, (), exact=True)
    assert run.jobs == [(0, 0)]
    assert sum(run.sent) == 30_000


def test_filtered_records_that_are_few_are_all_sent(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = folder_of(tmp_path, 30_000, buys=0.02)
    run = noted(monkeypatch, split_bytes=200_000)
    found = told_of("validate", folder, ("buy",), spark=run)
    assert found == told_of("validate", folder, ("buy",))
    assert run.jobs == [(2, 0)]


def test_rows_are_sent_again_where_a_sample_of_copies_is_too_small(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "in").mkdir()
    folder = folder_of(tmp_path / "in", 2_500, copies=12)
    run = noted(monkeypatch, split_bytes=200_000)
    assert told_of("validate", folder, (), spark=run) == told_of("validate", folder, ())
    assert run.jobs == [(2, 0), (1, 0)]


def test_lines_that_are_kept_are_written_once_all_the_same(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "in").mkdir()
    folder = folder_of(tmp_path / "in", 2_500, copies=12)
    run = noted(monkeypatch, split_bytes=200_000, task_bytes=200_000)
    target = target_of(domain=None, use_cases=(), recipe=None, events=("view",), now=1_760_000_000)
    work = partial(filter_records, (str(folder),), target)
    there = work(FilterOptions(output=str(tmp_path / "out"), spark=run))
    here = work(FilterOptions(output=str(tmp_path / "out.csv")))
    assert told(there.to_dict()) == told(here.to_dict())
    assert len(run.jobs) == 2
    assert lines_of(tmp_path / "out") == (tmp_path / "out.csv").read_bytes()
    assert names(tmp_path) == ["in", "out", "out.csv"]


@settings(max_examples=examples(30), deadline=None)
@given(
    rows=st.integers(500, 9_000),
    copies=st.sampled_from([1, 1, 3, 6]),
    files=st.integers(1, 3),
    buys=st.sampled_from([0.01, 0.3, 1.0]),
    events=st.sampled_from([(), ("buy",)]),
    split_bytes=st.integers(9_000, 400_000),
    block_bytes=st.integers(2_000, 90_000),
    seed=st.integers(0, 9),
)
def test_figures_are_those_of_one_machine_for_any_number_of_rows_and_copies(
    tmp_path_factory: pytest.TempPathFactory,
    rows: int,
    copies: int,
    files: int,
    buys: float,
    events: tuple[str, ...],
    split_bytes: int,
    block_bytes: int,
    seed: int,
) -> None:
    folder = folder_of(tmp_path_factory.mktemp("in"), rows, copies=copies, files=files, buys=buys, seed=seed)
    run = SparkRun(session=Session(random.Random(seed)), split_bytes=split_bytes, bucket_rows=3_000)
    found = told_of("validate", folder, events, spark=run, block_bytes=block_bytes)
    assert found == told_of("validate", folder, events)


def test_a_level_has_as_many_rows_as_are_wanted() -> None:
    assert [level_with(rows) for rows in (0, 1, 1_999, 2_000, 7_999, 8_000, 10**30)] == [0, 0, 0, 1, 1, 2, 31]
