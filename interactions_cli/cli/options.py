"""The options about what is read and how it is judged, each declared once, with its section of the help."""

from __future__ import annotations

from typing import Annotated

import typer

from interactions_cli.cli import complete
from interactions_cli.cli.help import CONTEXT, EVENTS, INPUT, RULES, RUN, TARGET
from interactions_cli.cli.option_values import given, limit_threads, one_of

Paths = Annotated[
    list[str] | None,
    typer.Argument(
        metavar="PATHS",
        rich_help_panel=INPUT,
        help="CSV files (also .gz, .zst), folders (first level), globs, or - for standard input: one data set.",
    ),
]
MaxBytes = Annotated[
    str | None,
    typer.Option(
        "--max-bytes",
        callback=given,
        metavar="SIZE",
        rich_help_panel=INPUT,
        help="Stop with exit code 2 at an input with more bytes, stored or decompressed: 10GB, 512MiB.",
    ),
]
SchemaFile = Annotated[
    str | None,
    typer.Option(
        "--schema", callback=given, metavar="FILE", rich_help_panel=TARGET, help="Avro schema JSON; else inferred."
    ),
]
DomainName = Annotated[
    str | None,
    typer.Option(
        "--domain",
        callback=given,
        metavar="DOMAIN",
        autocompletion=complete.domains,
        rich_help_panel=TARGET,
        help="custom (default), ecommerce or video-on-demand.",
    ),
]
UseCaseNames = Annotated[
    list[str] | None,
    typer.Option(
        "--use-case",
        metavar="NAME",
        autocompletion=complete.use_cases,
        rich_help_panel=TARGET,
        help="Domain use case, as aws-ecomm-… or its title (most-viewed). Repeatable; implies its domain.",
    ),
]
RecipeName = Annotated[
    str | None,
    typer.Option(
        "--recipe",
        callback=given,
        metavar="NAME",
        autocompletion=complete.recipes,
        rich_help_panel=TARGET,
        help="Custom recipe, aws-….",
    ),
]
ImportModeName = Annotated[
    str,
    typer.Option(
        "--import-mode",
        metavar="MODE",
        autocompletion=complete.import_modes,
        rich_help_panel=TARGET,
        help="full or incremental.",
    ),
]
Items = Annotated[
    list[str] | None,
    typer.Option(
        "--items",
        metavar="FILE",
        rich_help_panel=CONTEXT,
        help="Catalogue of items to compare ITEM_ID with: CSV with that column, such as the items dataset's. "
        "Repeatable; folders, globs.",
    ),
]
Users = Annotated[
    list[str] | None,
    typer.Option(
        "--users",
        metavar="FILE",
        rich_help_panel=CONTEXT,
        help="The same for USER_ID, such as the users dataset's file.",
    ),
]
Streamed = Annotated[
    list[str] | None,
    typer.Option(
        "--streamed",
        metavar="LOG",
        rich_help_panel=CONTEXT,
        help="Log of streamed events to count together with the files: bodies of PutEvents requests or events as JSON. "
        "Repeatable; folders, globs.",
    ),
]
Now = Annotated[
    str | None,
    typer.Option(
        "--now",
        metavar="TIME",
        rich_help_panel=TARGET,
        help="The present, for VAL005, SET026: Unix seconds or ISO 8601. Default: SOURCE_DATE_EPOCH, else the clock.",
    ),
]
Events = Annotated[
    list[str] | None,
    typer.Option(
        "--event",
        metavar="TYPE[:MIN[:WEIGHT]]",
        rich_help_panel=EVENTS,
        help="Event type to train on, its event value threshold and weight. Up to 10 times; \\: is a colon.",
    ),
]
EventType = Annotated[
    str | None,
    typer.Option(
        "--event-type", callback=given, metavar="TYPE", rich_help_panel=EVENTS, help="The one event type to train on."
    ),
]
EventValueThreshold = Annotated[
    str | None,
    typer.Option(
        "--event-value-threshold",
        metavar="N",
        rich_help_panel=EVENTS,
        help="Train on EVENT_VALUE >= N; without --event-type for all types.",
    ),
]
SolutionConfig = Annotated[
    str | None,
    typer.Option(
        "--solution-config",
        callback=given,
        metavar="FILE",
        rich_help_panel=EVENTS,
        help="CreateSolution request JSON: its event filter and recipe.",
    ),
]
BaselineReport = Annotated[
    str | None,
    typer.Option(
        "--baseline",
        callback=given,
        metavar="REPORT",
        rich_help_panel=CONTEXT,
        help="An earlier JSON report of the same command, to compare with: fewer rows, types gone, holes in time.",
    ),
]
Select = Annotated[
    list[str] | None,
    typer.Option(
        "--select",
        metavar="RULES",
        autocompletion=complete.rules,
        rich_help_panel=RULES,
        help="Only these codes, prefixes or names.",
    ),
]
Ignore = Annotated[
    list[str] | None,
    typer.Option(
        "--ignore",
        metavar="RULES",
        autocompletion=complete.rules,
        rich_help_panel=RULES,
        help="Not these codes, prefixes or names.",
    ),
]
FailOnName = Annotated[
    str,
    typer.Option(
        "--fail-on",
        metavar="SEVERITY",
        callback=one_of(*complete.FAIL_ON),
        autocompletion=complete.fail_on,
        rich_help_panel=RULES,
        help="Lowest severity that makes the exit code 1: error, warning, note or never.",
    ),
]
ExitZero = Annotated[
    bool,
    typer.Option(
        "--exit-zero", rich_help_panel=RULES, help="Exit with 0 whatever is found; what cannot be done stays 2."
    ),
]
ConfigFile = Annotated[
    str | None,
    typer.Option(
        "--config",
        callback=given,
        metavar="FILE",
        rich_help_panel=RULES,
        help="Configuration; else the nearest interactions-cli.toml or pyproject.toml upward.",
    ),
]
NoConfig = Annotated[bool, typer.Option("--no-config", rich_help_panel=RULES, help="Use no configuration file.")]
Threads = Annotated[
    int | None,
    typer.Option(
        "--threads",
        metavar="N",
        min=1,
        callback=limit_threads,
        rich_help_panel=RUN,
        help="Worker threads. Default: one more than cores, as far as memory goes.",
    ),
]
EngineName = Annotated[
    str,
    typer.Option(
        "--engine",
        metavar="ENGINE",
        callback=one_of(*complete.ENGINES),
        autocompletion=complete.engines,
        rich_help_panel=RUN,
        help="local, or spark: the executors of the session that spark-submit gives.",
    ),
]
NoProgress = Annotated[bool, typer.Option("--no-progress", rich_help_panel=RUN, help="No progress bar.")]
Debug = Annotated[
    bool,
    typer.Option(
        "--debug",
        rich_help_panel=RUN,
        help="Say on standard error what is done and how: plan, blocks and how each was read, times, memory, where a "
        "defect of ours happened. No progress bar.",
    ),
]
