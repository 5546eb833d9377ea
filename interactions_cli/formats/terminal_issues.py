"""What one rule found, set on a page of text: in short, or with every place and every word."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby

from rich.cells import cell_len
from rich.text import Text

from interactions_cli.formats.terminal import STYLES, Page, cut
from interactions_cli.pages.blocks import Detail, Issue, Where
from interactions_cli.pages.escape import units, visible
from interactions_cli.pages.words import sample_value
from interactions_cli.report import Sample
from interactions_cli.wording import percent

SHOWN_COLUMNS = 8
SHORT_VALUE = 40
LEAST_PLACE = 16


def show_issue(page: Page, issue: Issue) -> None:
    """Write one issue in the detail that the page has room for."""
    if issue.detail is Detail.FULL:
        _in_full(page, issue)
    elif issue.detail is Detail.SHORT:
        _in_short(page, issue)
    else:
        _line(page, issue)


def _code(page: Page, issue: Issue) -> Text:
    return Text.assemble("  ", page.linked(issue.code, issue.source, STYLES[issue.severity]), "  ")


def _line(page: Page, issue: Issue) -> None:
    lead = _code(page, issue)
    first = next(iter(issue.where[0].places), Sample())
    place = _place(first, has_paths=issue.has_paths)
    end = "".join(f"  {part}" for part in (issue.where[0].budget, place) if part)
    room = page.width - lead.cell_len - cell_len(end)
    if room < LEAST_PLACE:
        end, room = "", page.width - lead.cell_len
    page.whole(lead, Text(cut(f"{issue.name}: {issue.message}", room)), Text(end, "dim"))


def _in_short(page: Page, issue: Issue) -> None:
    lead = _code(page, issue)
    page.paragraph(f"{issue.name}: {issue.message}", lead=lead)
    lead = Text(" " * lead.cell_len)
    _columns(page, issue, lead)
    _words_below(page, issue, lead)


def _columns(page: Page, issue: Issue, lead: Text) -> None:
    """A line for each column; where there is but one, the message has said which and how many."""
    shown = issue.where[:SHOWN_COLUMNS]
    is_only = len(issue.where) == 1
    names = [cut(where.column) if where.column is not None and not is_only else "" for where in shown]
    width = max(map(cell_len, names))
    for name, where in zip(names, shown, strict=True):
        column = Text(f"{name}{' ' * (width - cell_len(name) + 2)}" if width else "", "dim")
        known = where.amount if not is_only else f"{percent(where.share)} of the rows" if where.share else ""
        _places(page, where, known, Text.assemble(lead, column), has_paths=issue.has_paths)
    if left := len(issue.where) - len(shown):
        page.whole(lead, Text(f"… and {left:,} more columns", "dim"))


def _words_below(page: Page, issue: Issue, lead: Text) -> None:
    if issue.folded and issue.detail is Detail.FULL:
        page.paragraph(issue.folded, lead=lead)
    page.advice(issue.hint, lead=Text.assemble(lead, ("fix: ", "green")))


def _places(page: Page, where: Where, known: str, lead: Text, *, has_paths: bool) -> None:
    """How much of it there is, and as many of the first places as one line has room for."""
    room = page.width - lead.cell_len
    line = "; ".join(filter(None, [known, where.budget]))
    for number, sample in enumerate(where.places):
        place = _short_place(sample, has_paths=has_paths)
        gap = "; " if line and place else ""
        left = room - cell_len(line + gap)
        if cell_len(place) > left:
            # There is always a first place, if need be cut; a second one only where it has room.
            place = cut(place, left) if number == 0 and left >= LEAST_PLACE else ""
        line += f"{gap}{place}" if place else ""
    if line:
        page.whole(lead, Text(line))


def _short_place(sample: Sample, *, has_paths: bool) -> str:
    place = _place(sample, has_paths=has_paths)
    value = sample_value(sample)
    return "  ".join(filter(None, [place, cut(value, SHORT_VALUE) if value and value != '""' else value]))


def _place(sample: Sample, *, has_paths: bool) -> str:
    if has_paths:
        return _path_and_line(sample)
    return f"line {sample.line}" if sample.line is not None else ""


def _in_full(page: Page, issue: Issue) -> None:
    (where,) = issue.where
    parts = [Text(issue.code, STYLES[issue.severity]), Text(issue.name, "bold")]
    if where.column is not None:
        parts.append(Text(cut(where.column)))
    parts += [Text(words) for words in [where.amount] if words]
    page.flow(parts, "  ", lead=Text("  "), indent=10)
    lead = Text("    ")
    page.paragraph(issue.message, lead=lead)
    _samples(page, where, paths=issue.has_paths)
    if where.budget:
        page.paragraph(where.budget, lead=lead, style="bold")
    _words_below(page, issue, lead)
    page.link(lead, issue.source)


def _samples(page: Page, where: Where, *, paths: bool) -> None:
    samples = where.places
    digits = max((len(str(sample.line)) for sample in samples), default=0)
    lines = [("" if entry.line is None else f"line {entry.line:>{digits}}", sample_value(entry)) for entry in samples]
    places = [(_path_and_line(sample), sample_value(sample)) for sample in samples]
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
    if where.more:
        page.whole(Text(f"      … and {where.more:,} more", "dim"))


def _sample_lines(page: Page, rows: Sequence[tuple[str, str]], *, indent: int) -> None:
    column = max((cell_len(place) for place, _value in rows), default=0)
    for place, value in rows:
        gap = " " * (column - cell_len(place) + 2 if column else 0)
        lead = Text.assemble(" " * indent, (place, "dim"), gap)
        for piece in _fold(value, page.width - lead.cell_len):
            page.whole(lead, Text(piece))
            lead = Text(" " * lead.cell_len)


def _path_and_line(sample: Sample) -> str:
    place = [str(part) for part in (sample.path, sample.line) if part is not None]
    return visible(":".join(place)) + sample.event_words


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
