"""The report for a pull request comment or a job summary, in GitHub Flavored Markdown."""

from __future__ import annotations

from interactions_cli.formats.markdown_blocks import set_section
from interactions_cli.formats.markdown_issues import issue_details, issue_table
from interactions_cli.pages import blocks
from interactions_cli.pages.report_page import ReportPage, report_page
from interactions_cli.report import Report

# GitHub refuses a comment of more than 65,536 characters and a job summary of more than 1 MiB. The table says what
# matters most, so it may have half of the room; the details get what is left.
ROOM = 60_000
ROOM_OF_TABLE = ROOM // 2


def render_markdown(report: Report) -> str:
    """Verdict, figures, a table of findings, their samples and hints, and what was not checked.

    At most 60,000 characters; what has no room is counted. A comment is read from its start, so the summary comes
    first.
    """
    page = report_page(report, verbose=True, has_table=False)
    found = _issues(page)
    start = [
        *_summary(page, report.command),
        *map(set_section, (*page.opening, *page.figures)),
        issue_table(found, ROOM_OF_TABLE) if found else "",
    ]
    end = list(map(set_section, page.rest))
    room = ROOM - sum(len(block) + 2 for block in (*start, *end))
    return "\n\n".join(filter(None, [*start, issue_details(found, room) if found else "", *end])) + "\n"


def _issues(page: ReportPage) -> list[blocks.Issue]:
    return [block for section in page.findings for block in section.blocks if isinstance(block, blocks.Issue)]


def _summary(page: ReportPage, command: str) -> list[str]:
    verdict, *middle, end = page.summary.blocks
    assert isinstance(verdict, blocks.Statement)
    assert isinstance(end, blocks.Statement)
    heading = ": ".join(filter(None, [verdict.word, verdict.text]))
    steps = set_section(blocks.Section("", middle)) if middle else ""
    return [f"## {heading}", f"`interactions-cli {command}`, {end.text}", steps]
