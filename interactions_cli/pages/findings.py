"""What was found, as one block a rule, or one a finding."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import groupby

from interactions_cli.pages.blocks import Detail, Issue, Section, Where
from interactions_cli.pages.verdict import tally
from interactions_cli.pages.words import amount, budget_words, not_shown, sample_place, sample_value
from interactions_cli.report import Finding, Report, Severity
from interactions_cli.rules.effect import Effect
from interactions_cli.wording import listed_names, plural

# A report of more rules than this says in full only what is worst.
FEW = 8


def groups(report: Report) -> Iterable[tuple[Effect, tuple[Finding, ...]]]:
    """The findings by what the service will do, the worst first; effects without findings are left out."""
    for effect in Effect:
        found = tuple(finding for finding in report.findings if finding.effect == effect)
        if found:
            yield effect, found


def first_sample(finding: Finding) -> str:
    """`first in line 402 of x.csv: 1.7e9`, `for example Watch = watch` where it is in no place; empty without one."""
    if not finding.samples:
        return ""
    place, value = sample_place(finding.samples[0]), sample_value(finding.samples[0])
    return ": ".join(filter(None, [f"first in {place}", value])) if place else f"for example {value}" if value else ""


def finding_sections(report: Report, *, verbose: bool, said_at_end: str = "") -> list[Section]:
    """The findings under what the service does about them, those with the highest counts first.

    Beside worse ones, notes have a line each, and of many rules so has everything that is not of the worst severity.

    Args:
        report: Whose findings.
        verbose: Whether every finding has a block of its own with all there is to say, instead of one for each rule
            with its columns in one list.
        said_at_end: The command with which the page ends; hints refer to it.
    """
    has_paths = _names_files(report)
    worst = min((finding.severity for finding in report.findings), key=lambda entry: entry.rank, default=Severity.NOTE)
    is_long = len({finding.code for finding in report.findings}) > FEW
    sections, others = [], []
    for effect, findings in groups(report):
        severity = findings[0].severity
        rules = [[finding] for finding in findings] if verbose else _by_rule(findings)
        rules.sort(key=lambda found: -sum(finding.count for finding in found))
        if not verbose and severity is not worst and (is_long or severity is Severity.NOTE):
            others += [(effect, _issue(found, Detail.LINE, "", has_paths=has_paths)) for found in rules]
        else:
            detail = Detail.FULL if verbose else Detail.SHORT
            blocks = [_issue(found, detail, said_at_end, has_paths=has_paths) for found in rules]
            sections.append(Section(effect.heading, blocks, tally(findings), severity))
    return [*sections, *_others(others)]


def _others(issues: Sequence[tuple[Effect, Issue]]) -> list[Section]:
    """The issues that have a line each under as few headings as can be: one for each severity."""
    found = []
    for severity, members in groupby(issues, key=lambda entry: entry[1].severity):
        listed = list(members)
        effects = dict.fromkeys(effect.heading for effect, _issue in listed)
        heading = "; ".join(
            [first.capitalize() if not number else first.lower() for number, first in enumerate(effects)]
        )
        found.append(Section(heading, [issue for _effect, issue in listed], plural(len(listed), "rule"), severity))
    return found


def _by_rule(findings: Sequence[Finding]) -> list[list[Finding]]:
    """Findings of one rule together, the column with the highest count first."""
    by_code = groupby(sorted(findings, key=lambda finding: finding.code), key=lambda finding: finding.code)
    return [sorted(members, key=lambda finding: -finding.count) for _code, members in by_code]


def _names_files(report: Report) -> bool:
    # A sample may lie in a file that is no input of the data set, such as a log.
    paths = {sample.path for finding in report.findings for sample in finding.samples}
    return len(report.inputs) > 1 or len({entry.path for entry in report.inputs} | (paths - {None})) > 1


def _issue(found: Sequence[Finding], detail: Detail, said_at_end: str, *, has_paths: bool) -> Issue:
    first = found[0]
    hint = first.hint.replace(f"`{said_at_end}`", "the command at the end") if said_at_end else first.hint
    return Issue(
        code=first.code,
        name=first.name,
        severity=first.severity,
        message=first.message,
        hint=hint,
        source=first.source,
        where=tuple(map(_where, found)),
        folded=folded_words(first),
        has_paths=has_paths,
        detail=detail,
    )


def _where(finding: Finding) -> Where:
    return Where(
        column=finding.column,
        count=finding.count,
        share=finding.share,
        amount=amount(finding),
        places=finding.samples,
        more=not_shown(finding),
        budget=budget_words(finding),
    )


def folded_words(finding: Finding) -> str:
    """`stands for SCH001 in ITEM_ID, USER_ID; SCH012 in EVENT_TYPE`; empty where nothing was folded into it."""
    by_code = groupby(finding.folded, key=lambda entry: entry.code)
    named = ((code, listed_names(entry.column for entry in entries if entry.column)) for code, entries in by_code)
    said = [f"{code} in {names}" if names else code for code, names in named]
    return f"stands for {'; '.join(said)}" if said else ""
