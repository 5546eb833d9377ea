"""What a measure is: work on records that shares nothing, parts that travel, a sum that takes them in any order."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Protocol, TypeVar

from interactions_cli.measures.parts import Part
from interactions_cli.reading.columns import Column

# The line number of a row within its input is below 2^40, so one integer, its place, orders rows over all inputs.
INPUT_SHIFT = 40

Given = TypeVar("Given", contravariant=True)
P = TypeVar("P", bound=Part)
Figures = TypeVar("Figures", covariant=True)


class Measure(Protocol[Given, P, Figures]):
    """Something that is counted of records.

    The result is that of all records at once, in whatever pieces and in whatever order they came. Parts go through
    Arrow, so that they can be made in another process. `Given` is what a block is for this measure: its records, or
    what was found out about them.
    """

    def plan(self, columns: Sequence[Column]) -> Callable[[Given], P]:
        """What is done to the blocks of a file with these columns, on any thread; it does not know the sum."""

    def add(self, part: P, place: int) -> None:
        """Add a part whose lines start after `place`: the number of the input << INPUT_SHIFT, and lines before it."""

    def figures(self) -> Figures:
        """What everything adds up to; nothing is added after it."""
