"""What whole processes take: seconds and bytes, in turn, and their medians."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import median

from benchmarks.commands import COPY, IN_S3, Command
from benchmarks.inputs import FILES, say

# Processes of a fraction of a second need more repetitions for a steady median.
STARTUP_ROUNDS = 15
KIBIBYTE = 1 if sys.platform == "darwin" else 1024


@dataclass(frozen=True)
class Usage:
    """What a process took: seconds of wall clock and processor, bytes at its peak, the rows it read, how it ended."""

    wall: float
    cpu: float
    peak: int
    rows: int = 0
    code: int = 0

    @property
    def speed(self) -> float:
        """Rows per second."""
        return self.rows / self.wall


Measured = Mapping[str, Usage]


def measure(
    arguments: Sequence[str], *, exit_codes: Collection[int], environment: Mapping[str, str] | None = None
) -> Usage:
    """Run one process to its end, with one of these exit codes.

    This process stays small: a child's peak counts what it had before its exec.
    """
    # What is installed has its byte code; without it every run would compile all modules anew.
    given = {name: value for name, value in (environment or os.environ).items() if name != "PYTHONDONTWRITEBYTECODE"}
    with tempfile.TemporaryFile() as errors:
        started = time.perf_counter()
        process = subprocess.Popen(
            arguments, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=errors, env=given
        )
        _, status, used = os.wait4(process.pid, 0)
        wall = time.perf_counter() - started
        process.returncode = os.waitstatus_to_exitcode(status)
        errors.seek(0)
        said = errors.read().decode(errors="replace")
        if process.returncode not in exit_codes or "internal error" in said:
            sys.stderr.write(said)
            expected = " or ".join(map(str, exit_codes))
            sys.exit(f"{' '.join(arguments)}: exit code {process.returncode}, not {expected}")
    return Usage(wall, used.ru_utime + used.ru_stime, used.ru_maxrss * KIBIBYTE, code=process.returncode)


def measure_side_by_side(
    commands: Sequence[Command], paths: Mapping[str, Path], copy: str, in_s3: str, rows: int, rounds: int
) -> Measured:
    """Medians over rounds in which every command runs once, so that a slow minute of the machine hits them all."""
    runs: dict[str, list[Usage]] = {command.name: [] for command in commands}
    for number in range(rounds):
        for command in commands:
            say(f"round {number + 1} of {rounds}: {command.name}")
            path = [str(paths[command.file])] if command.file else []
            words = {COPY: copy, IN_S3: in_s3, **{f"{{{name}}}": str(path) for name, path in paths.items()}}
            arguments = [words.get(word, word) for word in command.arguments]
            runs[command.name].append(measure([*arguments, *path], exit_codes=(command.exit_code,)))
            Path(copy).unlink(missing_ok=True)
    read = {command.name: FILES[command.file].rows(rows) if command.file else 0 for command in commands}
    return {name: median_usage(usages, read[name]) for name, usages in runs.items()}


def median_usage(usages: Sequence[Usage], rows: int) -> Usage:
    """What a process that read so many rows took in the middle of its runs."""
    return Usage(
        wall=median(usage.wall for usage in usages),
        cpu=median(usage.cpu for usage in usages),
        peak=int(median(usage.peak for usage in usages)),
        rows=rows,
    )
