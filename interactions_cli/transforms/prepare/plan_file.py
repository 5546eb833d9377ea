"""A plan as a JSON file: what a nightly job reads, so that it is the same every night."""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping
from dataclasses import replace
from typing import Any, Final

from interactions_cli.errors import InputError
from interactions_cli.personalize.schema import Field, Schema, default_field
from interactions_cli.settings.plan_keys import check_plan
from interactions_cli.shell import shell_name
from interactions_cli.transforms.prepare.calendar_forms import is_zone
from interactions_cli.transforms.prepare.epochs import EPOCHS
from interactions_cli.transforms.prepare.plan import CONSTANT, GIVEN, FieldPlan, Plan, PlanOptions
from interactions_cli.transforms.prepare.time_forms import TimeReading
from interactions_cli.wording import did_you_mean, unparsed

VERSION: Final = 1


def plan_text(plan: Plan) -> str:
    """The plan as it is saved."""
    document = {
        "version": VERSION,
        "fields": [
            {"field": entry.name, "constant": entry.constant}
            if entry.how == CONSTANT
            else {"field": entry.name, "source": entry.source, **({"also": list(entry.also)} if entry.also else {})}
            for entry in plan.fields
        ],
        "left_out": [column for column, _ in plan.left_out],
        "times": {
            "compact": plan.times.compact,
            "zone": plan.times.zone,
            "format": plan.times.form,
            "epoch": plan.times.epoch,
            **({"of_day": plan.times.of_day} if plan.times.of_day else {}),
        },
        "decimals": dict(plan.decimals),
        "whole_ids": sorted(plan.whole_ids),
        "list_separator": plan.list_separator,
        "rename_event": dict(plan.renamed_events),
        "null": list(plan.nulls),
    }
    return json.dumps(document, indent=2, ensure_ascii=False) + "\n"


def read_plan(text: str, path: str, options: PlanOptions) -> Plan:
    """A saved plan.

    Raises:
        InputError: The file is no plan, or has a key that plans do not have.
    """
    try:
        document = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise InputError(
            f"{path} is not JSON: {unparsed(error)}", f"Check it: `python3 -m json.tool {shell_name(path)}`."
        ) from None
    if not isinstance(document, dict) or document.get("version") != VERSION:
        raise InputError(f"{path} is no plan of this version", "Write one: `prepare … --save-plan plan.json`.")
    keys = {key: value for key, value in document.items() if key != "version"}
    if not isinstance(keys.get("fields"), list):
        raise InputError(f"{path} is a plan without fields", "Write it anew: `prepare … --save-plan plan.json`.")
    check_plan(keys, f"{path}: ")
    return plan_of(keys, f"{path}: ", options)


def plan_of(keys: Mapping[str, Any], where: str, options: PlanOptions) -> Plan:
    """The plan of checked keys, among them `fields`. What they are silent about is as the options have it.

    Raises:
        InputError: A time zone or a clock that nobody knows; `where` says of which file.
    """
    fields = []
    for entry in keys["fields"]:
        given = _field(entry["field"], options.schema, options)
        if "constant" in entry:
            fields.append(FieldPlan(given, None, CONSTANT, str(entry["constant"])))
        else:
            fields.append(FieldPlan(given, str(entry["source"]), GIVEN, also=tuple(entry.get("also") or ())))
    decimals = keys.get("decimals")
    if decimals is None and options.decimal is not None:
        decimals = {entry.name: options.decimal for entry in fields if entry.field.is_number}
    events = keys.get("rename_event")
    nulls = keys.get("null")
    return Plan(
        fields=tuple(fields),
        left_out=tuple((name, "not in the plan") for name in keys.get("left_out") or ()),
        times=_times(keys, where, options),
        decimals=tuple((decimals or {}).items()),
        whole_ids=frozenset(keys.get("whole_ids") or ()),
        list_separator=keys.get("list_separator", options.list_separator),
        renamed_events=tuple(sorted((options.renamed_events if events is None else events).items())),
        nulls=tuple(options.nulls if nulls is None else nulls),
    )


def _times(keys: Mapping[str, Any], where: str, options: PlanOptions) -> TimeReading:
    times = keys.get("times")
    if times is None:
        return options.time_reading
    zone, epoch = times.get("zone"), times.get("epoch")
    if epoch is not None and epoch not in EPOCHS:
        raise InputError(f"{where}times.epoch {epoch!r} is not known", did_you_mean(epoch, EPOCHS))
    if zone is not None and not is_zone(zone):
        raise InputError(f"{where}times.zone {zone!r} is not known", "Write UTC or a name such as Europe/Berlin.")
    return replace(
        options.time_reading,
        compact=times.get("compact"),
        zone=zone,
        form=times.get("format"),
        epoch=epoch,
        of_day=times.get("of_day"),
    )


def _field(name: str, schema: Schema | None, options: PlanOptions) -> Field:
    given = schema.field(name) if schema else None
    return given or default_field(name, options.target.domain)


def options_under(plan: Plan, options: PlanOptions) -> PlanOptions:
    """Options that leave nothing open which a saved plan decides."""
    return replace(
        options,
        mapped={entry.name: entry.sources for entry in plan.fields if entry.sources},
        constants={entry.name: entry.constant or "" for entry in plan.fields if entry.source is None},
        keep=(),
        drop=(),
        guess=False,
        time_zone=plan.times.zone,
        time_format=plan.times.form,
        time_epoch=plan.times.epoch,
        time_of_day=plan.times.of_day,
        is_saved=True,
    )


def options_with(keys: Mapping[str, Any], where: str, names: Collection[str], options: PlanOptions) -> PlanOptions:
    """Options with what checked keys without `fields` decide beforehand; everything else is found as without them.

    Args:
        keys: The keys.
        where: Of which file, for messages.
        names: The columns of the inputs.
        options: What the command line says about the rest.

    Raises:
        InputError: A time zone or a clock that nobody knows.
    """
    times = _times(keys, where, options)
    return replace(
        options,
        drop=(*options.drop, *(name for name in keys.get("left_out") or () if name in names)),
        time_zone=times.zone,
        time_format=times.form,
        time_epoch=times.epoch,
        time_of_day=times.of_day,
        compact=times.compact,
        decimals={**options.decimals, **(keys.get("decimals") or {})},
        whole_ids=frozenset(keys.get("whole_ids") or ()),
        list_separator=options.list_separator or keys.get("list_separator"),
        renamed_events=options.renamed_events or keys.get("rename_event") or {},
        nulls=options.nulls or tuple(keys.get("null") or ()),
    )
