"""The cells of TIMESTAMP as they will be written: Unix seconds."""

from __future__ import annotations

from dataclasses import replace

import polars as pl

from interactions_cli.personalize.nothing import NOTHING
from interactions_cli.reading.lines import CONTROL_PATTERN
from interactions_cli.transforms.prepare.calendar_forms import ZONED, shown_twice
from interactions_cli.transforms.prepare.cells import CONTROL, SPACE, Cells, first_problem, where, without_words
from interactions_cli.transforms.prepare.compact_dates import digits_of
from interactions_cli.transforms.prepare.epochs import EPOCHS
from interactions_cli.transforms.prepare.plan import Plan
from interactions_cli.transforms.prepare.time_forms import (
    MILLIS,
    TimeReading,
    is_aware,
    seconds_of,
)
from interactions_cli.transforms.prepare.time_shapes import seconds_of_one_shape


def time_cells(text: pl.Series, plan: Plan, *, is_plain: bool, is_bare: bool) -> Cells:
    """Times as the seconds that are written, each with what is wrong with it; for `is_bare` see `Batch`."""
    found = seconds_of_one_shape(text, plan.times, is_bare=is_bare)
    is_shaped = found is not None
    if found is None:
        text = without_words(text, NOTHING, any_case=True) if _may_be_word(text) else text
        found = seconds_of(text, plan.times)
    value = text
    seconds = found["seconds"]
    if not found["same"].any():
        value = seconds
    elif not found["same"].all():
        value = value.zip_with(found["same"], seconds.cast(pl.String))
    blank = where(value.is_null() & found["problem"].is_null(), "VAL001") if value.null_count() else None
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

    only = "VAL003" if is_plain and (is_shaped or not _has_counts(text)) else None
    dates, readable = _dates(found, text, plan.times)
    return Cells(
        value,
        first_problem(blank, problem),
        code,
        only,
        seconds,
        dates=dates,
        readable=readable,
        doubled_hours=_doubled_hours(found, text, plan.times, dates),
        is_zoned=is_shaped and bool(text.head(1).str.contains(ZONED).all()),
    )


def _dates(found: pl.DataFrame, text: pl.Series, reading: TimeReading) -> tuple[pl.Series | None, pl.Series | None]:
    """The digits of dates among numbers, and what is readable whether or not they are read as dates."""
    if reading.form is not None or reading.epoch is not None:
        return None, None
    dates = digits_of(found["count"], reading.latest)
    if dates is None and reading.compact is None:
        return None, None
    if reading.compact is not None:
        found = seconds_of(text, replace(reading, compact=None))
    readable = found["seconds"].is_not_null()
    return dates, readable if dates is None else readable | (dates > 0)


def _doubled_hours(
    found: pl.DataFrame, text: pl.Series, reading: TimeReading, dates: pl.Series | None
) -> pl.Series | None:
    """Which times stand on a wall clock that shows them a second time when it is put back."""
    if reading.zone in (None, "UTC"):
        return None
    doubled = shown_twice(found["seconds"], str(reading.zone)).fill_null(value=False)
    if not doubled.any():
        return None
    if reading.epoch is not None:
        return doubled if EPOCHS[reading.epoch].is_local else doubled & ~_names_zone(text)
    if reading.form is not None:
        return None if is_aware(reading.form) or "%Z" in reading.form else doubled
    counts = found["count"].is_not_null()
    if reading.compact is not None and dates is not None:
        counts = counts & (dates == 0)
    return doubled & ~counts & ~_names_zone(text)


def _names_zone(text: pl.Series) -> pl.Series:
    return text.str.contains(ZONED).fill_null(value=False)


def _may_be_word(text: pl.Series) -> bool:
    return text.cast(pl.Int64, strict=False).null_count() > text.null_count()


def _has_counts(text: pl.Series) -> bool:
    """Whether some value is a number, which may be one of milliseconds as well."""
    first = text.head(1).str.contains(ZONED)
    return not first.all() or text.cast(pl.Float64, strict=False).null_count() < len(text)
