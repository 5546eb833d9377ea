"""What a driver does on a cluster: run below `spark-submit`, says in JSON what came of it.

Its tasks go wrong where a class below says so. As classes of the main module they travel to the executors by value.
"""

from __future__ import annotations

import json
import os
import signal
import sys
import time
from collections.abc import Iterable, Iterator
from functools import partial
from pathlib import Path
from typing import Any
from unittest import mock


class Wrapped:
    """A task, or what is done with buckets, that goes wrong; `folder` has marks of what happened."""

    def __init__(self, work: Any, folder: Path) -> None:
        self.work, self.folder = work, folder
        for name in ("tasks", "buckets", "fingerprint"):
            setattr(self, name, getattr(work, name, None))

    def is_first(self, mark: str) -> bool:
        """Whether nobody else has made the mark."""
        try:
            Path(self.folder, mark).touch(exist_ok=False)
        except FileExistsError:
            return False
        return True


class Straggler(Wrapped):
    """The first task waits before its last row, until it has been done by another executor."""

    def __call__(self, batches: Iterable[Any]) -> Iterator[Any]:
        for batch in batches:
            *most, last = self.work([batch])
            yield from most
            is_first_task = batch.column(0).to_pylist() == [0]
            waits = is_first_task and self.is_first("waits")
            while waits and not Path(self.folder, "repeated").exists():
                time.sleep(0.05)
            yield last
            if is_first_task and not waits:
                self.is_first("repeated")


class Deadly(Wrapped):
    """The executor of whatever comes first is killed before the last row."""

    def __call__(self, batches: Iterable[Any]) -> Iterator[Any]:
        rows = list(self.work(batches))
        yield from rows[:-1]
        if rows and self.is_first("killed"):
            number = os.getpid()
            while b"ExecutorBackend" not in Path(f"/proc/{number}/cmdline").read_bytes():
                number = int(Path(f"/proc/{number}/stat").read_text().rpartition(")")[2].split()[1])
            os.kill(number, signal.SIGKILL)
        yield from rows[-1:]


def report_of(kind: str, folder: str, output: str, spark: Any) -> Any:
    """The report of a function as JSON."""
    import interactions_cli

    options: dict[str, Any] = {"spark": spark, "now": 1_760_000_000, "events": ("View",)}
    if kind == "filter":
        return interactions_cli.filter_interactions(folder, output=output, **options).to_dict()
    functions: dict[str, Any] = {
        "validate": interactions_cli.validate_interactions,
        "stats": interactions_cli.interaction_stats,
    }
    return functions[kind](folder, **options).to_dict()


def main(folder: str, outputs: str) -> None:
    """Everything once, and `filter` with tasks that go wrong, in the first stage and in the second."""
    from pyspark.sql import SparkSession

    from interactions_cli.commands.api import spark as api
    from interactions_cli.engine.spark import SparkRun

    done: Any = SparkRun.run
    session: Any = SparkSession.builder.getOrCreate()
    cut: Any = partial(SparkRun, split_bytes=7_000, task_bytes=14_000, bucket_rows=500)
    found = {}
    for name, first, second in (
        ("validate", None, None),
        ("stats", None, None),
        ("filter slow", Straggler, None),
        ("filter killed", Deadly, None),
        ("filter killed late", None, Deadly),
    ):
        marks = Path(outputs, f"marks of {name}")
        marks.mkdir()

        def run(self: Any, task: Any, count: Any, first: Any = first, second: Any = second, marks: Any = marks) -> Any:
            return done(self, first(task, marks) if first else task, second(count, marks) if second else count)

        with mock.patch.object(api, "SparkRun", cut), mock.patch.object(SparkRun, "run", run):
            report = report_of(name.split()[0], folder, str(Path(outputs, name)), session)
        found[name] = [report, sorted(path.name for path in marks.iterdir())]
    Path(outputs, "found.json").write_text(json.dumps(found))
    session.stop()


if __name__ == "__main__":
    main(*sys.argv[1:])
