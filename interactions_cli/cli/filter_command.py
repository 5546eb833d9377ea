"""`interactions-cli filter`: its options, and how they reach the command's core."""

from __future__ import annotations

from typing import Annotated

import typer

from interactions_cli.cli import options as opt
from interactions_cli.cli import report_options as rep
from interactions_cli.cli.help import OUTPUT
from interactions_cli.cli.option_values import output_name

CRITERIA = "Criteria"
Since = Annotated[
    str | None,
    typer.Option(
        "--since", metavar="TIME", rich_help_panel=CRITERIA, help="Keep TIMESTAMP >= TIME: Unix seconds or ISO 8601."
    ),
]
Until = Annotated[
    str | None, typer.Option("--until", metavar="TIME", rich_help_panel=CRITERIA, help="Keep TIMESTAMP < TIME.")
]
DropInvalid = Annotated[
    bool,
    typer.Option(
        "--drop-invalid",
        rich_help_panel=CRITERIA,
        help="Leave out rows in which a rule about cells finds an error.",
    ),
]
DropDuplicates = Annotated[
    bool, typer.Option("--drop-duplicates", rich_help_panel=CRITERIA, help="Keep the first of equal records.")
]
MinUserInteractions = Annotated[
    int | None,
    typer.Option(
        "--min-user-interactions",
        min=1,
        metavar="N",
        rich_help_panel=CRITERIA,
        help="Keep users with N rows or more left.",
    ),
]
MinItemInteractions = Annotated[
    int | None,
    typer.Option(
        "--min-item-interactions",
        min=1,
        metavar="N",
        rich_help_panel=CRITERIA,
        help="Keep items with N rows or more left.",
    ),
]
Rejects = Annotated[
    str | None,
    typer.Option(
        "--rejects",
        metavar="FILE",
        callback=output_name,
        rich_help_panel=OUTPUT,
        help="Write what is left out, with path, line and reason.",
    ),
]
HELP = """
Keep the rows that the service would train on, byte for byte, and say what became of the others.

Criteria, each off by default, in this order: --event, --since, --until, --drop-invalid, --drop-duplicates,
--min-user-interactions, --min-item-interactions. Lines that are no records are always left out. The last three
look at the data twice.

\b
Examples:
  interactions-cli filter clicks.csv --event watch:0.5 --event click -o training.csv
  interactions-cli filter exports/ --solution-config solution.json --rejects rejects.csv -o training.csv.gz
  zcat big.csv.gz | interactions-cli filter --event watch:0.5 | gzip > training.csv.gz
  interactions-cli filter clicks.csv --event purchase --use-case best-sellers --dry-run --fail-on error
"""


def command(
    ctx: typer.Context,
    paths: opt.Paths = None,
    max_bytes: opt.MaxBytes = None,
    schema: opt.SchemaFile = None,
    domain: opt.DomainName = None,
    use_case: opt.UseCaseNames = None,
    recipe: opt.RecipeName = None,
    now: opt.Now = None,
    event: opt.Events = None,
    event_type: opt.EventType = None,
    event_value_threshold: opt.EventValueThreshold = None,
    solution_config: opt.SolutionConfig = None,
    since: Since = None,
    until: Until = None,
    drop_invalid: DropInvalid = False,
    drop_duplicates: DropDuplicates = False,
    min_user_interactions: MinUserInteractions = None,
    min_item_interactions: MinItemInteractions = None,
    select: opt.Select = None,
    ignore: opt.Ignore = None,
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
    rejects: Rejects = None,
    force: rep.Force = False,
    dry_run: rep.DryRun = False,
    allow_empty: rep.AllowEmpty = False,
    threads: opt.Threads = None,
    engine: opt.EngineName = "local",
    no_progress: opt.NoProgress = False,
    debug: opt.Debug = False,
) -> None:
    from interactions_cli.cli.process import notice
    from interactions_cli.cli.run import Run
    from interactions_cli.commands.filter import FilterOptions, filter_records, times_read
    from interactions_cli.personalize.times import parse_span

    first, last = parse_span(since, until)
    run = Run(ctx)
    target = run.target()
    own = {
        "rejects": rejects,
        "since": first,
        "until": last,
        "drop_invalid": drop_invalid,
        "drop_duplicates": drop_duplicates,
        "min_user_interactions": min_user_interactions,
        "min_item_interactions": min_item_interactions,
        "allow_empty": allow_empty,
        "measure": run.has_copies or not quiet or run.settings.fail_on != "never",
        "severities": run.settings.policy.severities,
        "notice": notice,
    }
    run.finish(
        lambda: filter_records(run.inputs, target, run.options(FilterOptions, **own, spark=run.spark and run.spark())),
        run.data_outputs(rejects),
        passes=times_read(target, run.options(FilterOptions, **own)),
    )
