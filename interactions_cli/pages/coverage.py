"""What a report rests on: the checks that ran and that did not, remarks about the run, pages of the guide."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping, Sequence

from interactions_cli.pages.blocks import Detail, Issue, Line, Link, Note, Section, Word
from interactions_cli.report import Report
from interactions_cli.wording import plural

LISTED_CODES, LISTED_RANGES = 12, 10
# Reasons that are alike: a column that the file has not, an option that was not given.
_COLUMN = re.compile(r"the file has no column (?P<what>.+)")
_OPTION = re.compile(r"no .+ (?:chosen|given)(?: \(--.+\))?")
_NAMES = re.compile(r" and |, ")
_WORDS = re.compile(r"--[a-z-]+")
# Between a rule that ran and a column on which it did not.
_IN = " in "


def skipped_by_reason(report: Report) -> dict[str, list[str]]:
    """Reason → the codes skipped for it, each once, in report order; with the column where the rule ran on others."""
    ran = {entry.code for entry in report.passed} | {entry.code for entry in report.findings}
    reasons: dict[str, dict[str, None]] = {}
    for entry in report.skipped:
        words = f"{entry.code}{_IN}{entry.column}" if entry.code in ran and entry.column else entry.code
        reasons.setdefault(entry.reason, {})[words] = None
    return {reason: list(codes) for reason, codes in reasons.items()}


def coverage(report: Report, *, verbose: bool = True) -> list[Section]:
    """How many checks passed, and why the others did not run; reasons that are alike are one unless `verbose`."""
    by_reason = skipped_by_reason(report)
    skipped = [Line("", (reason, _listed(codes)), separator=": ") for reason, codes in by_reason.items()]
    if not verbose:
        skipped = _in_short(by_reason)
    passed = f"{plural(len(report.passed), 'check')} passed" if report.passed else ""
    if skipped:
        return [Section("Checks that did not run", skipped, passed)]
    return [Section("", [Note(f"{passed}.")])] if passed else []


def _listed(codes: Sequence[str]) -> str:
    return Word(", ".join(codes)) if len(codes) <= LISTED_CODES else f"{len(codes)} rules"


def _in_short(by_reason: Mapping[str, Sequence[str]]) -> list[Line]:
    """A line for all columns that are absent, one for all options that were not given, one for every other reason."""
    merged: dict[str, tuple[dict[str, None], dict[str, None]]] = {}
    lines: dict[str, str] = {}
    for reason, codes in by_reason.items():
        column, option = _COLUMN.fullmatch(reason), _OPTION.fullmatch(reason)
        if column is None and option is None:
            lines[reason] = _listed(codes)
            continue
        start = "the file has no column " if column else "without "
        what = _NAMES.split(column["what"]) if column else _WORDS.findall(reason) or ("--use-case", "--recipe")
        things, every = merged.setdefault(start, ({}, {}))
        things |= dict.fromkeys(what)
        # A rule that ran on other columns has run.
        every |= dict.fromkeys(code for code in codes if _IN not in code)
        # Where the first of them stood.
        lines.setdefault(start, "")
    return [
        Line("", (f"{words}{', '.join(merged[words][0])}", _few(merged[words][1])), separator=": ")
        if words in merged
        else Line("", (words, codes), separator=": ")
        for words, codes in lines.items()
        if words not in merged or merged[words][1]
    ]


def _few(codes: Mapping[str, None]) -> str:
    ranges = _ranges(codes)
    return ", ".join(ranges) if len(ranges) <= LISTED_RANGES else f"{len(codes)} rules"


def _ranges(codes: Iterable[str]) -> list[str]:
    """Codes in order, three and more that follow one another as `IMP001 to IMP006`."""
    runs: list[list[str]] = []
    for code in sorted(codes):
        is_next = runs and code[:3] == runs[-1][-1][:3] and _number(code) == _number(runs[-1][-1]) + 1
        if is_next:
            runs[-1].append(code)
        else:
            runs.append([code])
    return [text for run in runs for text in ([f"{run[0]} to {run[-1]}"] if len(run) > 2 else run)]


def _number(code: str) -> int:
    digits = code[3:]
    return int(digits) if digits.isdigit() else -2


def remarks(report: Report, told: Collection[str] = ()) -> list[Section]:
    """What was left out of the inputs, and the like, but for what has been `told` already."""
    notes = [note for note in report.notes if note not in told]
    return [Section("About this run", [Line("", (note,)) for note in notes])] if notes else []


def sources(found: Iterable[Section]) -> list[Section]:
    """Every page of the guide that an explained finding rests on, once."""
    issues = (block for section in found for block in section.blocks if isinstance(block, Issue))
    pages = dict.fromkeys(issue.source for issue in issues if issue.detail is Detail.SHORT)
    return [Section("Sources", [Line("", (Link(page),)) for page in pages])] if pages else []
