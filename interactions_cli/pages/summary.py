"""The end of a report, which is what a screen shows: the verdict, what was found, what to type next, why this exit."""

from __future__ import annotations

from interactions_cli.pages.blocks import Block, Column, Command, Name, Note, Section, Statement, Table
from interactions_cli.pages.next_step import next_step
from interactions_cli.pages.prepare import keeping_words
from interactions_cli.pages.verdict import done, exit_reason, result, tally, verdict
from interactions_cli.report import Finding, Report
from interactions_cli.wording import percent, plural

# With the verdict, the command and the exit line this many rows still fit on a screen of 24 lines.
MOST_ROWS = 12
# Where a page is narrower, or names are long, it does without these columns, the last first.
SHARES_FROM, COLUMNS_FROM = 41, 60


def summary(report: Report, *, has_table: bool = True, is_end: bool = False, verbose: bool = False) -> Section:
    """The verdict, a table of the rules that fired, the command to type next, and the exit code with its reason.

    The table has the rules that a screen has room for, or all of them with `verbose`. At the end of a page, `is_end`,
    the verdict repeats what the command did, because the start is out of sight.
    """
    said = "; ".join(filter(None, [done(report) if is_end else "", result(report)]))
    blocks: list[Block] = [Statement(said, verdict(report), verdict(report) != "FAIL")]
    if has_table and report.findings:
        blocks += _table(report, len(report.findings) if verbose else MOST_ROWS)
    # `stats` names no next command: figures are not defects.
    step = None if "stats" in report.sections else next_step(report)
    if step is not None:
        blocks.append(Command(*step))
    blocks.append(Statement(exit_reason(report) + keeping_words(report), is_good=report.ok))
    return Section("", blocks)


def _table(report: Report, most: int) -> list[Block]:
    by_rule: dict[str, list[Finding]] = {}
    for finding in report.findings:
        by_rule.setdefault(finding.code, []).append(finding)
    rules = sorted(by_rule.values(), key=lambda found: (found[0].severity.rank, -_count(found), found[0].code))
    shown, left = rules[:most], rules[most:]
    columns = [
        (Column(title="severity", right=False, words=True, label=True), [found[0].severity.value for found in shown]),
        (Column(title="code", right=False), [found[0].code for found in shown]),
        (Column(title="name", right=False, words=True, label=True), [found[0].name for found in shown]),
        (Column(title="count"), [f"{_count(found):,}" for found in shown]),
        (Column(title="of rows", from_width=SHARES_FROM), list(map(_share, shown))),
        (Column(title="column", right=False, from_width=COLUMNS_FROM), list(map(_columns, shown))),
    ]
    filled = [(column, cells) for column, cells in columns if any(cells)]
    rows = list(zip(*(cells for _column, cells in filled), strict=True))
    table = Table([column for column, _cells in filled], rows, [found[0].severity for found in shown])
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


def _share(found: list[Finding]) -> str:
    """Its part of the rows; where several columns have it, of which one row may have all, the most that can be."""
    shares = [finding.share for finding in found if finding.share is not None]
    return f"{'≤ ' if len(shares) > 1 else ''}{percent(min(sum(shares), 1.0))}" if shares else ""


def _columns(found: list[Finding]) -> str:
    if len(found) > 1:
        return plural(len(found), "column")
    return Name(found[0].column) if found[0].column is not None else ""
