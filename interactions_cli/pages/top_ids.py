"""Who and what has most of the rows: items by name, users by number unless they are asked for."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from interactions_cli.pages.blocks import Block, Line
from interactions_cli.pages.words import shown_name
from interactions_cli.wording import percent

SHOWN: Final = 5


def top_blocks(figures: Mapping[str, Any]) -> list[Block]:
    """`top users  user 1 (12.4 %); user 2 (3 %)` and the same for items; nothing where nobody has a row."""
    lines = [Line(f"top {noun}s", _words(figures[f"{noun}s"]["top"], noun)) for noun in ("user", "item")]
    return [line for line in lines if line.parts]


def _words(top: list[Mapping[str, Any]], noun: str) -> tuple[str, ...]:
    return tuple(
        f"{f'{noun} {place}' if entry['name'] is None else shown_name(entry['name'])} ({percent(entry['share'])})"
        for place, entry in enumerate(top[:SHOWN], 1)
    )
