"""Sections of blocks in GitHub Flavored Markdown."""

from __future__ import annotations

import re
from collections.abc import Sequence

from interactions_cli.formats.charts import bar, curve, shade, shades_legend
from interactions_cli.formats.markdown_inline import cell, code, prose
from interactions_cli.pages import blocks
from interactions_cli.pages.words import sample_value
from interactions_cli.report import Sample

SPARK_MARKS = 60
BAR_CELLS = 12
LONGEST_NAME = 60
LONGEST_COMMAND = 1000
ROOM_OF_LISTS = 7_500
ADDRESS = re.compile(r"https://[\w./#-]+", re.ASCII)


def set_section(section: blocks.Section) -> str:
    """A section as Markdown, with a heading of level 3 where it has one."""
    heading = [f"### {prose(section.title)}"] if section.title else []
    remark = [prose(f"{section.remark}.")] if section.remark else []
    return "\n\n".join([*heading, *remark, *_blocks(blocks.undrawn(section.blocks))])


def _blocks(shown: Sequence[blocks.Block]) -> list[str]:
    parts: list[str] = []
    lines: list[str] = []
    for block in shown:
        if isinstance(block, blocks.Line | blocks.Spark):
            lines += _line(block)
            continue
        parts += [*_list(lines), _block(block)]
        lines = []
    return [*parts, *_list(lines)]


def _list(lines: list[str]) -> list[str]:
    """The lines as one block, as many as there is room for."""
    text = ""
    for line in lines:
        if len(text) + len(line) > ROOM_OF_LISTS:
            return [f"{text}- … and more"]
        text += f"{line}\n"
    return [text.rstrip("\n")] if lines else []


def _line(block: blocks.Line | blocks.Spark) -> list[str]:
    label = _label(block.label)
    if isinstance(block, blocks.Spark):
        return [f"- {label}`{curve(block.points, block.wholes, SPARK_MARKS)}`"]
    first, *further = [block.separator.join(map(_cell, parts)) for parts in block.lines]
    if further:
        return [f"- {label}".rstrip(), f"  - {first}", *(f"  - {line}" for line in further)]
    return [f"- {label}{first}"]


def _label(label: str) -> str:
    if not label:
        return ""
    return f"{_cell(label)}: " if isinstance(label, blocks.Name) else f"**{prose(label)}**: "


def _block(block: blocks.Block) -> str:
    match block:
        case blocks.Table():
            return _table(block)
        case blocks.Heat():
            return _heat(block)
        case blocks.Note():
            return prose(block.text)
        case blocks.Statement():
            return ": ".join(filter(None, [block.word, f"**{prose(block.text)}**"]))
        case blocks.Command():
            return f"{prose(block.label)}: {code(block.text, LONGEST_COMMAND)}"
    raise AssertionError(f"{type(block).__name__} is set elsewhere")


def _cell(content: str | blocks.Bar) -> str:
    if isinstance(content, blocks.Bar):
        return bar(content.share, BAR_CELLS)
    if isinstance(content, blocks.Link) and ADDRESS.fullmatch(content):
        return f"<{content}>"
    if isinstance(content, blocks.Given | blocks.Word):
        return code(content)
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
