"""One cause, one finding: what another finding explains is not said again."""

from __future__ import annotations

from collections.abc import Sequence
from types import MappingProxyType
from typing import Final

from interactions_cli.report import Finding, Skipped
from interactions_cli.rules import RULES

# Code of a cause → the codes of its consequences.
COVERS: Final = MappingProxyType({rule.code: rule.covers for rule in RULES if rule.covers})


def fold(findings: Sequence[Finding]) -> tuple[list[Finding], list[Skipped]]:
    """The findings that no other one explains, and the others with the code that does.

    A cause that was left out has no finding and explains nothing: its consequences speak for themselves.
    """
    kept, folded = [], []
    for finding in findings:
        cause = next((entry for entry in findings if _explains(entry, finding)), None)
        if cause is None:
            kept.append(finding)
        else:
            reason = f"explained by {cause.code}"
            folded.append(Skipped(code=finding.code, column=finding.column, reason=reason))
    return kept, folded


def _explains(cause: Finding, finding: Finding) -> bool:
    return finding.code in COVERS.get(cause.code, ()) and cause.column in (None, finding.column)
