"""The sections of `stats`, and the readiness table, on a page of text."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from rich.text import Text

from interactions_cli.formats.charts import curve, shade, shades_legend
from interactions_cli.formats.terminal import Page, cut
from interactions_cli.pages import blocks
from interactions_cli.pages.escape import visible
from interactions_cli.pages.readiness import readiness_blocks
from interactions_cli.pages.stats import stats_sections

INDENT = 2
LABEL = 14
HOURS_PER_MARK = 6
CELL = 2


def show_stats(page: Page, stats: Mapping[str, Any]) -> None:
    """Write every section of a report's `stats`."""
    for section in stats_sections(stats):
        show_section(page, section)


def show_readiness(page: Page, readiness: Mapping[str, Any]) -> None:
    """Write the readiness table alone."""
    show_section(page, blocks.Section("Ready for", readiness_blocks(readiness)))


def show_section(page: Page, section: blocks.Section) -> None:
    """Write a heading and what stands under it."""
    page.blank()
    page.whole(Text(section.title, "bold"))
    before: blocks.Block | None = None
    for block in section.blocks:
        # Tables and charts stand apart from all but their own label.
        is_labelled = isinstance(block, blocks.Table) and isinstance(before, blocks.Line)
        if before is not None and (_is_large(before) or (_is_large(block) and not is_labelled)):
            page.blank()
        _show(page, block)
        before = block


def _is_large(block: blocks.Block) -> bool:
    return isinstance(block, blocks.Table | blocks.Heat)


def _show(page: Page, block: blocks.Block) -> None:
    if isinstance(block, blocks.Table):
        page.table(block, indent=INDENT)
    elif isinstance(block, blocks.Line):
        lead = _lead(block.label)
        page.flow([Text(visible(part)) for part in block.parts], "; ", lead=lead, indent=lead.cell_len)
    elif isinstance(block, blocks.Spark):
        room = page.width - INDENT - LABEL
        page.whole(_lead(block.label), Text(curve(block.points, block.wholes, room), "cyan"))
    elif isinstance(block, blocks.Heat):
        _heat(page, block)
    else:
        page.paragraph(block.text, lead=Text(" " * INDENT))


def _lead(label: str) -> Text:
    shown = cut(label) if label else ""
    return Text.assemble(" " * INDENT, (f"{shown:<{LABEL - 2}}", "dim"), "  ")


def _heat(page: Page, heat: blocks.Heat) -> None:
    most = max((max(row) for row in heat.rows), default=0)
    hours = "".join(f"{hour:<{HOURS_PER_MARK * CELL}}" for hour in range(0, 24, HOURS_PER_MARK))
    page.whole(Text(" " * (INDENT + 5) + hours, "dim"))
    for label, row in zip(heat.labels, heat.rows, strict=True):
        cells = "".join(shade(count, most) * CELL for count in row)
        page.whole(Text.assemble(" " * INDENT, (f"{label}  ", "dim"), (cells, "cyan")))
    page.whole(Text(" " * (INDENT + 5) + shades_legend(most), "dim"))
