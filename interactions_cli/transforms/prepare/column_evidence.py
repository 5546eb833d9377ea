"""What the values of one column say about the questions of a plan: counts that add up."""

from __future__ import annotations

from dataclasses import dataclass, field, fields
from enum import Flag, auto
from typing import Self

import polars as pl

from interactions_cli.personalize.nothing import NO_NUMBERS, NOTHING
from interactions_cli.rules.ids import FLOAT_ID_PATTERN
from interactions_cli.transforms.prepare.calendar_forms import NAIVE, ZONED
from interactions_cli.transforms.prepare.compact_dates import digits_of
from interactions_cli.transforms.prepare.day_times import DAY, SEEN_CLOCK
from interactions_cli.transforms.prepare.lists import bare
from interactions_cli.transforms.prepare.majorities import LIST_SEPARATORS
from interactions_cli.transforms.prepare.number_forms import readings_of, signed_numbers
from interactions_cli.transforms.prepare.time_forms import DECIMAL, EXPONENT

# More categories than the guide recommends: how many there are does not matter then.
MOST_CATEGORIES = 1000
SOME = 200
LONG_ID_BYTES = 256
# One word in round brackets, as (direct) and (1.20), is no list.
ARRAY = r"^\s*(?:[\[{].*[\]}]|\(.*,.*\))\s*$"
UUID_CHARS = 36
# An array or object of JSON with something in it.
ENTRIES = r"^\s*[\[{]\s*[^\s\]}]"
MOST_SAMPLE = 1 << 16
UUID = r"^[0-9a-fA-F]{8}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{12}$"


class Question(Flag):
    """What must be known about a column before it can be planned."""

    NONE = 0
    TIME = auto()
    NUMBER = auto()
    ID = auto()
    CATEGORY = auto()
    LIST = auto()
    FLOAT = auto()
    TYPE = auto()
    DAY = auto()
    SIGN = auto()


@dataclass(kw_only=True)
class ColumnEvidence:
    """Counts of one column, of values that are not blank unless another thing is said.

    `days` are days alone, `clocks` times of day, `joined` days that get their time of day from another column;
    `times` can be read as times, `zoneless` of them name no zone; `days8` and `days14` are digits that may form a date;
    `early` are whole numbers that are no plausible second in any unit. `numbers` are in the grammar or nothing;
    `comma_only`, `point_only` and `either` allow only or either decimal mark, `commas` have one and are no number as
    they stand. `point_zero` end in `.0`, `fractions` in another fraction. `sample` is the first array with
    something in it. `signed` are numbers with a sign of money, of a share or of a loss, `first_signed` the first.
    """

    filled: int = 0
    words: int = 0
    times: int = 0
    zoneless: int = 0
    days: int = 0
    clocks: int = 0
    joined: int = 0
    days8: int = 0
    days14: int = 0
    early: int = 0
    numbers: int = 0
    comma_only: int = 0
    point_only: int = 0
    either: int = 0
    commas: int = 0
    point_zero: int = 0
    fractions: int = 0
    long: int = 0
    longest: int = 0
    arrays: int = 0
    uuids: int = 0
    bars: int = 0
    signed: int = 0
    sample: str | None = None
    first_signed: str | None = None
    categories: pl.Series | None = None
    with_separator: dict[str, int] = field(default_factory=dict)

    def __iadd__(self, other: Self) -> Self:
        for entry in fields(self):
            mine, theirs = getattr(self, entry.name), getattr(other, entry.name)
            if entry.name in ("sample", "first_signed"):
                setattr(self, entry.name, mine or theirs)
            elif entry.name == "longest":
                self.longest = max(mine, theirs)
            elif isinstance(mine, int):
                setattr(self, entry.name, mine + theirs)
        for separator, count in other.with_separator.items():
            self.with_separator[separator] = self.with_separator.get(separator, 0) + count
        self.categories = _joined(self.categories, other.categories)
        return self

    @property
    def distinct(self) -> int | None:
        """How many different values there are; None if nobody counted, more than 1,000 for many."""
        return None if self.categories is None else len(self.categories)


def _joined(mine: pl.Series | None, theirs: pl.Series | None) -> pl.Series | None:
    if mine is None or theirs is None:
        return theirs if mine is None else mine
    if len(mine) > MOST_CATEGORIES:
        return mine
    return pl.concat([mine, theirs]).unique().head(MOST_CATEGORIES + 1)


def examine(
    text: pl.Series, wanted: Question, column: ColumnEvidence, latest: int, *, are_numbers: bool = False
) -> None:
    """Add to the counts of a column what trimmed values of it say about questions.

    Args:
        text: The values.
        wanted: The questions.
        column: What is added to.
        latest: The last second that is plausible.
        are_numbers: Whether it is known that every value is a finite number as it stands.
    """
    if Question.TIME in wanted:
        _as_times(text, column, latest)
    if Question.DAY in wanted and column.times - column.zoneless < column.filled:
        digits = digits_of(text.cast(pl.Int64, strict=False), latest)
        column.days = int(text.str.contains(DAY).sum()) + (0 if digits is None else int((digits == 8).sum()))
        column.clocks = int(text.str.contains(SEEN_CLOCK).sum())
    if Question.NUMBER in wanted:
        _as_numbers(text, column, are_numbers=are_numbers)
    if wanted & (Question.ID | Question.FLOAT):
        _as_ids(text, wanted, column)
    if Question.LIST in wanted:
        _as_lists(text, column)
    if Question.TYPE in wanted:
        column.numbers = len(text) - text.cast(pl.Float64, strict=False).null_count()
        column.categories = text.drop_nulls().hash().unique().head(MOST_CATEGORIES + 1)
    if wanted & (Question.CATEGORY | Question.SIGN):
        _as_own(text, wanted, column)


def _as_own(text: pl.Series, wanted: Question, column: ColumnEvidence) -> None:
    if Question.CATEGORY in wanted:
        _as_categories(text, column)
    if Question.SIGN in wanted:
        signed = text.filter(signed_numbers(text))
        column.signed, column.first_signed = len(signed), signed[0] if len(signed) else None


def _as_categories(text: pl.Series, column: ColumnEvidence) -> None:
    hashes = text.drop_nulls().hash()
    first = hashes.arg_unique()
    # Few texts stand for many cells.
    different = text.drop_nulls().gather(first)
    column.longest = longest(different)
    column.arrays = int(text.str.contains(ARRAY).sum()) if different.str.contains("[\\[{(]").any() else 0
    if column.arrays:
        filled = text.filter(text.str.contains(ENTRIES) & (text.str.len_bytes() < MOST_SAMPLE))
        column.sample = filled[0] if len(filled) else None
    column.categories = hashes.gather(first).head(MOST_CATEGORIES + 1)
    column.uuids = int(text.str.contains(UUID).sum()) if column.longest >= UUID_CHARS else 0


def _as_ids(text: pl.Series, wanted: Question, column: ColumnEvidence) -> None:
    if Question.ID in wanted:
        ends = text.str.contains(FLOAT_ID_PATTERN) if text.str.ends_with(".0").any() else None
        column.point_zero = int(ends.sum()) if ends is not None else 0
        sizes = text.str.len_bytes()
        column.long = int((sizes > LONG_ID_BYTES).sum()) if _most(sizes) > LONG_ID_BYTES else 0
    if Question.FLOAT in wanted:
        column.fractions = int(text.str.contains(r"^-?[0-9]+\.[0-9]*[1-9]|[eE]\+?[0-9]+$").sum())


def longest(text: pl.Series) -> int:
    """Characters of the longest value; 0 without any."""
    return _most(text.str.len_chars())


def _most(sizes: pl.Series) -> int:
    most = sizes.max()
    return most if isinstance(most, int) else 0


def _as_times(text: pl.Series, column: ColumnEvidence, latest: int) -> None:
    number = text.cast(pl.Int64, strict=False)
    column.times = len(number) - number.null_count()
    if (digits := digits_of(number, latest)) is not None:
        column.days8, column.days14 = int((digits == 8).sum()), int((digits == 14).sum())
    rest = text.filter(number.is_null() & text.is_not_null())
    if not len(rest):
        return
    zoned = int(rest.str.contains(ZONED).sum())
    if zoned < len(rest):
        column.zoneless = int(rest.str.contains(NAIVE).sum())
        column.words = int(rest.str.to_lowercase().is_in(list(NOTHING)).sum())
        column.times += int((rest.str.contains(DECIMAL) | rest.str.contains(EXPONENT)).sum())
    column.times += zoned + column.zoneless


def _as_numbers(text: pl.Series, column: ColumnEvidence, *, are_numbers: bool) -> None:
    plain = text.is_not_null() if are_numbers else text.cast(pl.Float64, strict=False).is_finite()
    plain = plain.fill_null(value=False)
    column.numbers = int(plain.sum())
    # Whether there is such a value is all that counts, and mostly one of the first is.
    column.point_only = _point_only(text.head(SOME)) or _point_only(text.filter(plain))
    if column.numbers == len(text) - text.null_count():
        return
    rest = text.filter(~plain & text.is_not_null())
    t = pl.col("t")
    comma, point = readings_of(t)
    row = (
        rest.alias("t")
        .to_frame()
        .select(
            words=t.str.to_lowercase().is_in([*NOTHING, *NO_NUMBERS]).sum(),
            comma_only=(comma & ~point).any().cast(pl.Int64),
            point_only=(point & ~comma).any().cast(pl.Int64),
            either=(comma & point).sum(),
            commas=(comma | point).sum(),
        )
        .row(0, named=True)
    )
    column.numbers += row["words"] or 0
    column.comma_only = row["comma_only"] or 0
    column.point_only = max(column.point_only, row["point_only"] or 0)
    column.either, column.commas = row["either"] or 0, row["commas"] or 0


def _point_only(text: pl.Series) -> int:
    comma, point = readings_of(pl.col("t"))
    found = text.alias("t").to_frame().select((point & ~comma).any()).item()
    return int(bool(found))


def _as_lists(text: pl.Series, column: ColumnEvidence) -> None:
    column.bars = int(text.str.contains("|", literal=True).sum())
    column.arrays = int(text.str.contains(ARRAY).sum())
    if column.bars + column.arrays < len(text) - text.null_count():
        rest = text.filter(bare(text))
        counts = {mark: int(rest.str.contains(mark, literal=True).sum()) for mark in LIST_SEPARATORS}
        column.with_separator = {mark: count for mark, count in counts.items() if count}
