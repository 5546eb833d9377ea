"""What a report rests on: the checks that ran and that did not, remarks about the run, pages of the guide."""

from __future__ import annotations

from collections.abc import Collection, Iterable

from interactions_cli.pages.blocks import Detail, Issue, Line, Link, Note, Section, Word
from interactions_cli.report import Report
from interactions_cli.wording import plural

LISTED_CODES = 12


def skipped_by_reason(report: Report) -> dict[str, list[str]]:
    """Reason → the codes skipped for it, each once, in report order; with the column where the rule ran on others."""
    ran = {entry.code for entry in report.passed} | {entry.code for entry in report.findings}
    reasons: dict[str, dict[str, None]] = {}
    for entry in report.skipped:
        named = entry.code in ran and entry.column and entry.column not in entry.reason
        words = f"{entry.code} in {entry.column}" if named else entry.code
        reasons.setdefault(entry.reason, {})[words] = None
    return {reason: list(codes) for reason, codes in reasons.items()}


def coverage(report: Report) -> list[Section]:
    """How many checks passed, and why the others did not run."""
    skipped = [
        Line(
            "",
            (reason, Word(", ".join(codes)) if len(codes) <= LISTED_CODES else f"{len(codes)} rules"),
            separator=": ",
        )
        for reason, codes in skipped_by_reason(report).items()
    ]
    passed = f"{plural(len(report.passed), 'check')} passed" if report.passed else ""
    if skipped:
        return [Section("Checks that did not run", skipped, passed)]
    return [Section("", [Note(f"{passed}.")])] if passed else []


def remarks(report: Report, told: Collection[str] = ()) -> list[Section]:
    """What was left out of the inputs, and the like, but for what has been `told` already."""
    notes = [note for note in report.notes if note not in told]
    return [Section("About this run", [Line("", (note,)) for note in notes])] if notes else []


def sources(found: Iterable[Section]) -> list[Section]:
    """Every page of the guide that an explained finding rests on, once."""
    issues = (block for section in found for block in section.blocks if isinstance(block, Issue))
    pages = dict.fromkeys(issue.source for issue in issues if issue.detail is Detail.SHORT)
    return [Section("Sources", [Line("", (Link(page),)) for page in pages])] if pages else []
