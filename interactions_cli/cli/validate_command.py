"""`interactions-cli validate`: its options and how they reach the command's core."""

from __future__ import annotations

import sys

import typer

from interactions_cli.cli import options as opt
from interactions_cli.cli.process import take_back_interrupts

HELP = """
Will this data set import, will a model train on it, and if not: what is wrong, on which line, what to do.

Examples:

  interactions-cli validate interactions.csv

  interactions-cli validate exports/ --schema schema.json --domain ecommerce --use-case most-viewed

  interactions-cli validate big.csv.gz --recipe aws-user-personalization-v2 --event watch:0.5 --event click

  zcat big.csv.gz | interactions-cli validate --format json - > report.json

Exit codes: 0 fine, 1 findings at or above --fail-on, 2 could not do it.
"""


def command(
    ctx: typer.Context,
    paths: opt.Paths = None,
    schema: opt.SchemaFile = None,
    domain: opt.DomainName = None,
    use_case: opt.UseCaseNames = None,
    recipe: opt.RecipeName = None,
    event: opt.Events = None,
    event_type: opt.EventType = None,
    event_value_threshold: opt.EventValueThreshold = None,
    solution_config: opt.SolutionConfig = None,
    import_mode: opt.ImportModeName = "full",
    select: opt.Select = None,
    ignore: opt.Ignore = None,
    fail_on: opt.FailOnName = opt.FailOn.ERROR,
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
    quiet: opt.Quiet = False,
    no_progress: opt.NoProgress = False,
    debug: opt.Debug = False,
) -> None:
    from interactions_cli.cli import output as out
    from interactions_cli.cli.debug import tracing
    from interactions_cli.cli.inputs import chosen_paths, chosen_target, given_options, most_bytes
    from interactions_cli.cli.progress import progress_for
    from interactions_cli.commands.validate import ValidateOptions
    from interactions_cli.commands.validate import validate as run_validate
    from interactions_cli.judging.policy import apply_policy
    from interactions_cli.settings.in_force import in_force
    from interactions_cli.storage.inputs import resolve_inputs
    from interactions_cli.storage.outputs import OutputSet, refuse_outputs
    from interactions_cli.storage.streams import STDOUT
    from interactions_cli.trace import WRITE

    take_back_interrupts()
    trace = ctx.with_resource(tracing(is_on=debug))
    settings = in_force(ctx.params, given_options(ctx))
    copies = out.parse_copies(report or [])
    files = chosen_paths(ctx, paths or [])
    main = [(format.value, output or STDOUT)]
    inputs = resolve_inputs(files).paths
    refuse_outputs([path for _, path in (*main, *copies)], [*inputs, *settings.read_beside(solution_config)])
    is_printed = output in (None, STDOUT)
    if is_printed:
        out.refuse_closed_output()
    target = chosen_target(settings, event_type, event_value_threshold, solution_config, import_mode, now)
    with (
        OutputSet() as outputs,
        progress_for(inputs, enabled=not (quiet or no_progress or debug)) as progress,
    ):
        main_report = out.open_copies([] if is_printed else main, outputs, force=force)
        reports = out.open_copies(copies, outputs, force=force)
        result = run_validate(
            files,
            target,
            ValidateOptions(
                schema=settings.schema,
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
        out.write_copies(result, main_report, findings_only=quiet, trace=trace)
        with trace.stage(WRITE):
            outputs.commit()
    out.summarise(result, format.value)
    if is_printed:
        out.print_report(result, format.value, sys.stdout, findings_only=quiet, trace=trace)
    raise typer.Exit(0 if result.ok else 1)
