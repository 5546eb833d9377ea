"""The processes that are measured, by group."""

from __future__ import annotations

import sys
from dataclasses import dataclass
from pathlib import Path

from benchmarks.inputs import HERE

TOOL = Path(sys.executable).with_name("interactions-cli")
GROUPS = (
    "parts",
    "threads",
    "speed",
    "one-core",
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


def _on_one_core(name: str, *words: str) -> Command:
    return _script(f"{name}, one core", {"one-core"}, "on_one_core.py", "clean", *words)


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
    _tool("validate", {"speed", "one-core", "memory", "stats", "frictionless", "context"}, "clean"),
    _script("parse limit", {"speed", "one-core", "stats"}, "parse_limit.py", "clean"),
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
    _tool("validate, half of the rows", {"s3", "memory"}, "half"),
    _tool("validate, 5 × half of the rows", {"memory"}, "five halves"),
    *(
        _script(f"validate, half of the rows, in S3, {number} ahead", {"s3"}, "s3_ahead.py", None, str(number), IN_S3)
        for number in (1, 2, 8)
    ),
    _tool("validate, 3,000 part files", {"parts"}, "parts"),
    _tool("validate, one file of as many rows", {"parts"}, "one part"),
    _threads(2),
    _threads(8),
    _on_one_core("validate", str(TOOL), "validate"),
    _on_one_core("parse limit", sys.executable, str(HERE / "parse_limit.py")),
    Command("validate, half of the rows, in S3", frozenset({"s3"}), (str(TOOL), "validate", IN_S3)),
)
