"""Inputs in S3, which executors read by themselves with the credentials of their own environment."""

from __future__ import annotations

import gzip
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from moto.moto_server.threaded_moto_server import ThreadedMotoServer

from interactions_cli import InputError, filter_interactions, validate_interactions
from interactions_cli.engine.spark import SparkRun
from interactions_cli.formats import render
from tests.cli_runner import run
from tests.s3_server import Bucket, new_clients, surroundings
from tests.spark_inputs import SAMPLES, lines_of, told
from tests.spark_session import S3_PORT, SPARK_SECONDS

pytestmark = pytest.mark.timeout(SPARK_SECONDS)
NOW = 1_760_000_000


@pytest.fixture
def lake(spark: Any, monkeypatch: pytest.MonkeyPatch) -> Iterator[Bucket]:
    """A bucket of a server that the executors of the session know."""
    server = ThreadedMotoServer(ip_address="127.0.0.1", port=S3_PORT, verbose=False)
    server.start()
    surroundings(monkeypatch, f"http://127.0.0.1:{S3_PORT}")
    bucket = Bucket()
    content = (SAMPLES / "shop-defects.csv").read_bytes()[:60_000].rpartition(b"\n")[0]
    bucket.put("in/part 1.csv", content)
    bucket.put("in/part-2.csv", content.replace(b"\n", b"\r\n"))
    bucket.put("in/part-3.csv.gz", gzip.compress(content + b"\n", mtime=0))
    yield bucket
    server.stop()
    new_clients()


def test_a_prefix_is_read_in_ranges_and_the_report_is_the_same(
    spark: Any, lake: Bucket, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    cut = SparkRun(session=spark, split_bytes=20_000, task_bytes=50_000, bucket_rows=1_000)
    monkeypatch.setattr("interactions_cli.commands.api.spark.SparkRun", lambda session: replace(cut, session=session))
    path = lake.path("in/")
    there, here = (validate_interactions(path, now=NOW, **options) for options in ({"spark": spark}, {}))
    assert render(there, "json") == render(here, "json")
    assert here.rows > 1_000
    kept = filter_interactions(path, output=tmp_path / "out", now=NOW, events=("View",), spark=spark)
    alone = filter_interactions(path, output=tmp_path / "out.csv", now=NOW, events=("View",))
    assert told(kept.to_dict()) == told(alone.to_dict())
    assert lines_of(tmp_path / "out") == (tmp_path / "out.csv").read_bytes()


def test_an_object_that_is_replaced_during_the_run_stops_it(
    spark: Any, lake: Bucket, monkeypatch: pytest.MonkeyPatch
) -> None:
    done = SparkRun.run

    def replaced(self: SparkRun, task: Any, second: Any) -> Any:
        lake.put("in/part-2.csv", "USER_ID,ITEM_ID,TIMESTAMP\nu,i,1\n")
        return done(self, task, second)

    monkeypatch.setattr(SparkRun, "run", replaced)
    with pytest.raises(InputError, match=r"part-2\.csv changed while it was read"):
        validate_interactions(lake.path("in/"), spark=spark)


def test_kept_rows_go_to_a_folder_and_not_to_s3(monkeypatch: pytest.MonkeyPatch) -> None:
    """Which is said before Spark is started."""
    monkeypatch.setattr("interactions_cli.engine.spark_session.running_session", pytest.fail)
    refused = run("filter", "x.csv", "-o", "s3://lake/out", "--engine", "spark", code=2)
    assert refused.stderr.startswith("error: s3://lake/out: not with spark\nhint: Name a folder that all executors")
