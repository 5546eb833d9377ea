"""The report of `prepare`: the plan and what became of the records, beside the verdict on what was written."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, Final

from interactions_cli.commands.metrics import metrics_dict
from interactions_cli.commands.options import command_line
from interactions_cli.judging.judge import Judge
from interactions_cli.pages.prepare import doubled_words, itemless_words, merged_words
from interactions_cli.personalize.target import Target
from interactions_cli.reading.raw_inputs import RawInput
from interactions_cli.report import InputFile, OutputFile, Report
from interactions_cli.storage.streams import STDOUT
from interactions_cli.transforms.prepare.dry_run import Sampled
from interactions_cli.transforms.prepare.outcome import Outcome
from interactions_cli.transforms.prepare.plan import Plan
from interactions_cli.transforms.prepare.rejections import failure_of
from interactions_cli.transforms.prepare.session import Prepared
from interactions_cli.wording import REDACTED, listing

if TYPE_CHECKING:
    from interactions_cli.commands.prepare_options import PrepareOptions


# How many event types of records without an item the report has.
MOST_TYPES: Final = 20


def _section(
    plan: Plan, outcome: Outcome, raws: Sequence[RawInput], options: PrepareOptions, *, passes: int
) -> dict[str, Any]:
    """The key `prepare` of the report."""
    redact = options.redact
    return {
        "read": outcome.read,
        "written": outcome.written,
        "rejected": outcome.rejected,
        "skipped": sum(raw.skipped for raw in raws),
        "merged_by_repair": outcome.merged,
        "passes": passes,
        "by_reason": dict(sorted(outcome.by_reason.items(), key=lambda entry: (-entry[1], entry[0]))),
        "without_item": outcome.without_item,
        "types_without_item": {} if redact else dict(_most_frequent(outcome.said.itemless)),
        "fields": [
            {
                "field": entry.name,
                "source": (REDACTED if redact else entry.constant) if entry.source is None else entry.source,
                "how": entry.how,
                "also": list(entry.also),
            }
            for entry in plan.fields
        ],
        "left_out": [{"column": column, "reason": reason} for column, reason in plan.left_out],
        "item_lists": dict(plan.item_lists),
        "repairs": outcome.repairs_section(redact=redact),
        "time_of_day": plan.times.of_day,
        "formats": sorted({raw.format.value for raw in raws}),
        "doubled_hours": outcome.said.doubled_hours,
        "plan": options.plan or options.save_plan or (options.table_path if "fields" in options.table else None),
    }


def _most_frequent(counts: Mapping[str, int]) -> list[tuple[str, int]]:
    return sorted(counts.items(), key=lambda entry: (-entry[1], entry[0]))[:MOST_TYPES]


def _signed_words(plan: Plan, *, redact: bool) -> str | None:
    """Which columns hold numbers that stay texts; None where none does."""
    if not plan.signed:
        return None
    shown = [name if redact else f"{name} (as {first})" for name, first in plan.signed]
    words = "numbers with signs stay texts, taken as categories"
    return f"{words}: {listing(shown)}; write plain numbers where the file is made"


def _inputs(raws: Sequence[RawInput], outcome: Outcome) -> tuple[InputFile, ...]:
    return tuple(InputFile(path=raw.path, bytes=raw.size, rows=outcome.rows.get(raw.path, 0)) for raw in raws)


def written_report(
    prepared: Prepared,
    raws: Sequence[RawInput],
    target: Target,
    left_out: Mapping[str, str],
    notes: tuple[str, ...],
    options: PrepareOptions,
) -> Report:
    """The report of a run that wrote."""
    scan, outcome = prepared.scan, prepared.outcome
    typed = command_line("prepare", target, options, output=options.output)
    judge = Judge(scan.view, left_out, typed, max_samples=options.max_samples, redact=options.redact)
    judgement = judge.judge(scan.observations, scan.metrics, scan.training.metrics)
    section = _section(prepared.plan, outcome, raws, options, passes=prepared.passes)
    signed = _signed_words(prepared.plan, redact=options.redact)
    found = (itemless_words(section), merged_words(section), doubled_words(section), signed)
    notes = (*filter(None, found), *notes)
    return Report(
        command="prepare",
        fail_on=options.fail_on,
        target=target.to_dict(options.schema, redact=options.redact),
        inputs=_inputs(raws, outcome),
        outputs=(OutputFile(path=options.output or STDOUT, rows=outcome.written),),
        rows=outcome.written,
        findings=tuple(judgement.findings),
        passed=tuple(judgement.passed),
        skipped=tuple(judgement.skipped),
        metrics=metrics_dict(scan.metrics, scan.view.schema, redact=options.redact),
        sections={"prepare": section},
        notes=notes,
        failure=failure_of(outcome, options.max_rejected, accepts=options.accept_rejects),
    )


def sampled_report(
    sampled: Sampled, raws: Sequence[RawInput], target: Target, notes: tuple[str, ...], options: PrepareOptions
) -> Report:
    """The report of a dry run: the plan and what became of the first records, no verdict."""
    section = _section(sampled.plan, sampled.outcome, raws, options, passes=0)
    signed = _signed_words(sampled.plan, redact=options.redact)
    notes = (*filter(None, (itemless_words(section), doubled_words(section), signed)), *notes)
    section["sample"] = {
        "records": sampled.outcome.read,
        "is_everything": sampled.is_everything,
        "plan": options.save_plan,
        "before_after": []
        if options.redact
        else [{"before": before, "after": after} for before, after in sampled.records],
    }
    return Report(
        command="prepare",
        fail_on="never",
        target=target.to_dict(options.schema, redact=options.redact),
        inputs=_inputs(raws, sampled.outcome),
        rows=sampled.outcome.written,
        findings=(),
        passed=(),
        skipped=(),
        metrics={},
        sections={"prepare": section},
        notes=notes,
    )
