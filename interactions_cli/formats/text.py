"""The report for a terminal. What comes from the data is escaped first and never read as markup."""

from __future__ import annotations

import re
from collections.abc import Sequence
from io import StringIO
from itertools import groupby

from rich.cells import cell_len
from rich.console import Console
from rich.text import Text

from interactions_cli.formats.escape import units, visible
from interactions_cli.formats.facts import facts
from interactions_cli.formats.filter_words import Entry, criteria, event_types, kept_words, reasons
from interactions_cli.formats.merge_text import merge_facts
from interactions_cli.formats.words import (
    HEADINGS,
    amount,
    budget_words,
    exit_reason,
    groups,
    line_command,
    not_shown,
    plural,
    sample_value,
    skipped_by_reason,
    tally,
    verdict,
)
from interactions_cli.report import Finding, Report, Sample, Severity

STYLES = {Severity.ERROR: "bold red", Severity.WARNING: "yellow", Severity.NOTE: "cyan"}
NARROWEST = 40
WIDEST_PROSE = 120
LONGEST_NAME = 40
LISTED_CODES = 12
LABEL = 14

# Commands and percentages are not torn apart. The glue is a private character, so no escaped text contains it.
_TOGETHER = re.compile(r"`[^`]+`[.,;:]?|[0-9] %")
_GLUE = "\ue000"


def render_text(report: Report, *, width: int, color: bool, findings_only: bool = False) -> str:
    """The report as lines of at most `width` cells; addresses and commands stay whole and may be longer.

    Args:
        report: What to show.
        width: Columns of the terminal; less than 40 is taken as 40.
        color: Whether to use ANSI styles. Nothing is told by colour alone.
        findings_only: Leave out facts, skipped and passed checks and remarks about the run.
    """
    page = _Page(max(width, NARROWEST), color=color)
    _verdict(page, report)
    if not findings_only:
        _facts(page, report)
        _filter(page, report)
    _findings(page, report)
    if not findings_only:
        _coverage(page, report)
    page.blank()
    page.paragraph(exit_reason(report), style="bold" if report.ok else "bold red")
    return page.text


class _Page:
    """Lines set to a width. Everything it is given is escaped here, so that no caller can forget."""

    def __init__(self, width: int, *, color: bool) -> None:
        self._file = StringIO()
        self._width = width
        # An empty environment: NO_COLOR, FORCE_COLOR, TERM and COLUMNS are for the caller to judge.
        self._console = Console(
            file=self._file,
            width=width,
            height=25,
            color_system="standard" if color else None,
            force_terminal=color,
            no_color=not color,
            markup=False,
            highlight=False,
            emoji=False,
            legacy_windows=False,
            _environ={},
        )

    @property
    def text(self) -> str:
        """What was written so far."""
        return self._file.getvalue()

    @property
    def width(self) -> int:
        """Cells of a line."""
        return self._width

    def blank(self) -> None:
        self._console.print()

    def whole(self, *parts: Text) -> None:
        """One line that is never wrapped."""
        line = Text.assemble(*parts)
        line.rstrip()
        self._console.print(line, soft_wrap=True)

    def paragraph(self, text: str, *, lead: Text | None = None, style: str = "") -> None:
        """Words wrapped under the end of `lead`."""
        start = lead or Text()
        room = min(self._width, WIDEST_PROSE) - start.cell_len
        glued = _TOGETHER.sub(
            lambda part: part[0].replace(" ", _GLUE) if len(part[0]) <= room else part[0], visible(text)
        )
        for line in Text(glued, style).wrap(self._console, room, overflow="fold"):
            line.plain = line.plain.replace(_GLUE, " ")
            self.whole(start, line)
            start = Text(" " * start.cell_len)

    def flow(self, parts: Sequence[Text], separator: str, *, lead: Text, indent: int) -> None:
        """Parts side by side, a new line only between them; a part longer than a line is wrapped."""
        line, empty = lead, True
        for number, part in enumerate(parts):
            # The separator's visible end ("," of ", ") stays on the line that it closes.
            piece = Text.assemble(part, separator.rstrip() if number < len(parts) - 1 else "")
            gap = "" if empty else " " * (len(separator) - len(separator.rstrip()))
            if not empty and line.cell_len + len(gap) + piece.cell_len > self._width:
                self.whole(line)
                line, gap = Text(" " * indent), ""
            if line.cell_len + len(gap) + piece.cell_len > self._width:
                *full, piece = piece.wrap(self._console, self._width - line.cell_len, overflow="fold")
                for head in full:
                    self.whole(line, head)
                    line = Text(" " * indent)
            line, empty = Text.assemble(line, gap, piece), False
        self.whole(line)


def _filter(page: _Page, report: Report) -> None:
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


def _entries(page: _Page, entries: Sequence[Entry]) -> None:
    names = [_cut(entry.name) for entry in entries]
    label = max(map(cell_len, names), default=0) + 4
    for name, entry in zip(names, entries, strict=True):
        lead = Text(f"  {name}{' ' * (label - 2 - cell_len(name))}")
        page.flow([Text(part) for part in entry.parts], "; ", lead=lead, indent=label)


def _verdict(page: _Page, report: Report) -> None:
    if "filter" in report.sections:
        page.paragraph(kept_words(report.sections["filter"]), style="bold")
    word = verdict(report)
    lead = Text(f"{word}  ", "bold green" if word == "PASS" else "bold red")
    page.paragraph(f"{tally(report.findings)} in {plural(report.rows, 'row')}", lead=lead, style="bold")


def _facts(page: _Page, report: Report) -> None:
    page.blank()
    for fact in [*facts(report), *(merge_facts(report.sections["merge"]) if "merge" in report.sections else ())]:
        lead = Text(f"{fact.label:<{LABEL}}", "dim")
        for line in fact.lines:
            page.flow([Text(visible(part)) for part in line], fact.separator, lead=lead, indent=LABEL)
            lead = Text(" " * LABEL)


def _findings(page: _Page, report: Report) -> None:
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


def _finding(page: _Page, finding: Finding, *, paths: bool) -> None:
    parts = [Text(finding.code, STYLES[finding.severity]), Text(finding.name, "bold")]
    if finding.column is not None:
        parts.append(Text(_cut(finding.column)))
    parts += [Text(words) for words in [amount(finding)] if words]
    page.flow(parts, "  ", lead=Text("  "), indent=10)
    page.paragraph(finding.message, lead=Text("    "))
    _samples(page, finding, paths=paths)
    budget = budget_words(finding)
    if budget:
        page.paragraph(budget, lead=Text("    "), style="bold")
    page.paragraph(finding.hint, lead=Text.assemble("    ", ("fix: ", "green")))
    page.whole(Text("    "), Text(visible(finding.source), "dim"))


def _samples(page: _Page, finding: Finding, *, paths: bool) -> None:
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


def _sample_lines(page: _Page, rows: Sequence[tuple[str, str]], *, indent: int) -> None:
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


def _cut(text: str) -> str:
    shown = ""
    for unit in units(visible(text)):
        if cell_len(shown + unit) >= LONGEST_NAME:
            return f"{shown}…"
        shown += unit
    # Blanks at an end, and a name that is nothing else, would not be seen.
    return f'"{shown}"' if not shown or shown != shown.strip() else shown


def _coverage(page: _Page, report: Report) -> None:
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
