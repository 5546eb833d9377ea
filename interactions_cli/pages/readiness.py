"""The readiness table as blocks."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import groupby
from typing import Any

from interactions_cli.pages.blocks import Block, Column, Line, Note, Table
from interactions_cli.wording import listing, plural

WORDS = {"impressions": "impressions", "context": "context", "event_values": "values", "event_weights": "weights"}
# How a missing column is told.
COLUMN = "the column "


def readiness_blocks(figures: Mapping[str, Any]) -> Sequence[Block]:
    """Every use case and recipe: ready or what is missing, and what of the data it would use; a table a domain."""
    domains = [
        (domain, list(members)) for domain, members in groupby(figures["targets"], key=lambda one: one["domain"])
    ]
    blocks: list[Block] = []
    for domain, targets in domains:
        ready = sum(entry["ready"] for entry in targets)
        kind = "use case" if domain else "recipe"
        blocks.append(Line(f"{domain or 'custom'} domain", (f"{ready} of {plural(len(targets), kind)} ready",)))
        blocks.append(_table(targets))
    return [
        *blocks,
        Note(
            "Ready: the columns are there and the minimums for training are met. Whether every cell would import is "
            "what `interactions-cli validate` tells."
        ),
    ]


def _table(targets: Sequence[Mapping[str, Any]]) -> Table:
    head = (
        Column(title="use case or recipe", right=False, words=True, label=True),
        Column(title="ready", right=False),
        Column(title="missing", right=False, words=True),
        Column(title="uses", right=False, words=True, from_width=72),
    )
    rows = [
        (
            entry["title"] or entry["name"],
            "yes" if entry["ready"] else "no",
            _missing(entry),
            ", ".join(WORDS[name] for name, used in entry["uses"].items() if used) or "-",
        )
        for entry in targets
    ]
    return Table(head, rows)


def _missing(entry: Mapping[str, Any]) -> str:
    texts = [problem["text"] for problem in entry["missing"]]
    columns = [text.removeprefix(COLUMN) for text in texts if text.startswith(COLUMN)]
    if len(columns) > 1:
        texts = [f"the columns {listing(columns)}", *(text for text in texts if not text.startswith(COLUMN))]
    if entry["also_needs"]:
        texts.append(f"({entry['also_needs']} as well)")
    return "; ".join(texts) or "-"
