"""What rules that compare with a baseline look at, from which difference on they speak, and why they do not."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from types import MappingProxyType
from typing import Any, Final

from interactions_cli.measures.baseline import NAMED_TYPES, BaselineFigures
from interactions_cli.measures.metrics import Metrics
from interactions_cli.personalize.times import plausible_times
from interactions_cli.reading.view import DatasetView

# Our own judgement, rule by rule: shares of the baseline, points of a share, times its longest gap.
LIMITS: Final[Mapping[str, float]] = MappingProxyType(
    {
        "fewer-rows": 0.2,
        "fewer-users": 0.2,
        "fewer-items": 0.2,
        "gap-since-baseline": 3,
        "less-complete": 0.1,
        "mix-shift": 0.2,
        "more-rows": 1.0,
        "more-duplicates": 0.05,
    }
)
# What can be more than all there is.
UNBOUNDED: Final = frozenset({"gap-since-baseline", "more-rows"})
NO_BASELINE: Final = "no baseline given (--baseline of validate and stats)"


@dataclass(frozen=True, kw_only=True)
class Baseline:
    """An earlier report that a run is compared with: its `metrics` as they are, and as figures.

    `limits` are those of LIMITS, changed by the configuration; `obstacle` is why it is not compared, or None.
    """

    path: str
    metrics: Mapping[str, Any]
    figures: BaselineFigures
    limits: Mapping[str, float]
    obstacle: str | None = None


@dataclass(frozen=True, kw_only=True)
class Comparison:
    """What rules that compare look at: inputs, figures, the baseline, and whether texts from the data are hidden."""

    view: DatasetView
    now: Metrics
    baseline: Baseline
    redact: bool = False

    @property
    def then(self) -> BaselineFigures:
        """The figures of the baseline."""
        return self.baseline.figures

    @property
    def newest_then(self) -> int | None:
        """The newest plausible TIMESTAMP of the baseline; None where it is not known."""
        return self.then.newest(*plausible_times(self.view.target))

    def limit(self, name: str) -> Fraction:
        """From which difference on the rule of that name speaks; exactly at it, it does not."""
        return Fraction(str(self.baseline.limits[name]))


def fraction(share: float) -> Fraction:
    """A share of a report as it is written there: 0.8 and 0.7 are 0.1 apart, and not a bit more."""
    return Fraction(str(share))


Reason = Callable[[Comparison], str | None]


def skip_comparison(*reasons: Reason) -> Reason:
    """The first reason that holds."""
    return lambda comparison: next((text for reason in reasons if (text := reason(comparison))), None)


def with_column_in_both(name: str) -> Reason:
    """Skip reason of the rules about one column."""

    def reason(comparison: Comparison) -> str | None:
        if name not in comparison.view.names:
            return f"the file has no column {name}"
        if "columns" in comparison.then.given and name not in comparison.then.columns:
            return f"the baseline has no column {name}"
        return None

    return reason


def with_named_types(comparison: Comparison) -> str | None:
    """Skip reason of the rules that compare event types by name."""
    if comparison.redact:
        return "--redact hides the names of event types"
    if comparison.then.hides_types:
        return "the baseline is redacted: its event types have no names"
    if max(len(comparison.now.event_types), comparison.then.event_types_distinct) > NAMED_TYPES:
        return f"more than {NAMED_TYPES} event types, and a report names no more of them"
    return None
