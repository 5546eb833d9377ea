"""The kind of rule that compares a data set with an earlier report of it."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from interactions_cli.rules.evidence import Problem
from interactions_cli.rules.kit.comparison import Comparison
from interactions_cli.rules.kit.headers import readable
from interactions_cli.rules.rule import Rule


@dataclass(frozen=True, kw_only=True)
class BaselineExample:
    """The lines of a file whose report is the baseline, and those of the file that is compared with it."""

    then: tuple[str, ...]
    now: tuple[str, ...]


@dataclass(frozen=True, kw_only=True, eq=False)
class BaselineRule(Rule):
    """A difference to an earlier report. `skip` gives the reason why it does not apply, or None.

    `needs` are the keys of the earlier report's `metrics` without which there is nothing to compare.
    """

    needs: tuple[str, ...]
    check: Callable[[Comparison], Iterable[Problem]]
    skip: Callable[[Comparison], str | None] = lambda _comparison: None
    valid: tuple[BaselineExample, ...]
    invalid: tuple[BaselineExample, ...]

    def not_compared(self, comparison: Comparison) -> str | None:
        """The reason why there is nothing to compare, or None."""
        if comparison.baseline.obstacle is not None:
            return f"the baseline {comparison.baseline.obstacle}"
        if not readable(comparison.view):
            return "no input has a header line that can be read"
        absent = [f"metrics.{key}" for key in self.needs if key not in comparison.then.given]
        if absent:
            return f"the baseline has no {' and no '.join(absent)}: an older version wrote it"
        return self.skip(comparison)
