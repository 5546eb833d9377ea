"""The sections of `stats` in GitHub-flavoured Markdown, for a pull request or a job summary."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from interactions_cli.formats.charts import bar, curve, shade, shades_legend
from interactions_cli.formats.markdown_inline import cell, code, prose
from interactions_cli.pages import blocks
from interactions_cli.pages.readiness import readiness_blocks
from interactions_cli.pages.stats import stats_sections
from interactions_cli.pages.words import sample_value
from interactions_cli.report import Sample

SPARK_MARKS = 60
BAR_CELLS = 12
LONGEST_NAME = 60


def stats_markdown(section: Mapping[str, Any]) -> str:
    """The `stats` of a report as Markdown, every section under a heading of level 3."""
    return "\n\n".join(map(_section, stats_sections(section)))


def readiness_markdown(readiness: Mapping[str, Any]) -> str:
    """The readiness table alone."""
    return _section(blocks.Section("Ready for", readiness_blocks(readiness)))


def _section(section: blocks.Section) -> str:
    return "\n\n".join([f"### {prose(section.title)}", *_blocks(section.blocks)])


def _blocks(shown: Sequence[blocks.Block]) -> list[str]:
    parts: list[str] = []
    lines: list[str] = []
    for block in shown:
        if isinstance(block, blocks.Line | blocks.Spark):
            lines.append(_line(block))
            continue
        if lines:
            parts.append("\n".join(lines))
            lines = []
        parts.append(_block(block))
    return [*parts, "\n".join(lines)] if lines else parts


def _line(block: blocks.Line | blocks.Spark) -> str:
    label = _cell(block.label)
    if isinstance(block, blocks.Spark):
        return f"- {label}: `{curve(block.points, block.wholes, SPARK_MARKS)}`"
    return "- " + (f"{label}: " if block.label else "") + "; ".join(map(_cell, block.parts))


def _block(block: blocks.Block) -> str:
    if isinstance(block, blocks.Table):
        return _table(block)
    if isinstance(block, blocks.Heat):
        return _heat(block)
    assert isinstance(block, blocks.Note)
    return prose(block.text)


def _cell(content: str | blocks.Bar) -> str:
    if isinstance(content, blocks.Bar):
        return bar(content.share, BAR_CELLS)
    if isinstance(content, blocks.Name):
        return code(sample_value(Sample(value=str(content))), LONGEST_NAME)
    return prose(content)


def _table(table: blocks.Table) -> str:
    rows = [
        [prose(column.title) for column in table.columns],
        ["---:" if column.right else "---" for column in table.columns],
        *([cell(_cell(content)) for content in row] for row in table.rows),
    ]
    return "\n".join(f"| {' | '.join(row)} |" for row in rows)


def _heat(heat: blocks.Heat) -> str:
    most = max((max(row) for row in heat.rows), default=0)
    rows = [
        f"{label}  {''.join(shade(count, most) * 2 for count in row)}"
        for label, row in zip(heat.labels, heat.rows, strict=True)
    ]
    hours = "".join(f"{hour:<12}" for hour in range(0, 24, 6)).rstrip()
    return "\n".join(["```text", f"     {hours}", *rows, f"     {shades_legend(most)}", "```"])
