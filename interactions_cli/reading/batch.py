"""A part of a raw input, whatever its format, as a frame of texts: what `prepare` edits."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, field
from typing import Final

import polars as pl

from interactions_cli.reading.line_defect import LineDefect

# A column of a raw input may have any name, also one that Polars takes for a pattern; behind this mark none is.
MARK = "="
# A cell as a batch that `is_bare` has them.
BARE: Final = re.compile(r"(?!\+)[!#-+\--~]+")


def frame_name(column: str) -> str:
    """The name in a batch's frame of a column or key of the input."""
    return MARK + column


@dataclass(frozen=True)
class ShapeRepair:
    """Something that was put right about lines or a whole file before any cell was looked at.

    `line` is relative to the batch, or a line of the file where the file itself was repaired.
    """

    defect: LineDefect
    count: int
    samples: Sequence[tuple[int, str, str]] = ()


@dataclass(kw_only=True)
class Batch:
    """Records of one input.

    Attributes:
        frame: The text of every column, named by `frame_name`; null where there is nothing.
        lines: The line on which each record begins, relative to the batch, from 1.
        line_count: Physical lines of the batch.
        defects: What is no record: `line` and its `defect`, and its `key` where records have one.
        texts: The text of the records of some keys, as it stands in the input.
        keys: What tells records apart, in their order, where several may begin on one line; None where it is the line.
        is_plain: Whether no cell can have blanks around it or control characters in it.
        is_bare: Whether, besides, no cell can have white space, a comma, a quote, a plus at its start or a character
            beyond ASCII: such cells are written as they are, and every reader takes them for what they are.
        key_sets: The keys that its objects have, each set once; none where every record has all columns.
        repairs: What was put right about the lines.
        lists: How many lists with an entry were found where each entry is to be a record.
    """

    frame: pl.DataFrame
    lines: pl.Series
    line_count: int
    defects: pl.DataFrame
    texts: Callable[[Sequence[int]], list[str]]
    keys: pl.Series | None = None
    is_plain: bool = False
    is_bare: bool = False
    key_sets: Collection[tuple[str, ...]] = ()
    repairs: list[ShapeRepair] = field(default_factory=list)
    lists: int = 0

    @property
    def names(self) -> tuple[str, ...]:
        """The columns or keys that occur, in order."""
        return tuple(name.removeprefix(MARK) for name in self.frame.columns)

    @property
    def record_keys(self) -> pl.Series:
        """The key of each record of the frame."""
        return self.lines if self.keys is None else self.keys

    @property
    def defect_keys(self) -> pl.Series:
        """The key of each defect."""
        return self.defects["line" if self.keys is None else "key"]

    @property
    def records(self) -> int:
        """How many records there are, those included that cannot be read."""
        return self.frame.height + self.defects.height

    def cut(self, most: int) -> None:
        """Keep the first records only, and the defects before their end."""
        if self.frame.height > most:
            last = int(self.record_keys[max(most, 1) - 1])
            self.defects = self.defects.filter(self.defect_keys <= last)
            self.frame, self.lines = self.frame.head(max(most, 0)), self.lines.head(max(most, 0))
            self.keys = None if self.keys is None else self.keys.head(max(most, 0))


def column_of(batch: Batch, name: str) -> pl.Series:
    """The texts of a column, null in every record where no record of the batch has it."""
    if frame_name(name) in batch.frame.columns:
        return batch.frame[frame_name(name)]
    return pl.Series([None], dtype=pl.String).new_from_index(0, batch.frame.height)


def no_defects() -> pl.DataFrame:
    """The `defects` of a batch without any."""
    return pl.DataFrame(schema={"line": pl.Int64, "defect": pl.String})
