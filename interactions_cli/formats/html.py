"""The report as one self-contained page: no script, nothing loaded, for light, dark, paper and narrow screens."""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from xml.etree import ElementTree as ET

from interactions_cli.formats.html_charts import new_numbers, set_bar, set_heat, set_sparks
from interactions_cli.formats.html_curves import draw_chart
from interactions_cli.formats.html_elements import add, advice, link, new_page, shown_name, written
from interactions_cli.pages import blocks
from interactions_cli.pages.escape import visible
from interactions_cli.pages.report_page import report_page
from interactions_cli.pages.words import sample_place, sample_value
from interactions_cli.report import Report, Sample


def render_html(report: Report) -> str:
    """The summary first, then facts and figures, every finding folded under its headline, and what was not checked."""
    page = report_page(report, verbose=True)
    document, body = new_page(f"interactions-cli {report.command}")
    for section in (page.summary, *page.opening, *page.findings, *page.figures, *page.rest):
        _section(body, section, is_first=section is page.summary)
    return written(document)


def _section(body: ET.Element, section: blocks.Section, *, is_first: bool) -> None:
    part = add(body, "section")
    if section.title:
        heading = add(part, "h2", f"{section.title} ")
        add(heading, "small", section.remark, **({"class_": section.severity.value} if section.severity else {}))
    for kind, group in itertools.groupby(section.blocks, key=type):
        alike = list(group)
        if kind is blocks.Line:
            _lines(part, [block for block in alike if isinstance(block, blocks.Line)])
        elif kind is blocks.Spark:
            set_sparks(part, [block for block in alike if isinstance(block, blocks.Spark)])
        else:
            for block in alike:
                _block(part, block, tag="h1" if is_first and block is section.blocks[0] else "p")


def _block(part: ET.Element, block: blocks.Block, *, tag: str) -> None:
    match block:
        case blocks.Table():
            _table(part, block)
        case blocks.Heat():
            set_heat(part, block)
        case blocks.Chart():
            _chart(part, block)
        case blocks.Issue():
            _issue(part, block)
        case blocks.Statement():
            text = add(part, tag)
            add(text, "span", f"{block.word} " if block.word else "", class_="good" if block.is_good else "bad")
            add(text, "strong", block.text)
        case blocks.Command():
            add(part, "p", f"{block.label}:")
            add(add(part, "pre"), "code", block.text)
        case blocks.Note():
            add(part, "p", block.text)


def _lines(part: ET.Element, lines: Sequence[blocks.Line]) -> None:
    """Labels with what they are about; a plain list where nothing has a label."""
    has_labels = any(line.label for line in lines)
    shown = add(part, "dl" if has_labels else "ul")
    for line in lines:
        for number, parts in enumerate(line.lines):
            if has_labels:
                label = shown_name(line.label) if isinstance(line.label, blocks.Name) else line.label
                add(shown, "dt", label if number == 0 else "")
            _parts(add(shown, "dd" if has_labels else "li"), line, parts)


def _parts(detail: ET.Element, line: blocks.Line, parts: Sequence[str]) -> None:
    for place, part in enumerate(parts):
        _part(detail, part)
        if place < len(parts) - 1:
            detail[-1].tail = line.separator


def _part(parent: ET.Element, part: str) -> None:
    match part:
        case blocks.Link():
            link(parent, part)
        case blocks.Given() | blocks.Word():
            add(parent, "code", part)
        case blocks.Name():
            _long(add(parent, "code"), part)
        case _:
            add(parent, "span", part)


def _long(element: ET.Element, name: str) -> None:
    """A name that is cut where it is long, with all of it for who points at it."""
    element.text = shown_name(name)
    if element.text != visible(name):
        element.set("title", visible(name))


def _chart(part: ET.Element, chart: blocks.Chart) -> None:
    """A drawing, with its numbers under it: folded where they are only there for who asks."""
    figure = add(part, "figure")
    if chart.is_told:
        add(figure, "figcaption", shown_name(chart.label), class_="dim")
    draw_chart(add(figure, "div", class_="scroll"), chart)
    place = new_numbers(figure) if chart.is_told else figure
    for table in chart.numbers:
        _table(place, table)


def _table(part: ET.Element, table: blocks.Table) -> None:
    shown = add(add(part, "div", class_="scroll"), "table")
    if any(column.title for column in table.columns):
        head = add(add(shown, "thead"), "tr")
        for column in table.columns:
            add(head, "th", column.title, **({"class_": "right"} if column.right else {}))
    body = add(shown, "tbody")
    for number, row in enumerate(table.rows):
        line = add(body, "tr")
        for place, (column, content) in enumerate(zip(table.columns, row, strict=True)):
            cell = add(line, "td", **({"class_": "right"} if column.right else {}))
            if isinstance(content, blocks.Bar):
                set_bar(cell, content)
            elif isinstance(content, blocks.Name):
                _long(cell, content)
            else:
                cell.text = visible(content)
            if table.severities and place == 0:
                cell.set("class", table.severities[number].value)


def _issue(part: ET.Element, issue: blocks.Issue) -> None:
    (where,) = issue.where
    details = add(part, "details")
    head = add(details, "summary")
    add(head, "strong", issue.code, class_=issue.severity.value).tail = " "
    add(head, "span", issue.name).tail = " "
    if where.column is not None:
        _long(add(head, "code"), where.column)
        head[-1].tail = " "
    add(head, "span", where.amount, class_="dim")
    for text in (issue.message, issue.folded, where.budget or ""):
        if text:
            add(details, "p", text)
    _places(details, where.places, where.more)
    advice(add(details, "p", "fix: "), issue.hint)
    link(add(details, "p"), issue.source)


def _places(details: ET.Element, places: Sequence[Sample], more: int) -> None:
    if not places:
        return
    table = add(add(details, "div", class_="scroll"), "table")
    for sample in places:
        line = add(table, "tr")
        add(line, "td", sample_place(sample), class_="dim")
        add(add(line, "td"), "code", sample_value(sample))
    if more:
        add(details, "p", f"… and {more:,} more", class_="dim")
