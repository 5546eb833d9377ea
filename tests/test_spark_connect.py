"""A session of Spark Connect: its client has neither a SparkContext nor a Java of its own."""

from __future__ import annotations

import json
import re
import socket
import sys
from pathlib import Path

import pytest

from interactions_cli import filter_interactions, validate_interactions
from tests.cli_runner import environment, run
from tests.processes import finished
from tests.spark_inputs import SAMPLES, filterable_folder, lines_of, told
from tests.spark_session import JAVA_OPTIONS, SPARK_SECONDS, is_missing, need_spark

pytestmark = pytest.mark.timeout(SPARK_SECONDS)
NOW = 1_760_000_000
# A process is either a client of Connect or a driver.
PROGRAM = f"""
import json
import sys
from pyspark.sql import SparkSession
from interactions_cli import filter_interactions, validate_interactions

builder = SparkSession.builder.remote("local[2]").config("spark.driver.extraJavaOptions", "{JAVA_OPTIONS}")
for name in ("spark.driver.host", "spark.driver.bindAddress"):
    builder = builder.config(name, "127.0.0.1")
spark = builder.config("spark.ui.enabled", "false").config("spark.driver.memory", "700m").getOrCreate()
folder, output = sys.argv[1:]
validated = validate_interactions(folder, spark=spark, now={NOW}, events=("View",))
filtered = filter_interactions(folder, output=output, spark=spark, now={NOW}, events=("View",))
print(json.dumps([str(type(spark)), validated.to_dict(), filtered.to_dict()]))
spark.stop()
"""


def test_a_remote_that_does_not_answer_is_told_at_once() -> None:
    pytest.importorskip("pyspark")
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        remote = f"sc://127.0.0.1:{taken.getsockname()[1]}/;token=secret"
        refused = run("validate", SAMPLES / "shop.csv", "--engine", "spark", env={"SPARK_REMOTE": remote}, code=2)
    assert re.search(r"error: SPARK_REMOTE: no server of Spark Connect answers at 127\.0\.0\.1:\d+: ", refused.stderr)
    assert "secret" not in refused.stderr
    wrong = run("validate", SAMPLES / "shop.csv", "--engine", "spark", env={"SPARK_REMOTE": "sc://here:x"}, code=2)
    assert "error: SPARK_REMOTE is no address of a server\nhint: Write it as sc://HOST:PORT" in wrong.stderr


def need_connect() -> None:
    """Skip the test without what a client needs; Spark before 4 starts no server of its own."""
    need_spark()
    from pyspark import __version__ as version

    if version.startswith("3.") or is_missing("grpcio"):
        pytest.skip("NOT TESTED on Spark Connect, which comes with pyspark 4 and grpcio: `make spark-test` has both")


def test_reports_and_kept_lines_are_those_of_one_machine(tmp_path: Path) -> None:
    need_connect()
    (tmp_path / "in").mkdir()
    folder = filterable_folder(tmp_path / "in")
    ended = finished(
        [sys.executable, "-c", PROGRAM, str(folder), str(tmp_path / "out")],
        env=environment({"PYSPARK_PYTHON": sys.executable, "PYTHONPATH": str(SAMPLES.parent)}),
        cwd=tmp_path,
        capture_output=True,
        text=True,
        patience=SPARK_SECONDS,
    )
    assert ended.returncode == 0, ended.stderr[-2000:]
    session, validated, filtered = json.loads(ended.stdout.splitlines()[-1])
    assert "pyspark.sql.connect.session.SparkSession" in session
    assert validated == json.loads(json.dumps(validate_interactions(folder, now=NOW, events=("View",)).to_dict()))
    here = filter_interactions(folder, output=tmp_path / "out.csv", now=NOW, events=("View",))
    assert told(filtered) == told(json.loads(json.dumps(here.to_dict())))
    assert lines_of(tmp_path / "out") == (tmp_path / "out.csv").read_bytes()
