"""Measures `validate` on Spark with two threads of this machine, with --exact and without: what a row costs.

Usage: python -m benchmarks.spark FILE …, or --rows 50000000 [--folder FOLDER] for a folder of parts, made there once.
Needs Java, and what `make spark-test` installs; for 50,000,000 rows minutes, and 4 GB of disk with what is shuffled.
"""

from __future__ import annotations

import argparse
import json
import os
import resource
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.request import urlopen

from interactions_cli import validate_interactions

TICKS = os.sysconf("SC_CLK_TCK")
DATA = Path(__file__).parent / "data" / "spark"
SMALL = Path(__file__).parents[1] / "sample_data" / "shop.csv"
# 107 MB.
PART_ROWS = 2_500_000


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
        # In a job of seconds Java would spend more on its thorough compiler than on the work.
        "spark.driver.extraJavaOptions": "-XX:TieredStopAtLevel=1",
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


def start_workers(batches: Iterator[Any]) -> Iterator[Any]:
    """Import what tasks need."""
    import interactions_cli.engine.spark_task  # noqa: F401

    yield from batches


def folder_of(rows: int, folder: Path) -> str:
    """A folder of parts with so many rows in all; made if it is not there."""
    for number, start in enumerate(range(0, rows, PART_ROWS)):
        part, count = folder / f"part-{number:05}.csv", min(PART_ROWS, rows - start)
        if not part.exists():
            folder.mkdir(parents=True, exist_ok=True)
            words = ["--rows", str(count), "--seed", str(number + 1)]
            # One that is stopped leaves no part that is shorter than the others.
            new = part.with_suffix(".new")
            subprocess.run([sys.executable, Path(__file__).with_name("generate.py"), new, *words], check=True)
            new.rename(part)
    return str(folder)


def on_one_machine(files: list[str], *, exact: bool) -> tuple[float, float]:
    """Processor seconds of the command, and its time."""
    before, start = resource.getrusage(resource.RUSAGE_CHILDREN), time.perf_counter()
    words = ["validate", *files, *(["--exact"] if exact else []), "--fail-on", "never", "--quiet"]
    subprocess.run([sys.executable, "-m", "interactions_cli", *words], check=True, stdout=subprocess.DEVNULL)
    after, wall = resource.getrusage(resource.RUSAGE_CHILDREN), time.perf_counter() - start
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime, wall


def measure(spark: Any, files: list[str], *, exact: bool) -> None:
    """Print what a run on files costs."""
    before, known, start = cpu(), {stage["stageId"] for stage in stages(spark)}, time.perf_counter()
    report = validate_interactions(files, spark=spark, exact=exact, now=1_700_000_000)
    wall, after = time.perf_counter() - start, cpu()
    new = sorted(
        (stage for stage in stages(spark) if stage["stageId"] not in known and stage["numCompleteTasks"]),
        key=lambda stage: stage["stageId"],
    )
    shuffled = sum(stage["shuffleWriteBytes"] for stage in new)
    peaks = [round(peak) for kind, _seconds, peak in children().values() if kind == "worker"]
    spent = {kind: after[kind] - before[kind] for kind in after}
    size = sum(entry.bytes or 0 for entry in report.inputs)
    how = "with --exact" if exact else "without --exact"
    print(f"{how}: {report.rows:,} rows, {size / 1e6:.0f} MB, {report.metrics['users']:,} users")
    for stage in new:
        java, waits = stage["executorCpuTime"] / 1e9, stage["jvmGcTime"] / 1e3
        print(
            f"stage of {stage['numCompleteTasks']} tasks: {stage['executorRunTime'] / 1e3:.1f} s of tasks, Java's own "
            f"{java:.1f} s, its collector {waits:.1f} s, {stage['shuffleWriteBytes'] / 1e6:.0f} MB written"
        )
    used = ", ".join(f"{kind} {seconds:.1f}" for kind, seconds in spent.items())
    print(f"wall {wall:.1f} s; processor seconds {used}")
    total, (here, alone) = sum(spent.values()), on_one_machine(files, exact=exact)
    print(f"microseconds of processor a row {1e6 * total / report.rows:.2f}")
    print(f"the command {how}: wall {alone:.1f} s, processor seconds {here:.1f}")
    print(f"Spark ÷ the command: wall {wall / alone:.2f}, processor {total / here:.2f}")
    print(f"shuffled bytes a row {shuffled / report.rows:.1f}; most memory of each worker {peaks} MB")


def main() -> None:
    """Run as a script."""
    parser = argparse.ArgumentParser(description="Measure validate on Spark.")
    parser.add_argument("files", nargs="*")
    parser.add_argument("--rows", type=int, help="make a folder of parts with so many rows, and measure it")
    parser.add_argument("--folder", type=Path, default=DATA, help="where it is made")
    options = parser.parse_args()
    if options.rows:
        options.files.append(folder_of(options.rows, options.folder / str(options.rows)))
    if not options.files:
        parser.error("name files, or --rows")
    spark = session()
    # Workers start with the first tasks, and Java compiles what a job needs.
    spark.range(0, 8, 1, 8).mapInArrow(start_workers, "id bigint").collect()
    validate_interactions(str(SMALL), spark=spark, exact=True, now=1_700_000_000)
    for exact in (True, False):
        measure(spark, options.files, exact=exact)


if __name__ == "__main__":
    main()
