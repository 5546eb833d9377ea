"""The `prepare` command."""

from __future__ import annotations

import typer

from interactions_cli.cli import options as opt
from interactions_cli.cli import prepare_options as raw
from interactions_cli.cli import prepare_values as values
from interactions_cli.cli import report_options as rep

HELP = """
Make a file that imports of whatever was exported, and judge it: names, separators, times, numbers, lists.

Every change is counted and shown; what cannot be repaired is rejected with its reason, never written.
What only you can decide ends the run with exit code 2 and the option to paste, and nothing is written.

Without -o the rows go to standard output and the report to standard error.

\b
Examples:
  interactions-cli prepare export.csv -o interactions.csv
  interactions-cli prepare events.jsonl -o interactions.csv.gz --schema-output schema.json --rejects rejects.csv
  interactions-cli prepare ratings.csv --set EVENT_TYPE=Watch --time-zone Europe/Berlin -o interactions.csv
  interactions-cli prepare lake/events/ --dry-run --save-plan plan.json
"""


def command(
    ctx: typer.Context,
    paths: raw.RawPaths = None,
    output: rep.CsvOutput = None,
    schema_output: raw.SchemaOutput = None,
    rejects: raw.RejectsFile = None,
    map: raw.Map = None,
    set: raw.Set = None,
    keep: raw.Keep = None,
    drop: raw.Drop = None,
    no_guess: raw.NoGuess = False,
    columns: raw.Columns = None,
    explode: raw.Explode = None,
    delimiter: raw.Delimiter = None,
    encoding: raw.Encoding = None,
    input_format: raw.InputFormatName = None,
    time_zone: raw.TimeZone = None,
    time_format: raw.TimeFormat = None,
    time_epoch: raw.TimeEpoch = None,
    time_of_day: raw.TimeOfDay = None,
    decimal: raw.Decimal = None,
    list_separator: raw.ListSeparator = None,
    null: raw.Null = None,
    rename_event: raw.RenameEvent = None,
    plan: raw.PlanFile = None,
    save_plan: raw.SavePlan = None,
    max_rejected: raw.MaxRejected = "5%",
    accept_rejects: raw.AcceptRejects = False,
    dry_run: rep.DryRun = False,
    sample: raw.Sample = 10_000,
    force: rep.Force = False,
    schema: opt.SchemaFile = None,
    domain: opt.DomainName = None,
    use_case: opt.UseCaseNames = None,
    recipe: opt.RecipeName = None,
    import_mode: opt.ImportModeName = "full",
    select: opt.Select = None,
    ignore: opt.Ignore = None,
    fail_on: opt.FailOnName = "error",
    format: rep.FormatName = "text",
    report: rep.Reports = None,
    max_samples: rep.MaxSamples = 5,
    redact: rep.Redact = False,
    max_bytes: opt.MaxBytes = None,
    now: opt.Now = None,
    config: opt.ConfigFile = None,
    no_config: opt.NoConfig = False,
    color: rep.Color = "auto",
    verbose: rep.Verbose = False,
    quiet: rep.QuietCopy = False,
    threads: opt.Threads = None,
    no_progress: opt.NoProgress = False,
    debug: opt.Debug = False,
) -> None:
    from interactions_cli.cli.process import notice
    from interactions_cli.cli.run import Run
    from interactions_cli.commands.prepare import prepare
    from interactions_cli.commands.prepare_options import PrepareOptions, parse_most

    run = Run(ctx, is_gate=True, are_raw=True)
    target = run.target(import_mode=import_mode)
    own = {
        "rejects": None if dry_run else rejects,
        "schema_output": None if dry_run else schema_output,
        "mapped": values.parse_sources(map),
        "constants": values.parse_pairs(set, "--set", "FIELD=VALUE"),
        "columns": values.parse_names(columns),
        "keep": tuple(keep or ()),
        "drop": tuple(drop or ()),
        "guess": not no_guess,
        "nulls": tuple(null or ()),
        "renamed_events": values.parse_pairs(rename_event, "--rename-event", "OLD=NEW"),
        "explode": explode,
        "delimiter": values.parse_separator(delimiter, "--delimiter"),
        "encoding": encoding,
        "input_format": input_format,
        "time_zone": time_zone,
        "time_format": time_format,
        "time_epoch": time_epoch,
        "time_of_day": time_of_day,
        "decimal": decimal,
        "list_separator": values.parse_separator(list_separator, "--list-separator"),
        "plan": plan,
        "table": run.settings.prepare,
        "table_path": run.settings.policy.config or "",
        "save_plan": save_plan,
        "max_rejected": parse_most(max_rejected),
        "accept_rejects": accept_rejects,
        "sample": sample,
        "notice": notice,
    }
    run.finish(
        lambda: prepare(run.inputs, target, run.options(PrepareOptions, **own)),
        run.data_outputs(rejects, schema_output, dry=save_plan),
        read=[plan] if plan else [],
        passes=2,
    )
