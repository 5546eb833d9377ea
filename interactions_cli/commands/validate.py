"""`validate`: will this data set import, will a model train on it, and if not, what is wrong where."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from interactions_cli.commands.debug_plan import tell_target
from interactions_cli.commands.metrics import metrics_dict
from interactions_cli.commands.options import load_schema
from interactions_cli.engine.loop import Progress
from interactions_cli.engine.scan import DatasetScan, Scan, ScanOptions
from interactions_cli.judging.judge import Judge
from interactions_cli.judging.readiness import readiness
from interactions_cli.personalize.event_filter import choose_events
from interactions_cli.personalize.limits import ImportMode
from interactions_cli.personalize.target import Target, make_target
from interactions_cli.reading.source import BLOCK_BYTES
from interactions_cli.report import Report, samples_to_keep
from interactions_cli.rules import RULES
from interactions_cli.rules.rule import RowRule, select_rules
from interactions_cli.storage.inputs import resolve_inputs
from interactions_cli.trace import JUDGE, NO_TRACE, Trace


@dataclass(frozen=True, kw_only=True)
class ValidateOptions:
    """What `validate` may be told besides its target; see the command's help. `trace` takes notes on the run."""

    schema: str | None = None
    select: tuple[str, ...] = ()
    ignore: tuple[str, ...] = ()
    fail_on: str = "error"
    max_samples: int = 5
    redact: bool = False
    exact: bool = False
    max_bytes: int | None = None
    block_bytes: int = BLOCK_BYTES
    progress: Progress | None = None
    trace: Trace = NO_TRACE


def validate(paths: Sequence[str], target: Target, options: ValidateOptions) -> Report:
    """Judge a data set.

    Args:
        paths: Files, folders, globs or `-`; together one data set.
        target: What the data is for.
        options: Schema, choice of rules, form of the report.

    Raises:
        InputError: An input or the schema cannot be read.
        UsageError: An unknown rule, or the same file twice.
    """
    left_out = select_rules(RULES, options.select, options.ignore)
    schema = load_schema(options.schema, target.domain, redact=options.redact)
    inputs = resolve_inputs(paths)
    applied = [rule for rule in RULES if isinstance(rule, RowRule) and rule.code not in left_out]
    tell_target(options.trace, target, options.schema)
    scan = DatasetScan(
        inputs.paths,
        target,
        schema,
        applied,
        ScanOptions(
            max_samples=samples_to_keep(options.max_samples),
            exact=options.exact,
            block_bytes=options.block_bytes,
            max_bytes=options.max_bytes,
            progress=options.progress,
            trace=options.trace,
        ),
    ).run()
    with options.trace.stage(JUDGE):
        judge = Judge(scan.view, left_out, max_samples=options.max_samples, redact=options.redact)
        judgement = judge.judge(scan.observations, scan.metrics, scan.training.metrics)
    metrics = metrics_dict(scan.metrics, scan.view.schema, redact=options.redact)
    if target.events:
        metrics["training"] = metrics_dict(scan.training.metrics, scan.view.schema, redact=options.redact)
    return Report(
        command="validate",
        fail_on=options.fail_on,
        target=target.to_dict(options.schema, redact=options.redact),
        inputs=scan.inputs,
        rows=scan.metrics.rows,
        findings=tuple(judgement.findings),
        passed=tuple(judgement.passed),
        skipped=tuple(judgement.skipped),
        metrics=metrics,
        sections=_readiness(scan, target, redact=options.redact),
        notes=inputs.notes,
    )


def _readiness(scan: Scan, target: Target, *, redact: bool) -> dict[str, Any]:
    """The readiness table of a chosen domain; an increment is only a part of what is trained on."""
    if not target.domain_chosen or target.import_mode is not ImportMode.FULL:
        return {}
    return {"readiness": readiness(scan.view, scan.metrics, scan.training.metrics, redact=redact)}


def validate_interactions(
    paths: str | Sequence[str],
    *,
    domain: str | None = None,
    use_cases: str | Sequence[str] = (),
    recipe: str | None = None,
    events: str | Sequence[str] = (),
    import_mode: str = "full",
    now: int | None = None,
    **options: Any,
) -> Report:
    """Judge a data set as the `validate` command does.

    Args:
        paths: A file, folder or glob, or several of them: one data set.
        domain: `custom`, `ecommerce` or `video-on-demand`.
        use_cases: Domain use cases by recipe name or title; they imply the domain.
        recipe: A custom recipe.
        events: The training filter, as `TYPE[:THRESHOLD[:WEIGHT]]`.
        import_mode: `full` or `incremental`.
        now: The present in Unix seconds, for rule VAL005; the system's clock by default.
        **options: Fields of ValidateOptions: schema, select, ignore, fail_on, max_samples, redact, exact.

    Raises:
        InputError: An input or the schema cannot be read.
        UsageError: Arguments that contradict each other or name something that does not exist.
    """
    target = make_target(
        domain=domain,
        use_cases=(use_cases,) if isinstance(use_cases, str) else tuple(use_cases),
        recipe=recipe,
        import_mode=import_mode,
        events=choose_events(events=[events] if isinstance(events, str) else events),
        now=int(time.time()) if now is None else now,
    )
    return validate([paths] if isinstance(paths, str) else paths, target, ValidateOptions(**options))
