"""`interactions-cli validate`: its options, and how they reach the command's core."""

from __future__ import annotations

import typer

from interactions_cli.cli import options as opt
from interactions_cli.cli import report_options as rep

PIPE = "zcat items.csv.gz | interactions-cli validate interactions.csv --items -"
HELP = """
Will this data set import, will a model train on it, and if not: what is wrong, on which line, what to do.

\b
Examples:
  interactions-cli validate interactions.csv
  interactions-cli validate exports/ --schema schema.json --domain ecommerce --use-case most-viewed
  interactions-cli validate big.csv.gz --recipe aws-user-personalization-v2 --event watch:0.5 --event click
  interactions-cli validate exports/ --baseline yesterday.json --report json=today.json
  interactions-cli validate interactions.csv --items items.csv --users users.csv
  zcat big.csv.gz | interactions-cli validate --format json - > report.json
"""


def command(
    ctx: typer.Context,
    paths: opt.Paths = None,
    max_bytes: opt.MaxBytes = None,
    schema: opt.SchemaFile = None,
    domain: opt.DomainName = None,
    use_case: opt.UseCaseNames = None,
    recipe: opt.RecipeName = None,
    import_mode: opt.ImportModeName = "full",
    now: opt.Now = None,
    event: opt.Events = None,
    event_type: opt.EventType = None,
    event_value_threshold: opt.EventValueThreshold = None,
    solution_config: opt.SolutionConfig = None,
    baseline: opt.BaselineReport = None,
    items: opt.Items = None,
    users: opt.Users = None,
    streamed: opt.Streamed = None,
    select: opt.Select = None,
    ignore: opt.Ignore = None,
    fail_on: opt.FailOnName = "error",
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
    quiet: rep.Quiet = False,
    output: rep.Output = None,
    force: rep.ForceReport = False,
    threads: opt.Threads = None,
    engine: opt.EngineName = "local",
    no_progress: opt.NoProgress = False,
    debug: opt.Debug = False,
) -> None:
    from interactions_cli.cli.context_inputs import ContextInputs
    from interactions_cli.cli.run import Run
    from interactions_cli.commands.validate import ValidateOptions, validate

    context = ContextInputs(items or (), users or (), streamed or ())
    run = Run(ctx, is_gate=True, other_inputs=context.given, pipe=PIPE, piped="what an option names")
    target = run.target(import_mode=import_mode)
    own = {"exact": exact, **context.resolved()}
    run.finish(
        lambda: validate(run.inputs, target, run.options(ValidateOptions, **own)),
        run.report_outputs(findings_only=quiet),
        streamed=context.paths,
    )
