"""The promises about measured figures, and the tables that say which are kept."""

from __future__ import annotations

import os
import sys
from collections import ChainMap
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from importlib.metadata import version

from benchmarks.commands import COMMANDS
from benchmarks.inputs import HERE
from benchmarks.measuring import STARTUP_ROUNDS, Measured

START, END = "<!-- results: start -->\n", "<!-- results: end -->\n"


@dataclass(frozen=True)
class Target:
    """A promise about measured figures: at most `must`, better `aim`; with `at_least` the other way round."""

    text: str
    value: Callable[[Measured], float]
    must: float
    aim: float
    unit: str = "×"
    at_least: bool = False

    def verdict(self, value: float) -> str:
        """Which of the two is reached."""
        if self._reaches(value, self.aim):
            return "aim reached"
        return "must reached" if self._reaches(value, self.must) else "**missed**"

    def _reaches(self, value: float, limit: float) -> bool:
        return value >= limit if self.at_least else value <= limit

    def limit(self, number: float) -> str:
        """A limit as the table shows it."""
        return f"{'≥' if self.at_least else '≤'} {number:g} {self.unit}"


def _wall(one: str, other: str) -> Callable[[Measured], float]:
    return lambda measured: measured[one].wall / measured[other].wall


def _peak(one: str, other: str) -> Callable[[Measured], float]:
    return lambda measured: measured[one].peak / measured[other].peak


def _cpu(one: str, other: str) -> Callable[[Measured], float]:
    return lambda measured: measured[one].cpu / measured[other].cpu


FIFTH, BAD, QUOTED, LISTS = (command.name for command in COMMANDS[3:7])
TARGETS = (
    Target("validate ÷ parse limit, wall", _wall("validate", "parse limit"), 2.7, 2),
    Target("the same on one core", _wall("validate, one core", "parse limit, one core"), 2.5, 2),
    Target(
        "speed-up of validate from one core to all ÷ that of the parse limit",
        lambda measured: (
            (measured["validate, one core"].wall / measured["validate"].wall)
            / (measured["parse limit, one core"].wall / measured["parse limit"].wall)
        ),
        0.95,
        1.05,
        at_least=True,
    ),
    Target("validate ÷ DuckDB, wall", _wall("validate", "DuckDB"), 0.5, 0.35),
    Target(
        "validate ÷ frictionless, rows per second",
        lambda measured: measured["validate"].speed / measured["frictionless"].speed,
        50,
        80,
        at_least=True,
    ),
    Target("every field quoted ÷ unquoted, wall", _wall(QUOTED, FIFTH), 1.3, 1.15),
    Target(
        "25-id impressions ÷ parse limit of that file, wall", _wall(LISTS, "parse limit, 25-id impressions"), 4.5, 3
    ),
    Target("peak memory of validate", lambda measured: measured["validate"].peak / 1e9, 0.5, 0.35, "GB"),
    Target(
        "peak memory, 50 M rows ÷ 10 M rows of the same users",
        _peak("validate, 5 × half of the rows", "validate, half of the rows"),
        1.1,
        1.03,
    ),
    Target(
        "validate, 3,000 part files ÷ one file of as many rows, wall",
        _wall("validate, 3,000 part files", "validate, one file of as many rows"),
        3,
        1.5,
    ),
    Target("validate, 8 workers ÷ 2, wall", _wall("validate, 8 workers", "validate, 2 workers"), 1.05, 1),
    Target(
        "validate, each worker beyond two, peak memory",
        lambda measured: (measured["validate, 8 workers"].peak - measured["validate, 2 workers"].peak) / 6e6,
        45,
        30,
        "MB",
    ),
    Target("every row bad ÷ clean, wall", _wall(BAD, FIFTH), 1.3, 1.15),
    Target("every row bad ÷ clean, peak memory", _peak(BAD, FIFTH), 1.1, 1.05),
    Target(
        "filter, all rows, `--quiet` ÷ Polars `scan_csv → sink_csv`, wall",
        _wall("filter, all rows, --quiet", "Polars copy, all rows"),
        0.8,
        0.6,
    ),
    Target(
        "filter, all rows, with its report ÷ Polars `scan_csv → sink_csv`, wall",
        _wall("filter, all rows, report", "Polars copy, all rows"),
        1.4,
        1.1,
    ),
    Target("stats ÷ parse limit, wall", _wall("stats", "parse limit"), 4.2, 3),
    Target("stats ÷ validate, peak memory", _peak("stats", "validate"), 1.4, 1.2),
    Target("`--version` ÷ bare `import typer`, wall", _wall("--version", "import typer"), 1.5, 1.2),
    Target(
        "`validate --help` ÷ `--help` of a bare Typer app, wall",
        _wall("validate --help", "--help of a bare Typer app"),
        1.4,
        1.2,
    ),
    Target("merge by key ÷ DuckDB, wall", _wall("merge by key", "DuckDB join by key"), 2, 1),
    Target("merge by time ÷ DuckDB ASOF JOIN, wall", _wall("merge by time, latest list", "DuckDB ASOF JOIN"), 2, 1),
    Target(
        "prepare, ISO times ÷ the same conversion in Polars, wall",
        _wall("prepare, ISO times", "Polars, the same conversion"),
        2.5,
        1.5,
    ),
    Target(
        "prepare, first ids unlike the rest ÷ the same conversion in Polars, wall",
        _wall("prepare, first ids unlike the rest", "Polars, the same conversion"),
        4,
        2.5,
    ),
    Target(
        "prepare ÷ csvdoctor, rows per second",
        lambda measured: measured["prepare, ISO times"].speed / measured["csvdoctor"].speed,
        30,
        60,
        at_least=True,
    ),
    Target("peak memory of prepare", lambda measured: measured["prepare, ISO times"].peak / 1e9, 0.5, 0.35, "GB"),
    Target(
        "validate in S3 on this machine ÷ local file, wall",
        _wall("validate, half of the rows, in S3", "validate, half of the rows"),
        1.3,
        1.1,
    ),
    Target(
        "validate with catalogues of items and users ÷ without, processor time",
        _cpu("validate, items and users", "validate"),
        1.15,
        1.1,
    ),
)


def judged(groups: Sequence[Measured]) -> list[tuple[Target, float]]:
    """The targets whose figures were measured, each by the figures of one group of commands."""
    results = []
    for target in TARGETS:
        for measured in groups:
            try:
                results.append((target, target.value(measured)))
            except KeyError:
                continue
            break
    return results


def tables(groups: Sequence[Measured], rounds: int) -> str:
    """Both result tables in Markdown; of a process in several groups, what it took in the first."""
    tools = ", ".join(f"{name} {version(name)}" for name in ("polars", "typer", "duckdb", "frictionless"))
    python = ".".join(map(str, sys.version_info[:3]))
    lines = [
        f"{os.cpu_count()} cores; Python {python}, {tools}; medians of {rounds} runs ({STARTUP_ROUNDS} for start-up).",
        "",
        "| target | must | aim | measured | |",
        "|---|---|---|---|---|",
    ]
    for target, value in judged(groups):
        limits = f"{target.limit(target.must)} | {target.limit(target.aim)}"
        lines.append(f"| {target.text} | {limits} | {value:.2f} {target.unit} | {target.verdict(value)} |")
    lines += ["", "| process | rows | wall s | CPU s | peak MB | rows per s |", "|---|---|---|---|---|---|"]
    measured = ChainMap(*map(dict, groups))
    for name in (command.name for command in COMMANDS if command.name in measured):
        usage = measured[name]
        rows, speed = (f"{usage.rows:,}", f"{usage.speed:,.0f}") if usage.rows else ("", "")
        lines.append(f"| {name} | {rows} | {usage.wall:.2f} | {usage.cpu:.2f} | {usage.peak / 1e6:.0f} | {speed} |")
    return "\n".join(lines) + "\n"


def write_results(text: str, start: str = START, end: str = END) -> None:
    """Put tables between two markers of this folder's README."""
    readme = HERE / "README.md"
    before, rest = readme.read_text(encoding="utf-8").split(start)
    after = rest.split(end)[1]
    readme.write_text(before + start + text + end + after, encoding="utf-8")
