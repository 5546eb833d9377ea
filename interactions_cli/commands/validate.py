"""`validate`: will this data set import, will a model train on it, and if not, what is wrong where."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from interactions_cli.commands.plans import tell_target
from interactions_cli.events import choose_events
from interactions_cli.facts import Metrics
from interactions_cli.judge import Judge
from interactions_cli.opening import read_text
from interactions_cli.paths import resolve_inputs
from interactions_cli.personalize import Domain, ImportMode
from interactions_cli.readiness import readiness
from interactions_cli.report import Report, samples_to_keep
from interactions_cli.rule import RowRule, select_rules
from interactions_cli.rules import RULES
from interactions_cli.scan import DatasetScan, Progress, Scan, ScanOptions
from interactions_cli.schema import Schema, parse_schema
from interactions_cli.source import BLOCK_BYTES
from interactions_cli.target import Target, make_target
from interactions_cli.trace import JUDGE, NO_TRACE, Trace

TOP_EVENT_TYPES = 100


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
    schema = load_schema(options.schema, target.domain)
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
        target=target.to_dict(options.schema),
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


def load_schema(path: str | None, domain: Domain) -> Schema | None:
    """The schema file, or None without one.

    Raises:
        InputError: It cannot be read or is no Avro schema.
    """
    return parse_schema(read_text(path, "the schema"), path, domain) if path else None


def metrics_dict(metrics: Metrics, schema: Schema, *, redact: bool) -> dict[str, Any]:
    """The `metrics` of the report, keys in the documented order; completeness is that of columns that may be blank."""
    nullable = [name for name in metrics.by_column if (field := schema.field(name)) and field.nullable]
    types = sorted(metrics.event_types.items(), key=lambda entry: (-entry[1], entry[0]))[:TOP_EVENT_TYPES]
    names = (f"redacted-{place}" if redact else name for place, (name, _) in enumerate(types, 1))
    return {
        "rows": metrics.rows,
        "blank_lines": metrics.blank_lines,
        "bytes": metrics.bytes,
        "columns": list(metrics.columns),
        "unique_interactions": metrics.unique_interactions,
        "duplicate_rows": metrics.duplicate_rows,
        "duplicate_user_item_time": metrics.duplicate_user_item_time,
        "users": metrics.users,
        "users_with_2": metrics.users_with_2,
        "users_with_2_unique": metrics.users_with_2_unique,
        "items": metrics.items,
        "event_types": dict(zip(names, (count for _, count in types), strict=True)),
        "event_types_distinct": len(metrics.event_types),
        "timestamp_min": metrics.timestamp_min,
        "timestamp_max": metrics.timestamp_max,
        "completeness": {name: complete for name in nullable if (complete := metrics.completeness(name)) is not None},
        "estimated": list(metrics.estimated),
    }
