"""The `filter` command."""

from __future__ import annotations

import typer

from interactions_cli.cli import options as opt
from interactions_cli.cli.process import say, take_back_interrupts

HELP = """
Keep the rows that the service would train on, byte for byte, and say what became of the others.

Criteria, each off by default, in this order: --event, --since, --until, --drop-invalid, --drop-duplicates,
--min-user-interactions, --min-item-interactions. Lines that are no records are always left out. The last three
look at the data twice.

Examples:

  interactions-cli filter clicks.csv --event watch:0.5 --event click -o training.csv

  interactions-cli filter exports/ --solution-config solution.json --rejects rejects.csv -o training.csv.gz

  zcat big.csv.gz | interactions-cli filter --event watch:0.5 | gzip > training.csv.gz

  interactions-cli filter clicks.csv --event purchase --use-case best-sellers --dry-run --fail-on error

Without -o the rows go to standard output and the report to standard error.

Exit codes: 0 fine, 1 nothing kept or findings at or above --fail-on, 2 could not do it.
"""


def command(
    ctx: typer.Context,
    paths: opt.Paths = None,
    event: opt.Events = None,
    event_type: opt.EventType = None,
    event_value_threshold: opt.EventValueThreshold = None,
    solution_config: opt.SolutionConfig = None,
    since: opt.Since = None,
    until: opt.Until = None,
    drop_invalid: opt.DropInvalid = False,
    drop_duplicates: opt.DropDuplicates = False,
    min_user_interactions: opt.MinUserInteractions = None,
    min_item_interactions: opt.MinItemInteractions = None,
    output: opt.CsvOutput = None,
    rejects: opt.Rejects = None,
    force: opt.Force = False,
    dry_run: opt.DryRun = False,
    allow_empty: opt.AllowEmpty = False,
    schema: opt.SchemaFile = None,
    domain: opt.DomainName = None,
    use_case: opt.UseCaseNames = None,
    recipe: opt.RecipeName = None,
    select: opt.Select = None,
    ignore: opt.Ignore = None,
    fail_on: opt.FailOnName = opt.FailOn.NEVER,
    format: opt.FormatName = opt.Format.TEXT,
    report: opt.Reports = None,
    max_samples: opt.MaxSamples = 5,
    redact: opt.Redact = False,
    max_bytes: opt.MaxBytes = None,
    now: opt.Now = None,
    config: opt.ConfigFile = None,
    no_config: opt.NoConfig = False,
    quiet: opt.QuietCopy = False,
    no_progress: opt.NoProgress = False,
    debug: opt.Debug = False,
) -> None:
    from interactions_cli.cli import output as out
    from interactions_cli.cli.debug import tracing
    from interactions_cli.cli.inputs import chosen_paths, chosen_target, given_options, most_bytes
    from interactions_cli.cli.progress import progress_for
    from interactions_cli.commands.filter import FilterOptions, filter_records
    from interactions_cli.judging.policy import apply_policy
    from interactions_cli.personalize.times import parse_span
    from interactions_cli.settings.in_force import in_force
    from interactions_cli.storage.inputs import resolve_inputs
    from interactions_cli.storage.outputs import OutputSet, refuse_outputs
    from interactions_cli.storage.streams import STDOUT
    from interactions_cli.trace import WRITE

    take_back_interrupts()
    trace = ctx.with_resource(tracing(is_on=debug))
    first, last = parse_span(since, until)
    settings = in_force(ctx.params, given_options(ctx), is_gate=False)
    copies = out.parse_copies(report or [])
    files = chosen_paths(ctx, paths or [])
    data = out.data_outputs(output, rejects, dry_run=dry_run)
    if not quiet and STDOUT not in data:
        out.refuse_closed_output()
    inputs = resolve_inputs(files).paths
    refuse_outputs([*data, *(path for _, path in copies)], [*inputs, *settings.read_beside(solution_config)])
    target = chosen_target(settings, event_type, event_value_threshold, solution_config, "full", now)
    looks_twice = drop_duplicates or min_user_interactions is not None or min_item_interactions is not None
    with (
        OutputSet() as outputs,
        progress_for(inputs, enabled=not (quiet or no_progress or debug), passes=2 if looks_twice else 1) as progress,
    ):
        reports = out.open_copies(copies, outputs, force=force)
        result = filter_records(
            files,
            target,
            FilterOptions(
                output=output,
                rejects=rejects,
                since=first,
                until=last,
                drop_invalid=drop_invalid,
                drop_duplicates=drop_duplicates,
                min_user_interactions=min_user_interactions,
                min_item_interactions=min_item_interactions,
                allow_empty=allow_empty,
                force=force,
                dry_run=dry_run,
                measure=bool(copies) or not quiet or settings.fail_on != opt.FailOn.NEVER,
                schema=settings.schema,
                select=settings.select,
                ignore=settings.ignore,
                severities=settings.policy.severities,
                fail_on=settings.fail_on,
                max_samples=settings.max_samples,
                redact=settings.redact,
                max_bytes=most_bytes(max_bytes),
                progress=progress,
                trace=trace,
                outputs=outputs,
                notice=_say,
            ),
        )
        result = apply_policy(result, settings.policy)
        out.write_copies(result, reports, trace=trace)
        with trace.stage(WRITE):
            outputs.commit()
    if not quiet:
        out.print_beside_data(result, format.value, data, trace=trace)
    if result.failure is not None:
        _say(result.failure)
    raise typer.Exit(0 if result.ok else 1)


def _say(text: str) -> None:
    from interactions_cli.pages.escape import visible

    say(f"interactions-cli: {visible(text)}")
