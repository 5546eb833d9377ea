"""`interactions-cli stats`: its options, and how they reach the command's core."""

from __future__ import annotations

from typing import Annotated

import typer

from interactions_cli.cli import complete
from interactions_cli.cli import options as opt
from interactions_cli.cli import report_options as rep
from interactions_cli.cli.help import REPORT

FIGURES = "Figures"
Sections = Annotated[
    list[str] | None,
    typer.Option(
        "--section",
        metavar="NAME",
        autocompletion=complete.sections,
        rich_help_panel=FIGURES,
        help="Only overview, distribution, events, thresholds, time, columns, impressions or readiness. Repeatable.",
    ),
]
PeriodName = Annotated[
    str,
    typer.Option(
        "--period",
        metavar="PERIOD",
        autocompletion=complete.periods,
        rich_help_panel=FIGURES,
        help="Rows per hour, day, week or month.",
    ),
]
ShowUsers = Annotated[
    bool,
    typer.Option(
        "--show-users",
        rich_help_panel=FIGURES,
        help="Name the users with most rows; without it they have numbers. Not together with --redact.",
    ),
]
QuietStats = Annotated[
    bool,
    typer.Option("-q", "--quiet", rich_help_panel=REPORT, help="No report on standard output, no progress."),
]
PIPE = "zcat items.csv.gz | interactions-cli stats interactions.csv --items -"
HELP = """
What is in this data set: sizes, density, who does how much, event types and values, time, own columns,
impressions, and which use cases and recipes it is enough for.

\b
Examples:
  interactions-cli stats interactions.csv
  interactions-cli stats interactions.csv --section thresholds --section readiness
  interactions-cli stats exports/ --domain ecommerce --event Purchase --period week --format json
"""


def command(
    ctx: typer.Context,
    paths: opt.Paths = None,
    max_bytes: opt.MaxBytes = None,
    section: Sections = None,
    period: PeriodName = "day",
    show_users: ShowUsers = False,
    schema: opt.SchemaFile = None,
    domain: opt.DomainName = None,
    use_case: opt.UseCaseNames = None,
    recipe: opt.RecipeName = None,
    now: opt.Now = None,
    event: opt.Events = None,
    event_type: opt.EventType = None,
    event_value_threshold: opt.EventValueThreshold = None,
    solution_config: opt.SolutionConfig = None,
    baseline: opt.BaselineReport = None,
    items: opt.Items = None,
    users: opt.Users = None,
    streamed: opt.Streamed = None,
    fail_on: opt.FailOnName = "never",
    exit_zero: opt.ExitZero = False,
    config: opt.ConfigFile = None,
    no_config: opt.NoConfig = False,
    format: rep.FormatName = "text",
    report: rep.Reports = None,
    max_samples: rep.MaxSamples = 5,
    redact: rep.Redact = False,
    exact: rep.Exact = False,
    color: rep.Color = "auto",
    verbose: rep.Verbose = False,
    quiet: QuietStats = False,
    output: rep.Output = None,
    force: rep.ForceReport = False,
    threads: opt.Threads = None,
    engine: opt.EngineName = "local",
    no_progress: opt.NoProgress = False,
    debug: opt.Debug = False,
) -> None:
    from interactions_cli.cli.context_inputs import ContextInputs
    from interactions_cli.cli.run import Run
    from interactions_cli.commands.stats import StatsOptions, stats

    context = ContextInputs(items or (), users or (), streamed or ())
    run = Run(ctx, other_inputs=context.given, pipe=PIPE, piped="what an option names")
    target = run.target()
    own = {"sections": tuple(section or ()), "period": period, "exact": exact, "show_users": show_users}
    own |= context.resolved()
    run.finish(
        lambda: stats(run.inputs, target, run.options(StatsOptions, **own)),
        run.report_outputs(is_silent=quiet),
        streamed=context.paths,
    )
