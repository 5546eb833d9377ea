"""Runs whole processes side by side and compares medians of time and memory with the project's targets.

Usage: python -m benchmarks.run [--rows N] [--rounds N] [--quick] [--only GROUP …] [--compare REF] [--data FOLDER]
"""

from __future__ import annotations

import argparse
import subprocess
import sys
from collections.abc import Sequence
from contextlib import nullcontext
from pathlib import Path

from benchmarks import s3_server as s3
from benchmarks.commands import COMMANDS, COPY, GROUPS, IN_S3, TOOL
from benchmarks.inputs import FILES, HERE, input_file, warm
from benchmarks.measuring import STARTUP_ROUNDS, measure_side_by_side
from benchmarks.targets import judged, tables, write_results


def parse_options(arguments: Sequence[str] | None = None) -> argparse.Namespace:
    """The command line."""
    parser = argparse.ArgumentParser(description="Compare the commands with one another and with other tools.")
    parser.add_argument("--rows", type=int, help="rows of the largest file (20,000,000; 1,000,000 with --quick)")
    parser.add_argument("--rounds", type=int, help="runs of each process (5; 1 with --quick)")
    parser.add_argument("--quick", action="store_true", help="a minute's look: small files, no figures to rely on")
    parser.add_argument("--only", action="append", choices=GROUPS, help="measure this group alone (repeatable)")
    parser.add_argument("--compare", metavar="REF", help="measure the commands beside those of another commit instead")
    parser.add_argument("--data", type=Path, default=HERE / "data", help="folder of the generated files")
    options = parser.parse_args(arguments)
    options.rows = options.rows or (1_000_000 if options.quick else 20_000_000)
    options.rounds = options.rounds or (1 if options.quick else 5)
    return options


def main() -> int:
    """Measure, print and, after a complete run, record the results; 1 if that run misses a must."""
    options = parse_options()
    if not TOOL.exists():
        sys.exit(f"{TOOL} is not installed: run `make bench`")
    groups = set(options.only or GROUPS)
    options.data.mkdir(parents=True, exist_ok=True)
    if options.only == ["spark"]:
        # No part of a complete run: it measures what happens inside of a process, and needs Java.
        file = input_file("half", options.rows, options.data)
        return subprocess.run([sys.executable, "-m", "benchmarks.spark", str(file)], check=False).returncode
    if options.only == ["hostile"]:
        from benchmarks import hostile

        # No part of a complete run, either: it has clean files of its own.
        return hostile.main(["--data", str(options.data), *(["--megabytes", "2"] if options.quick else [])])
    chosen = [command for command in COMMANDS if command.groups & groups]
    names = {command.file for command in chosen if command.file}
    names |= {word[1:-1] for command in chosen for word in command.arguments if word[1:-1] in FILES}
    paths = {name: input_file(name, options.rows, options.data) for name in sorted(names)}
    warm(paths.values())
    copy = str(options.data / "copy.csv")
    if options.compare:
        from benchmarks.compare import compared

        local = [command for command in chosen if IN_S3 not in command.arguments]
        words = {COPY: copy, **{f"{{{name}}}": str(path) for name, path in paths.items()}}
        print(compared(local, paths, words, options.compare, options.rounds), end="")
        Path(copy).unlink(missing_ok=True)
        return 0
    by_group = {name: [command for command in COMMANDS if name in command.groups] for name in GROUPS if name in groups}
    with s3.in_s3(paths["half"]) if "s3" in groups else nullcontext("") as in_s3:
        # What is compared runs within minutes: the machine may be faster or slower an hour later.
        measured = [
            measure_side_by_side(
                commands, paths, copy, in_s3, options.rows, STARTUP_ROUNDS if name == "start-up" else options.rounds
            )
            for name, commands in by_group.items()
        ]
    text = tables(measured, options.rounds)
    print(text, end="")
    if options.quick or options.only:
        return 0
    write_results(text)
    return int(any("missed" in target.verdict(value) for target, value in judged(measured)))


if __name__ == "__main__":
    sys.exit(main())
