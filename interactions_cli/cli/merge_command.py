"""`interactions-cli merge-impressions`: its options, and how they reach the command's core."""

from __future__ import annotations

from typing import Annotated

import typer

from interactions_cli.cli import complete
from interactions_cli.cli import log_options as log
from interactions_cli.cli import options as opt
from interactions_cli.cli import report_options as rep
from interactions_cli.cli.option_values import given

MATCHING, LISTS = "Matching", "Lists"
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
    impressions: log.Impressions = None,
    log_format: log.Format = None,
    log_shape: log.Shape = None,
    log_time_unit: log.TimeUnit = None,
    log_time_zone: log.TimeZone = None,
    log_list_separator: log.ListSeparator = None,
    log_column: log.Columns = None,
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
    format: rep.FormatName = "text",
    report: rep.Reports = None,
    max_samples: rep.MaxSamples = 5,
    redact: rep.Redact = False,
    color: rep.Color = "auto",
    verbose: rep.Verbose = False,
    quiet: rep.QuietCopy = False,
    output: rep.CsvOutput = None,
    allow_empty: rep.AllowEmpty = False,
    force: rep.Force = False,
    dry_run: rep.DryRun = False,
    threads: opt.Threads = None,
    no_progress: opt.NoProgress = False,
    debug: opt.Debug = False,
) -> None:
    from interactions_cli.cli.run import Run
    from interactions_cli.commands.merge import merge_records
    from interactions_cli.commands.merge_options import MergeOptions
    from interactions_cli.errors import UsageError
    from interactions_cli.storage.inputs import LOG_SUFFIXES, resolve_inputs
    from interactions_cli.transforms.merge.list_forms import parse_separator
    from interactions_cli.transforms.merge.log_options import LogOptions
    from interactions_cli.transforms.merge.log_times import parse_window

    catalogue = [available] if available else []
    run = Run(
        ctx,
        other_inputs=[*(impressions or ()), *catalogue],
        pipe=f"zcat LOG.gz | {ctx.command_path} FILE.csv --impressions -",
    )
    if not impressions:
        raise UsageError("no log of shown lists is given", "Name one with `--impressions LOG`.")
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
            format=log_format,
            shape=log_shape,
            time_unit=log_time_unit,
            time_zone=log_time_zone,
            list_separator=None if log_list_separator is None else parse_separator(log_list_separator),
            columns=log.columns_by_name(log_column or []),
        ),
        "allow_empty": allow_empty,
    }
    run.finish(
        lambda: merge_records(run.inputs, target, run.options(MergeOptions, **own)),
        run.data_outputs(),
        streamed=logs.paths,
        read=catalogue,
    )
