"""The end of a report, which is what a screen shows: the verdict, what was found, what to type next, why this exit."""

from __future__ import annotations

from interactions_cli.pages.blocks import Block, Column, Command, Name, Note, Section, Statement, Table
from interactions_cli.pages.next_step import next_step
from interactions_cli.pages.verdict import exit_reason, result, tally, verdict
from interactions_cli.report import Finding, Report
from interactions_cli.wording import plural

# With the verdict, the command and the exit line this many rows still fit on a screen of 24 lines.
MOST_ROWS = 12


def summary(report: Report, *, has_table: bool = True, verbose: bool = False) -> Section:
    """The verdict, a table of the rules that fired, the command to type next, and the exit code with its reason.

    The table has the rules that a screen has room for, or all of them with `verbose`.
    """
    blocks: list[Block] = [Statement(result(report), verdict(report), verdict(report) != "FAIL")]
    if has_table and report.findings:
        blocks += _table(report, len(report.findings) if verbose else MOST_ROWS)
    # `stats` names no next command: figures are not defects.
    step = None if "stats" in report.sections else next_step(report)
    if step is not None:
        blocks.append(Command(*step))
    blocks.append(Statement(exit_reason(report), is_good=report.ok))
    return Section("", blocks)


def _table(report: Report, most: int) -> list[Block]:
    by_rule: dict[str, list[Finding]] = {}
    for finding in report.findings:
        by_rule.setdefault(finding.code, []).append(finding)
    rules = sorted(by_rule.values(), key=lambda found: (found[0].severity.rank, -_count(found), found[0].code))
    shown, left = rules[:most], rules[most:]
    head = (
        Column(title="", right=False),
        Column(title="", right=False, words=True, label=True),
        Column(title=""),
        Column(title="", right=False),
    )
    rows = [(found[0].code, found[0].name, f"{_count(found):,}", _columns(found)) for found in shown]
    table = Table(head, rows, [found[0].severity for found in shown])
    more = [finding for found in left for finding in found]
    return [
        table,
        *(
            [Note(f"… and {plural(len(left), 'rule')} more: {tally(more)}; `--verbose` says all of each")]
            if more
            else []
        ),
    ]


def _count(found: list[Finding]) -> int:
    return sum(finding.count for finding in found)


def _columns(found: list[Finding]) -> str:
    if len(found) > 1:
        return plural(len(found), "column")
    return Name(found[0].column) if found[0].column is not None else ""
