"""What a configuration makes of a finished report: severities of its own, budgets, and what is in force."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from decimal import Decimal
from fractions import Fraction

from interactions_cli.report import Finding, Report, Severity

_PERCENT = re.compile(r"([0-9]{1,3}(?:\.[0-9]{1,12})?) ?%")


@dataclass(frozen=True)
class Budget:
    """How many rows with a defect do not fail a run: a number of rows, or a share of all rows as `0.1%`."""

    limit: int | str

    def allows(self, count: int, rows: int) -> bool:
        """Whether `count` of `rows` rows are within it; exactly at the limit they are."""
        if isinstance(self.limit, int):
            return count <= self.limit
        # Whole numbers keep 0.1 % of 1,000 rows at one row; a rounded share might make it none.
        return Fraction(count * 100) <= Fraction(self.limit.removesuffix("%")) * rows


def parse_budget(value: object) -> Budget | None:
    """A number of rows, or a share such as `0.1%` up to `100%`; None if it is neither."""
    if isinstance(value, int) and not isinstance(value, bool) and value >= 0:
        return Budget(value)
    match = _PERCENT.fullmatch(value) if isinstance(value, str) else None
    percent = Decimal(match[1]) if match else None
    if percent is None or percent > 100:
        return None
    return Budget(f"{percent.normalize():f}%")


@dataclass(frozen=True, kw_only=True)
class Policy:
    """What is in force besides the target. `severities` and `budgets` are by rule code, `limits` those
    of our own rules by name.

    `config` is the configuration file as it is shown, None without one. `reasons` are other words for why a check was
    skipped: a choice of rules may come from the file.
    """

    config: str | None = None
    severities: Mapping[str, Severity] = field(default_factory=dict)
    budgets: Mapping[str, Budget] = field(default_factory=dict)
    limits: Mapping[str, float] = field(default_factory=dict)
    reasons: Mapping[str, str] = field(default_factory=dict)
    exit_zero: bool = False


def apply_policy(report: Report, policy: Policy) -> Report:
    """The report under a policy; without a configuration file its keys stay as they are."""
    findings = sorted((_under(entry, policy, report.rows) for entry in report.findings), key=lambda entry: entry.order)
    return replace(
        report,
        findings=tuple(findings),
        skipped=tuple(
            replace(entry, reason=policy.reasons.get(entry.reason, entry.reason)) for entry in report.skipped
        ),
        target=report.target | _in_force(policy),
        exit_zero=policy.exit_zero,
    )


def _under(finding: Finding, policy: Policy, rows: int) -> Finding:
    # A severity for these rules is meant for stray lines; a whole file that was not read stays an error.
    is_unread = finding.code in ("CSV003", "CSV014", "CSV015") and finding.share is None
    severity = finding.severity if is_unread else _severity(finding, policy)
    budget = policy.budgets.get(finding.code)
    # A finding about whole files, such as one in UTF-16, counts no rows, and a budget is one of rows.
    if budget is None or finding.share is None:
        return replace(finding, severity=severity)
    within = budget.allows(finding.count, rows)
    return replace(finding, severity=severity, budget=budget.limit, within_budget=within)


def _severity(finding: Finding, policy: Policy) -> Severity:
    """The worst of the finding and of those that it stands for: folding must not make a run pass."""
    codes = (finding.code, *(entry.code for entry in finding.folded))
    severities = [policy.severities.get(code, finding.severity) for code in codes]
    return min(severities, key=lambda severity: severity.rank)


def _in_force(policy: Policy) -> dict[str, object]:
    if policy.config is None:
        return {}
    return {
        "config": policy.config,
        "severity": {code: policy.severities[code].value for code in sorted(policy.severities)},
        "budgets": {code: policy.budgets[code].limit for code in sorted(policy.budgets)},
        **({"limits": dict(sorted(policy.limits.items()))} if policy.limits else {}),
    }
