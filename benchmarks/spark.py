"""Measures `validate` on Spark with two threads of this machine: what a row costs, and what of it is shuffled.

Usage: python -m benchmarks.spark FILE …; needs Java, and what `make spark-test` installs.
"""

from __future__ import annotations

import argparse
import json
import os
import resource
import subprocess
import sys
import time
from pathlib import Path
from typing import Any
from urllib.request import urlopen

from interactions_cli import validate_interactions

TICKS = os.sysconf("SC_CLK_TCK")


def session() -> Any:
    """Two threads, each with a Python of one thread beside it."""
    try:
        from pyspark.sql import SparkSession
    except ImportError:
        sys.exit("Spark is not installed: run `make spark-test`")
    os.environ["PYSPARK_PYTHON"] = sys.executable
    builder = SparkSession.builder.master("local[2]").appName("benchmarks of interactions-cli")
    settings = {
        "spark.driver.host": "127.0.0.1",
        "spark.driver.bindAddress": "127.0.0.1",
        "spark.driver.memory": "2g",
        "spark.executorEnv.POLARS_MAX_THREADS": "1",
        "spark.log.level": "ERROR",
        "spark.ui.showConsoleProgress": "false",
    }
    for name, value in settings.items():
        builder = builder.config(name, value)
    return builder.getOrCreate()


def children() -> dict[int, tuple[str, float, float]]:
    """What this process has started: number → name, processor seconds, most memory in MB."""
    parents, found = {}, {}
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            fields = (folder / "stat").read_text().rpartition(")")[2].split()
            words = (folder / "cmdline").read_bytes().decode(errors="replace")
            status = (folder / "status").read_text()
        except OSError:
            continue
        number = int(folder.name)
        parents[number] = int(fields[1])
        peak = next((int(line.split()[1]) / 1024 for line in status.splitlines() if line.startswith("VmHWM")), 0.0)
        kind = "worker" if "pyspark" in words and "java" not in words.split("\0")[0] else "java"
        found[number] = (kind, (int(fields[11]) + int(fields[12])) / TICKS, peak)

    def is_ours(number: int) -> bool:
        while number in parents and number != os.getpid():
            number = parents[number]
        return number == os.getpid()

    return {number: entry for number, entry in found.items() if number != os.getpid() and is_ours(number)}


def cpu() -> dict[str, float]:
    """Processor seconds by kind of process."""
    own = resource.getrusage(resource.RUSAGE_SELF)
    spent = {"driver": own.ru_utime + own.ru_stime, "worker": 0.0, "java": 0.0}
    for kind, seconds, _peak in children().values():
        spent[kind] += seconds
    return spent


def stages(spark: Any) -> list[dict[str, Any]]:
    """What Spark notes of its stages."""
    context = spark.sparkContext
    with urlopen(f"{context.uiWebUrl}/api/v1/applications/{context.applicationId}/stages") as answer:
        found: list[dict[str, Any]] = json.load(answer)
    return found


def on_one_machine(files: list[str]) -> float:
    """Processor seconds of the command."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    words = ["validate", *files, "--exact", "--fail-on", "never", "--quiet"]
    subprocess.run([sys.executable, "-m", "interactions_cli", *words], check=True, stdout=subprocess.DEVNULL)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def main() -> None:
    """Run as a script."""
    parser = argparse.ArgumentParser(description="Measure validate on Spark.")
    parser.add_argument("files", nargs="+")
    options = parser.parse_args()
    spark = session()
    # The first job starts workers, which import Polars.
    validate_interactions(options.files[0], spark=spark, now=1_700_000_000)
    before, known, start = cpu(), {stage["stageId"] for stage in stages(spark)}, time.perf_counter()
    report = validate_interactions(options.files, spark=spark, exact=True, now=1_700_000_000)
    wall, after = time.perf_counter() - start, cpu()
    new = [stage for stage in stages(spark) if stage["stageId"] not in known]
    shuffled = sum(stage["shuffleWriteBytes"] for stage in new)
    tasks = [stage["numCompleteTasks"] for stage in sorted(new, key=lambda stage: stage["stageId"])]
    peaks = [round(peak) for kind, _seconds, peak in children().values() if kind == "worker"]
    spent = {kind: after[kind] - before[kind] for kind in after}
    size = sum(entry.bytes or 0 for entry in report.inputs)
    print(f"{report.rows:,} rows, {size / 1e6:.0f} MB, {report.metrics['users']:,} users; tasks {tasks}")
    used = ", ".join(f"{kind} {seconds:.1f}" for kind, seconds in spent.items())
    print(f"wall {wall:.1f} s; processor seconds {used}")
    total, here = sum(spent.values()), on_one_machine(options.files)
    print(f"microseconds of processor a row {1e6 * total / report.rows:.2f}")
    print(f"processor seconds ÷ those of the command with --exact {total / here:.2f}")
    print(f"shuffled bytes a row {shuffled / report.rows:.1f}; most memory of a worker {max(peaks)} MB")


if __name__ == "__main__":
    main()
