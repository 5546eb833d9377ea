"""One session of Spark for a process of the test run, on two threads of this machine."""

from __future__ import annotations

import os
import shutil
import socket
import sys
from functools import cache
from importlib.metadata import PackageNotFoundError, version
from typing import Any

import pytest


def is_missing(package: str) -> bool:
    """Whether a package is not installed."""
    # An installation that was stopped leaves a folder, but not yet its metadata.
    try:
        version(package)
    except PackageNotFoundError:
        return True
    return False


MISSING = [name for name in ("pyspark", "pandas", "pyarrow") if is_missing(name)]
if shutil.which("java") is None:
    MISSING.append("java")
# Java starts within seconds; on a busy machine it takes its time, and so do the first workers.
SPARK_SECONDS = 230


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
    return port


# Where a test of S3 may start a server: executors are told when they start.
S3_PORT = _free_port()


def in_s3(port: int) -> dict[str, str]:
    """The environment of a process that reads from a server of S3 on this machine."""
    return {
        "AWS_ENDPOINT_URL": f"http://127.0.0.1:{port}",
        "AWS_ACCESS_KEY_ID": "test",
        "AWS_SECRET_ACCESS_KEY": "test",
        "AWS_DEFAULT_REGION": "us-east-1",
        "AWS_EC2_METADATA_DISABLED": "true",
    }


# Compiled once and quickly: no test runs long enough for Java to gain from more.
JAVA_OPTIONS = "-XX:TieredStopAtLevel=1"


def need_spark() -> None:
    """Skip the test without Spark, and the run says so; where it was installed that is a failure."""
    if "PYTEST_XDIST_WORKER" in os.environ:
        # Each process would start a Java of its own, which takes longer than all tests on it.
        pytest.skip("NOT TESTED on Spark by several processes: `make spark-test` does it in one")
    if MISSING:
        refuse = pytest.fail if "spark" in os.environ.get("PROGRAMS_THERE", "").split() else pytest.skip
        refuse(f"NOT TESTED on Spark, without {', '.join(MISSING)}: `make spark-test` sets it up")


@cache
def session() -> Any:
    """The session; without Spark the test is skipped."""
    need_spark()
    from pyspark.sql import SparkSession

    os.environ["PYSPARK_PYTHON"] = sys.executable
    settings = {
        "spark.ui.enabled": "false",
        "spark.driver.host": "127.0.0.1",
        "spark.driver.bindAddress": "127.0.0.1",
        "spark.log.level": "ERROR",
        "spark.driver.memory": "700m",
        "spark.driver.extraJavaOptions": JAVA_OPTIONS,
        "spark.executorEnv.POLARS_MAX_THREADS": "1",
        **{f"spark.executorEnv.{name}": value for name, value in in_s3(S3_PORT).items()},
        "spark.ui.showConsoleProgress": "false",
    }
    # Two threads; a task that fails is done once more.
    builder = SparkSession.builder.master("local[2,2]").appName("tests of interactions-cli")
    for name, value in settings.items():
        builder = builder.config(name, value)
    return builder.getOrCreate()
