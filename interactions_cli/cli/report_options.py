"""The options about reports and other outputs, each declared once, with its section of the help."""

from __future__ import annotations

from typing import Annotated

import typer

from interactions_cli.cli import complete
from interactions_cli.cli.color import COLOR_CHOICES
from interactions_cli.cli.help import OUTPUT, REPORT
from interactions_cli.cli.option_values import format_name, one_of, output_name

FormatName = Annotated[
    str,
    typer.Option(
        "--format",
        metavar="FORMAT",
        callback=format_name,
        autocompletion=complete.formats,
        rich_help_panel=REPORT,
        help="text for people, concise with a line for each finding, json for programs, markdown for comments and job "
        "summaries, html for a page with charts, github for annotations in GitHub Actions, junit for test reports, "
        "sarif for code scanning.",
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
Verbose = Annotated[
    bool,
    typer.Option(
        "--verbose",
        rich_help_panel=REPORT,
        help="Fold nothing in the text: every finding by itself with all its lines, its hint and its source.",
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
ForceReport = Annotated[
    bool,
    typer.Option(
        "--force", rich_help_panel=OUTPUT, help="Replace files that are no reports of this tool by the report."
    ),
]
AllowEmpty = Annotated[
    bool,
    typer.Option(
        "--allow-empty", rich_help_panel=OUTPUT, help="Exit with 0 even if no row is kept or no interaction has a list."
    ),
]
DryRun = Annotated[
    bool, typer.Option("-n", "--dry-run", rich_help_panel=OUTPUT, help="Write no data, only the report.")
]
