"""The verdicts and the metrics of a scan, the same for `validate` and `stats`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from interactions_cli.commands.metrics import joins_dict, metrics_dict, streamed_dict
from interactions_cli.commands.options import ContextOptions, command_line
from interactions_cli.engine.scan import Scan
from interactions_cli.judging.judge import Judge, Judgement
from interactions_cli.personalize.target import Target
from interactions_cli.rules.kit.comparison import Baseline
from interactions_cli.storage.inputs import Inputs
from interactions_cli.trace import JUDGE


def judged(
    command: str,
    scan: Scan,
    target: Target,
    options: ContextOptions,
    *,
    inputs: Inputs,
    left_out: Mapping[str, str],
    baseline: Baseline | None,
    top_user: str | None = None,
) -> Judgement:
    """What the rules say of a scan, but for those left out, code → reason; `top_user` as in Facts."""
    with options.trace.stage(JUDGE):
        typed = command_line(command, target, options, inputs=inputs)
        judge = Judge(
            replace(scan.view, unread=inputs.unread),
            left_out,
            typed,
            max_samples=options.max_samples,
            redact=options.redact,
            baseline=baseline,
        )
        return judge.judge(
            scan.observations,
            scan.metrics,
            scan.training.metrics,
            joins=scan.joins,
            limits=options.limits,
            streamed=scan.streamed,
            top_user=top_user,
        )


def scan_metrics(scan: Scan, target: Target, *, redact: bool) -> dict[str, Any]:
    """The `metrics` of a report, under `training` those of the records that an event filter lets pass."""
    metrics = metrics_dict(scan.metrics, scan.view.schema, redact=redact)
    metrics |= joins_dict(scan.joins, scan.metrics.rows, redact=redact)
    metrics |= streamed_dict(scan.streamed, scan.view.schema, redact=redact)
    if target.events:
        metrics["training"] = metrics_dict(scan.training.metrics, scan.view.schema, redact=redact)
    return metrics
