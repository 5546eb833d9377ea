"""Whether inputs fit the plan of an earlier run."""

from __future__ import annotations

import shlex
from collections.abc import Sequence
from typing import Final

from interactions_cli.personalize.fields import IMPRESSION
from interactions_cli.transforms.prepare.decide import decide
from interactions_cli.transforms.prepare.evidence import Evidence
from interactions_cli.transforms.prepare.majorities import Majorities, settled
from interactions_cli.transforms.prepare.plan import OpenQuestionError, Plan, PlanOptions

SAVE_ANEW: Final = "Look at it and save a new plan: `prepare … --save-plan plan.json`."


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
    known = (
        {plan.times.of_day}
        | {name for entry in plan.fields for name in entry.sources}
        | {column for column, _ in plan.left_out}
    )
    absent = [entry.source for entry in plan.fields if entry.source and not {*entry.sources} & {*evidence.columns}]
    absent += [plan.times.of_day] if plan.times.of_day and plan.times.of_day not in evidence.columns else []
    new = [name for name in evidence.columns if name not in known and not options.leaves_rest]
    if absent or new:
        what = f"has no column {absent[0]!r}" if absent else f"has a new column {new[0]!r}"
        hint = _given_again(absent, evidence, options)
        raise OpenQuestionError(f"the input {what}, so the plan does not fit", f"{hint}{SAVE_ANEW}")
    _refuse_numbers(plan, evidence, options)
    zoneless = sum(evidence.of(entry.sources).zoneless for entry in plan.fields)
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


def _given_again(absent: Sequence[str], evidence: Evidence, options: PlanOptions) -> str:
    """That a plan does not say which lists are opened, where a column of it stands in one."""
    column = next((name for name in evidence.columns if any(lost.startswith(f"{name}.") for lost in absent)), None)
    if column is None or options.explode is not None:
        return ""
    return f"Give `--explode {shlex.quote(column)}` again if the plan was made with it. "


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
