"""The report as workflow commands: what GitHub Actions shows as annotations of a run and of the lines of a file."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from interactions_cli.pages.escape import shorten, visible
from interactions_cli.pages.findings import first_sample
from interactions_cli.pages.verdict import done, exit_reason, tally, verdict_line
from interactions_cli.pages.words import amount, budget_words
from interactions_cli.report import Finding, Report, Sample, Severity

COMMANDS: Mapping[Severity, str] = {
    Severity.ERROR: "error",
    Severity.WARNING: "warning",
    Severity.NOTE: "notice",
}
# A step shows ten annotations of a level and drops the others without a word.
MOST_OF_A_LEVEL = 10
LONGEST_TEXT = 1000
LONGEST_NAME = 60


def render_github(report: Report) -> str:
    """One annotation a finding, at most ten of a level, and a closing line with the verdict and what has no room."""
    lines: list[str] = []
    left: list[Finding] = []
    for severity in Severity:
        found = [finding for finding in report.findings if finding.severity is severity]
        # Where there is no room for all of them, what is within its budget is left out first.
        found.sort(key=lambda finding: bool(finding.within_budget))
        lines += [_annotation(finding, report) for finding in found[:MOST_OF_A_LEVEL]]
        left += found[MOST_OF_A_LEVEL:]
    return "\n".join([*lines, _closing_line(report, left)]) + "\n"


def _annotation(finding: Finding, report: Report) -> str:
    sample = next(iter(finding.samples), Sample())
    path = sample.path if sample.path is not None else next((entry.path for entry in report.inputs), None)
    properties = {
        "file": None if path in (None, "-") else path,
        "line": None if path == "-" or sample.line is None else str(sample.line),
        "title": " ".join(_title(finding)),
    }
    written = ",".join(f"{name}={_property(value)}" for name, value in properties.items() if value is not None)
    message = "%0A".join(_data(shorten(line, LONGEST_TEXT)) for line in _message(finding))
    return f"::{COMMANDS[finding.severity]} {written}::{message}"


def _title(finding: Finding) -> Iterator[str]:
    yield finding.code
    yield finding.name
    if finding.column is not None:
        yield shorten(visible(finding.column), LONGEST_NAME)


def _message(finding: Finding) -> Iterator[str]:
    yield visible(finding.message)
    if figures := ", ".join(filter(None, [amount(finding), budget_words(finding), first_sample(finding)])):
        yield figures
    yield f"fix: {visible(finding.hint)}"


def _closing_line(report: Report, left: Sequence[Finding]) -> str:
    parts = [*filter(None, [done(report)]), verdict_line(report)]
    if left:
        parts.append(f"not annotated: {tally(left)}, a step has room for {MOST_OF_A_LEVEL} of a level")
    parts += [_data(shorten(visible(note), LONGEST_TEXT)) for note in report.notes[:MOST_OF_A_LEVEL]]
    return "; ".join([*parts, exit_reason(report)])


def _data(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(visible(text)).replace(":", "%3A").replace(",", "%2C")
