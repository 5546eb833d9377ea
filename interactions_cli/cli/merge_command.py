"""`interactions-cli merge-impressions`: its options, and how they reach the command's core."""

from __future__ import annotations

from typing import Annotated

import typer

from interactions_cli.cli import complete
from interactions_cli.cli import options as opt
from interactions_cli.cli.option_values import given

MATCHING, LISTS, LOGS = "Matching", "Lists", "Logs"
Impressions = Annotated[
    list[str] | None,
    typer.Option(
        "--impressions",
        metavar="LOG",
        rich_help_panel=LOGS,
        help="A log of shown lists (CSV or JSON Lines, also .gz, .zst), a folder, a glob, or -. Repeatable.",
    ),
]
LogFormat = Annotated[
    str | None,
    typer.Option(
        "--log-format",
        metavar="FORMAT",
        autocompletion=complete.log_formats,
        rich_help_panel=LOGS,
        help="csv or json (one object a line).",
    ),
]
LogShape = Annotated[
    str | None,
    typer.Option(
        "--log-shape",
        metavar="SHAPE",
        autocompletion=complete.log_shapes,
        rich_help_panel=LOGS,
        help="lists (one a row) or items (one shown item a row).",
    ),
]
LogTimeUnit = Annotated[
    str | None,
    typer.Option(
        "--log-time-unit",
        metavar="UNIT",
        autocompletion=complete.log_time_units,
        rich_help_panel=LOGS,
        help="Unit of numbers in the log: s, ms or us.",
    ),
]
LogColumns = Annotated[
    list[str] | None,
    typer.Option(
        "--log-column",
        metavar="NAME=FIELD",
        rich_help_panel=LOGS,
        help="What the log calls USER_ID, TIMESTAMP, IMPRESSION … or a column of --on or --by. Repeatable.",
    ),
]
On = Annotated[
    list[str] | None,
    typer.Option(
        "--on", metavar="COLUMN", rich_help_panel=MATCHING, help="Match by equal values of this column. Repeatable."
    ),
]
Within = Annotated[
    str | None,
    typer.Option(
        "--within",
        metavar="TIME",
        rich_help_panel=MATCHING,
        help="Match by user and time: 90s, 30m, 2h, 1d before the interaction.",
    ),
]
By = Annotated[
    list[str] | None,
    typer.Option(
        "--by",
        metavar="COLUMN",
        rich_help_panel=MATCHING,
        help="With --within: this column must be equal too. Repeatable.",
    ),
]
Match = Annotated[
    str | None,
    typer.Option(
        "--match",
        metavar="HOW",
        autocompletion=complete.matches,
        rich_help_panel=MATCHING,
        help="With --within: shown (the latest list with the item; default) or latest (whatever is in it).",
    ),
]
Existing = Annotated[
    str,
    typer.Option(
        "--existing",
        metavar="HOW",
        autocompletion=complete.existing,
        rich_help_panel=LISTS,
        help="Rows that have a list: keep (default), replace or union.",
    ),
]
Available = Annotated[
    str | None,
    typer.Option(
        "--available",
        callback=given,
        metavar="FILE",
        rich_help_panel=LISTS,
        help="Leave out other items than these and the interacted one: CSV with ITEM_ID, or one id a line.",
    ),
]
AddInteracted = Annotated[
    bool,
    typer.Option("--add-interacted", rich_help_panel=LISTS, help="Add the interacted item to lists without it."),
]
HELP = """
Add what was on the screen to each interaction, as a column IMPRESSION, from logs of shown lists.

A log is CSV or JSON Lines: lists of ids, or one row for each item that was shown; GetRecommendations responses;
PutEvents events. Which of these it is gets detected and stated in the report; the --log-… options say otherwise.

By key (--on) a list and its interaction have equal values in those columns, and nothing else counts; of several
lists the last one. By time (--within) the latest list that the user was shown in that time before the interaction
and that contains its item; with --on as well, that key takes the place of the user. Without both, by
RECOMMENDATION_ID if both sides have it.

\b
Examples:
  interactions-cli merge-impressions clicks.csv --impressions recommendations.jsonl -o merged.csv
  interactions-cli merge-impressions clicks.csv --impressions shown.csv.gz --on REQUEST_ID -o merged.csv
  interactions-cli merge-impressions exports/ --impressions 'shown-*.csv' --within 30m --by SESSION_ID -o merged.csv.gz
  zcat shown.jsonl.gz | interactions-cli merge-impressions clicks.csv --impressions - --within 1h > merged.csv
"""


def command(
    ctx: typer.Context,
    paths: opt.Paths = None,
    max_bytes: opt.MaxBytes = None,
    impressions: Impressions = None,
    log_format: LogFormat = None,
    log_shape: LogShape = None,
    log_time_unit: LogTimeUnit = None,
    log_column: LogColumns = None,
    on: On = None,
    within: Within = None,
    by: By = None,
    match: Match = None,
    existing: Existing = "keep",
    available: Available = None,
    add_interacted: AddInteracted = False,
    schema: opt.SchemaFile = None,
    domain: opt.DomainName = None,
    now: opt.Now = None,
    fail_on: opt.FailOnName = "never",
    config: opt.ConfigFile = None,
    no_config: opt.NoConfig = False,
    format: opt.FormatName = "text",
    report: opt.Reports = None,
    max_samples: opt.MaxSamples = 5,
    redact: opt.Redact = False,
    color: opt.Color = "auto",
    quiet: opt.QuietCopy = False,
    output: opt.CsvOutput = None,
    force: opt.Force = False,
    dry_run: opt.DryRun = False,
    no_progress: opt.NoProgress = False,
    debug: opt.Debug = False,
) -> None:
    from interactions_cli.cli.run import Run
    from interactions_cli.commands.merge import MergeOptions, merge_records
    from interactions_cli.errors import UsageError
    from interactions_cli.storage.inputs import LOG_SUFFIXES, resolve_inputs
    from interactions_cli.transforms.merge.log_options import LogOptions
    from interactions_cli.transforms.merge.log_times import parse_window

    if not impressions:
        raise UsageError("no log of shown lists is given", "Name one with `--impressions LOG`.")
    catalogue = [available] if available else []
    run = Run(
        ctx,
        other_inputs=[*impressions, *catalogue],
        pipe=f"zcat LOG.gz | {ctx.command_path} FILE.csv --impressions -",
    )
    logs = resolve_inputs(impressions, suffixes=LOG_SUFFIXES)
    target = run.target()
    own = {
        "impressions": logs,
        "on": tuple(on or ()),
        "by": tuple(by or ()),
        "within": None if within is None else parse_window(within),
        "match": match,
        "existing": existing,
        "available": available,
        "add_interacted": add_interacted,
        "log": LogOptions(
            format=log_format, shape=log_shape, time_unit=log_time_unit, columns=_columns(log_column or [])
        ),
    }
    run.finish(
        lambda: merge_records(run.inputs, target, run.options(MergeOptions, **own)),
        run.data_outputs(),
        streamed=logs.paths,
        read=catalogue,
    )


def _columns(texts: list[str]) -> dict[str, str]:
    from interactions_cli.errors import UsageError

    found: dict[str, str] = {}
    for text in texts:
        name, equals, column = text.partition("=")
        if not name or not equals or not column:
            raise UsageError(
                f"--log-column {text!r} is not NAME=FIELD", "Write it like --log-column TIMESTAMP=shown_at."
            )
        if found.setdefault(name, column) != column:
            raise UsageError(
                f"--log-column names {name} twice: {found[name]} and {column}",
                "One name holds for all logs: leave one out.",
            )
    return found
