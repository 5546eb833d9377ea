"""Runs whole processes side by side and compares medians of time and memory with the project's targets.

Usage: python -m benchmarks.run [--rows N] [--rounds N] [--quick] [--only GROUP …] [--compare REF] [--data FOLDER]
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from contextlib import nullcontext
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path
from statistics import median

from benchmarks import s3_server as s3

HERE = Path(__file__).resolve().parent
TOOL = Path(sys.executable).with_name("interactions-cli")
START, END = "<!-- results: start -->\n", "<!-- results: end -->\n"
GROUPS = (
    "parts",
    "threads",
    "speed",
    "memory",
    "variants",
    "impressions",
    "filter",
    "stats",
    "frictionless",
    "start-up",
    "merge",
    "s3",
    "prepare",
    "context",
    "spark",
    "hostile",
)
# Where copies go; stands in arguments for a file in the data folder.
COPY = "{copy}"
# Stand for the log of shown lists, for catalogues, and for a log of streamed events.
LOG, ITEMS, MANY_ITEMS, USERS, STREAMED = "{lists}", "{items}", "{many items}", "{users}", "{streamed}"
# Stands for the copy of the half file in S3.
IN_S3 = "{s3}"
# Processes of a fraction of a second need more repetitions for a steady median.
STARTUP_ROUNDS = 15
KIBIBYTE = 1 if sys.platform == "darwin" else 1024


@dataclass(frozen=True)
class File:
    """A generated input: its variant, how many rows of the `--rows` it has, and in how many files of a folder."""

    variant: str
    divisor: int = 1
    at_most: int | None = None
    script: str = "generate.py"
    parts: int = 0

    def rows(self, rows: int) -> int:
        """Rows of this file when the largest has `rows`."""
        share = max(1, rows // self.divisor)
        return min(share, self.at_most) if self.at_most else share


FILES = {
    "clean": File("clean"),
    "half": File("clean", 2),
    "fifth": File("clean", 5),
    "bad": File("bad", 5),
    "quoted": File("quoted", 5),
    "parts": File("clean", at_most=180_000, parts=3_000),
    "one part": File("clean", at_most=180_000),
    "impressions": File("impressions", 10),
    "small": File("clean", at_most=200_000),
    "dates": File("bad"),
    "few dates": File("bad", at_most=200_000),
    "late": File("late"),
    "json lines": File("json-lines", 5),
    "parquet": File("parquet", 5),
    "lists": File("lists", 4, script="generate_shown.py"),
    "clicks": File("clicks", 4, script="generate_shown.py"),
    "items": File("items", at_most=50_000, script="generate_context.py"),
    "many items": File("items", 4, script="generate_context.py"),
    "users": File("users", at_most=500_000, script="generate_context.py"),
    "streamed": File("streamed", 20, script="generate_context.py"),
}


@dataclass(frozen=True)
class Command:
    """A process to measure: `file` is the input added to its arguments, `exit_code` what it must end with."""

    name: str
    groups: frozenset[str]
    arguments: tuple[str, ...]
    file: str | None = None
    exit_code: int = 0


def _tool(name: str, groups: set[str], file: str, exit_code: int = 0) -> Command:
    return Command(name, frozenset(groups), (str(TOOL), "validate"), file, exit_code)


def _threads(number: int) -> Command:
    arguments = (str(TOOL), "validate", "--threads", str(number))
    return Command(f"validate, {number} workers", frozenset({"threads"}), arguments, "fifth")


def _script(name: str, groups: set[str], script: str, file: str | None, *more: str) -> Command:
    return Command(name, frozenset(groups), (sys.executable, str(HERE / script), *more), file)


def _merge(name: str, *more: str) -> Command:
    arguments = (str(TOOL), "merge-impressions", "--impressions", LOG, "--force", "--output", COPY, *more)
    return Command(name, frozenset({"merge"}), arguments, "clicks")


def _filter(name: str, *more: str) -> Command:
    arguments = (str(TOOL), "filter", "--force", "--output", COPY, *more)
    return Command(name, frozenset({"filter"}), arguments, "clean")


def _prepare(name: str, file: str) -> Command:
    # The ids of some of them are a finding of the result.
    arguments = (str(TOOL), "prepare", "--force", "--fail-on", "never", "--output", COPY)
    return Command(name, frozenset({"prepare"}), arguments, file)


def _beside(name: str, *more: str) -> Command:
    arguments = (str(TOOL), "validate", "--fail-on", "never", *more)
    return Command(name, frozenset({"context"}), arguments, "clean")


EVERY_TYPE = ("--event", "view", "--event", "click", "--event", "buy")
COMMANDS = (
    _tool("validate", {"speed", "memory", "stats", "frictionless", "context"}, "clean"),
    _script("parse limit", {"speed"}, "parse_limit.py", "clean"),
    _script("DuckDB", {"speed"}, "duckdb_same_answers.py", "clean"),
    _tool("validate, a fifth of the rows", {"memory", "variants"}, "fifth"),
    _tool("validate, every row bad", {"variants"}, "bad", 1),
    _tool("validate, every field quoted", {"variants"}, "quoted"),
    _tool("validate, 25-id impressions", {"impressions"}, "impressions"),
    _script("parse limit, 25-id impressions", {"impressions"}, "parse_limit.py", "impressions"),
    _filter("filter, all rows, --quiet", "--quiet", *EVERY_TYPE),
    _filter("filter, all rows, report", *EVERY_TYPE),
    _script("Polars copy, all rows", {"filter"}, "copy_rows.py", "clean", "polars", "all", COPY),
    _script("DuckDB COPY, all rows", {"filter"}, "copy_rows.py", "clean", "duckdb", "all", COPY),
    _filter("filter, 5 %, --quiet", "--quiet", "--event", "buy:0.4"),
    _filter("filter, 5 %, report", "--event", "buy:0.4"),
    _script("Polars copy, 5 %", {"filter"}, "copy_rows.py", "clean", "polars", "some", COPY),
    _script("DuckDB COPY, 5 %", {"filter"}, "copy_rows.py", "clean", "duckdb", "some", COPY),
    Command("stats", frozenset({"stats"}), (str(TOOL), "stats"), "clean"),
    _script("frictionless", {"frictionless"}, "frictionless_validate.py", "small"),
    Command("--version", frozenset({"start-up"}), (str(TOOL), "--version")),
    Command("import typer", frozenset({"start-up"}), (sys.executable, "-c", "import typer")),
    Command("validate --help", frozenset({"start-up"}), (str(TOOL), "validate", "--help")),
    _script("--help of a bare Typer app", {"start-up"}, "bare_typer.py", None, "--help"),
    _merge("merge by key", "--on", "REQUEST_ID"),
    _script("DuckDB join by key", {"merge"}, "duckdb_merge.py", "clicks", "key", LOG, COPY),
    _merge("merge by time, list with the item", "--within", "30m"),
    _merge("merge by time, latest list", "--within", "30m", "--match", "latest"),
    _script("DuckDB ASOF JOIN", {"merge"}, "duckdb_merge.py", "clicks", "time", LOG, COPY),
    _prepare("prepare, ISO times", "dates"),
    _script("Polars, the same conversion", {"prepare"}, "prepare_in_polars.py", "dates", COPY),
    _prepare("prepare, first ids unlike the rest", "late"),
    _prepare("prepare, JSON Lines", "json lines"),
    _prepare("prepare, Parquet", "parquet"),
    Command(
        "csvdoctor",
        frozenset({"prepare"}),
        (sys.executable, "-m", "csvdoctor", "fix", "--normalize-nulls", "--output", COPY),
        "few dates",
    ),
    _beside("validate, items and users", "--items", ITEMS, "--users", USERS),
    _beside("validate, a catalogue of a quarter as many items", "--items", MANY_ITEMS),
    _beside("validate, a twentieth as many streamed events", "--streamed", STREAMED),
    _tool("validate, half of the rows", {"s3"}, "half"),
    *(
        _script(f"validate, half of the rows, in S3, {number} ahead", {"s3"}, "s3_ahead.py", None, str(number), IN_S3)
        for number in (1, 2, 8)
    ),
    _tool("validate, 3,000 part files", {"parts"}, "parts"),
    _tool("validate, one file of as many rows", {"parts"}, "one part"),
    _threads(2),
    _threads(8),
    Command("validate, half of the rows, in S3", frozenset({"s3"}), (str(TOOL), "validate", IN_S3)),
)


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
    Target("validate ÷ parse limit, wall", _wall("validate", "parse limit"), 4, 2.5),
    Target("validate ÷ DuckDB, wall", _wall("validate", "DuckDB"), 0.7, 0.4),
    Target(
        "validate ÷ frictionless, rows per second",
        lambda measured: measured["validate"].speed / measured["frictionless"].speed,
        25,
        50,
        at_least=True,
    ),
    Target("every field quoted ÷ unquoted, wall", _wall(QUOTED, FIFTH), 1.7, 1.2),
    Target("25-id impressions ÷ parse limit of that file, wall", _wall(LISTS, "parse limit, 25-id impressions"), 7, 4),
    Target("peak memory of validate", lambda measured: measured["validate"].peak / 1e9, 0.8, 0.5, "GB"),
    Target("peak memory, 5 × the rows ÷ a fifth of them", _peak("validate", FIFTH), 1.25, 1.05),
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
    Target("every row bad ÷ clean, wall", _wall(BAD, FIFTH), 2, 1.3),
    Target("every row bad ÷ clean, peak memory", _peak(BAD, FIFTH), 1.3, 1.1),
    Target(
        "filter, all rows, `--quiet` ÷ Polars `scan_csv → sink_csv`, wall",
        _wall("filter, all rows, --quiet", "Polars copy, all rows"),
        0.9,
        0.7,
    ),
    Target(
        "filter, all rows, with its report ÷ Polars `scan_csv → sink_csv`, wall",
        _wall("filter, all rows, report", "Polars copy, all rows"),
        1.8,
        1.3,
    ),
    Target("stats ÷ validate, wall", _wall("stats", "validate"), 2, 1.7),
    Target("stats ÷ validate, peak memory", _peak("stats", "validate"), 1.5, 1.3),
    Target("`--version` ÷ bare `import typer`, wall", _wall("--version", "import typer"), 1.5, 1.2),
    Target(
        "`validate --help` ÷ `--help` of a bare Typer app, wall",
        _wall("validate --help", "--help of a bare Typer app"),
        1.4,
        1.2,
    ),
    Target("merge by key ÷ DuckDB, wall", _wall("merge by key", "DuckDB join by key"), 6, 1),
    Target("merge by time ÷ DuckDB ASOF JOIN, wall", _wall("merge by time, latest list", "DuckDB ASOF JOIN"), 6, 1),
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


def input_file(name: str, rows: int, data: Path) -> Path:
    """The generated file of that name; made if it is not there yet."""
    file = FILES[name]
    path = data / f"{file.variant}-{file.rows(rows)}.csv"
    if file.parts:
        return input_parts(input_file("one part", rows, data), file.parts)
    if not path.exists():
        say(f"generating {path.name}")
        arguments = [str(path), "--rows", str(file.rows(rows)), "--variant", file.variant]
        subprocess.run([sys.executable, str(HERE / file.script), *arguments], check=True)
    return path


def input_parts(whole: Path, number: int) -> Path:
    """A folder with the rows of a file in so many files; made if it is not there yet."""
    folder = whole.with_suffix(f".in-{number}")
    if not folder.exists():
        say(f"generating {folder.name}")
        header, *rows = whole.read_bytes().splitlines(keepends=True)
        beside = whole.with_suffix(".part")
        beside.mkdir(exist_ok=True)
        for part in range(number):
            start, end = part * len(rows) // number, (part + 1) * len(rows) // number
            (beside / f"part-{part:05}.csv").write_bytes(header + b"".join(rows[start:end]))
        beside.rename(folder)
    return folder


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


def warm(paths: Iterable[Path]) -> None:
    """Read every file once: the disk is not what is compared."""
    buffer = bytearray(1 << 24)
    files = [file for path in paths for file in ([path] if path.is_file() else sorted(path.iterdir()))]
    for path in files:
        with path.open("rb", buffering=0) as file:
            while file.readinto(buffer):
                pass


def judged(measured: Measured) -> list[tuple[Target, float]]:
    """The targets whose figures were measured."""
    results = []
    for target in TARGETS:
        try:
            results.append((target, target.value(measured)))
        except KeyError:
            continue
    return results


def tables(measured: Measured, rounds: int) -> str:
    """Both result tables in Markdown."""
    tools = ", ".join(f"{name} {version(name)}" for name in ("polars", "typer", "duckdb", "frictionless"))
    python = ".".join(map(str, sys.version_info[:3]))
    lines = [
        f"{os.cpu_count()} cores; Python {python}, {tools}; medians of {rounds} runs ({STARTUP_ROUNDS} for start-up).",
        "",
        "| target | must | aim | measured | |",
        "|---|---|---|---|---|",
    ]
    for target, value in judged(measured):
        limits = f"{target.limit(target.must)} | {target.limit(target.aim)}"
        lines.append(f"| {target.text} | {limits} | {value:.2f} {target.unit} | {target.verdict(value)} |")
    lines += ["", "| process | rows | wall s | CPU s | peak MB | rows per s |", "|---|---|---|---|---|---|"]
    for name, usage in measured.items():
        rows, speed = (f"{usage.rows:,}", f"{usage.speed:,.0f}") if usage.rows else ("", "")
        lines.append(f"| {name} | {rows} | {usage.wall:.2f} | {usage.cpu:.2f} | {usage.peak / 1e6:.0f} | {speed} |")
    return "\n".join(lines) + "\n"


def write_results(text: str, start: str = START, end: str = END) -> None:
    """Put tables between two markers of this folder's README."""
    readme = HERE / "README.md"
    before, rest = readme.read_text(encoding="utf-8").split(start)
    after = rest.split(end)[1]
    readme.write_text(before + start + text + end + after, encoding="utf-8")


def say(text: str) -> None:
    """Tell the waiting person what is going on."""
    print(text, file=sys.stderr, flush=True)


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
    long = [command for command in chosen if "start-up" not in command.groups]
    short = [command for command in chosen if "start-up" in command.groups]
    with s3.in_s3(paths["half"]) if "half" in paths else nullcontext("") as in_s3:
        measured = {
            **measure_side_by_side(long, paths, copy, in_s3, options.rows, options.rounds),
            **measure_side_by_side(short, paths, copy, in_s3, options.rows, STARTUP_ROUNDS),
        }
    text = tables(measured, options.rounds)
    print(text, end="")
    if options.quick or options.only:
        return 0
    write_results(text)
    return int(any("missed" in target.verdict(value) for target, value in judged(measured)))


if __name__ == "__main__":
    sys.exit(main())
