"""The `prepare` command."""

from __future__ import annotations

import typer

from interactions_cli.cli import options as opt
from interactions_cli.cli import prepare_options as raw
from interactions_cli.cli.process import say, take_back_interrupts

HELP = """
Make a file that imports of whatever was exported, and judge it: names, separators, times, numbers, lists.

Every change is counted and shown; what cannot be repaired is rejected with its reason, never written.
What only you can decide ends the run with exit code 2 and the option to paste, and nothing is written.

Examples:

  interactions-cli prepare export.csv -o interactions.csv

  interactions-cli prepare events.jsonl -o interactions.csv.gz --schema-output schema.json --rejects rejects.csv

  interactions-cli prepare ratings.csv --set EVENT_TYPE=Watch --time-zone Europe/Berlin -o interactions.csv

  interactions-cli prepare lake/events/ --dry-run

Without -o the rows go to standard output and the report to standard error.

Exit codes: 0 the result passes --fail-on, 1 it does not or too much was rejected, 2 could not do it.
"""


def command(
    ctx: typer.Context,
    paths: raw.RawPaths = None,
    output: opt.CsvOutput = None,
    schema_output: raw.SchemaOutput = None,
    rejects: raw.RejectsFile = None,
    map: raw.Map = None,
    set: raw.Set = None,
    keep: raw.Keep = None,
    drop: raw.Drop = None,
    no_guess: raw.NoGuess = False,
    columns: raw.Columns = None,
    delimiter: raw.Delimiter = None,
    encoding: raw.Encoding = None,
    input_format: raw.InputFormatName = None,
    time_zone: raw.TimeZone = None,
    time_format: raw.TimeFormat = None,
    time_epoch: raw.TimeEpoch = None,
    decimal: raw.Decimal = None,
    null: raw.Null = None,
    rename_event: raw.RenameEvent = None,
    plan: raw.PlanFile = None,
    save_plan: raw.SavePlan = None,
    max_rejected: raw.MaxRejected = "5%",
    accept_rejects: raw.AcceptRejects = False,
    dry_run: opt.DryRun = False,
    sample: raw.Sample = 10_000,
    force: opt.Force = False,
    schema: opt.SchemaFile = None,
    domain: opt.DomainName = None,
    use_case: opt.UseCaseNames = None,
    recipe: opt.RecipeName = None,
    import_mode: opt.ImportModeName = "full",
    select: opt.Select = None,
    ignore: opt.Ignore = None,
    fail_on: opt.FailOnName = opt.FailOn.ERROR,
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
    from interactions_cli.commands.prepare import prepare
    from interactions_cli.commands.prepare_options import PrepareOptions
    from interactions_cli.judging.policy import apply_policy
    from interactions_cli.settings.in_force import in_force
    from interactions_cli.storage.outputs import OutputSet, refuse_outputs
    from interactions_cli.storage.raw_inputs import resolve_raw_inputs
    from interactions_cli.storage.streams import STDOUT

    take_back_interrupts()
    trace = ctx.with_resource(tracing(is_on=debug))
    settings = in_force(ctx.params, given_options(ctx))
    copies = out.parse_copies(report or [])
    files = chosen_paths(ctx, paths or [])
    data = out.data_outputs(output, rejects, schema_output, save_plan, dry_run=dry_run)
    if not quiet and STDOUT not in data:
        out.refuse_closed_output()
    inputs = resolve_raw_inputs(files).paths
    refuse_outputs([*data, *(path for _, path in copies)], [*inputs, *settings.read_beside(plan)])
    target = chosen_target(settings, None, None, None, import_mode, now)
    with (
        OutputSet() as outputs,
        progress_for(inputs, enabled=not (quiet or no_progress or debug)) as progress,
    ):
        reports = out.open_copies(copies, outputs)
        result = prepare(
            files,
            target,
            PrepareOptions(
                output=output,
                rejects=None if dry_run else rejects,
                schema_output=None if dry_run else schema_output,
                schema=settings.schema,
                mapped=raw.parse_pairs(map, "--map", "FIELD=COLUMN"),
                constants=raw.parse_pairs(set, "--set", "FIELD=VALUE"),
                columns=raw.parse_names(columns),
                keep=tuple(keep or ()),
                drop=tuple(drop or ()),
                guess=not no_guess,
                nulls=tuple(null or ()),
                renamed_events=raw.parse_pairs(rename_event, "--rename-event", "OLD=NEW"),
                delimiter=raw.parse_delimiter(delimiter),
                encoding=encoding,
                input_format=input_format,
                time_zone=time_zone,
                time_format=time_format,
                time_epoch=time_epoch,
                decimal=decimal,
                plan=plan,
                save_plan=None if dry_run else save_plan,
                max_rejected=raw.parse_most(max_rejected),
                accept_rejects=accept_rejects,
                force=force,
                dry_run=dry_run,
                sample=sample,
                select=settings.select,
                ignore=settings.ignore,
                fail_on=settings.fail_on,
                max_samples=settings.max_samples,
                redact=settings.redact,
                max_bytes=most_bytes(max_bytes),
                progress=progress,
                outputs=outputs,
                notice=_say,
                trace=trace,
            ),
        )
        result = apply_policy(result, settings.policy)
        out.write_copies(result, reports, trace=trace)
        outputs.commit()
    if not quiet:
        out.print_beside_data(result, format.value, data, trace=trace)
    if result.failure is not None:
        _say(result.failure)
    raise typer.Exit(0 if result.ok else 1)


def _say(text: str) -> None:
    from interactions_cli.pages.escape import visible

    say(f"interactions-cli: {visible(text)}")
