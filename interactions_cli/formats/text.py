"""The report for a terminal. What comes from the data is escaped first and never read as markup."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby

from rich.cells import cell_len
from rich.text import Text

from interactions_cli.formats.terminal import Page, cut
from interactions_cli.formats.terminal_blocks import show_readiness, show_stats
from interactions_cli.pages.escape import units, visible
from interactions_cli.pages.filter import Entry, criteria, event_types, kept_words, reasons
from interactions_cli.pages.merge import facts_of
from interactions_cli.pages.prepare import parts, sample_words, written_words
from interactions_cli.pages.words import (
    HEADINGS,
    amount,
    budget_words,
    exit_reason,
    groups,
    line_command,
    not_shown,
    sample_value,
    skipped_by_reason,
    tally,
    verdict,
)
from interactions_cli.report import Finding, Report, Sample, Severity
from interactions_cli.wording import plural

STYLES = {Severity.ERROR: "bold red", Severity.WARNING: "yellow", Severity.NOTE: "cyan"}
LISTED_CODES = 12
LABEL = 14


def render_text(report: Report, *, width: int, color: bool, findings_only: bool = False) -> str:
    """The report as lines of at most `width` cells; addresses and commands stay whole and may be longer.

    Args:
        report: What to show.
        width: Columns of the terminal; less than 40 is taken as 40.
        color: Whether to use ANSI styles. Nothing is told by colour alone.
        findings_only: Leave out facts, skipped and passed checks and remarks about the run.
    """
    page = Page(width, color=color)
    _verdict(page, report)
    if not findings_only:
        _facts(page, report)
        _filter(page, report)
        _prepare(page, report)
    if "stats" in report.sections:
        show_stats(page, report.sections["stats"])
        _findings_in_short(page, report)
    else:
        _findings(page, report)
    if "readiness" in report.sections and not findings_only:
        show_readiness(page, report.sections["readiness"])
    if not findings_only and "stats" not in report.sections:
        _coverage(page, report)
    page.blank()
    page.paragraph(exit_reason(report), style="bold" if report.ok else "bold red")
    return page.text


def _filter(page: Page, report: Report) -> None:
    """What `filter` did."""
    if "filter" not in report.sections:
        return
    page.blank()
    page.whole(Text("Left out, in the order of the criteria", "bold"))
    _entries(page, criteria(report))
    if report.sections["filter"]["by_reason"]:
        page.blank()
        page.whole(Text("Reasons", "bold"))
        _entries(page, reasons(report))
    if report.sections["filter"]["by_event_type"]:
        page.blank()
        page.whole(Text("Event types", "bold"))
        _entries(page, event_types(report))


def _prepare(page: Page, report: Report) -> None:
    """What `prepare` did."""
    if "prepare" not in report.sections:
        return
    for heading, entries in parts(report):
        page.blank()
        page.whole(Text(heading, "bold"))
        _entries(page, entries)


def _entries(page: Page, entries: Sequence[Entry]) -> None:
    names = [cut(entry.name) for entry in entries]
    label = max(map(cell_len, names), default=0) + 4
    for name, entry in zip(names, entries, strict=True):
        lead = Text(f"  {name}{' ' * (label - 2 - cell_len(name))}")
        page.flow([Text(visible(part)) for part in entry.parts], "; ", lead=lead, indent=label)


def _verdict(page: Page, report: Report) -> None:
    if "filter" in report.sections:
        page.paragraph(kept_words(report.sections["filter"]), style="bold")
    if "stats" in report.sections:
        page.paragraph(f"{plural(report.rows, 'row')}; {tally(report.findings)}", style="bold")
        return
    if "prepare" in report.sections:
        section = report.sections["prepare"]
        page.paragraph(written_words(section), style="bold")
        if remark := sample_words(section):
            page.paragraph(remark)
            return
    word = verdict(report)
    lead = Text(f"{word}  ", "bold green" if word == "PASS" else "bold red")
    page.paragraph(f"{tally(report.findings)} in {plural(report.rows, 'row')}", lead=lead, style="bold")


def _facts(page: Page, report: Report) -> None:
    page.blank()
    for fact in facts_of(report):
        lead = Text(f"{fact.label:<{LABEL}}", "dim")
        for line in fact.lines:
            page.flow([Text(visible(part)) for part in line], fact.separator, lead=lead, indent=LABEL)
            lead = Text(" " * LABEL)


def _findings(page: Page, report: Report) -> None:
    # A sample may lie in a file that is no input of the data set, such as a log.
    paths = {sample.path for finding in report.findings for sample in finding.samples}
    has_paths = len({entry.path for entry in report.inputs} | (paths - {None})) > 1
    for effect, findings in groups(report):
        page.blank()
        heading = Text(HEADINGS[effect], "bold")
        page.flow([heading, Text(tally(findings), STYLES[effect.severity])], "  ", lead=Text(), indent=2)
        for finding in findings:
            page.blank()
            _finding(page, finding, paths=has_paths)
    command = line_command(report)
    if command:
        page.blank()
        page.whole(Text("see a line: ", "dim"), Text(command))


def _findings_in_short(page: Page, report: Report) -> None:
    """One line a finding: whoever asks for figures is told what is wrong, and by `validate` in full."""
    if not report.findings:
        return
    page.blank()
    page.flow(
        [Text("Findings", "bold"), Text("about headers, lines and the whole set; `validate` explains them")],
        "  ",
        lead=Text(),
        indent=2,
    )
    for finding in report.findings:
        lead = Text.assemble("  ", (finding.code, STYLES[finding.severity]), "  ")
        page.paragraph(finding.message, lead=lead)


def _finding(page: Page, finding: Finding, *, paths: bool) -> None:
    parts = [Text(finding.code, STYLES[finding.severity]), Text(finding.name, "bold")]
    if finding.column is not None:
        parts.append(Text(cut(finding.column)))
    parts += [Text(words) for words in [amount(finding)] if words]
    page.flow(parts, "  ", lead=Text("  "), indent=10)
    page.paragraph(finding.message, lead=Text("    "))
    _samples(page, finding, paths=paths)
    budget = budget_words(finding)
    if budget:
        page.paragraph(budget, lead=Text("    "), style="bold")
    page.advice(finding.hint, lead=Text.assemble("    ", ("fix: ", "green")))
    page.whole(Text("    "), Text(visible(finding.source), "dim"))


def _samples(page: Page, finding: Finding, *, paths: bool) -> None:
    samples = finding.samples
    digits = max((len(str(sample.line)) for sample in samples), default=0)
    lines = [("" if entry.line is None else f"line {entry.line:>{digits}}", sample_value(entry)) for entry in samples]
    places = [(_place(sample), sample_value(sample)) for sample in samples]
    room = page.width - 8 - max((cell_len(place) for place, _value in places), default=0)
    if not paths:
        _sample_lines(page, lines, indent=6)
    elif all(cell_len(value) <= room for _place, value in places):
        _sample_lines(page, places, indent=6)
    else:
        for path, members in groupby(zip(samples, lines, strict=True), key=lambda pair: pair[0].path):
            if path is not None:
                page.paragraph(path, lead=Text(" " * 6), style="dim")
            _sample_lines(page, [line for _sample, line in members], indent=8)
    if more := not_shown(finding):
        page.whole(Text(f"      … and {more:,} more", "dim"))


def _sample_lines(page: Page, rows: Sequence[tuple[str, str]], *, indent: int) -> None:
    column = max((cell_len(place) for place, _value in rows), default=0)
    for place, value in rows:
        gap = " " * (column - cell_len(place) + 2 if column else 0)
        lead = Text.assemble(" " * indent, (place, "dim"), gap)
        for piece in _fold(value, page.width - lead.cell_len):
            page.whole(lead, Text(piece))
            lead = Text(" " * lead.cell_len)


def _place(sample: Sample) -> str:
    place = [str(part) for part in (sample.path, sample.line) if part is not None]
    return visible(":".join(place))


def _fold(text: str, room: int) -> list[str]:
    lines, used = [""], 0
    for unit in units(text):
        cells = cell_len(unit)
        if used + cells > room:
            lines.append("")
            used = 0
        lines[-1] += unit
        used += cells
    return lines


def _coverage(page: Page, report: Report) -> None:
    skipped = skipped_by_reason(report)
    if skipped:
        page.blank()
        page.whole(Text("Checks that did not run", "bold"))
        for reason, codes in skipped.items():
            listed = ", ".join(codes) if len(codes) <= LISTED_CODES else f"{len(codes)} rules"
            page.paragraph(f"{reason}: {listed}", lead=Text("  "))
    if report.passed:
        page.blank()
        page.whole(Text(f"{plural(len(report.passed), 'check')} passed"))
    if report.notes:
        page.blank()
        page.whole(Text("About this run", "bold"))
        for note in report.notes:
            page.paragraph(note, lead=Text("  "))
