"""The `merge-impressions` command."""

from __future__ import annotations

from typing import Annotated

import typer

from interactions_cli.cli import options as opt
from interactions_cli.cli.process import say, take_back_interrupts

HELP = """
Add what was on the screen to each interaction, as a column IMPRESSION, from logs of shown lists.

A log is CSV or JSON Lines: lists of ids, or one row for each item that was shown; GetRecommendations responses;
PutEvents events. Which of these it is gets detected and stated in the report; the --log-… options say otherwise.

By key (--on) a list and its interaction have equal values in those columns, and nothing else counts; of several
lists the last one. By time (--within) the latest list that the user was shown in that time before the interaction
and that contains its item; with --on as well, that key takes the place of the user. Without both, by
RECOMMENDATION_ID if both sides have it.

Examples:

  interactions-cli merge-impressions clicks.csv --impressions recommendations.jsonl -o merged.csv

  interactions-cli merge-impressions clicks.csv --impressions shown.csv.gz --on REQUEST_ID -o merged.csv

  interactions-cli merge-impressions exports/ --impressions 'shown-*.csv' --within 30m --by SESSION_ID -o merged.csv.gz

  zcat shown.jsonl.gz | interactions-cli merge-impressions clicks.csv --impressions - --within 1h > merged.csv

Without -o the interactions go to standard output and the report to standard error.

Exit codes: 0 fine, 1 findings at or above --fail-on or nothing matched, 2 could not do it.
"""


def command(
    ctx: typer.Context,
    paths: opt.Paths = None,
    impressions: Annotated[
        list[str] | None,
        typer.Option(
            "--impressions",
            metavar="LOG",
            help="A log of shown lists (CSV or JSON Lines, also .gz, .zst), a folder, a glob, or -. Repeatable.",
        ),
    ] = None,
    on: Annotated[
        list[str] | None,
        typer.Option("--on", metavar="COLUMN", help="Match by equal values of this column. Repeatable."),
    ] = None,
    within: Annotated[
        str | None,
        typer.Option(
            "--within", metavar="TIME", help="Match by user and time: 90s, 30m, 2h, 1d before the interaction."
        ),
    ] = None,
    by: Annotated[
        list[str] | None,
        typer.Option("--by", metavar="COLUMN", help="With --within: this column must be equal too. Repeatable."),
    ] = None,
    match: Annotated[
        str | None,
        typer.Option(
            "--match",
            metavar="HOW",
            help="With --within: shown (the latest list with the item; default) or latest (whatever is in it).",
        ),
    ] = None,
    existing: Annotated[
        str,
        typer.Option("--existing", metavar="HOW", help="Rows that have a list: keep (default), replace or union."),
    ] = "keep",
    available: Annotated[
        str | None,
        typer.Option(
            "--available",
            callback=opt.given,
            metavar="FILE",
            help="Leave out other items than these and the interacted one: CSV with ITEM_ID, or one id a line.",
        ),
    ] = None,
    add_interacted: Annotated[
        bool, typer.Option("--add-interacted", help="Add the interacted item to lists without it.")
    ] = False,
    log_format: Annotated[
        str | None, typer.Option("--log-format", metavar="FORMAT", help="csv or json (one object a line).")
    ] = None,
    log_shape: Annotated[
        str | None,
        typer.Option("--log-shape", metavar="SHAPE", help="lists (one a row) or items (one shown item a row)."),
    ] = None,
    log_time_unit: Annotated[
        str | None, typer.Option("--log-time-unit", metavar="UNIT", help="Unit of numbers in the log: s, ms or us.")
    ] = None,
    log_time_zone: Annotated[
        str | None,
        typer.Option("--log-time-zone", metavar="ZONE", help="Whose times without an offset are: UTC, Europe/Berlin …"),
    ] = None,
    log_list_separator: Annotated[
        str | None,
        typer.Option(
            "--log-list-separator", metavar="TEXT", help="What stands between the ids of a list, such as ; or \\t."
        ),
    ] = None,
    log_column: Annotated[
        list[str] | None,
        typer.Option(
            "--log-column",
            metavar="NAME=FIELD",
            help="What the log calls USER_ID, IMPRESSION … or a column of --on or --by; a.b is b inside a. Repeatable.",
        ),
    ] = None,
    output: opt.CsvOutput = None,
    allow_empty: Annotated[
        bool, typer.Option("--allow-empty", help="Exit with 0 even if no interaction has a list.")
    ] = False,
    force: opt.Force = False,
    dry_run: opt.DryRun = False,
    schema: opt.SchemaFile = None,
    domain: opt.DomainName = None,
    fail_on: opt.FailOnName = opt.FailOn.NEVER,
    format: opt.FormatName = opt.Format.TEXT,
    report: opt.Reports = None,
    max_samples: opt.MaxSamples = 5,
    redact: opt.Redact = False,
    max_bytes: opt.MaxBytes = None,
    now: opt.Now = None,
    quiet: opt.QuietCopy = False,
    no_progress: opt.NoProgress = False,
    debug: opt.Debug = False,
) -> None:
    from interactions_cli.cli import output as out
    from interactions_cli.cli.debug import tracing
    from interactions_cli.cli.inputs import chosen_paths, clock, most_bytes, refuse_idle_input
    from interactions_cli.cli.progress import progress_for
    from interactions_cli.commands.merge import MergeOptions, merge_records
    from interactions_cli.errors import UsageError
    from interactions_cli.pages.escape import visible
    from interactions_cli.personalize.target import make_target
    from interactions_cli.storage.inputs import LOG_SUFFIXES, resolve_inputs
    from interactions_cli.storage.outputs import OutputSet, refuse_outputs
    from interactions_cli.storage.streams import STDOUT
    from interactions_cli.trace import WRITE
    from interactions_cli.transforms.merge.list_forms import parse_separator
    from interactions_cli.transforms.merge.log_options import LogOptions
    from interactions_cli.transforms.merge.log_times import parse_window

    take_back_interrupts()
    trace = ctx.with_resource(tracing(is_on=debug))
    if not impressions:
        raise UsageError("no log of shown lists is given", "Name one with `--impressions LOG`.")
    copies = out.parse_copies(report or [])
    # Standard input is the log's where that asks for it.
    files = chosen_paths(ctx, paths or []) if paths or STDOUT not in impressions else []
    if not files:
        raise UsageError("no interactions are given: standard input is the log", "Name a file, a folder or a glob.")
    refuse_idle_input(
        [*impressions, *([available] if available else [])],
        f"zcat LOG.gz | {ctx.command_path} FILE.csv --impressions -",
    )
    streamed = [*resolve_inputs(files).paths, *resolve_inputs(impressions, suffixes=LOG_SUFFIXES).paths]
    read = [*streamed, *([available] if available else [])]
    data = out.data_outputs(output, dry_run=dry_run)
    if not quiet and STDOUT not in data:
        out.refuse_closed_output()
    refuse_outputs([*data, *(path for _, path in copies)], [*read, *([schema] if schema else [])])
    with (
        OutputSet() as outputs,
        progress_for(streamed, enabled=not (quiet or no_progress or debug)) as progress,
    ):
        reports = out.open_copies(copies, outputs, force=force)
        result = merge_records(
            files,
            make_target(domain=domain, now=clock(now)),
            MergeOptions(
                impressions=tuple(impressions),
                output=output,
                on=tuple(on or ()),
                by=tuple(by or ()),
                within=None if within is None else parse_window(within),
                match=match,
                existing=existing,
                available=available,
                add_interacted=add_interacted,
                log=LogOptions(
                    format=log_format,
                    shape=log_shape,
                    time_unit=log_time_unit,
                    time_zone=log_time_zone,
                    list_separator=None if log_list_separator is None else parse_separator(log_list_separator),
                    columns=_columns(log_column or []),
                ),
                allow_empty=allow_empty,
                force=force,
                dry_run=dry_run,
                schema=schema,
                fail_on=fail_on.value,
                max_samples=max_samples,
                redact=redact,
                max_bytes=most_bytes(max_bytes),
                progress=progress,
                trace=trace,
                outputs=outputs,
            ),
        )
        out.write_copies(result, reports, trace=trace)
        with trace.stage(WRITE):
            outputs.commit()
    if not quiet:
        out.print_beside_data(result, format.value, data, trace=trace)
    elif result.failure is not None:
        say(f"interactions-cli: {visible(result.failure)}")
    raise typer.Exit(0 if result.ok else 1)


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
