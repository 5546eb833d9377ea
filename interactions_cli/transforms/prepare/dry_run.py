"""A look at the first records: the plan, and some records before and after, without writing anything."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypeAlias

from interactions_cli.reading.batch import MARK, Batch
from interactions_cli.reading.raw_inputs import RawInput
from interactions_cli.transforms.prepare.decide import Questions, decide
from interactions_cli.transforms.prepare.deviation import refuse_deviation
from interactions_cli.transforms.prepare.edits import edit_batch
from interactions_cli.transforms.prepare.evidence import Evidence, seen_in
from interactions_cli.transforms.prepare.majorities import settled
from interactions_cli.transforms.prepare.outcome import Outcome
from interactions_cli.transforms.prepare.passes import Passes, of_column
from interactions_cli.transforms.prepare.plan import Plan
from interactions_cli.transforms.prepare.rejects import rejects_of
from interactions_cli.transforms.prepare.standing import Stand

SHOWN_RECORDS = 3
Taken: TypeAlias = Sequence[tuple[RawInput, Batch, int]]


@dataclass(kw_only=True)
class Sampled:
    """What the first records gave; `records` are pairs of a record as it was read and as it would be written."""

    plan: Plan
    outcome: Outcome
    records: Sequence[tuple[dict[str, str], dict[str, str]]]
    is_everything: bool = False


def dry_run(passes: Passes, most_records: int, saved: Plan | None = None) -> Sampled:
    """Plan and edit the first records.

    Args:
        passes: The inputs.
        most_records: How many records are looked at.
        saved: The plan of an earlier run, which is followed.

    Raises:
        OpenQuestionError: Already they leave a question, or do not fit the saved plan.
    """
    taken = passes.sample(most_records)
    evidence = Evidence()
    questions = Questions(passes.options, first=True)
    for raw in passes.inputs:
        evidence.name(raw.names)
    for _, batch, _ in taken:
        batch.cut(most_records - evidence.records)
        evidence.add(seen_in(batch, questions.about(batch.names), passes.options.time_reading))
    plan = saved or decide(evidence, passes.options)
    sampled = _edited(passes, taken, plan)
    if saved is not None:
        refuse_deviation(saved, evidence, sampled.outcome.said, passes.options)
    if saved is None:
        sampled = _settled(passes, taken, plan, sampled)
    sampled.is_everything = sampled.outcome.read < most_records
    return sampled


def sampled_under(passes: Passes, most_records: int, evidence: Evidence) -> Sampled:
    """Edit the first records by the plan that evidence of more of them asks for.

    Raises:
        OpenQuestionError: It leaves a question.
    """
    plan, taken = decide(evidence, passes.options), passes.sample(most_records)
    return _settled(passes, taken, plan, _edited(passes, taken, plan))


def _settled(passes: Passes, taken: Taken, plan: Plan, sampled: Sampled) -> Sampled:
    while (final := settled(plan, sampled.outcome.said, passes.options)) != plan:
        plan, sampled = final, _edited(passes, taken, final)
    return sampled


def _edited(passes: Passes, taken: Taken, plan: Plan) -> Sampled:
    outcome = Outcome(max_samples=passes.max_samples)
    shown: list[tuple[dict[str, str], dict[str, str]]] = []
    for raw in passes.inputs:
        outcome.add_repairs(map(of_column, raw.repairs), [Stand(1, raw.path)])
    for raw, batch, offset in taken:
        edited = edit_batch(batch, plan, max_samples=passes.max_samples)
        outcome.read += batch.records
        outcome.written += edited.frame.height
        outcome.rows[raw.path] = outcome.rows.get(raw.path, 0) + batch.records
        outcome.add_rejects(rejects_of(batch, edited.rejects))
        stands = [Stand(1, raw.path, offset)]
        outcome.add_repairs([*map(of_column, batch.repairs), *edited.repairs], stands)
        outcome.note_times(edited.implausible, edited.first_time)
        outcome.equal.add(edited.pairs)
        outcome.said.add(edited.said)
        is_kept = ~batch.record_keys.is_in(edited.rejects["key"].implode())
        before = batch.frame.filter(is_kept).head(SHOWN_RECORDS - len(shown))
        for old, new in zip(before.rows(named=True), edited.frame.rows(named=True), strict=False):
            was = {name.removeprefix(MARK): value for name, value in old.items() if value is not None}
            shown.append((was, {name: str(value or "") for name, value in new.items()}))
    return Sampled(plan=plan, outcome=outcome, records=shown)
