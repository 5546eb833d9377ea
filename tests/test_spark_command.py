"""`--engine spark`: the same report, and what is refused."""

from __future__ import annotations

import json
import os
import signal
import sys
from pathlib import Path
from types import SimpleNamespace
from typing import Any
from unittest import mock

import pytest

from interactions_cli import validate_interactions
from interactions_cli.engine.spark import SparkRun
from interactions_cli.engine.spark_session import in_words
from interactions_cli.errors import InputError, UsageError
from tests.cli_runner import environment, run
from tests.processes import finished
from tests.spark_inputs import SAMPLES, filterable_folder, folder_of_everything, lines_of, names, told
from tests.spark_session import JAVA_OPTIONS, SPARK_SECONDS, need_spark

pytestmark = pytest.mark.timeout(SPARK_SECONDS)
NOW = ("--now", "2025-10-09")


@pytest.mark.parametrize("command", ["validate", "stats"])
def test_the_command_prints_the_same_bytes(spark: Any, tmp_path: Path, command: str) -> None:
    folder_of_everything(tmp_path)
    words = (command, tmp_path, *NOW, "--event", "View", "--report", f"json={tmp_path / 'report.json'}")
    results, copies = [], []
    for engine in ("spark", "local"):
        results.append(run(*words, "--engine", engine, code=None))
        copies.append((tmp_path / "report.json").read_bytes())
        (tmp_path / "report.json").unlink()
    assert results[0] == results[1]
    assert copies[0] == copies[1]
    assert json.loads(copies[0])["summary"]["rows"] > 400


def test_filter_writes_the_same_lines_into_a_folder(spark: Any, tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    words = (
        "filter",
        filterable_folder(tmp_path / "in"),
        *NOW,
        "--event",
        "View",
        "--drop-invalid",
        "--format",
        "json",
    )
    there = run(*words, "--engine", "spark", "-o", tmp_path / "out")
    here = run(*words, "-o", tmp_path / "out.csv")
    assert told(json.loads(there.stdout)) == told(json.loads(here.stdout))
    assert names(tmp_path / "out") == ["_SUCCESS", "part-00000.csv"]
    assert lines_of(tmp_path / "out") == (tmp_path / "out.csv").read_bytes()
    refused = run(*words, "--engine", "spark", "-o", tmp_path / "out", code=2)
    assert "/out exists\nhint: Choose another file, or replace it with --force." in refused.stderr


def test_a_task_that_fails_and_is_done_again_counts_once_and_writes_once(
    spark: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from pyspark import cloudpickle

    by_value: Any = cloudpickle
    by_value.register_pickle_by_value(sys.modules[Flaky.__module__])
    (tmp_path / "in").mkdir()
    words = ("filter", filterable_folder(tmp_path / "in"), *NOW, "--event", "View", "--format", "json")
    here = run(*words, "-o", tmp_path / "out.csv")
    done = SparkRun.run
    marker = tmp_path / "failed"

    def flaky(self: SparkRun, task: Any, second: Any) -> Any:
        twice: Any = Flaky(task, str(marker))
        return done(self, twice, second)

    monkeypatch.setattr(SparkRun, "run", flaky)
    there = run(*words, "--engine", "spark", "-o", tmp_path / "out")
    by_value.unregister_pickle_by_value(sys.modules[Flaky.__module__])
    assert marker.exists()
    assert told(json.loads(there.stdout)) == told(json.loads(here.stdout))
    assert names(tmp_path / "out") == ["_SUCCESS", "part-00000.csv"]
    assert lines_of(tmp_path / "out") == (tmp_path / "out.csv").read_bytes()


class Flaky:
    """A task whose first attempt fails when all is done but the last row."""

    def __init__(self, task: Any, marker: str) -> None:
        self.task, self.marker = task, marker
        self.tasks, self.buckets, self.fingerprint = task.tasks, task.buckets, task.fingerprint

    def __call__(self, batches: Any) -> Any:
        import os

        *most, last = self.task(batches)
        yield from most
        try:
            os.close(os.open(self.marker, os.O_CREAT | os.O_EXCL))
        except FileExistsError:
            yield last
        else:
            raise RuntimeError("the first attempt fails")


def test_debug_says_how_the_work_was_cut(spark: Any, tmp_path: Path) -> None:
    told = run("validate", folder_of_everything(tmp_path), *NOW, "--engine", "spark", "--debug", code=1).stderr
    assert f"engine: Spark {spark.version}, 8 ranges (1 of packed inputs) in 1 task, 1 bucket" in told


def test_below_spark_submit_the_exit_code_and_the_report_arrive(tmp_path: Path) -> None:
    need_spark()
    program = tmp_path / "check.py"
    program.write_text("from interactions_cli.cli import main\n\nmain()\n")
    words = ("validate", str(SAMPLES / "shop-defects.csv"), *NOW)
    here = run(*words, code=1)
    submit = Path(sys.executable).with_name("spark-submit")
    settings = ("--master", "local[1]", "--driver-java-options", JAVA_OPTIONS, "--conf", "spark.ui.enabled=false")
    ended = finished(
        [submit, *settings, program, *words, "--engine", "spark", "-o", tmp_path / "report.txt"],
        env=environment({"PYSPARK_PYTHON": sys.executable, "PYTHONPATH": str(SAMPLES.parent)}),
        cwd=tmp_path,
        capture_output=True,
        patience=SPARK_SECONDS,
    )
    assert ended.returncode == 1, ended.stderr.decode()[-2000:]
    assert (tmp_path / "report.txt").read_text() == here.stdout


@pytest.mark.parametrize(
    "beside",
    [
        ("--baseline", "old.json"),
        ("--items", "items.csv"),
        ("--users", "users.csv"),
        ("--streamed", "log.jsonl"),
        ("--max-bytes", "9GB"),
        ("--threads", "2"),
    ],
)
@pytest.mark.parametrize("command", ["validate", "stats"])
def test_what_spark_does_not_do_is_refused_before_anything_is_read(command: str, beside: tuple[str, str]) -> None:
    refused = run(command, "absent.csv", *beside, "--engine", "spark", code=2)
    assert refused.stderr.startswith(f"error: {beside[0]}: not with --engine spark\nhint: Leave one of both out")
    assert not refused.stdout


@pytest.mark.parametrize(
    "beside",
    [
        ("--drop-duplicates",),
        ("--min-user-interactions", "2"),
        ("--min-item-interactions", "2"),
        ("--rejects", "rejects.csv"),
        ("--max-bytes", "9GB"),
        ("--threads", "2"),
    ],
)
def test_criteria_that_look_at_all_rows_are_refused(beside: tuple[str, ...]) -> None:
    refused = run("filter", "absent.csv", *beside, "--engine", "spark", "-o", "out", code=2)
    assert refused.stderr.startswith(f"error: {beside[0]}: not with --engine spark\nhint: Leave one of both out")


@pytest.mark.parametrize("output", [(), ("-o", "-")])
def test_a_stream_is_no_folder(output: tuple[str, ...]) -> None:
    refused = run("filter", "absent.csv", "--engine", "spark", *output, code=2)
    assert "error: with spark the output is a folder of part files, and none is named\nhint: Name" in refused.stderr


@pytest.mark.parametrize(
    ("path", "way"),
    [
        ("hdfs://lake/x", "Name a folder that all machines mount"),
        ("abfss://lake@account/x", "Name a folder that all machines mount"),
        ("dbfs:/lake/x", "Name a folder that all machines mount"),
        ("s3a://lake/x", "Write it as s3://."),
    ],
)
def test_file_systems_of_java_are_refused(path: str, way: str) -> None:
    refused = run("validate", path, "--engine", "spark", code=2)
    assert refused.stderr.startswith(
        f"error: {path}: not with --engine spark, whose executors open files by themselves"
    )
    assert f"hint: {way}" in refused.stderr
    with pytest.raises(UsageError, match="not with spark, whose executors") as same:
        validate_interactions(path, spark=SimpleNamespace(conf=None, range=None))
    assert same.value.hint.startswith(way)
    assert run("filter", "x.csv", "-o", path, "--engine", "spark", code=2).stderr.startswith(f"error: {path}: not with")


@pytest.mark.parametrize("paths", [(), ("-",), (str(SAMPLES / "shop.csv"), "-")])
def test_standard_input_is_refused_and_not_waited_for(paths: tuple[str, ...]) -> None:
    refused = run("validate", *paths, "--engine", "spark", stdin=b"USER_ID,ITEM_ID,TIMESTAMP\n", code=2)
    assert refused.stderr.startswith("error: standard input: not with --engine spark, whose executors cannot read it")


def test_without_pyspark_the_hint_says_what_to_do() -> None:
    with mock.patch.dict(sys.modules, {"pyspark": None, "pyspark.sql": None}):
        refused = run("validate", SAMPLES / "shop.csv", "--engine", "spark", code=2)
    assert "error: --engine spark needs pyspark, which this Python does not have\nhint: Run it by" in refused.stderr


def test_a_java_that_does_not_start_is_told_in_words(tmp_path: Path) -> None:
    pytest.importorskip("pyspark")
    (tmp_path / "java").write_text("#!/bin/sh\nexit 1\n")
    (tmp_path / "java").chmod(0o755)
    env = {"PATH": f"{tmp_path}:{os.environ['PATH']}", "JAVA_HOME": "", "PYTHONPATH": str(SAMPLES.parent)}
    ended = finished(
        [sys.executable, "-m", "interactions_cli", "validate", SAMPLES / "shop.csv", "--engine", "spark"],
        env=environment(env),
        capture_output=True,
        text=True,
        patience=SPARK_SECONDS,
    )
    assert ended.returncode == 2
    assert "error: Spark does not start: " in ended.stderr
    assert "Traceback" not in ended.stderr


def test_an_engine_that_does_not_exist_is_refused_with_the_nearest() -> None:
    assert "Did you mean spark?" in run("validate", "x.csv", "--engine", "sparc", code=2).stderr


def test_java_that_goes_away_is_an_error_and_no_quiet_end() -> None:
    before = signal.getsignal(signal.SIGPIPE)
    during = []

    def lose() -> None:
        during.append(signal.getsignal(signal.SIGPIPE))
        raise OSError("gone")

    with pytest.raises(InputError, match="Spark could not do it: gone"), in_words():
        lose()
    assert during == [signal.SIG_IGN]
    assert signal.getsignal(signal.SIGPIPE) == before
