"""Sections of blocks, set on a page of text."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from rich.cells import cell_len
from rich.text import Text

from interactions_cli.formats.charts import curve, shade, shades_legend
from interactions_cli.formats.terminal import STYLES, Page, cut
from interactions_cli.formats.terminal_issues import show_issue
from interactions_cli.pages import blocks
from interactions_cli.pages.escape import visible

INDENT = 2
LABEL = 12
LONGEST_LABEL = 40
HOURS_PER_MARK = 6
CELL = 2


def show_section(page: Page, section: blocks.Section) -> None:
    """Write a heading and what stands under it."""
    indent = INDENT if section.title else 0
    if section.title:
        remark = Text(section.remark, STYLES[section.severity] if section.severity else "dim")
        parts = [Text(section.title, "bold"), *([remark] if section.remark else [])]
        page.flow(parts, "  ", lead=Text(), indent=INDENT)
    before: blocks.Block | None = None
    shown = blocks.undrawn(section.blocks)
    for place, block in enumerate(shown):
        if before is not None and _is_apart(before, block):
            page.blank()
        _show(page, block, indent, _label_width(shown, place))
        before = block


def _is_apart(before: blocks.Block, block: blocks.Block) -> bool:
    """Whether an empty line goes between two blocks: tables and charts stand apart from all but what names them."""
    if isinstance(block, blocks.Issue):
        return block.detail is blocks.Detail.FULL
    if isinstance(block, blocks.Statement):
        return not isinstance(before, blocks.Command)
    is_labelled = isinstance(block, blocks.Table) and isinstance(before, blocks.Line | blocks.Statement)
    if isinstance(block, blocks.Command) or isinstance(before, blocks.Statement):
        return not is_labelled
    is_remark = isinstance(block, blocks.Note) and block.text.startswith("…")
    return (_is_large(before) and not is_remark) or (_is_large(block) and not is_labelled)


def _is_large(block: blocks.Block) -> bool:
    return isinstance(block, blocks.Table | blocks.Heat)


def _label_width(shown: Sequence[blocks.Block], place: int) -> int:
    """Cells of the labels of the lines around a place; 0 where none of them has a label."""
    around = [*_labels(reversed(shown[:place])), *_labels(shown[place:])]
    return max(LABEL, *(cell_len(cut(label, LONGEST_LABEL)) for label in around)) if any(around) else 0


def _labels(shown: Iterable[blocks.Block]) -> Iterator[str]:
    """The labels up to the first block that has none."""
    for block in shown:
        if not isinstance(block, blocks.Line | blocks.Spark):
            return
        yield block.label


def _show(page: Page, block: blocks.Block, indent: int, label_width: int) -> None:
    match block:
        case blocks.Table():
            page.table(block, indent=indent)
        case blocks.Line():
            _line(page, block, indent, label_width)
        case blocks.Spark():
            lead = _lead(block.label, indent, label_width)
            page.whole(lead, Text(curve(block.points, block.wholes, page.width - lead.cell_len), "cyan"))
        case blocks.Heat():
            _heat(page, block, indent)
        case blocks.Issue():
            show_issue(page, block)
        case blocks.Note() | blocks.Statement() | blocks.Command():
            _sentence(page, block, indent)


def _sentence(page: Page, block: blocks.Note | blocks.Statement | blocks.Command, indent: int) -> None:
    match block:
        case blocks.Note():
            page.paragraph(block.text, lead=Text(" " * indent))
        case blocks.Statement():
            _statement(page, block)
        case blocks.Command():
            page.whole(Text.assemble((f"{block.label}: ", "dim"), visible(block.text)))


def _line(page: Page, line: blocks.Line, indent: int, label_width: int) -> None:
    lead = _lead(line.label, indent, label_width)
    for parts in line.lines:
        if parts and isinstance(parts[0], blocks.Link):
            page.link(lead, parts[0])
            continue
        page.flow([_part(part) for part in parts], line.separator, lead=lead, indent=lead.cell_len)
        lead = Text(" " * lead.cell_len)


def _part(part: str) -> Text:
    return Text(cut(part) if isinstance(part, blocks.Name) else visible(part))


def _lead(label: str, indent: int, width: int) -> Text:
    if not width:
        return Text(" " * indent)
    shown = cut(label, LONGEST_LABEL) if label else ""
    return Text.assemble(" " * indent, (f"{shown}{' ' * (width - cell_len(shown))}", "dim"), "  ")


def _statement(page: Page, statement: blocks.Statement) -> None:
    style = "bold green" if statement.is_good else "bold red"
    if statement.word:
        page.paragraph(statement.text, lead=Text(f"{statement.word}  ", style), style="bold")
    else:
        page.paragraph(statement.text, style="bold" if statement.is_good else style)


def _heat(page: Page, heat: blocks.Heat, indent: int) -> None:
    most = max((max(row) for row in heat.rows), default=0)
    hours = "".join(f"{hour:<{HOURS_PER_MARK * CELL}}" for hour in range(0, 24, HOURS_PER_MARK))
    page.whole(Text(" " * (indent + 5) + hours, "dim"))
    for label, row in zip(heat.labels, heat.rows, strict=True):
        cells = "".join(shade(count, most) * CELL for count in row)
        page.whole(Text.assemble(" " * indent, (f"{label}  ", "dim"), (cells, "cyan")))
    page.whole(Text(" " * (indent + 5) + shades_legend(most), "dim"))
