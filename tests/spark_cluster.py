"""A cluster of Spark on this machine: a master and two workers, each with a Java of its own, as their own hosts."""

from __future__ import annotations

import re
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path
from subprocess import CompletedProcess, Popen
from typing import Any

from tests.cli_runner import ROOT, environment
from tests.processes import end_group, finished, started
from tests.spark_session import JAVA_OPTIONS, SPARK_SECONDS

# Both are this machine. Spark does a slow task once more on another host alone.
HOSTS = ("127.0.0.1", "127.0.0.2")
SETTINGS = {
    "spark.driver.host": HOSTS[0],
    "spark.driver.bindAddress": HOSTS[0],
    "spark.driver.extraJavaOptions": JAVA_OPTIONS,
    "spark.driver.memory": "512m",
    "spark.executor.extraJavaOptions": JAVA_OPTIONS,
    "spark.executor.memory": "512m",
    "spark.executor.cores": "1",
    "spark.executorEnv.POLARS_MAX_THREADS": "1",
    "spark.ui.enabled": "false",
    "spark.ui.showConsoleProgress": "false",
    "spark.log.level": "ERROR",
}
# Without its server for submissions, which has a fixed port.
DAEMON_OPTIONS = f"{JAVA_OPTIONS} -Dspark.master.rest.enabled=false"
MASTER, WORKER = ("org.apache.spark.deploy." + name for name in ("master.Master", "worker.Worker"))


def program(name: str) -> Path:
    """A program of Spark."""
    return Path(sys.executable).with_name(name)


def environment_of(**more: str) -> dict[str, str]:
    """The environment of what belongs to the cluster."""
    words = {"PYSPARK_PYTHON": sys.executable, "PYTHONPATH": str(ROOT), "SPARK_LOCAL_IP": HOSTS[0]}
    return environment(words | {"SPARK_DAEMON_JAVA_OPTS": DAEMON_OPTIONS, "SPARK_DAEMON_MEMORY": "256m"} | more)


@contextmanager
def cluster(folder: Path) -> Iterator[str]:
    """The address of a new one, which ends with all of its processes; it writes below the folder."""
    with ExitStack() as stack:

        def start(name: str, *words: str) -> Path:
            log = folder / f"{name}.log"
            stream = stack.enter_context(log.open("wb"))
            command: Sequence[str | Path] = [program("spark-class"), *words]
            options: dict[str, Any] = {"stdout": stream, "stderr": stream, "env": environment_of(), "cwd": folder}
            process: Popen[Any] = stack.enter_context(started(command, patience=SPARK_SECONDS, **options))
            stack.callback(end_group, process)
            return log

        log = start("master", MASTER, "--host", HOSTS[0], "--port", "0", "--webui-port", "0")
        address = _found(log, r"Starting Spark master at (spark://\S+)")
        logs = []
        for host in HOSTS:
            place = ("--host", host, "--port", "0", "--webui-port", "0", "--work-dir", str(folder / host))
            logs.append(start(host, WORKER, *place, "--cores", "1", "--memory", "600m", address))
        for log in logs:
            _found(log, r"(Successfully registered) with master")
        yield address


def _found(log: Path, pattern: str) -> str:
    until = time.monotonic() + SPARK_SECONDS / 3
    while time.monotonic() < until:
        if found := re.search(pattern, log.read_text(errors="replace")):
            return found[1]
        time.sleep(0.1)
    raise AssertionError(f"waited for {pattern!r} in {log.read_text(errors='replace')[-2000:]}")


def submitted(address: str, folder: Path, *words: str | Path, **settings: str) -> CompletedProcess[Any]:
    """What came of a program that was given to the cluster; `settings` have `_` for a dot."""
    every = SETTINGS | {f"spark.{name.replace('_', '.')}": value for name, value in settings.items()}
    options = [word for name, value in every.items() for word in ("--conf", f"{name}={value}")]
    return finished(
        [program("spark-submit"), "--master", address, *options, *words],
        env=environment_of(),
        cwd=folder,
        capture_output=True,
        text=True,
        patience=SPARK_SECONDS,
    )
