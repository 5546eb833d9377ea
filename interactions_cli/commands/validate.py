"""`validate`: will this data set import, will a model train on it, and if not, what is wrong where."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from interactions_cli.commands.baseline import compared_report, read_baseline
from interactions_cli.commands.joins import read_joins
from interactions_cli.commands.judged import judged, scan_metrics
from interactions_cli.commands.options import ContextOptions, left_out_rules, load_schema, resolved
from interactions_cli.engine.scan import DatasetScan, Scan
from interactions_cli.engine.scan_options import ScanOptions
from interactions_cli.judging.readiness import readiness
from interactions_cli.personalize.limits import ImportMode
from interactions_cli.personalize.target import Target
from interactions_cli.report import Report, samples_to_keep
from interactions_cli.rules import CELL_RULES
from interactions_cli.storage.inputs import Inputs


@dataclass(frozen=True, kw_only=True)
class ValidateOptions(ContextOptions):
    """What `validate` may be told besides its target; with `exact` no figure is an estimate."""

    fail_on: str = "error"
    exact: bool = False


def validate(paths: Sequence[str] | Inputs, target: Target, options: ValidateOptions) -> Report:
    """Judge a data set.

    Args:
        paths: Files, folders, globs or `-`, together one data set; or the inputs that they mean.
        target: What the data is for.
        options: Schema, choice of rules, form of the report.

    Raises:
        InputError: An input, the schema or the baseline cannot be read.
        UsageError: An unknown rule, or the same file twice.
    """
    baseline = read_baseline(options.baseline, options.baseline_limits, command="validate", target=target)
    schema = load_schema(options.schema, target.domain, redact=options.redact)
    inputs = resolved(paths)
    left_out = left_out_rules(options, inputs)
    applied = [rule for rule in CELL_RULES if rule.code not in left_out]
    context = read_joins(inputs, options)
    scan = DatasetScan(
        inputs.paths,
        target,
        schema,
        applied,
        ScanOptions(
            max_samples=samples_to_keep(options.max_samples),
            exact=options.exact,
            places=inputs.places,
            block_bytes=options.block_bytes,
            max_bytes=options.max_bytes,
            progress=options.progress,
            trace=options.trace,
            joins=context.joins,
            spark=options.spark,
            streamed=context.streamed,
        ),
    ).run()
    judgement = judged("validate", scan, target, options, inputs=inputs, left_out=left_out, baseline=baseline)
    metrics = scan_metrics(scan, target, redact=options.redact)
    report = Report(
        command="validate",
        fail_on=options.fail_on,
        target=target.to_dict(options.schema, redact=options.redact),
        inputs=scan.inputs,
        rows=scan.rows,
        findings=tuple(judgement.findings),
        passed=tuple(judgement.passed),
        skipped=tuple(judgement.skipped),
        metrics=metrics,
        sections=_readiness(scan, target, redact=options.redact),
        notes=(*inputs.notes, *context.notes),
    )
    return compared_report(report, baseline)


def _readiness(scan: Scan, target: Target, *, redact: bool) -> dict[str, Any]:
    """The readiness table of a chosen domain; an increment is only a part of what is trained on."""
    if not target.domain_chosen or target.import_mode is not ImportMode.FULL:
        return {}
    return {"readiness": readiness(scan.view, scan.metrics, scan.training.metrics, redact=redact)}
