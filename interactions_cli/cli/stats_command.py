"""`interactions-cli stats`: its options and how they reach the command's core."""

from __future__ import annotations

import sys
from typing import Annotated

import typer

from interactions_cli.cli import options as opt
from interactions_cli.cli.process import take_back_interrupts

Sections = Annotated[
    list[str] | None,
    typer.Option(
        "--section",
        metavar="NAME",
        help="Only overview, distribution, events, thresholds, time, columns, impressions or readiness. Repeatable.",
    ),
]
PeriodName = Annotated[
    str,
    typer.Option("--period", metavar="PERIOD", help="Rows per hour, day, week or month."),
]
QuietStats = Annotated[bool, typer.Option("-q", "--quiet", help="No report on standard output, no progress.")]
HELP = """
What is in this data set: sizes, density, who does how much, event types and values, time, own columns,
impressions, and which use cases and recipes it is enough for.

Examples:

  interactions-cli stats interactions.csv

  interactions-cli stats interactions.csv --section thresholds --section readiness

  interactions-cli stats exports/ --domain ecommerce --event Purchase --period week --format json

Exit codes: 0 fine, 1 findings at or above --fail-on, 2 could not do it.
"""


def command(
    ctx: typer.Context,
    paths: opt.Paths = None,
    section: Sections = None,
    period: PeriodName = "day",
    schema: opt.SchemaFile = None,
    domain: opt.DomainName = None,
    use_case: opt.UseCaseNames = None,
    recipe: opt.RecipeName = None,
    event: opt.Events = None,
    event_type: opt.EventType = None,
    event_value_threshold: opt.EventValueThreshold = None,
    solution_config: opt.SolutionConfig = None,
    fail_on: opt.FailOnName = opt.FailOn.NEVER,
    exit_zero: opt.ExitZero = False,
    format: opt.FormatName = opt.Format.TEXT,
    output: opt.Output = None,
    report: opt.Reports = None,
    force: opt.ForceReport = False,
    max_samples: opt.MaxSamples = 5,
    redact: opt.Redact = False,
    max_bytes: opt.MaxBytes = None,
    exact: opt.Exact = False,
    now: opt.Now = None,
    config: opt.ConfigFile = None,
    no_config: opt.NoConfig = False,
    quiet: QuietStats = False,
    no_progress: opt.NoProgress = False,
    debug: opt.Debug = False,
) -> None:
    from interactions_cli.cli import output as out
    from interactions_cli.cli.debug import tracing
    from interactions_cli.cli.inputs import chosen_paths, chosen_target, given_options, most_bytes
    from interactions_cli.cli.progress import progress_for
    from interactions_cli.commands.stats import StatsOptions
    from interactions_cli.commands.stats import stats as run_stats
    from interactions_cli.judging.policy import apply_policy
    from interactions_cli.settings.in_force import in_force
    from interactions_cli.storage.inputs import resolve_inputs
    from interactions_cli.storage.outputs import OutputSet, refuse_outputs
    from interactions_cli.storage.streams import STDOUT
    from interactions_cli.trace import WRITE

    take_back_interrupts()
    trace = ctx.with_resource(tracing(is_on=debug))
    settings = in_force(ctx.params, given_options(ctx), is_gate=False)
    copies = out.parse_copies(report or [])
    files = chosen_paths(ctx, paths or [])
    is_printed = output in (None, STDOUT)
    main = [] if is_printed and quiet else [(format.value, output or STDOUT)]
    if main and is_printed:
        out.refuse_closed_output()
    inputs = resolve_inputs(files).paths
    refuse_outputs([path for _, path in (*main, *copies)], [*inputs, *settings.read_beside(solution_config)])
    target = chosen_target(settings, event_type, event_value_threshold, solution_config, "full", now)
    with (
        OutputSet() as outputs,
        progress_for(inputs, enabled=not (quiet or no_progress or debug)) as progress,
    ):
        main_report = out.open_copies([] if is_printed else main, outputs, force=force)
        reports = out.open_copies(copies, outputs, force=force)
        result = run_stats(
            files,
            target,
            StatsOptions(
                schema=settings.schema,
                sections=tuple(section or ()),
                period=period,
                select=settings.select,
                ignore=settings.ignore,
                fail_on=settings.fail_on,
                max_samples=settings.max_samples,
                redact=settings.redact,
                max_bytes=most_bytes(max_bytes),
                exact=exact,
                progress=progress,
                trace=trace,
            ),
        )
        result = apply_policy(result, settings.policy)
        out.write_copies(result, reports, trace=trace)
        out.write_copies(result, main_report, trace=trace)
        with trace.stage(WRITE):
            outputs.commit()
    if main:
        out.summarise(result, format.value)
    if main and is_printed:
        out.print_report(result, format.value, sys.stdout, trace=trace)
    raise typer.Exit(0 if result.ok else 1)
