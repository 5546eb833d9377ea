"""The campaign: properties checked in shares with seeds of their own, several processes, one table at the end.

    python -m tests.fuzz.campaign [--shares N] [--first-seed N] [--processes N] [--only WORDS] [--log FOLDER]
    python -m tests.fuzz.campaign --table [--log FOLDER]
    python -m tests.fuzz.campaign --again PROPERTY TAPE

A share is every property with one seed. What a share has run is written down as soon as it ends, and shares that are
written down are not run again, so the same command goes on where it was stopped.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
import traceback
import warnings
from collections import Counter
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor, as_completed
from dataclasses import dataclass
from multiprocessing import get_context
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from tests.fuzz.counting import Property

LOG = Path(".fuzz")
SHARES = 100
FINDING_LINES = 60
# Processes are renewed after so many jobs. The pool's own way, `max_tasks_per_child`, can leave it without any.
BATCH = 60


@dataclass(frozen=True)
class Job:
    """One property with one seed."""

    name: str
    seed: int

    @property
    def file(self) -> str:
        """Where what it has run is written down."""
        return f"{self.name.replace(' ', '-')}.{self.seed}.json"


def named(name: str) -> Property:
    """The property of that name."""
    from tests.fuzz.properties import PROPERTIES

    return next(entry for entry in PROPERTIES if entry.name == name)


def run_job(job: Job, folder: Path) -> dict[str, Any]:
    """Run a job and write down how many inputs each function got and what was found."""
    from tests.fuzz import counting

    warnings.simplefilter("error")
    counting.RUN.clear()
    chosen = named(job.name)
    finding = None
    try:
        chosen.run(chosen.many, job.seed)
    except KeyboardInterrupt:
        # Written down it would be a finding, and the job would not be run again.
        raise
    except BaseException:
        finding = "\n".join(traceback.format_exc().splitlines()[-FINDING_LINES:])
    result = {"property": job.name, "seed": job.seed, "run": dict(counting.RUN), "finding": finding}
    part = folder / f"{job.file}.part"
    part.write_text(json.dumps(result), encoding="utf-8")
    part.replace(folder / job.file)
    return result


def results(folder: Path) -> Iterator[dict[str, Any]]:
    """Everything that is written down."""
    for path in sorted(folder.glob("*.json")):
        yield json.loads(path.read_text(encoding="utf-8"))


def table(folder: Path) -> str:
    """Inputs by function, findings by property."""
    run = Counter[str]()
    found: dict[str, list[int]] = {}
    for result in results(folder):
        run.update(result["run"])
        if result["finding"]:
            found.setdefault(result["property"], []).append(result["seed"])
    lines = [f"{'function':<44}{'inputs run':>12}"]
    lines += [f"{name:<44}{count:>12,}" for name, count in sorted(run.items())]
    in_process = sum(count for name, count in run.items() if not name.startswith("interactions-cli "))
    lines.append(f"{'total through functions':<44}{in_process:>12,}")
    lines.append(f"{'total through the real command':<44}{run.total() - in_process:>12,}")
    lines.append(f"{'findings':<44}{sum(map(len, found.values())):>12,}")
    lines += [f"  {name}: seeds {', '.join(map(str, seeds))}" for name, seeds in found.items()]
    return "\n".join(lines)


def jobs(arguments: argparse.Namespace) -> list[Job]:
    """The jobs of all shares that are not written down yet."""
    from tests.fuzz.properties import PROPERTIES

    seeds = range(arguments.first_seed, arguments.first_seed + arguments.shares)
    names = [entry.name for entry in PROPERTIES if arguments.only in entry.name]
    every = (Job(name, seed) for seed in seeds for name in names)
    return [job for job in every if not (arguments.log / job.file).exists()]


def campaign(arguments: argparse.Namespace) -> int:
    """Run what is left, print the table; 1 if anything was found."""
    arguments.log.mkdir(parents=True, exist_ok=True)
    # Each process has one core; Polars would start threads for all of them in each.
    os.environ["POLARS_MAX_THREADS"] = "1"
    left = jobs(arguments)
    done = 0
    for start in range(0, len(left), BATCH):
        with ProcessPoolExecutor(arguments.processes, mp_context=get_context("spawn")) as pool:
            running = [pool.submit(run_job, job, arguments.log) for job in left[start : start + BATCH]]
            for future in as_completed(running):
                done += 1
                _tell(f"{done}/{len(left)}", future.result())
    print(table(arguments.log))
    return int(any(result["finding"] for result in results(arguments.log)))


def _tell(place: str, result: dict[str, Any]) -> None:
    inputs = sum(result["run"].values())
    print(f"{place} {result['property']} (seed {result['seed']}): {inputs:,} inputs", flush=True)
    if result["finding"]:
        print(result["finding"], flush=True)


def again(name: str, tape: str) -> None:
    """Check a property for one tape."""
    from tests.fuzz.tape import Tape

    warnings.simplefilter("error")
    named(name).check(Tape.of(tape))


def main(words: Sequence[str]) -> int:
    """The command."""
    parser = argparse.ArgumentParser(prog="python -m tests.fuzz.campaign")
    parser.add_argument("--shares", type=int, default=SHARES, metavar="N")
    parser.add_argument("--first-seed", type=int, default=0, metavar="N")
    parser.add_argument("--processes", type=int, default=2, metavar="N")
    parser.add_argument("--only", default="", metavar="WORDS", help="only properties with these words in their name")
    parser.add_argument("--log", type=Path, default=LOG, metavar="FOLDER")
    parser.add_argument("--table", action="store_true", help="only print the table")
    parser.add_argument("--again", nargs=2, metavar=("PROPERTY", "TAPE"), help="check one tape")
    arguments = parser.parse_args(words)
    if arguments.again:
        again(*arguments.again)
        return 0
    if arguments.table:
        print(table(arguments.log))
        return 0
    return campaign(arguments)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
