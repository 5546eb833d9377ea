"""Measures what hostile files cost as multiples of clean ones of as many bytes, and records the table.

Usage: python -m benchmarks.hostile [--megabytes N] [--rounds N] [--shape WORDS …] [--command NAME …] [--data FOLDER]
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from benchmarks.commands import Command
from benchmarks.compare import THIS_TREE, of_tree
from benchmarks.hostile_shapes import ALL, CLEAN, SHAPES, Shape, write
from benchmarks.inputs import HERE, input_parts, say, warm
from benchmarks.measuring import Usage, measure, median_usage
from benchmarks.targets import write_results

START, END = "<!-- hostile: start -->\n", "<!-- hostile: end -->\n"
MUST = 5.0
MEGABYTES, MEGABYTE = 10, 1_000_000
# Of a run that is not measured itself: the log of `merge`, the interactions of `merge log`.
BESIDE_MEGABYTES = 2
HEAD = """| shape | command | time | peak memory | CPU s | peak MB | | must ≤ 5 × |
|---|---|---|---|---|---|---|---|
"""
COMMANDS = (*ALL, "merge log")


@dataclass(frozen=True)
class Files:
    """Where inputs are and outputs go."""

    folder: Path
    megabytes: int

    def clean(self, name: str, megabytes: int, *, packed: bool = False) -> Path:
        """A clean file of so many bytes; made if it is not there yet."""
        path = self.folder / f"{name.replace(' ', '-')}-{megabytes}{_suffix(packed=packed)}"
        if not path.exists():
            say(f"generating {path.name}")
            write(path, CLEAN[name](), megabytes * MEGABYTE, packed=packed)
        return path

    def hostile(self, shape: Shape) -> Path:
        """The file of a shape, or its folder."""
        megabytes = shape.megabytes or self.megabytes
        name = "".join(letter if letter.isalnum() else "-" for letter in shape.name)
        path = self.folder / f"hostile-{name}-{megabytes}{_suffix(packed=shape.packed)}"
        if not path.exists():
            say(f"generating {path.name}")
            write(path, shape.make(), megabytes * MEGABYTE, packed=shape.packed)
        return input_parts(path, shape.parts) if shape.parts else path

    def arguments(self, command: str, path: Path) -> list[str]:
        """A command line of the tool for an input."""
        output = ["--force", "--output", str(self.folder / "copy.csv")]
        never, rejects = ["--fail-on", "never"], ["--rejects", str(self.folder / "rejects.csv")]
        log, rows = (str(self.clean(name, BESIDE_MEGABYTES)) for name in ("clean log", "clean"))
        return {
            "validate": ["validate", *never, str(path)],
            "stats": ["stats", str(path)],
            "filter": ["filter", "--drop-invalid", "--drop-duplicates", *output, *rejects, str(path)],
            "prepare": ["prepare", "--accept-rejects", *never, *output, *rejects, str(path)],
            "merge": ["merge-impressions", "--impressions", log, "--within", "30m", *output, str(path)],
            "merge log": ["merge-impressions", "--impressions", str(path), "--within", "30m", *output, rows],
        }[command]


def _suffix(*, packed: bool) -> str:
    return ".csv.gz" if packed else ".csv"


def run(files: Files, command: str, path: Path) -> Usage:
    """What one run of this tree takes."""
    given = Command(command, frozenset(), ("", *files.arguments(command, path)))
    arguments, environment = of_tree(given, THIS_TREE)
    return measure(arguments, exit_codes=(0, 1, 2), environment=environment)


@dataclass(frozen=True)
class Multiple:
    """What a command took of a hostile file, `time` (processor) and `memory` (peak) in those of the clean one."""

    shape: Shape
    command: str
    time: float
    memory: float
    cpu: float
    peak: int
    code: int

    def row(self) -> str:
        """A row of the table."""
        otherwise = "documented" if self.command in self.shape.documented else "**missed**"
        verdict = "reached" if max(self.time, self.memory) <= MUST else otherwise
        end = "refused" if self.code == 2 else ""
        return (
            f"| {self.shape.name} | {self.command} | {self.time:.1f} × | {self.memory:.1f} × | {self.cpu:.1f} "
            f"| {self.peak / 1e6:.0f} | {end} | {verdict} |"
        )


class Runs:
    """Runs of this tree; what is asked for again, as clean files are, is not measured again."""

    def __init__(self, files: Files, rounds: int) -> None:
        self._files = files
        self._rounds = rounds
        self._known: dict[tuple[str, Path], Usage] = {}

    def usage(self, command: str, path: Path) -> Usage:
        """The medians of what a command takes of an input."""
        if (command, path) not in self._known:
            warm([path])
            runs = [run(self._files, command, path) for _ in range(self._rounds)]
            self._known[command, path] = replace(median_usage(runs, 0), code=runs[-1].code)
        return self._known[command, path]

    def multiple(self, shape: Shape, command: str) -> Multiple:
        """What a command takes of a shape and of what it is compared with."""
        megabytes = shape.megabytes or self._files.megabytes
        clean = self.usage(command, self._files.clean(shape.clean, megabytes, packed=shape.packed))
        hostile = self.usage(command, self._files.hostile(shape))
        times, memory = hostile.cpu / clean.cpu, hostile.peak / clean.peak
        return Multiple(shape, command, times, memory, hostile.cpu, hostile.peak, hostile.code)


def main(words: Sequence[str] | None = None) -> int:
    """Measure, print and, if nothing was left out, record the results; 1 if a must is missed."""
    parser = argparse.ArgumentParser(description="Measure what hostile files cost.")
    parser.add_argument("--megabytes", type=int, default=MEGABYTES, help="size of most files")
    parser.add_argument("--rounds", type=int, default=1, help="runs of each process")
    parser.add_argument("--shape", action="append", metavar="WORDS", help="only shapes with this in their name")
    parser.add_argument("--command", action="append", choices=COMMANDS, help="only this command")
    parser.add_argument("--data", type=Path, default=HERE / "data", help="folder of the generated files")
    options = parser.parse_args(words)
    options.data.mkdir(parents=True, exist_ok=True)
    files = Files(options.data, options.megabytes)
    chosen = [
        (shape, command)
        for shape in SHAPES
        if not options.shape or any(part in shape.name for part in options.shape)
        for command in shape.commands
        if not options.command or command in options.command
    ]
    runs, rows = Runs(files, options.rounds), []
    print(HEAD, end="", flush=True)
    for shape, command in chosen:
        rows.append(runs.multiple(shape, command).row())
        print(rows[-1], flush=True)
    if not (options.shape or options.command or options.megabytes != MEGABYTES):
        write_results(HEAD + "\n".join([*rows, ""]), START, END)
    return int(any("missed" in row for row in rows))


if __name__ == "__main__":
    sys.exit(main())
