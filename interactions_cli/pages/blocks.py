"""The vocabulary of everything a person is shown: sections of nine kinds of block, before a format sets them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum

from interactions_cli.report import Sample, Severity


class Name(str):
    """A name that comes from the data and may hold anything."""

    __slots__ = ()


class Given(str):
    """A path as it was given."""

    __slots__ = ()


class Link(str):
    """The address of a page."""

    __slots__ = ()


class Word(str):
    """A word of the tool's own that can be copied, such as a rule's code."""

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
    """Rows of cells under columns; `severities` are those of the rows, where they have one."""

    columns: Sequence[Column]
    rows: Sequence[Sequence[str | Bar]]
    severities: Sequence[Severity] = ()


@dataclass(frozen=True)
class Line:
    """A label and parts of words that stand side by side; `further` are more such lines under the same label.

    Parts are set apart by `separator`; figures have commas in them, so a comma would not do.
    """

    label: str
    parts: tuple[str, ...]
    further: tuple[tuple[str, ...], ...] = ()
    separator: str = "; "

    @property
    def lines(self) -> tuple[tuple[str, ...], ...]:
        """The parts of every line."""
        return (self.parts, *self.further)


@dataclass(frozen=True)
class Spark:
    """A labelled sparkline of (position, value), ascending; gaps between positions are zeros.

    With `wholes`, at the same positions, the marks are shares of them, and a full mark is all. `names` are those of
    the positions.
    """

    label: str
    points: Sequence[tuple[int, float]]
    wholes: Sequence[tuple[int, float]] = ()
    names: Sequence[str] = ()


@dataclass(frozen=True)
class Heat:
    """A heat map: rows of counts with their labels."""

    labels: Sequence[str]
    rows: Sequence[Sequence[int]]


@dataclass(frozen=True)
class Series:
    """What is drawn as one curve, or as bars that stand apart: points of (how far across, share), ascending."""

    name: str
    points: Sequence[tuple[float, float]]
    is_bars: bool = False


@dataclass(frozen=True, kw_only=True)
class Chart:
    """Shares over an axis, with their numbers as tables.

    `across` says what the axis is, `ticks` are names of places on it; the scale goes up to the share `top`. Formats
    that do not draw show the numbers in its place, unless `is_told`: the blocks beside it then say the same in short.
    """

    label: str
    across: str
    series: Sequence[Series]
    ticks: Sequence[tuple[float, str]]
    numbers: Sequence[Table]
    top: float = 1.0
    is_told: bool = False


@dataclass(frozen=True)
class Note:
    """A sentence, such as one under what it explains."""

    text: str


@dataclass(frozen=True)
class Statement:
    """How it went: an optional word such as `FAIL`, and a sentence. `is_good` is whether the command is content."""

    text: str
    word: str = ""
    is_good: bool = True


@dataclass(frozen=True)
class Command:
    """A line to type, never torn apart, under words that say what it does."""

    label: str
    text: str


@dataclass(frozen=True, kw_only=True)
class Where:
    """What an issue comes to in one column, or in the whole data set where `column` is None.

    `places` are the first ones, `more` is how many others there are.
    """

    column: str | None
    count: int
    share: float | None
    amount: str
    places: tuple[Sample, ...] = ()
    more: int = 0
    budget: str | None = None


class Detail(Enum):
    """How much of an issue a page has room for: a line; the first places and what to do; everything there is."""

    LINE = "line"
    SHORT = "short"
    FULL = "full"


@dataclass(frozen=True, kw_only=True)
class Issue:
    """What one rule found: in every column at once, or in one of them.

    `has_paths` is whether a place must name its file, `folded` which findings this one stands for.
    """

    code: str
    name: str
    severity: Severity
    message: str
    hint: str
    source: str
    where: tuple[Where, ...]
    folded: str = ""
    has_paths: bool = False
    detail: Detail = Detail.SHORT


Block = Table | Line | Spark | Heat | Chart | Note | Statement | Command | Issue


def undrawn(shown: Sequence[Block]) -> list[Block]:
    """The blocks with the numbers of charts in their place, for formats that do not draw."""
    found: list[Block] = []
    for block in shown:
        if not isinstance(block, Chart):
            found.append(block)
        elif not block.is_told:
            found += block.numbers
    return found


@dataclass(frozen=True)
class Section:
    """A heading and what stands under it; `remark` stands beside the heading."""

    title: str
    blocks: Sequence[Block]
    remark: str = ""
    severity: Severity | None = None
