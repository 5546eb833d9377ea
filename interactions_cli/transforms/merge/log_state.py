"""What the blocks of one log add up to."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field

import polars as pl

from interactions_cli.reading.hits import Hits
from interactions_cli.rules.logs import WITHOUT_LIST
from interactions_cli.transforms.merge.list_forms import agreed_separator
from interactions_cli.transforms.merge.shown import ITEMS, LISTS, LogPart, ShownReader


@dataclass
class FoundLists:
    """Frames of lists and of items of lists, in the order of the log."""

    lists: list[pl.DataFrame] = field(default_factory=list)
    items: list[pl.DataFrame] = field(default_factory=list)

    @property
    def count(self) -> int:
        """How many lists there are."""
        keys = [frame["list"] for frame in self.items]
        return sum(frame.height for frame in self.lists) + (pl.concat(keys).n_unique() if keys else 0)

    def numbered(self, offset: int) -> FoundLists:
        """The same with line numbers that rise over all logs."""
        line = pl.col("line") + offset
        return FoundLists(
            [frame.with_columns(line) for frame in self.lists], [frame.with_columns(line) for frame in self.items]
        )


@dataclass
class LogState:
    """What the blocks of one log add up to: a measure in all but two things.

    The work on a block, ShownReader, is not planned from columns: JSON has none. And the figures are the lists
    themselves, settled only with a reader for those whose form the whole log tells; so `settle` stands for `figures`.
    """

    path: str
    max_samples: int
    rows: int = 0
    unreadable: int = 0
    filled: frozenset[str] = frozenset()
    shape: str = LISTS
    separator: str | None = None
    found: FoundLists = field(default_factory=FoundLists)
    open: list[pl.DataFrame] = field(default_factory=list)
    forms: Counter[str] = field(default_factory=Counter)
    units: dict[str, int] = field(default_factory=dict)
    hits: dict[str, Hits] = field(default_factory=dict)
    item_lines: Hits = field(default_factory=Hits)
    item_hits: dict[str, Hits] = field(default_factory=dict)

    def add(self, part: LogPart, place: int) -> None:
        """Add what the next block has; `place` are the lines of the log before it."""
        line = pl.col("line") + place
        self.forms += part.forms
        if part.open.height:
            self.open.append(part.open.with_columns(line))
        if part.lists.height:
            self.found.lists.append(part.lists.with_columns(line))
        if self.found.lists or self.open:
            self.found.items = []
        elif part.items.height:
            self.found.items.append(part.items.with_columns(line))
        for hits, into in ((part.hits, self.hits), (part.item_hits, self.item_hits)):
            for code, count, samples in hits:
                into.setdefault(code, Hits()).add(
                    Hits.of_block(count, samples), self.max_samples, path=self.path, offset=place
                )
        count, samples = part.item_lines
        self.item_lines.add(Hits.of_block(count, samples), self.max_samples, path=self.path, offset=place)
        for unit, count in part.units.items():
            self.units[unit] = self.units.get(unit, 0) + count
        self.rows += part.rows
        self.unreadable += part.unreadable
        self.filled |= part.filled

    def settle(self, shape: str | None, reader: ShownReader) -> None:
        """Decide what only the whole log can tell: what separates ids; lists or items, of which lists win.

        Raises:
            InputError: Lists do not agree on a separator.
        """
        if self.open:
            self._read_open(reader)
        self.shape = shape or (LISTS if self.found.lists else ITEMS)
        if self.shape == ITEMS:
            further = self.item_hits
        else:
            self.found.items = []
            further = {WITHOUT_LIST.code: self.item_lines} if self.item_lines.count else {}
        for code, hits in further.items():
            self.hits.setdefault(code, Hits()).add_among(hits, self.max_samples)

    def _read_open(self, reader: ShownReader) -> None:
        self.separator = agreed_separator(self.forms, self.path)
        for frame in self.open:
            lists, hits = reader.read_open(frame, self.separator)
            if lists.height:
                self.found.lists.append(lists)
            for code, count, samples in hits:
                late = Hits()
                late.add(Hits.of_block(count, samples), self.max_samples, path=self.path)
                self.hits.setdefault(code, Hits()).add_among(late, self.max_samples)
        self.open = []
        whole = pl.concat(self.found.lists).sort("line", maintain_order=True) if self.found.lists else None
        self.found.lists = [] if whole is None else [whole]
