"""On which line of a log its entries stand, of which a line may have many, and an entry many lines."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from itertools import groupby


class EntryPlaces:
    """The lines of the entries of one log, by their numbers from 1; little more than nothing for one entry a line."""

    def __init__(self) -> None:
        # Entries before each run, and its first line. A run has one entry a line, or all of its entries on one line.
        self._starts: list[int] = []
        self._runs: list[tuple[int, bool]] = []
        self.entries = 0

    def add(self, lines: Sequence[int], offset: int) -> None:
        """Add the lines of the next entries, relative to `offset`."""
        for line, group in groupby(lines):
            count = len(list(group))
            self._add_run(line + offset, count)
            self.entries += count

    def _add_run(self, line: int, count: int) -> None:
        if self._runs:
            first, is_ladder = self._runs[-1]
            length = self.entries - self._starts[-1]
            if is_ladder and count == 1 and line == first + length:
                return
            # A line that a block ends in may go on in the next one.
            if line == (first + length - 1 if is_ladder else first):
                self._split_last()
                return
        self._starts.append(self.entries)
        self._runs.append((line, count == 1))

    def _split_last(self) -> None:
        """The last line of the log so far gets more entries: it becomes a run of its own."""
        first, is_ladder = self._runs[-1]
        length = self.entries - self._starts[-1]
        if is_ladder and length > 1:
            self._starts.append(self.entries - 1)
            self._runs.append((first + length - 1, False))
        elif is_ladder:
            self._runs[-1] = (first, False)

    def place(self, number: int) -> tuple[int, int | None]:
        """The line of an entry, and which one of that line it is; None for the only one."""
        run = bisect_right(self._starts, number - 1) - 1
        within = number - 1 - self._starts[run]
        line, is_ladder = self._runs[run]
        return (line + within, None) if is_ladder else (line, within + 1)
