"""One session of Spark for a process of the test run, on two threads of this machine."""

from __future__ import annotations

import os
import shutil
import sys
from functools import cache
from importlib.metadata import PackageNotFoundError, version
from typing import Any

import pytest


def _is_missing(package: str) -> bool:
    # An installation that was stopped leaves a folder, but not yet its metadata.
    try:
        version(package)
    except PackageNotFoundError:
        return True
    return False


MISSING = [name for name in ("pyspark", "pandas", "pyarrow") if _is_missing(name)]
if shutil.which("java") is None:
    MISSING.append("java")
# Java starts within seconds; on a busy machine it takes its time, and so do the first workers.
SPARK_SECONDS = 230


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
        "spark.ui.showConsoleProgress": "false",
    }
    # Two threads; a task that fails is done once more.
    builder = SparkSession.builder.master("local[2,2]").appName("tests of interactions-cli")
    for name, value in settings.items():
        builder = builder.config(name, value)
    return builder.getOrCreate()
