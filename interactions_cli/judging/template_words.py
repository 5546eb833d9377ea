"""The words that fill the templates of messages and hints, and the samples they are taken from."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from interactions_cli.report import VALUE_WIDTH, Sample
from interactions_cli.rules.evidence import Problem
from interactions_cli.wording import REDACTED, figure, percent, plural


def shown_sample(sample: Sample, *, hide: bool) -> Sample:
    """A sample as a report has it: its text cut, or hidden."""
    if sample.value is None:
        return sample
    if hide:
        return replace(sample, value=REDACTED)
    return replace(sample, value=sample.value[:VALUE_WIDTH], value_cut=len(sample.value) > VALUE_WIDTH)


def message_words(problem: Problem, samples: Sequence[Sample]) -> dict[str, Any]:
    """What the templates of a message and a hint may name; `samples` as they are shown."""
    first = samples[0] if samples else Sample()
    return {
        # A column may have a name without a character.
        "column": "" if problem.column is None else problem.column or '""',
        "count": figure(problem.count),
        "rows": plural(problem.count, "row"),
        "share": percent(problem.share),
        "actual": figure(problem.actual),
        "limit": figure(problem.limit),
        "missing": figure(problem.missing),
        "value": first.value or "",
        "line": first.line or "",
        "path": first.path or "",
        **problem.details,
    }
