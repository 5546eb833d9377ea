"""Texts from the data in the words of a report: marked by the rules that name them, shown or hidden by the judge."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Final, Self

from interactions_cli.measures.event_counts import EventCounts, by_frequency
from interactions_cli.report import VALUE_WIDTH
from interactions_cli.wording import REDACTED

# Unicode keeps these two code points free for use inside of a program; no text that is exchanged has them.
_OPEN, _CLOSE = "\ufdd0", "\ufdd1"
_MARKS: Final = str.maketrans(dict.fromkeys(_OPEN + _CLOSE, "\ufffd"))
_MARKED: Final = re.compile(f"{_OPEN}([^{_CLOSE}]*){_CLOSE}")


class Cell(str):
    """A text from the data, such as an event type; formatted, it carries marks that `settled` takes away."""

    __slots__ = ()

    def __new__(cls, text: str) -> Self:
        """The text as a cell; a cell remains as it is."""
        return super().__new__(cls, str.__str__(text))

    def __str__(self) -> str:
        return f"{_OPEN}{self.translate(_MARKS)}{_CLOSE}"

    def __format__(self, spec: str) -> str:
        return format(str(self), spec)

    def cut(self, width: int) -> Cell:
        """The text, with an ellipsis where it is longer than that many characters."""
        return self if len(self) <= width else Cell(f"{self[:width]}…")


def quoted_cell(text: str) -> str:
    """A text from the data in backticks, cut where it is longer than a sample's value."""
    return f"`{Cell(text).cut(VALUE_WIDTH)}`"


def shown_cell(text: str | None) -> str:
    """The beginning of a text from the data in quotes."""
    return f"'{Cell(text or '').cut(VALUE_WIDTH)}'"


def as_cells(counts: Mapping[str, int]) -> EventCounts:
    """The counts with keys that are known to come from the data; the same where they are known already."""
    if isinstance(counts, EventCounts) and isinstance(next(iter(counts), None), Cell):
        return counts
    return EventCounts({Cell(name): counts[name] for name in by_frequency(counts)}, is_ranked=True)


def settled(text: str, *, hide: bool) -> str:
    """A sentence as a report has it: the cells in it shown or hidden, without marks."""
    return _MARKED.sub(REDACTED if hide else r"\1", text)
