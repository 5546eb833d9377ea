"""The options, each declared once for all commands."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated

import typer

from interactions_cli.cli import complete
from interactions_cli.errors import UsageError


class FailOn(StrEnum):
    """From which severity on a finding makes the command exit with 1."""

    ERROR = "error"
    WARNING = "warning"
    NOTE = "note"
    NEVER = "never"


class Format(StrEnum):
    """The forms of a report."""

    TEXT = "text"
    CONCISE = "concise"
    JSON = "json"
    MARKDOWN = "markdown"
    HTML = "html"
    GITHUB = "github"
    JUNIT = "junit"
    SARIF = "sarif"


class RuleFormat(StrEnum):
    """The forms of the list of rules."""

    TEXT = "text"
    JSON = "json"
    MARKDOWN = "markdown"


def given(param: typer.CallbackParam, value: str | None) -> str | None:
    """The value of an option; for its `callback`.

    Raises:
        UsageError: It is empty, as an unset shell variable leaves it: the option must not be taken as absent.
    """
    if value == "":
        name = max(param.opts, key=len)
        raise UsageError(f"{name} is given an empty value", "Check the shell variable that should hold it.")
    return value


def _output(param: typer.CallbackParam, path: str | None) -> str | None:
    path = given(param, path)
    from interactions_cli.storage.streams import named_output

    return None if path is None else named_output(path)


Paths = Annotated[
    list[str] | None,
    typer.Argument(
        metavar="PATHS",
        help="CSV files (also .gz, .zst), folders (first level), globs, or - for standard input: one data set.",
    ),
]
SchemaFile = Annotated[
    str | None,
    typer.Option("--schema", callback=given, metavar="FILE", help="Avro schema JSON; else inferred."),
]
DomainName = Annotated[
    str | None,
    typer.Option(
        "--domain",
        callback=given,
        metavar="DOMAIN",
        autocompletion=complete.domains,
        help="custom (default), ecommerce or video-on-demand.",
    ),
]
UseCaseNames = Annotated[
    list[str] | None,
    typer.Option(
        "--use-case",
        metavar="NAME",
        autocompletion=complete.use_cases,
        help="Domain use case, as aws-ecomm-… or its title (most-viewed). Repeatable; implies its domain.",
    ),
]
RecipeName = Annotated[
    str | None,
    typer.Option(
        "--recipe", callback=given, metavar="NAME", help="Custom recipe, aws-….", autocompletion=complete.recipes
    ),
]
Events = Annotated[
    list[str] | None,
    typer.Option(
        "--event",
        metavar="TYPE[:MIN[:WEIGHT]]",
        help="Event type to train on, its event value threshold and weight. Up to 10 times; \\: is a colon.",
    ),
]
EventType = Annotated[
    str | None,
    typer.Option("--event-type", callback=given, metavar="TYPE", help="The one event type to train on."),
]
EventValueThreshold = Annotated[
    str | None,
    typer.Option(
        "--event-value-threshold",
        metavar="N",
        help="Train on EVENT_VALUE >= N; without --event-type for all types.",
    ),
]
SolutionConfig = Annotated[
    str | None,
    typer.Option(
        "--solution-config",
        callback=given,
        metavar="FILE",
        help="CreateSolution request JSON: its event filter and recipe.",
    ),
]
ImportModeName = Annotated[
    str,
    typer.Option("--import-mode", metavar="MODE", help="full or incremental.", autocompletion=complete.import_modes),
]
Now = Annotated[
    str | None,
    typer.Option(
        "--now",
        metavar="TIME",
        help="The present, for VAL005: Unix seconds or ISO 8601. Default: SOURCE_DATE_EPOCH, else the clock.",
    ),
]
Select = Annotated[
    list[str] | None,
    typer.Option(
        "--select", metavar="RULES", help="Only these codes, prefixes or names.", autocompletion=complete.rules
    ),
]
Ignore = Annotated[
    list[str] | None,
    typer.Option(
        "--ignore", metavar="RULES", help="Not these codes, prefixes or names.", autocompletion=complete.rules
    ),
]
FailOnName = Annotated[
    FailOn,
    typer.Option("--fail-on", help="Lowest severity that makes the exit code 1."),
]
ExitZero = Annotated[
    bool, typer.Option("--exit-zero", help="Exit with 0 whatever is found; what cannot be done stays 2.")
]
ConfigFile = Annotated[
    str | None,
    typer.Option(
        "--config",
        callback=given,
        metavar="FILE",
        help="Configuration; else the nearest interactions-cli.toml or pyproject.toml upward.",
    ),
]
NoConfig = Annotated[bool, typer.Option("--no-config", help="Use no configuration file.")]
FormatName = Annotated[
    Format,
    typer.Option(
        "--format",
        help="Form of the report: text for people, concise with a line for each finding, json for programs, "
        "markdown for comments and job summaries, html for a page with charts, "
        "github for annotations in GitHub Actions, junit for test reports, sarif for code scanning.",
    ),
]
Output = Annotated[
    str | None,
    typer.Option("-o", "--output", metavar="FILE", callback=_output, help="Write the report to a file."),
]
Reports = Annotated[
    list[str] | None,
    typer.Option(
        "--report",
        metavar="FORMAT=FILE",
        help="A further copy of the report, in any format. Repeatable.",
    ),
]
MaxSamples = Annotated[
    int,
    typer.Option("--max-samples", min=0, metavar="N", help="Lines shown per finding."),
]
Redact = Annotated[bool, typer.Option("--redact/--no-redact", help="Hide cell values in the report.")]
Exact = Annotated[
    bool,
    typer.Option("--exact", help="No estimates, also beyond 4,000,000 distinct rows."),
]
MaxBytes = Annotated[
    str | None,
    typer.Option(
        "--max-bytes",
        callback=given,
        metavar="SIZE",
        help="Stop with exit code 2 at an input with more bytes, stored or decompressed: 10GB, 512MiB.",
    ),
]
CsvOutput = Annotated[
    str | None,
    typer.Option(
        "-o", "--output", metavar="FILE", callback=_output, help="Write the CSV to a file (.gz, .zst by suffix)."
    ),
]
Rejects = Annotated[
    str | None,
    typer.Option(
        "--rejects", metavar="FILE", callback=_output, help="Write what is left out, with path, line and reason."
    ),
]
Since = Annotated[
    str | None,
    typer.Option("--since", metavar="TIME", help="Keep TIMESTAMP >= TIME: Unix seconds or ISO 8601."),
]
Until = Annotated[
    str | None,
    typer.Option("--until", metavar="TIME", help="Keep TIMESTAMP < TIME."),
]
DropInvalid = Annotated[
    bool, typer.Option("--drop-invalid", help="Leave out rows in which a rule about cells finds an error.")
]
DropDuplicates = Annotated[bool, typer.Option("--drop-duplicates", help="Keep the first of equal records.")]
MinUserInteractions = Annotated[
    int | None,
    typer.Option("--min-user-interactions", min=1, metavar="N", help="Keep users with N rows or more left."),
]
MinItemInteractions = Annotated[
    int | None,
    typer.Option("--min-item-interactions", min=1, metavar="N", help="Keep items with N rows or more left."),
]
AllowEmpty = Annotated[bool, typer.Option("--allow-empty", help="Exit with 0 even if nothing is kept.")]
Force = Annotated[bool, typer.Option("--force", help="Replace existing outputs.")]
ForceReport = Annotated[
    bool, typer.Option("--force", help="Replace files that are no reports of this tool by the report.")
]
DryRun = Annotated[bool, typer.Option("-n", "--dry-run", help="Write no data, only the report.")]
QuietCopy = Annotated[bool, typer.Option("-q", "--quiet", help="No report and no progress.")]
Quiet = Annotated[bool, typer.Option("-q", "--quiet", help="Findings only, no progress.")]
NoProgress = Annotated[bool, typer.Option("--no-progress", help="No progress bar.")]
Debug = Annotated[
    bool,
    typer.Option(
        "--debug",
        help="Say on standard error what is done and how: plan, blocks and how each was read, times, memory, where a "
        "defect of ours happened. No progress bar.",
    ),
]
RuleWords = Annotated[
    list[str] | None,
    typer.Argument(metavar="RULE", help="Codes, prefixes or names.", autocompletion=complete.all_rules),
]
RuleFormatName = Annotated[RuleFormat, typer.Option("--format", help="Form of the list or explanation.")]
