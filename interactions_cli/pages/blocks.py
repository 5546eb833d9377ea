"""What the formats for people show of figures: sections of labelled lines, tables and charts, before they are set."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass


class Name(str):
    """A name that comes from the data and may hold anything."""

    __slots__ = ()


@dataclass(frozen=True)
class Bar:
    """A cell that is a bar; `share` is its length, 1 for the longest."""

    share: float


@dataclass(frozen=True, kw_only=True)
class Column:
    """A column of a table.

    `from_width` is the width of the page from which on it is shown; `words` may be wrapped, everything else is kept
    whole, names cut. No word of a `label` is torn apart, where the page has room for that.
    """

    title: str
    right: bool = True
    from_width: int = 0
    words: bool = False
    label: bool = False


@dataclass(frozen=True)
class Table:
    """Rows of cells under columns."""

    columns: Sequence[Column]
    rows: Sequence[Sequence[str | Bar]]


@dataclass(frozen=True)
class Line:
    """A label and parts of words that stand side by side."""

    label: str
    parts: tuple[str, ...]


@dataclass(frozen=True)
class Spark:
    """A labelled sparkline of (position, value), ascending; gaps between positions are zeros.

    With `wholes`, at the same positions, the marks are shares of them, and a full mark is all.
    """

    label: str
    points: Sequence[tuple[int, float]]
    wholes: Sequence[tuple[int, float]] = ()


@dataclass(frozen=True)
class Heat:
    """A heat map: rows of counts with their labels."""

    labels: Sequence[str]
    rows: Sequence[Sequence[int]]


@dataclass(frozen=True)
class Note:
    """A sentence under what it explains."""

    text: str


Block = Table | Line | Spark | Heat | Note


@dataclass(frozen=True)
class Section:
    """A heading and what stands under it."""

    title: str
    blocks: Sequence[Block]
