from __future__ import annotations

import subprocess
import sys
from dataclasses import replace
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from interactions_cli import InputError, Report, UsageError, validate_interactions
from interactions_cli.engine import spark as engine
from interactions_cli.engine import spark_cut
from interactions_cli.engine.spark import SparkRun
from interactions_cli.engine.spark_rows import fingerprint
from interactions_cli.engine.spark_sample import level_with
from interactions_cli.reading.splits import Split, tasks_of
from tests.spark_inputs import SAMPLES, folder_of_everything
from tests.spark_session import SPARK_SECONDS

pytestmark = pytest.mark.timeout(SPARK_SECONDS)
NOW = 1_760_000_000
EVENTS = ("View", "Purchase:5")
FRAME = pl.DataFrame({"USER_ID": ["u"], "ITEM_ID": ["i"], "TIMESTAMP": [1]})


def judged(path: Path, **options: Any) -> tuple[str, str]:
    report = validate_interactions(path, now=NOW, events=EVENTS, **options)
    return report.to_text(), shown(report)


def shown(report: Report) -> str:
    from interactions_cli.formats import render

    return render(report, "json")


@pytest.mark.parametrize(("split_bytes", "options"), [(7_000, {}), (2_500, {"exact": True, "block_bytes": 1_000})])
def test_the_report_is_the_same_byte_for_byte_for_any_split(
    spark: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, split_bytes: int, options: dict[str, Any]
) -> None:
    folder = folder_of_everything(tmp_path)
    run = SparkRun(session=spark, split_bytes=split_bytes, task_bytes=20_000, bucket_rows=1_000)
    monkeypatch.setattr("interactions_cli.commands.api.spark.SparkRun", lambda session: replace(run, session=session))
    assert judged(folder, spark=spark, **options) == judged(folder, exact=bool(options))


def test_many_small_parts_share_a_task(spark: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for number in range(300):
        (tmp_path / f"{number:04}.csv").write_text(f"USER_ID,ITEM_ID,TIMESTAMP\nu{number % 7},i{number},1700000000\n")
    tasks: list[int] = []
    run = SparkRun.run

    def counted(self: SparkRun, task: Any, second: Any) -> Any:
        tasks.append(len(task.tasks))
        return run(self, task, second)

    monkeypatch.setattr(SparkRun, "run", counted)
    assert judged(tmp_path, spark=spark) == judged(tmp_path)
    assert tasks == [1]


def test_three_thousand_parts_are_a_few_tasks() -> None:
    splits = [Split(number, number, f"{number}.csv", 0, 90_000, "v") for number in range(3_000)]
    tasks = tasks_of(splits, [90_000] * 3_000)
    assert [split.number for task in tasks for split in task] == list(range(3_000))
    assert len(tasks) == 3


def test_buckets_have_room_for_the_users_of_rows_that_are_left_out() -> None:
    """3,000,000,000 rows of 43 bytes: a user of each takes 16 bytes, a row of the sample 36."""
    level = level_with(3_000_000_000)
    assert level == 5
    buckets = SparkRun(session=None).buckets(3_000_000_000 * 43, level, 1)
    assert (3_000_000_000 * 16 + 3_000_000_000 / 4**level * 36) / buckets < 4_000_000 * 36


@pytest.mark.parametrize("count", [1, 2, 16, 97])
def test_every_bucket_has_a_partition_of_its_own(spark: Any, count: int) -> None:
    marks = spark_cut.bucket_marks(count)
    rows = spark.createDataFrame([(mark,) for mark in marks], "bucket bigint")
    places = rows.selectExpr("bucket", f"pmod(hash(bucket), {count}) AS place").collect()
    assert [tuple(row) for row in places] == list(zip(marks, range(count), strict=True))


def test_a_task_that_runs_twice_counts_once(spark: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = folder_of_everything(tmp_path)

    def twice(splits: list[Split], sizes: list[int], *, task_bytes: int) -> list[list[Split]]:
        return 2 * tasks_of(splits, sizes, task_bytes=task_bytes)

    monkeypatch.setattr(engine, "tasks_of", twice)
    assert judged(folder, spark=spark) == judged(folder)


@pytest.mark.parametrize("name", ["Python", "interactions-cli", "Polars", "hashes"])
def test_executors_that_differ_are_refused_with_the_command_that_repairs_it(
    spark: Any, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    monkeypatch.setattr(spark_cut, "fingerprint", lambda: fingerprint() | {name: "0.1"})
    with pytest.raises(UsageError, match=f"the executors have {name} .* and not 0.1") as refusal:
        validate_interactions(SAMPLES / "shop.csv", spark=spark)
    own = f"python{sys.version_info.major}.{sys.version_info.minor}"
    assert f"`{own} -m pip install 'interactions-cli==" in refusal.value.hint


def test_a_part_that_changes_during_the_run_stops_it(
    spark: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "x.csv"
    path.write_bytes((SAMPLES / "shop.csv").read_bytes())
    run = SparkRun.run

    def changed(self: SparkRun, task: Any, second: Any) -> Any:
        path.write_bytes((SAMPLES / "shop.csv").read_bytes() + b"u,i,1,view,1\n")
        return run(self, task, second)

    monkeypatch.setattr(SparkRun, "run", changed)
    with pytest.raises(InputError, match=r"x\.csv changed while it was read"):
        validate_interactions(path, spark=spark)


def test_beyond_the_exact_figures_the_same_sample_is_counted(
    spark: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from interactions_cli.measures import column_sums, distinct_sample, row_sample, tally

    for module in (row_sample, tally):
        monkeypatch.setattr(module, "KEEP_ROWS", 500)
    monkeypatch.setattr(column_sums, "KEEP_VALUES", 3)
    monkeypatch.setattr(row_sample, "HELD_ROWS", 200)
    defaults = {**(row_sample.RowSample.__init__.__kwdefaults__ or {}), "keep": 500}
    monkeypatch.setattr(row_sample.RowSample.__init__, "__kwdefaults__", defaults)
    monkeypatch.setattr(distinct_sample.DistinctSample.__init__, "__kwdefaults__", {"keep": 3})
    report, here = (
        validate_interactions(SAMPLES / "shop.csv", now=NOW, **options) for options in ({"spark": spark}, {})
    )
    assert report.metrics["estimated"]
    assert report.metrics == here.metrics


@pytest.mark.parametrize(
    "beside",
    [
        {"baseline": "old.json"},
        {"items": "items.csv"},
        {"users": "users.csv"},
        {"streamed": "log.jsonl"},
        {"max_bytes": 9},
        {"progress": print},
    ],
)
def test_what_spark_does_not_do_yet_is_refused_before_anything_is_read(beside: dict[str, Any]) -> None:
    (name,) = beside
    with pytest.raises(UsageError, match=f"^{name}: not with spark") as refusal:
        validate_interactions("absent.csv", spark=object(), **beside)
    assert "without spark this machine does it" in refusal.value.hint


@pytest.mark.parametrize("frame", [FRAME, FRAME.lazy()])
def test_a_frame_is_refused(frame: pl.DataFrame | pl.LazyFrame) -> None:
    with pytest.raises(UsageError, match=f"^paths is a {type(frame).__name__}: not with spark"):
        validate_interactions(frame, spark=object())


def test_a_session_of_another_type_is_refused() -> None:
    with pytest.raises(UsageError, match=r"^spark is of type str, not a SparkSession"):
        validate_interactions(SAMPLES / "shop.csv", spark="local[2]")


def test_standard_input_is_refused() -> None:
    """No executor can read it; the session is not asked for anything."""
    code = (
        "from types import SimpleNamespace; from interactions_cli import validate_interactions;"
        "validate_interactions('-', spark=SimpleNamespace(conf=None, range=None))"
    )
    with (SAMPLES / "shop.csv").open() as stream:
        found = subprocess.run(
            [sys.executable, "-c", code],
            stdin=stream,
            capture_output=True,
            text=True,
            check=False,
            timeout=SPARK_SECONDS,
        )
    assert "UsageError: -: not with spark, whose executors cannot read it" in found.stderr
