"""How the options of `prepare` bear on its plan, and the files that are written beside the data."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from interactions_cli.commands.prepare_options import PrepareOptions
from interactions_cli.errors import UsageError
from interactions_cli.personalize.fields import IMPRESSION
from interactions_cli.personalize.schema import Role, Schema
from interactions_cli.personalize.schema_document import schema_text
from interactions_cli.personalize.target import Target
from interactions_cli.reading.header import fold
from interactions_cli.reading.input_format import InputFormat
from interactions_cli.reading.raw_inputs import RawInput
from interactions_cli.storage.opening import read_text
from interactions_cli.storage.outputs import OutputSet
from interactions_cli.transforms.prepare.plan import Plan, PlanOptions
from interactions_cli.transforms.prepare.plan_file import plan_text, read_plan
from interactions_cli.transforms.prepare.session import Prepared


def plan_options(
    target: Target, schema: Schema | None, raws: Sequence[RawInput], options: PrepareOptions
) -> PlanOptions:
    """What the options say about the plan, and the inputs about the options."""
    is_complete = all(raw.format not in (InputFormat.JSON, InputFormat.JSON_LINES) for raw in raws)
    return PlanOptions(
        target=target,
        schema=schema,
        mapped=options.mapped,
        constants=options.constants,
        keep=options.keep,
        drop=options.drop,
        guess=options.guess,
        nulls=options.nulls,
        renamed_events=options.renamed_events,
        time_zone=options.time_zone,
        time_format=options.time_format,
        time_epoch=options.time_epoch,
        decimal=options.decimal,
        float_columns=frozenset(name for raw in raws for name in raw.floats),
        names_are_complete=is_complete,
        may_have_lists=not is_complete
        or IMPRESSION in options.mapped
        or any(fold(name) == fold(IMPRESSION) for raw in raws for name in raw.names),
    )


def saved_plan(options: PrepareOptions, planning: PlanOptions) -> Plan | None:
    """The plan file that is to be followed, None without one.

    Raises:
        InputError: It is no plan.
        UsageError: Another option decides the same.
    """
    if options.plan is None:
        return None
    decided = {
        "--map": options.mapped,
        "--set": options.constants,
        "--keep": options.keep,
        "--drop": options.drop,
        "--time-zone": options.time_zone,
        "--time-format": options.time_format,
        "--time-epoch": options.time_epoch,
        "--decimal": options.decimal,
        "--rename-event": options.renamed_events,
        "--null": options.nulls,
    }
    for option, value in decided.items():
        if value:
            raise UsageError(f"{option} and --plan both decide how the file is made", "Leave one of them out.")
    return read_plan(read_text(options.plan, "the plan"), options.plan, planning)


def write_beside(outputs: OutputSet, prepared: Prepared, options: PrepareOptions) -> None:
    """Write the plan and the schema that were asked for."""
    if options.save_plan is not None:
        sink = outputs.open(options.save_plan, force=options.force, compress=False)
        sink.write(plan_text(prepared.plan).encode("utf-8", "backslashreplace"))
        sink.finish()
    if options.schema_output is None:
        return
    metrics = prepared.scan.metrics
    fields = [
        replace(
            entry.field,
            nullable=bool(metrics.by_column[entry.name].blanks) if entry.name in metrics.by_column else True,
        )
        if entry.field.role is Role.OWN and options.schema is None
        else entry.field
        for entry in prepared.plan.fields
    ]
    sink = outputs.open(options.schema_output, force=options.force, compress=False)
    sink.write(schema_text(fields).encode())
    sink.finish()
