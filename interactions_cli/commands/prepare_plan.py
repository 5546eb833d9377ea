"""How the options of `prepare` bear on its plan, and the files that are written beside the data."""

from __future__ import annotations

import codecs
import json
from collections.abc import Mapping, Sequence
from dataclasses import replace
from difflib import get_close_matches
from typing import Any

from interactions_cli.commands.prepare_options import PrepareOptions
from interactions_cli.errors import UsageError
from interactions_cli.personalize.fields import REQUIRED, fold
from interactions_cli.personalize.limits import MAX_METADATA_COLUMNS
from interactions_cli.personalize.schema import Schema
from interactions_cli.personalize.schema_document import schema_text
from interactions_cli.personalize.target import Target, accounts_hidden
from interactions_cli.reading.input_format import InputFormat
from interactions_cli.reading.raw_inputs import RawInput
from interactions_cli.storage.opening import read_text
from interactions_cli.storage.outputs import OutputSet
from interactions_cli.transforms.prepare.calendar_forms import is_zone
from interactions_cli.transforms.prepare.column_types import own_field
from interactions_cli.transforms.prepare.epochs import EPOCHS
from interactions_cli.transforms.prepare.own_columns import SERVICE_NAMES, valid_name
from interactions_cli.transforms.prepare.plan import Plan, PlanOptions
from interactions_cli.transforms.prepare.plan_file import options_under, options_with, plan_of, plan_text, read_plan
from interactions_cli.transforms.prepare.session import Prepared
from interactions_cli.wording import did_you_mean


def refuse_unknown_words(options: PrepareOptions) -> None:
    """Refuse names of zones, encodings, formats and clocks that nobody knows, before anything is read.

    Raises:
        UsageError: There is one.
    """
    choices = (
        ("--input-format", options.input_format, [entry.value for entry in InputFormat]),
        ("--time-epoch", options.time_epoch, list(EPOCHS)),
        ("--decimal", options.decimal, [",", "."]),
    )
    for option, value, known in choices:
        if value is not None and value not in known:
            near = did_you_mean(value, known, cutoff=0.5, then=f"Choose {', '.join(known)}.")
            raise UsageError(f"{option} {value!r} is not known", near)
    if options.time_zone is not None and not is_zone(options.time_zone):
        raise UsageError(
            f"--time-zone {options.time_zone!r} is not known", "Write UTC or a name such as Europe/Berlin."
        )
    try:
        is_text = options.encoding is None or codecs.lookup(options.encoding).name
    except LookupError:
        is_text = ""
    if not is_text:
        raise UsageError(f"--encoding {options.encoding!r} is not known", "Write it like cp1252, latin-1 or utf-16.")
    for field in (*options.mapped, *options.constants):
        _refuse_misspelt(field)


def _refuse_misspelt(field: str) -> None:
    """Refuse another spelling of a field of the service, which would become a column of one's own."""
    right = next((name for name in SERVICE_NAMES if fold(name) == fold(field) and name != field), None)
    right = right or next(iter(get_close_matches(field, SERVICE_NAMES, n=1, cutoff=0.85)), None)
    if right is not None and right != field:
        raise UsageError(f"--map and --set: {field} is not how the guide spells it", f"Did you mean {right}?")
    if valid_name(field) != field:
        raise UsageError(f"--map and --set: no schema can have a field {field!r}", f"Call it {valid_name(field)}.")


def plan_options(
    target: Target, schema: Schema | None, raws: Sequence[RawInput], options: PrepareOptions
) -> PlanOptions:
    """What the options say about the plan, and the inputs about the options."""
    is_complete = options.explode is None and all(
        raw.format not in (InputFormat.JSON, InputFormat.JSON_LINES) for raw in raws
    )
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
        time_of_day=options.time_of_day,
        decimal=options.decimal,
        list_separator=options.list_separator,
        float_columns=frozenset(name for raw in raws for name in raw.floats),
        names_are_complete=is_complete,
        headers=_headers(raws) if options.explode is None else (),
        accepts_rejects=options.accept_rejects,
        explode=options.explode,
        chooses_own=not (is_complete and _stays_whole({name for raw in raws for name in raw.names}, target, options)),
    )


def _headers(raws: Sequence[RawInput]) -> tuple[tuple[str, frozenset[str]], ...]:
    """The columns of each table, with the path of the first that has just these."""
    first: dict[frozenset[str], str] = {}
    for raw in raws:
        if raw.format in (InputFormat.CSV, InputFormat.PARQUET) and raw.has_records:
            first.setdefault(frozenset(raw.names), raw.path)
    return tuple((path, names) for names, path in first.items())


def _stays_whole(names: set[str], target: Target, options: PrepareOptions) -> bool:
    """Whether every column stays whatever is in it: all names are exact, and few columns are one's own."""
    known = {fold(name) for name in SERVICE_NAMES}
    is_exact = all(name in SERVICE_NAMES for name in names if fold(name) in known)
    own = [name for name in names if name not in SERVICE_NAMES]
    has_required = set(REQUIRED[target.domain]) <= names
    return is_exact and has_required and len(own) <= MAX_METADATA_COLUMNS and not options.mapped


def plan_document(options: PrepareOptions) -> str | None:
    """The text of the plan file that is to be followed.

    Raises:
        InputError: It cannot be read.
    """
    with accounts_hidden(is_on=options.redact):
        return None if options.plan is None else read_text(options.plan, "the plan")


def columns_of_plan(options: PrepareOptions, document: str | None) -> frozenset[str]:
    """The columns that fields come from in the plan that is followed; none where there is none, or it is no plan."""
    keys: Any = options.table
    if document is not None:
        try:
            keys = json.loads(document)
        except (ValueError, RecursionError):
            return frozenset()
    fields = keys.get("fields") if isinstance(keys, Mapping) else None
    entries = [entry for entry in fields if isinstance(entry, Mapping)] if isinstance(fields, list) else []
    also = [entry.get("also") for entry in entries]
    found = [entry.get("source") for entry in entries] + [
        name for more in also if isinstance(more, list) for name in more
    ]
    return frozenset(name for name in found if isinstance(name, str))


def planned(
    options: PrepareOptions, planning: PlanOptions, raws: Sequence[RawInput], document: str | None
) -> tuple[Plan | None, PlanOptions]:
    """The plan that is followed, if there is one, and options that leave open what nothing has decided yet.

    Args:
        options: The options of the command.
        planning: What they say about the plan.
        raws: The inputs.
        document: The text of the plan file.

    Raises:
        InputError: The plan cannot be read or is none.
        UsageError: Options decide what the plan decides.
    """
    table, where = options.table, f"{options.table_path}: prepare: "
    if options.plan is not None and document is not None:
        plan = _saved_plan(document, options.plan, options, planning)
    elif "fields" in table:
        plan = plan_of(table, where, planning)
        planning = replace(planning, leaves_rest="left_out" not in table)
    else:
        return None, options_with(table, where, {name for raw in raws for name in raw.names}, planning)
    return plan, options_under(plan, planning)


def _saved_plan(text: str, path: str, options: PrepareOptions, planning: PlanOptions) -> Plan:
    """The plan file that is to be followed.

    Raises:
        InputError: It is no plan.
        UsageError: Another option decides the same.
    """
    decided = {
        "--map": options.mapped,
        "--set": options.constants,
        "--keep": options.keep,
        "--drop": options.drop,
        "--time-zone": options.time_zone,
        "--time-format": options.time_format,
        "--time-epoch": options.time_epoch,
        "--time-of-day": options.time_of_day,
        "--decimal": options.decimal,
        "--list-separator": options.list_separator,
        "--rename-event": options.renamed_events,
        "--null": options.nulls,
    }
    for option, value in decided.items():
        if value:
            raise UsageError(f"{option} and --plan both decide how the file is made", "Leave one of them out.")
    with accounts_hidden(is_on=options.redact):
        return read_plan(text, path, planning)


def write_plan(outputs: OutputSet, plan: Plan, options: PrepareOptions) -> None:
    """Write the plan if it was asked for, which a dry run does as well."""
    if options.save_plan is None:
        return
    sink = outputs.open(options.save_plan, force=options.force, compress=False)
    sink.write(plan_text(plan).encode("utf-8", "backslashreplace"))
    sink.finish()


def write_beside(outputs: OutputSet, prepared: Prepared, options: PrepareOptions) -> None:
    """Write the plan and the schema that were asked for."""
    write_plan(outputs, prepared.plan, options)
    if options.schema_output is None:
        return
    types = prepared.outcome.types
    fields = [
        own_field(entry.field, types[entry.name]) if entry.name in types else entry.field
        for entry in prepared.plan.fields
    ]
    sink = outputs.open(options.schema_output, force=options.force, compress=False)
    sink.write(schema_text(fields).encode())
    sink.finish()
