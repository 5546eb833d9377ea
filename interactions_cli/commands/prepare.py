"""`prepare`: from whatever was exported to a file that imports, with the plan, the repairs and the verdict on it."""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence
from contextlib import ExitStack
from pathlib import Path

from interactions_cli.commands.options import load_schema
from interactions_cli.commands.prepare_inputs import described
from interactions_cli.commands.prepare_options import PrepareOptions
from interactions_cli.commands.prepare_plan import plan_options, refuse_unknown_words, saved_plan, write_beside
from interactions_cli.commands.prepare_report import sampled_report, written_report
from interactions_cli.engine.scan import ScanOptions
from interactions_cli.errors import UsageError
from interactions_cli.judging.policy import parse_budget
from interactions_cli.personalize.target import Target, make_target
from interactions_cli.reading.header import fold
from interactions_cli.reading.input_format import InputFormat
from interactions_cli.reading.raw_inputs import InputOptions
from interactions_cli.report import Report, samples_to_keep
from interactions_cli.rules import RULES
from interactions_cli.rules.rule import RowRule, select_rules
from interactions_cli.storage.outputs import output_set, refuse_outputs
from interactions_cli.storage.raw_inputs import resolve_raw_inputs
from interactions_cli.storage.spool import spooled
from interactions_cli.storage.streams import STDOUT
from interactions_cli.transforms.prepare.dry_run import dry_run
from interactions_cli.transforms.prepare.names import KNOWN_NAMES
from interactions_cli.transforms.prepare.passes import Passes
from interactions_cli.transforms.prepare.plan_file import options_under
from interactions_cli.transforms.prepare.rejections import refuse_majority
from interactions_cli.transforms.prepare.session import Destination, Session


def prepare(paths: Sequence[str], target: Target, options: PrepareOptions) -> Report:
    """Make a file that imports of raw records.

    Args:
        paths: Files, folders, globs or `-`, of any format; together one data set.
        target: What the data is for.
        options: Fields, readings, outputs, form of the report.

    Raises:
        InputError: An input or the schema cannot be read.
        UsageError: What only the user can decide, an option that names what does not exist.
        OutputError: An output is refused or cannot be written; what was there before is left.
    """
    refuse_unknown_words(options)
    left_out = select_rules(RULES, options.select, options.ignore)
    schema = load_schema(options.schema, target.domain)
    inputs = resolve_raw_inputs(paths)
    output = None if options.dry_run else options.output or STDOUT
    named = [path for path in (output, options.rejects, options.schema_output, options.save_plan) if path]
    refuse_outputs(named, inputs.paths)
    reading = InputOptions(
        known=KNOWN_NAMES | {fold(name) for name in (schema.names if schema else ())},
        format=InputFormat(options.input_format) if options.input_format else None,
        delimiter=options.delimiter,
        encoding=options.encoding,
        columns=options.columns,
        block_bytes=options.block_bytes,
        max_bytes=options.max_bytes,
        partitions=frozenset((*options.mapped.values(), *options.keep)),
    )
    with ExitStack() as stack:
        outputs = stack.enter_context(output_set(options.outputs))
        places = stack.enter_context(spooled(inputs.paths, options.notice, max_bytes=options.max_bytes))
        raws = described(inputs.paths, reading, places)
        planning = plan_options(target, schema, raws, options)
        saved = saved_plan(options, planning)
        planning = options_under(saved, planning) if saved else planning
        passes = Passes(
            inputs=raws,
            reading=reading,
            options=planning,
            max_samples=samples_to_keep(options.max_samples),
            progress=options.progress,
        )
        if options.dry_run:
            return sampled_report(dry_run(passes, options.sample), raws, target, inputs.notes, options)
        prepared = Session(
            passes=passes,
            options=planning,
            destination=Destination(outputs=outputs, output=output, rejects=options.rejects, force=options.force),
            rules=[rule for rule in RULES if isinstance(rule, RowRule) and rule.code not in left_out],
            stack=stack,
            notice=options.notice,
            scan_options=ScanOptions(max_samples=samples_to_keep(options.max_samples)),
            first_look_bytes=options.first_look_bytes,
            saved=saved,
        ).run()
        if not options.accept_rejects:
            refuse_majority(prepared.outcome, target.now)
        write_beside(outputs, prepared, options)
        for held in prepared.held:
            held.finish()
        return written_report(prepared, raws, target, left_out, inputs.notes, options)


def prepare_interactions(
    paths: str | Path | Sequence[str | Path],
    *,
    output: str | Path | None = None,
    rejects: str | Path | None = None,
    schema_output: str | Path | None = None,
    domain: str | None = None,
    use_cases: str | Sequence[str] = (),
    recipe: str | None = None,
    import_mode: str = "full",
    schema: str | Path | None = None,
    mapped: Mapping[str, str] | None = None,
    constants: Mapping[str, str] | None = None,
    keep: str | Sequence[str] = (),
    drop: str | Sequence[str] = (),
    columns: Sequence[str] = (),
    guess: bool = True,
    nulls: str | Sequence[str] = (),
    renamed_events: Mapping[str, str] | None = None,
    delimiter: str | None = None,
    encoding: str | None = None,
    input_format: str | None = None,
    time_zone: str | None = None,
    time_format: str | None = None,
    time_epoch: str | None = None,
    decimal: str | None = None,
    plan: str | Path | None = None,
    save_plan: str | Path | None = None,
    max_rejected: int | str = "5%",
    accept_rejects: bool = False,
    force: bool = False,
    fail_on: str = "error",
    max_samples: int = 5,
    redact: bool = False,
    now: int | None = None,
) -> Report:
    """Make a file that imports of whatever was exported, as the `prepare` command does.

    Args:
        paths: Files, folders or globs of any format; one data set.
        output: The CSV file to write; None only looks at the first records and reports the plan.
        rejects: The CSV file for what cannot be repaired.
        schema_output: The file for the Avro schema of the result.
        domain: `custom`, `ecommerce` or `video-on-demand`.
        use_cases: Domain use cases by recipe name or title; they imply the domain.
        recipe: A custom recipe.
        import_mode: `full` or `incremental`.
        schema: The Avro schema that the result is for.
        mapped: Field → column that it comes from.
        constants: Field → the value of every record.
        keep: Columns to keep as contextual metadata.
        drop: Columns to leave out.
        columns: The names of the columns of files without a header line.
        guess: Whether columns are found by synonyms of their names and by their contents.
        nulls: Words for nothing in own columns.
        renamed_events: Old → new spelling of event types.
        delimiter: What separates fields.
        encoding: The encoding of the inputs, if not UTF-8.
        input_format: `csv`, `json-lines`, `json` or `parquet`.
        time_zone: The zone of times that name none.
        time_format: How times are written, as `%d/%m/%Y %H:%M`.
        time_epoch: What times count, such as `dotnet` or `excel`.
        decimal: What stands before the fraction of numbers.
        plan: A saved plan that is followed to the letter.
        save_plan: The file for the plan of this run.
        max_rejected: How many records, or which share as `5%`, may be rejected.
        accept_rejects: Write what is left, however much is rejected.
        force: Whether existing files may be replaced.
        fail_on: The lowest severity at which the report is not ok.
        max_samples: Places shown per finding and repair.
        redact: Whether cell values are hidden.
        now: The present in Unix seconds; the system's clock by default.

    Raises:
        InputError: An input or the schema cannot be read.
        UsageError: Only the caller can decide, or an argument names something that does not exist.
        OutputError: An output is refused or cannot be written.
    """
    target = make_target(
        domain=domain,
        use_cases=_texts(use_cases),
        recipe=recipe,
        import_mode=import_mode,
        now=int(time.time()) if now is None else now,
    )
    most = parse_budget(max_rejected)
    if most is None:
        raise UsageError(f"max_rejected {max_rejected!r} is neither a number nor a share", "Write it like 100 or '5%'.")
    options = PrepareOptions(
        output=None if output is None else str(output),
        rejects=None if rejects is None else str(rejects),
        schema_output=None if schema_output is None else str(schema_output),
        schema=None if schema is None else str(schema),
        mapped=mapped or {},
        constants=constants or {},
        keep=_texts(keep),
        drop=_texts(drop),
        columns=tuple(columns),
        guess=guess,
        nulls=_texts(nulls),
        renamed_events=renamed_events or {},
        delimiter=delimiter,
        encoding=encoding,
        input_format=input_format,
        time_zone=time_zone,
        time_format=time_format,
        time_epoch=time_epoch,
        decimal=decimal,
        plan=None if plan is None else str(plan),
        save_plan=None if save_plan is None else str(save_plan),
        max_rejected=most,
        accept_rejects=accept_rejects,
        force=force,
        dry_run=output is None,
        fail_on=fail_on,
        max_samples=max_samples,
        redact=redact,
    )
    given = [paths] if isinstance(paths, str | Path) else paths
    return prepare([str(path) for path in given], target, options)


def _texts(given: str | Sequence[str]) -> tuple[str, ...]:
    return (given,) if isinstance(given, str) else tuple(given)
