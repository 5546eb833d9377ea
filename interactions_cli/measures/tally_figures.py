"""What a tally adds up to, and what it has to be told to make the figures of a report of it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from interactions_cli.measures.key_figures import KeyFigures
from interactions_cli.measures.metrics import Metrics

if TYPE_CHECKING:
    import polars as pl


@dataclass(frozen=True, kw_only=True)
class TallyContext:
    """What parts do not know: blank lines, decompressed bytes, the header's columns, and the inputs' paths in order.

    `rows` are the lines that are not blank, broken ones included; None for as many as there are records.
    """

    blank_lines: int
    bytes_read: int
    names: Sequence[str]
    paths: Sequence[str]
    rows: int | None = None


@dataclass(frozen=True, kw_only=True)
class TallyFigures:
    """What a tally adds up to.

    `users` and `items` have their number of rows, columns `key` (the hash) and `n`; none if counted elsewhere.
    `keys` are the figures of users, items and rows, and `of` makes those of a report.
    """

    users: pl.DataFrame
    items: pl.DataFrame
    keys: KeyFigures
    of: Callable[[KeyFigures, TallyContext], Metrics]

    def metrics(self, context: TallyContext) -> Metrics:
        """The figures of a report, given what parts do not know."""
        return self.of(self.keys, context)
