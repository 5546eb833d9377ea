"""The one value every command returns: a report of plain numbers and text. Its JSON form is version 1."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field
from enum import StrEnum
from typing import Any

from interactions_cli.version import __version__

JSON_VERSION = 1
VALUE_WIDTH = 80
# More than any report can show; Polars takes no number beyond 64 bits.
MOST_SAMPLES = 1_000_000_000


def samples_to_keep(max_samples: int) -> int:
    """Samples to keep where so many are to be shown: one even for none, because messages name the first place."""
    return min(max(1, max_samples), MOST_SAMPLES)


class Severity(StrEnum):
    """How loud a finding is; derived from the rule's effect, never chosen by hand."""

    ERROR = "error"
    WARNING = "warning"
    NOTE = "note"

    @property
    def rank(self) -> int:
        """0 for error, 1 for warning, 2 for note: the order in which findings are listed."""
        return list(Severity).index(self)


@dataclass(frozen=True, kw_only=True)
class Sample:
    """One offending place. Fields are None where they do not apply.

    `line` is the physical line number in `path` (`sed -n LINEp` shows it); `value` is cut at 80 characters. `event` is
    which of the streamed events of that line it is, where the line has several.
    """

    path: str | None = None
    line: int | None = None
    value: str | None = None
    value_cut: bool = False
    event: int | None = None

    @property
    def event_words(self) -> str:
        """To follow a place: which event of its line it is, if that has to be said."""
        return "" if self.event is None else f" (event {self.event})"


@dataclass(frozen=True, kw_only=True)
class Folded:
    """A finding that another one stands for, because both have the same cause."""

    code: str
    column: str | None


@dataclass(frozen=True, kw_only=True)
class Finding:
    """What one check found: one per (code, column).

    `count` is rows, lines, columns or files, as the rule says; `share` is `count` over the rows of the dataset, or
    None; `actual`, `limit` and `missing` are numbers for dataset rules, else None. `budget` is how much the
    configuration puts up with, rows or a share as `0.1%`, and `within_budget` whether the count stays within it; both
    are None without one. `folded` are the findings that this one stands for.
    """

    code: str
    name: str
    severity: Severity
    effect: str
    column: str | None
    count: int
    share: float | None
    actual: float | None
    limit: float | None
    missing: float | None
    message: str
    hint: str
    source: str
    samples: tuple[Sample, ...]
    samples_cut: bool
    budget: int | str | None = None
    within_budget: bool | None = None
    folded: tuple[Folded, ...] = ()

    @property
    def order(self) -> tuple[int, str, str]:
        """Where the finding stands in a report: by severity, code, column."""
        return self.severity.rank, self.code, self.column or ""

    def to_dict(self) -> dict[str, Any]:
        """The finding as JSON version 1; the keys about a budget are there only if it has one."""
        keys = asdict(self)
        for sample in keys["samples"]:
            if sample["event"] is None:
                del sample["event"]
        return keys if self.budget is not None else {key: keys[key] for key in keys if "budget" not in key}


@dataclass(frozen=True, kw_only=True)
class Passed:
    """A check that ran and found nothing."""

    code: str
    column: str | None


@dataclass(frozen=True, kw_only=True)
class Skipped:
    """A check that did not run, and why."""

    code: str
    column: str | None
    reason: str


@dataclass(frozen=True, kw_only=True)
class InputFile:
    """One input: path as given, bytes on disk (None for standard input), rows after the header that are not blank."""

    path: str
    bytes: int | None
    rows: int


@dataclass(frozen=True, kw_only=True)
class OutputFile:
    """One data output: path as given, rows written."""

    path: str
    rows: int


@dataclass(frozen=True, kw_only=True)
class Report:
    """Everything a command has to say. No clock, no duration, no absolute path: two runs give the same bytes.

    `target`, `metrics` and `sections` are plain JSON values; `sections` holds what only one command has ("filter",
    "stats" …). `notes` are remarks about the run ("_SUCCESS was left out").
    `failure` is why the command exits with 1 whatever the findings say; with `exit_zero` it exits with 0 whatever they
    say.
    """

    command: str
    fail_on: str
    target: dict[str, Any]
    inputs: tuple[InputFile, ...]
    rows: int
    findings: tuple[Finding, ...]
    passed: tuple[Passed, ...]
    skipped: tuple[Skipped, ...]
    metrics: dict[str, Any]
    outputs: tuple[OutputFile, ...] = ()
    sections: dict[str, Any] = field(default_factory=dict)
    notes: tuple[str, ...] = ()
    failure: str | None = None
    exit_zero: bool = False

    def count(self, severity: Severity) -> int:
        """Number of findings of one severity."""
        return sum(finding.severity is severity for finding in self.findings)

    @property
    def failing(self) -> tuple[Finding, ...]:
        """The findings at or above `fail_on`, but for those within their budget."""
        return tuple(finding for finding in self._at_fail_on if not finding.within_budget)

    @property
    def tolerated(self) -> tuple[Finding, ...]:
        """The findings at or above `fail_on` that are within their budget."""
        return tuple(finding for finding in self._at_fail_on if finding.within_budget)

    @property
    def _at_fail_on(self) -> tuple[Finding, ...]:
        if self.fail_on == "never":
            return ()
        rank = Severity(self.fail_on).rank
        return tuple(finding for finding in self.findings if finding.severity.rank <= rank)

    @property
    def ok(self) -> bool:
        """Whether the command exits with 0."""
        return self.failure is None and (self.exit_zero or not self.failing)

    @property
    def summary(self) -> dict[str, int]:
        """Totals: rows, findings of each severity, checks that passed and that did not run."""
        return {
            "rows": self.rows,
            "errors": self.count(Severity.ERROR),
            "warnings": self.count(Severity.WARNING),
            "notes": self.count(Severity.NOTE),
            "passed": len(self.passed),
            "skipped": len(self.skipped),
        }

    def to_dict(self) -> dict[str, Any]:
        """The report as JSON version 1, keys in the documented order."""
        return {
            "version": JSON_VERSION,
            "tool": {"name": "interactions-cli", "version": __version__},
            "command": self.command,
            "ok": self.ok,
            "fail_on": self.fail_on,
            "target": self.target,
            "inputs": [asdict(entry) for entry in self.inputs],
            "outputs": [asdict(entry) for entry in self.outputs],
            "summary": self.summary,
            "findings": [entry.to_dict() for entry in self.findings],
            "passed": [asdict(entry) for entry in self.passed],
            "skipped": [asdict(entry) for entry in self.skipped],
            "notes": list(self.notes),
            "metrics": self.metrics,
            **self.sections,
        }
