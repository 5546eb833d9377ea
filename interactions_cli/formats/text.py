"""The report for a terminal. What comes from the data is escaped first and never read as markup."""

from __future__ import annotations

from interactions_cli.formats.terminal import Page
from interactions_cli.formats.terminal_blocks import show_section
from interactions_cli.pages.report_page import report_page
from interactions_cli.report import Report


def render_text(report: Report, *, width: int, color: bool, findings_only: bool = False, verbose: bool = False) -> str:
    """The report as lines of at most `width` cells; addresses and commands stay whole and may be longer.

    Args:
        report: What to show.
        width: Columns of the terminal; less than 40 is taken as 40.
        color: Whether to use ANSI styles and hyperlinks. Nothing is told by either alone.
        findings_only: Leave out facts, figures, and skipped and passed checks.
        verbose: Fold nothing: every finding on its own, with all its samples, its hint and its source.
    """
    page = Page(width, color=color)
    shown = report_page(report, verbose=verbose, findings_only=findings_only, is_read_from_end=True)
    for number, section in enumerate(shown.sections):
        if number:
            page.blank()
        show_section(page, section)
    return page.text
