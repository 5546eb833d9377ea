"""Measures how time and memory grow with rows and with users, and records the table.

Usage: python -m benchmarks.scale [--most N] [--data FOLDER]

The largest file has 200,000,000 rows and about 9 GB; `filter` writes it once more.
"""

from __future__ import annotations

import argparse
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

from benchmarks.commands import EVERY_TYPE, TOOL
from benchmarks.inputs import HERE, say, warm
from benchmarks.measuring import measure, median_usage
from benchmarks.targets import write_results

START, END = "<!-- scale: start -->\n", "<!-- scale: end -->\n"
USERS, MANY_USERS = 500_000, 5_000_000
# (rows, users), fewest rows first.
FILES = ((2_000_000, USERS), (20_000_000, USERS), (20_000_000, MANY_USERS), (200_000_000, USERS))
COMMANDS = (("validate",), ("filter", "--force", *EVERY_TYPE), ("stats",))
# One run of the largest takes as long as the runs of all others.
LARGE, ROUNDS = 100_000_000, 3


def input_file(rows: int, users: int, data: Path) -> Path:
    """The generated file of so many rows and users; made if it is not there yet."""
    path = data / (f"clean-{rows}.csv" if users == USERS else f"clean-{rows}-{users}.csv")
    if not path.exists():
        say(f"generating {path.name}")
        words = [str(path), "--rows", str(rows), "--users", str(users)]
        subprocess.run([sys.executable, str(HERE / "generate.py"), *words], check=True)
    return path


def lines(files: Sequence[tuple[int, int]], data: Path) -> list[str]:
    """The rows of the table, measured."""
    found = []
    copy = data / "copy.csv"
    for command in COMMANDS:
        for rows, users in files:
            path = input_file(rows, users, data)
            output = ["--output", str(copy)] if command[0] == "filter" else []
            runs = []
            for _ in range(1 if rows >= LARGE else ROUNDS):
                say(f"{command[0]}, {rows:,} rows, {users:,} users")
                warm([path])
                runs.append(measure([str(TOOL), *command, *output, str(path)], exit_codes=(0,)))
                copy.unlink(missing_ok=True)
            used = median_usage(runs, rows)
            size = path.stat().st_size / 1e9
            found.append(
                f"| {command[0]} | {rows:,} | {users:,} | {size:.2f} | {used.wall:.1f} | {used.cpu:.1f} "
                f"| {used.peak / 1e6:.0f} | {used.speed / 1e6:.2f} |"
            )
    return found


def main() -> None:
    """Measure, print and, if no file was left out, record the results."""
    parser = argparse.ArgumentParser(description="Measure how time and memory grow with rows and users.")
    parser.add_argument("--most", type=int, default=FILES[-1][0], metavar="N", help="leave out files with more rows")
    parser.add_argument("--data", type=Path, default=HERE / "data", help="folder of the generated files")
    options = parser.parse_args()
    options.data.mkdir(parents=True, exist_ok=True)
    files = [(rows, users) for rows, users in FILES if rows <= options.most]
    head = [
        "| command | rows | users | GB | wall s | CPU s | peak MB | M rows per s |",
        "|---|---|---|---|---|---|---|---|",
    ]
    text = "\n".join([*head, *lines(files, options.data)]) + "\n"
    print(text, end="")
    if len(files) == len(FILES):
        write_results(text, START, END)


if __name__ == "__main__":
    main()
