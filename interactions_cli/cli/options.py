"""The options, each declared once for all commands."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated, Final

import typer

TARGET_PANEL: Final = "What the data is for"
RULES_PANEL: Final = "Rules and exit code"
REPORT_PANEL: Final = "Report"


class FailOn(StrEnum):
    """From which severity on a finding makes the command exit with 1."""

    ERROR = "error"
    WARNING = "warning"
    NOTE = "note"
    NEVER = "never"


class Format(StrEnum):
    """The forms of a report."""

    TEXT = "text"
    JSON = "json"


Paths = Annotated[
    list[str] | None,
    typer.Argument(
        metavar="[PATHS]...",
        help="CSV files (also .gz, .zst), folders (first level), globs, or - for standard input: one data set.",
    ),
]
SchemaFile = Annotated[
    str | None,
    typer.Option("--schema", metavar="FILE", help="Avro schema JSON; else inferred.", rich_help_panel=TARGET_PANEL),
]
DomainName = Annotated[
    str | None,
    typer.Option(
        "--domain",
        metavar="DOMAIN",
        help="custom (default), ecommerce or video-on-demand.",
        rich_help_panel=TARGET_PANEL,
    ),
]
UseCaseNames = Annotated[
    list[str] | None,
    typer.Option(
        "--use-case",
        metavar="NAME",
        help="Domain use case, as aws-ecomm-… or its title (most-viewed). Repeatable; implies its domain.",
        rich_help_panel=TARGET_PANEL,
    ),
]
RecipeName = Annotated[
    str | None,
    typer.Option("--recipe", metavar="NAME", help="Custom recipe, aws-….", rich_help_panel=TARGET_PANEL),
]
Events = Annotated[
    list[str] | None,
    typer.Option(
        "--event",
        metavar="TYPE[:MIN[:WEIGHT]]",
        help="Event type to train on, its event value threshold and weight. Up to 10 times; \\: is a colon.",
        rich_help_panel=TARGET_PANEL,
    ),
]
EventType = Annotated[
    str | None,
    typer.Option("--event-type", metavar="TYPE", help="The one event type to train on.", rich_help_panel=TARGET_PANEL),
]
EventValueThreshold = Annotated[
    str | None,
    typer.Option(
        "--event-value-threshold",
        metavar="N",
        help="Train on EVENT_VALUE >= N; without --event-type for all types.",
        rich_help_panel=TARGET_PANEL,
    ),
]
SolutionConfig = Annotated[
    str | None,
    typer.Option(
        "--solution-config",
        metavar="FILE",
        help="CreateSolution request JSON: its event filter and recipe.",
        rich_help_panel=TARGET_PANEL,
    ),
]
ImportModeName = Annotated[
    str,
    typer.Option("--import-mode", metavar="MODE", help="full or incremental.", rich_help_panel=TARGET_PANEL),
]
Now = Annotated[
    str | None,
    typer.Option(
        "--now",
        metavar="TIME",
        help="The present, for VAL005: Unix seconds or ISO 8601. Default: SOURCE_DATE_EPOCH, else the clock.",
        rich_help_panel=TARGET_PANEL,
    ),
]
Select = Annotated[
    list[str] | None,
    typer.Option("--select", metavar="RULES", help="Only these codes, prefixes or names.", rich_help_panel=RULES_PANEL),
]
Ignore = Annotated[
    list[str] | None,
    typer.Option("--ignore", metavar="RULES", help="Not these codes, prefixes or names.", rich_help_panel=RULES_PANEL),
]
FailOnName = Annotated[
    FailOn,
    typer.Option("--fail-on", help="Lowest severity that makes the exit code 1.", rich_help_panel=RULES_PANEL),
]
FormatName = Annotated[Format, typer.Option("--format", help="Form of the report.", rich_help_panel=REPORT_PANEL)]
Output = Annotated[
    str | None,
    typer.Option("-o", "--output", metavar="FILE", help="Write the report to a file.", rich_help_panel=REPORT_PANEL),
]
Reports = Annotated[
    list[str] | None,
    typer.Option(
        "--report",
        metavar="FORMAT=FILE",
        help="A further copy of the report. Repeatable.",
        rich_help_panel=REPORT_PANEL,
    ),
]
MaxSamples = Annotated[
    int,
    typer.Option("--max-samples", min=0, metavar="N", help="Lines shown per finding.", rich_help_panel=REPORT_PANEL),
]
Redact = Annotated[bool, typer.Option("--redact", help="Hide cell values in the report.", rich_help_panel=REPORT_PANEL)]
Exact = Annotated[
    bool,
    typer.Option("--exact", help="No estimates, also beyond 4,000,000 distinct rows.", rich_help_panel=REPORT_PANEL),
]
Quiet = Annotated[bool, typer.Option("-q", "--quiet", help="Findings only, no progress.", rich_help_panel=REPORT_PANEL)]
NoProgress = Annotated[bool, typer.Option("--no-progress", help="No progress bar.", rich_help_panel=REPORT_PANEL)]
