"""A plan as a JSON file: what a nightly job reads, so that it is the same every night."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import replace
from typing import Any, Final

from interactions_cli.errors import InputError
from interactions_cli.personalize.fields import IMPRESSION
from interactions_cli.personalize.schema import Field, Schema, default_field
from interactions_cli.shell import shell_name
from interactions_cli.transforms.prepare.decide import decide
from interactions_cli.transforms.prepare.epochs import EPOCHS
from interactions_cli.transforms.prepare.evidence import Evidence
from interactions_cli.transforms.prepare.majorities import Majorities, settled
from interactions_cli.transforms.prepare.plan import CONSTANT, FieldPlan, OpenQuestionError, Plan, PlanOptions
from interactions_cli.wording import did_you_mean

VERSION: Final = 1
KEYS: Final = (
    "version",
    "fields",
    "left_out",
    "times",
    "decimals",
    "whole_ids",
    "list_separator",
    "rename_event",
    "null",
)
SAVE_ANEW: Final = "Look at it and save a new plan: `prepare … --save-plan plan.json`."
TIME_KEYS: Final = ("compact", "zone", "format", "epoch")


def plan_text(plan: Plan) -> str:
    """The plan as it is saved."""
    document = {
        "version": VERSION,
        "fields": [
            {"field": entry.name, "constant": entry.constant}
            if entry.how == CONSTANT
            else {"field": entry.name, "source": entry.source}
            for entry in plan.fields
        ],
        "left_out": [column for column, _ in plan.left_out],
        "times": {
            "compact": plan.times.compact,
            "zone": plan.times.zone,
            "format": plan.times.form,
            "epoch": plan.times.epoch,
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
            f"{path} is not JSON: {error}", f"Check it: `python3 -m json.tool {shell_name(path)}`."
        ) from None
    if not isinstance(document, dict) or document.get("version") != VERSION:
        raise InputError(f"{path} is no plan of this version", "Write one: `prepare … --save-plan plan.json`.")
    _refuse_unknown(document, KEYS, path)
    times = document.get("times") or {}
    _refuse_unknown(times, TIME_KEYS, path)
    try:
        return _plan(document, times, options)
    except (AttributeError, KeyError, TypeError, ValueError) as error:
        raise InputError(f"{path} is no plan: {error}", "Write it anew: `prepare … --save-plan plan.json`.") from None


def _plan(document: Mapping[str, Any], times: Mapping[str, Any], options: PlanOptions) -> Plan:
    schema = options.schema
    fields = []
    for entry in document["fields"]:
        field = _field(entry["field"], schema, options)
        if "constant" in entry:
            fields.append(FieldPlan(field, None, CONSTANT, entry["constant"]))
        else:
            fields.append(FieldPlan(field, str(entry["source"]), "given"))
    if times.get("epoch") is not None and times["epoch"] not in EPOCHS:
        raise ValueError(f"no epoch is called {times['epoch']!r}")
    return Plan(
        fields=tuple(fields),
        left_out=tuple((str(name), "not in the plan") for name in document.get("left_out", ())),
        times=replace(
            options.time_reading,
            compact=times.get("compact"),
            zone=times.get("zone"),
            form=times.get("format"),
            epoch=times.get("epoch"),
        ),
        decimals=tuple((document.get("decimals") or {}).items()),
        whole_ids=frozenset(document.get("whole_ids") or ()),
        list_separator=document.get("list_separator"),
        renamed_events=tuple(sorted((document.get("rename_event") or {}).items())),
        nulls=tuple(document.get("null") or ()),
    )


def _field(name: str, schema: Schema | None, options: PlanOptions) -> Field:
    given = schema.field(name) if schema else None
    return given or default_field(name, options.target.domain)


def _refuse_unknown(found: Mapping[str, Any], known: tuple[str, ...], path: str) -> None:
    for key in found:
        if key not in known:
            raise InputError(f"{path}: a plan has no key {key!r}", did_you_mean(key, known))


def options_under(plan: Plan, options: PlanOptions) -> PlanOptions:
    """Options that leave nothing open which a saved plan decides."""
    return replace(
        options,
        mapped={entry.name: entry.source for entry in plan.fields if entry.source is not None},
        constants={entry.name: entry.constant or "" for entry in plan.fields if entry.source is None},
        keep=(),
        drop=(),
        guess=False,
        time_zone=plan.times.zone,
        time_format=plan.times.form,
        time_epoch=plan.times.epoch,
        is_saved=True,
    )


def refuse_deviation(plan: Plan, evidence: Evidence, said: Majorities, options: PlanOptions) -> None:
    """Refuse inputs that a saved plan does not fit.

    Args:
        plan: The saved plan.
        evidence: What all records say.
        said: What those that are written under the plan say.
        options: As `options_under` gives them.

    Raises:
        OpenQuestionError: A column is new, or values ask for another reading.
    """
    known = {entry.source for entry in plan.fields} | {column for column, _ in plan.left_out}
    absent = [entry.source for entry in plan.fields if entry.source and entry.source not in evidence.columns]
    new = [name for name in evidence.columns if name not in known]
    if absent or new:
        what = f"has no column {absent[0]!r}" if absent else f"has a new column {new[0]!r}"
        raise OpenQuestionError(f"the input {what}, so the plan does not fit", SAVE_ANEW)
    _refuse_numbers(plan, evidence, options)
    zoneless = sum(evidence.column(entry.source).zoneless for entry in plan.fields if entry.source)
    if zoneless and plan.times.zone is None and plan.times.form is None:
        raise _other_reading(f"{zoneless:,} times have no offset and are")
    try:
        asked = settled(plan, said, options)
    except OpenQuestionError as question:
        raise OpenQuestionError(question.message, SAVE_ANEW) from None
    if said.readable and (asked.times.compact is None) != (plan.times.compact is None):
        raise _other_reading("the times are")
    # What is good already may stay so under a plan that repairs it.
    if more := sorted(asked.whole_ids - plan.whole_ids):
        raise _other_reading(f"the ids of {more[0]} are")
    if asked.list_separator not in (None, plan.list_separator):
        raise _other_reading(f"the lists of {IMPRESSION} are")


def _refuse_numbers(plan: Plan, evidence: Evidence, options: PlanOptions) -> None:
    marks = dict(plan.decimals)
    for field, mark in _decided_decimals(evidence, options):
        if marks.get(field) != mark:
            raise _other_reading(f"the numbers of {field} are")


def _other_reading(what: str) -> OpenQuestionError:
    return OpenQuestionError(f"{what} written in another way than the plan says", SAVE_ANEW)


def _decided_decimals(evidence: Evidence, options: PlanOptions) -> tuple[tuple[str, str], ...]:
    try:
        return decide(evidence, options).decimals
    except OpenQuestionError:
        # The plan has answered what the records leave open.
        return ()
