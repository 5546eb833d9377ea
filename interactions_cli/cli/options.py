"""The options, each declared once for all commands, with the section of the help that it belongs to."""

from __future__ import annotations

from typing import Annotated

import typer

from interactions_cli.cli import complete
from interactions_cli.cli.color import COLOR_CHOICES
from interactions_cli.cli.help import EVENTS, INPUT, OUTPUT, REPORT, RULES, RUN, TARGET
from interactions_cli.cli.option_values import format_name, given, one_of, output_name

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
Now = Annotated[
    str | None,
    typer.Option(
        "--now",
        metavar="TIME",
        rich_help_panel=TARGET,
        help="The present, for VAL005: Unix seconds or ISO 8601. Default: SOURCE_DATE_EPOCH, else the clock.",
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
FormatName = Annotated[
    str,
    typer.Option(
        "--format",
        metavar="FORMAT",
        callback=format_name,
        autocompletion=complete.formats,
        rich_help_panel=REPORT,
        help="text for people, json for programs, markdown for comments and job summaries, github for annotations in "
        "GitHub Actions, junit for test reports, sarif for code scanning.",
    ),
]
Reports = Annotated[
    list[str] | None,
    typer.Option(
        "--report",
        metavar="FORMAT=FILE",
        autocompletion=complete.report_formats,
        rich_help_panel=REPORT,
        help="A further copy of the report, in any format. Repeatable.",
    ),
]
MaxSamples = Annotated[
    int,
    typer.Option("--max-samples", min=0, metavar="N", rich_help_panel=REPORT, help="Lines shown per finding."),
]
Redact = Annotated[
    bool, typer.Option("--redact/--no-redact", rich_help_panel=REPORT, help="Hide cell values in the report.")
]
Exact = Annotated[
    bool,
    typer.Option("--exact", rich_help_panel=REPORT, help="No estimates, also beyond 4,000,000 distinct rows."),
]
Color = Annotated[
    str,
    typer.Option(
        "--color",
        metavar="WHEN",
        callback=one_of(*COLOR_CHOICES),
        autocompletion=complete.colors,
        rich_help_panel=REPORT,
        help="auto (as NO_COLOR, FORCE_COLOR and the terminal say), always or never.",
    ),
]
Quiet = Annotated[bool, typer.Option("-q", "--quiet", rich_help_panel=REPORT, help="Findings only, no progress.")]
QuietCopy = Annotated[bool, typer.Option("-q", "--quiet", rich_help_panel=REPORT, help="No report and no progress.")]
Output = Annotated[
    str | None,
    typer.Option(
        "-o",
        "--output",
        metavar="FILE",
        callback=output_name,
        rich_help_panel=OUTPUT,
        help="Write the report to a file.",
    ),
]
CsvOutput = Annotated[
    str | None,
    typer.Option(
        "-o",
        "--output",
        metavar="FILE",
        callback=output_name,
        rich_help_panel=OUTPUT,
        help="Write the CSV to a file (.gz, .zst by suffix). Without it the CSV goes to standard output, the report to "
        "standard error.",
    ),
]
Force = Annotated[bool, typer.Option("--force", rich_help_panel=OUTPUT, help="Replace existing outputs.")]
DryRun = Annotated[
    bool, typer.Option("-n", "--dry-run", rich_help_panel=OUTPUT, help="Write no data, only the report.")
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
