"""A column on its way from the text of the input to the text that is written, and what all kinds of fields need."""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass
from functools import cache

import polars as pl

from interactions_cli.personalize.schema import Field
from interactions_cli.reading.lines import CONTROL_PATTERN, INVISIBLE_PATTERN
from interactions_cli.rules.rule import RowRule

CONTROL, SPACE, WORD = "CSV010", "VAL009", "VAL010"


@dataclass
class Cells:
    """One column on its way.

    `value` is what will be written, null for nothing; `problem` the code under which a record is rejected, null for
    none, or no series where no cell has any; `code` tells for changed cells what was repaired, `only_code` for all of
    them at once where that is known. Values that are all new numbers are numbers; `meaning` is what makes two values
    equal where that is not their text.

    What decides readings that hold for nearly all values: `float_ids` end in `.0`; `dates` has the digits of dates
    among numbers, and `readable` those and whatever is a time without reading numbers as dates (no series where there
    is no date and every time without a problem is one); `lists` are the lists before their separator is looked at.
    `is_zoned`: all of them are calendar times with a zone. `doubled_hours` are times of an hour that the clock of the
    given zone shows twice; no series where there is none.

    `number` is `value` as numbers, where each of them is a finite one as it stands. `is_plain_id`: they are ids none of
    which ends in `.0` or is too long. `passed` are rules that none of them breaks in a record that is written.
    """

    value: pl.Series
    problem: pl.Series | None = None
    code: Callable[[pl.Expr, pl.Expr], pl.Expr] = lambda _before, _after: pl.lit(SPACE)
    only_code: str | None = None
    meaning: pl.Series | None = None
    float_ids: pl.Series | None = None
    dates: pl.Series | None = None
    readable: pl.Series | None = None
    is_zoned: bool = False
    lists: pl.Series | None = None
    doubled_hours: pl.Series | None = None
    number: pl.Series | None = None
    is_plain_id: bool = False
    passed: frozenset[RowRule] = frozenset()


def cleaned(raw: pl.Series, *, strip: bool = True) -> pl.Series:
    """Texts without control characters and blanks around; null where nothing is left."""
    text = raw
    if raw.str.contains(CONTROL_PATTERN).any():
        # What takes no place leaves none; what ends a line elsewhere leaves a blank.
        text = raw.str.replace_all(INVISIBLE_PATTERN, "").str.replace_all(CONTROL_PATTERN, " ")
        strip = True
    if strip:
        text = text.str.strip_chars()
    if not (text == "").any():
        return text
    return text.to_frame("t").select(pl.when(pl.col("t") != "").then("t").alias("t"))["t"]


def blank_problem(text: pl.Series, field: Field) -> pl.Series | None:
    """The code of cells that are blank where the field may not be."""
    if field.nullable or not text.null_count():
        return None
    return where(text.is_null(), "VAL001")


def where(mask: pl.Series, code: str) -> pl.Series | None:
    """A code where a mask is true; no series where it is true nowhere."""
    if not mask.any():
        return None
    return (
        mask.alias("m")
        .to_frame()
        .select(pl.when(pl.col("m").fill_null(value=False)).then(pl.lit(code)).alias("c"))["c"]
    )


def first_problem(*problems: pl.Series | None) -> pl.Series | None:
    """The first code of each record."""
    found = [problem for problem in problems if problem is not None]
    if not found:
        return None
    frame = pl.DataFrame([series.alias(str(place)) for place, series in enumerate(found)])
    return frame.select(pl.coalesce(pl.all()).alias("c"))["c"]


def different(text: pl.Series) -> pl.Series:
    """Each text once."""
    filled = text.drop_nulls()
    return filled.gather(filled.hash().arg_unique())


@cache
def _series(words: tuple[str, ...]) -> pl.Series:
    return pl.Series(words, dtype=pl.String).implode()


def without_words(text: pl.Series, words: Collection[str], *, any_case: bool = False) -> pl.Series:
    """Texts with null in place of some words, given in lower case if `any_case`."""
    shown = text.str.to_lowercase() if any_case else text
    is_word = shown.is_in(_series(tuple(words)))
    if not is_word.any():
        return text
    return text.zip_with(~is_word.fill_null(value=False), pl.Series([None], dtype=pl.String))
