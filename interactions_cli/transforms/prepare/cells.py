"""The repairs of cells, one function a kind of field: from the text of the input to the text that is written."""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass

import polars as pl

from interactions_cli.personalize.fields import (
    EVENT_ATTRIBUTION_SOURCE,
    EVENT_TYPE,
    IMPRESSION,
    ITEM_ID,
    RESERVED,
    TIMESTAMP,
    USER_ID,
)
from interactions_cli.personalize.limits import MAX_CATEGORICAL_CHARS, MAX_ID_CHARS
from interactions_cli.personalize.schema import Field, Role
from interactions_cli.reading.lines import CONTROL_PATTERN
from interactions_cli.reading.records import INT_RANGE, INTEGER_GRAMMAR
from interactions_cli.rules.ids import FLOAT_ID_PATTERN, PLACEHOLDERS
from interactions_cli.transforms.prepare.calendar_forms import ZONED
from interactions_cli.transforms.prepare.names import NO_NUMBERS, NOTHING, NULL_MARK
from interactions_cli.transforms.prepare.number_forms import number_of
from interactions_cli.transforms.prepare.plan import Plan
from interactions_cli.transforms.prepare.time_forms import MILLIS, seconds_of

CONTROL, SPACE, WORD = "CSV010", "VAL009", "VAL010"


@dataclass
class Cells:
    """One column on its way.

    `value` is what will be written, null for nothing; `problem` the code under which a record is rejected, null for
    none, or no series where no cell has any; `code` tells for changed cells what was repaired, `only_code` for all of
    them at once where that is known. Values that are all new numbers are numbers; `meaning` is what makes two values
    equal where that is not their text.
    """

    value: pl.Series
    problem: pl.Series | None = None
    code: Callable[[pl.Expr, pl.Expr], pl.Expr] = lambda _before, _after: pl.lit(SPACE)
    only_code: str | None = None
    meaning: pl.Series | None = None


def cleaned(raw: pl.Series, *, strip: bool = True) -> pl.Series:
    """Texts without control characters and blanks around; null where nothing is left."""
    text = raw
    if raw.str.contains(CONTROL_PATTERN).any():
        text = raw.str.replace_all(CONTROL_PATTERN, " ")
        strip = True
    if strip:
        text = text.str.strip_chars()
    if not (text == "").any():
        return text
    return text.to_frame("t").select(pl.when(pl.col("t") != "").then("t").alias("t"))["t"]


def edit_cells(raw: pl.Series, field: Field, plan: Plan, *, is_plain: bool) -> Cells:
    """The cells of a field as they will be written. IMPRESSION is edited by itself, because it needs the item."""
    strips = field.name != EVENT_ATTRIBUTION_SOURCE and (
        field.role is not Role.OWN or field.is_number or field.categorical
    )
    text = raw if is_plain else cleaned(raw, strip=strips)
    if field.name == TIMESTAMP:
        return _time_cells(text, plan, is_plain=is_plain)
    if field.is_number:
        return _number_cells(text, field, plan)
    if field.role is Role.OWN or field.role is Role.OUTSIDE:
        return _own_cells(text, field, plan)
    if field.name in (EVENT_ATTRIBUTION_SOURCE, IMPRESSION):
        return Cells(text, _blank(text, field))
    return _id_cells(text, field, plan)


def _blank(text: pl.Series, field: Field) -> pl.Series | None:
    if field.nullable or not text.null_count():
        return None
    return _where(text.is_null(), "VAL001")


def _where(mask: pl.Series, code: str) -> pl.Series | None:
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


def _without_words(text: pl.Series, words: Collection[str], *, any_case: bool = False) -> pl.Series:
    shown = text.str.to_lowercase() if any_case else text
    is_word = shown.is_in(list(words))
    if not is_word.any():
        return text
    return text.zip_with(~is_word.fill_null(value=False), pl.Series([None], dtype=pl.String))


def _id_cells(text: pl.Series, field: Field, plan: Plan) -> Cells:
    value = _without_words(text, PLACEHOLDERS)
    if field.name in plan.whole_ids:
        value = value.to_frame("t").select(
            pl.when(pl.col("t").str.contains(FLOAT_ID_PATTERN)).then(pl.col("t").str.strip_suffix(".0")).otherwise("t")
        )["t"]
    long = keyword = None
    if field.name in (USER_ID, ITEM_ID) and _longest(value) > MAX_ID_CHARS:
        long = _where(value.str.len_chars() > MAX_ID_CHARS, "VAL002")
    if field.name == EVENT_TYPE:
        for old, new in plan.renamed_events:
            value = value.to_frame("t").select(pl.when(pl.col("t") == old).then(pl.lit(new)).otherwise("t").alias("t"))[
                "t"
            ]
        keyword = _where(value.is_in(list(RESERVED)), "VAL011")

    def code(before: pl.Expr, after: pl.Expr) -> pl.Expr:
        trimmed = before.str.strip_chars()
        return (
            pl.when(before.str.contains(CONTROL_PATTERN))
            .then(pl.lit(CONTROL))
            .when(after.is_null() & (trimmed != ""))
            .then(pl.lit(WORD))
            .when(trimmed == after)
            .then(pl.lit(SPACE))
            .otherwise(pl.lit("SET013" if field.name == EVENT_TYPE else "VAL016"))
        )

    return Cells(value, first_problem(_blank(value, field), long, keyword), code)


def _longest(text: pl.Series) -> int:
    most = text.str.len_bytes().max()
    return most if isinstance(most, int) else 0


def _time_cells(text: pl.Series, plan: Plan, *, is_plain: bool) -> Cells:
    value = text
    number = text.cast(pl.Int64, strict=False)
    is_calendar = number.null_count() == len(number) and bool(text.head(1).str.contains(ZONED).all())
    if number.null_count() > text.null_count() and not (is_calendar and text.str.len_bytes().min() == 20):
        value = _without_words(text, NOTHING, any_case=True)
    found = seconds_of(value, plan.times)
    seconds = found["seconds"]
    if not found["same"].any():
        value = seconds
    elif not found["same"].all():
        value = value.zip_with(found["same"], seconds.cast(pl.String))
    blank = _where(value.is_null() & found["problem"].is_null(), "VAL001") if value.null_count() else None
    problem = found["problem"] if found["problem"].null_count() < len(value) else None

    def code(before: pl.Expr, after: pl.Expr) -> pl.Expr:
        count = before.str.strip_chars().cast(pl.Float64, strict=False)
        is_count = before.str.strip_chars().str.contains(r"^[+-]?[0-9.]+$")
        return (
            pl.when(before.str.contains(CONTROL_PATTERN))
            .then(pl.lit(CONTROL))
            .when(before.str.strip_chars() == after)
            .then(pl.lit(SPACE))
            .when(is_count & (count.abs() >= MILLIS))
            .then(pl.lit("VAL004"))
            .when(before.str.strip_chars().str.contains("^-?[0-9]{1,19}$"))
            .then(pl.lit("VAL018"))
            .otherwise(pl.lit("VAL003"))
        )

    only = "VAL003" if is_plain and not _has_counts(text, number) else None
    return Cells(value, first_problem(blank, problem), code, only, meaning=seconds)


def _has_counts(text: pl.Series, number: pl.Series) -> bool:
    """Whether some value is a number, which may be one of milliseconds as well."""
    if number.null_count() < len(number):
        return True
    first = text.head(1).str.contains(ZONED)
    return not first.all() or text.cast(pl.Float64, strict=False).null_count() < len(text)


def _number_cells(text: pl.Series, field: Field, plan: Plan) -> Cells:
    decimal = dict(plan.decimals).get(field.name)
    number = text.cast(pl.Float64, strict=False)
    problem = None
    value = text
    is_good = decimal is None and number.null_count() == text.null_count() and number.is_finite().all() is not False
    if not is_good:
        without = _without_words(text, [*NOTHING, *NO_NUMBERS], any_case=True)
        value = without.to_frame("t").select(number_of(pl.col("t"), decimal).alias("t"))["t"]
        problem = _where(value.is_null() & without.is_not_null(), "VAL006")
    if field.is_integer:
        value, whole = _whole(value, field)
        problem = first_problem(problem, whole)
    blank = _where(value.is_null(), "VAL001") if not field.nullable and value.null_count() else None
    if blank is not None and problem is not None:
        blank = _where(value.is_null() & problem.is_null(), "VAL001")

    def code(before: pl.Expr, after: pl.Expr) -> pl.Expr:
        return (
            pl.when(before.str.contains(CONTROL_PATTERN))
            .then(pl.lit(CONTROL))
            .when((before.str.strip_chars() == after) | (before.str.strip_chars() == ""))
            .then(pl.lit(SPACE))
            .otherwise(pl.lit("VAL006"))
        )

    return Cells(value, first_problem(blank, problem), code)


def _whole(text: pl.Series, field: Field) -> tuple[pl.Series, pl.Series | None]:
    t = pl.col("t")
    whole = t.str.replace(r"\.0*$", "")
    number = pl.when(whole.str.contains(INTEGER_GRAMMAR)).then(whole).cast(pl.Int64, strict=False)
    fits = number.is_between(*INT_RANGE) if field.kind == "int" else number.is_not_null()
    frame = text.to_frame("t").select(
        value=pl.when(fits).then(whole), bad=t.is_not_null() & ~fits.fill_null(value=False)
    )
    return frame["value"], _where(frame["bad"], "VAL006")


def _own_cells(text: pl.Series, field: Field, plan: Plan) -> Cells:
    words = [NULL_MARK, *plan.nulls]
    value = _without_words(text, words)
    long = None
    if field.kind == "string" and _longest(value) > MAX_CATEGORICAL_CHARS:
        long = _where(value.str.strip_chars().str.len_chars() > MAX_CATEGORICAL_CHARS, "VAL007")

    def code(before: pl.Expr, after: pl.Expr) -> pl.Expr:
        return (
            pl.when(before.str.contains(CONTROL_PATTERN))
            .then(pl.lit(CONTROL))
            .when(after.is_null() & (before.str.strip_chars() != ""))
            .then(pl.lit(WORD))
            .otherwise(pl.lit(SPACE))
        )

    return Cells(value, first_problem(_blank(value, field), long), code)
