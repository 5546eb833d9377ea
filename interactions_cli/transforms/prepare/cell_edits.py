"""The repairs of cells, one function a kind of field: from the text of the input to the text that is written."""

from __future__ import annotations

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
from interactions_cli.personalize.nothing import NO_NUMBERS, NOTHING
from interactions_cli.personalize.schema import Field, Role
from interactions_cli.reading.grammar import INT_RANGE, INTEGER_GRAMMAR
from interactions_cli.reading.lines import CONTROL_PATTERN
from interactions_cli.rules.ids import FLOAT_ID, FLOAT_ID_PATTERN, IDS, PLACEHOLDERS
from interactions_cli.rules.rule import RowRule
from interactions_cli.transforms.prepare.cells import (
    CONTROL,
    SPACE,
    WORD,
    Cells,
    blank_problem,
    cleaned,
    different,
    first_problem,
    where,
    without_words,
)
from interactions_cli.transforms.prepare.names import NULL_MARK
from interactions_cli.transforms.prepare.number_forms import number_of
from interactions_cli.transforms.prepare.plan import Plan
from interactions_cli.transforms.prepare.time_cells import time_cells

# What ids and event types cannot break any more once they are edited.
NOT_TOO_LONG, NO_PLACEHOLDERS = (
    next(rule for rule in IDS if isinstance(rule, RowRule) and rule.code == code) for code in ("VAL002", "VAL010")
)


def edit_cells(raw: pl.Series, field: Field, plan: Plan, *, is_plain: bool, is_bare: bool = False) -> Cells:
    """The cells of a field as they will be written. IMPRESSION is edited by itself, because it needs the item."""
    strips = field.name != EVENT_ATTRIBUTION_SOURCE and (
        field.role is not Role.OWN or field.is_number or field.categorical
    )
    text = raw if is_plain else cleaned(raw, strip=strips)
    if field.name == TIMESTAMP:
        return time_cells(text, plan, is_plain=is_plain, is_bare=is_bare)
    if field.is_number:
        return _number_cells(text, field, plan)
    if field.role is Role.OWN or field.role is Role.OUTSIDE:
        return _own_cells(text, field, plan)
    if field.name in (EVENT_ATTRIBUTION_SOURCE, IMPRESSION):
        return Cells(text, blank_problem(text, field))
    return _id_cells(text, field, plan)


def _id_cells(text: pl.Series, field: Field, plan: Plan) -> Cells:
    is_type = field.name == EVENT_TYPE
    # Few texts stand for many cells.
    has_words = not is_type or bool(different(text).is_in([*PLACEHOLDERS, *RESERVED]).any())
    value = without_words(text, PLACEHOLDERS) if has_words else text
    long = keyword = float_ids = None
    passed, is_plain = {NO_PLACEHOLDERS}, False
    if field.name in (USER_ID, ITEM_ID):
        is_plain = _longest(value) <= MAX_ID_CHARS
        if not is_plain:
            long = where(value.str.len_chars() > MAX_ID_CHARS, "VAL002")
        if value.str.ends_with(".0").any():
            float_ids = value.str.contains(FLOAT_ID_PATTERN).fill_null(value=False)
        if float_ids is not None and field.name in plan.whole_ids:
            value = value.zip_with(~float_ids, value.str.strip_suffix(".0"))
        is_plain = is_plain and float_ids is None
        passed |= {NOT_TOO_LONG} if float_ids is not None else {NOT_TOO_LONG, FLOAT_ID}
    if is_type:
        passed = set() if plan.renamed_events else passed
        for old, new in plan.renamed_events:
            value = value.to_frame("t").select(pl.when(pl.col("t") == old).then(pl.lit(new)).otherwise("t").alias("t"))[
                "t"
            ]
        keyword = where(value.is_in(list(RESERVED)), "VAL011") if has_words or plan.renamed_events else None

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

    problem = first_problem(blank_problem(value, field), long, keyword)
    return Cells(value, problem, code, float_ids=float_ids, is_plain_id=is_plain, passed=frozenset(passed))


def _longest(text: pl.Series) -> int:
    most = text.str.len_bytes().max()
    return most if isinstance(most, int) else 0


def _number_cells(text: pl.Series, field: Field, plan: Plan) -> Cells:
    decimal = dict(plan.decimals).get(field.name)
    number = text.cast(pl.Float64, strict=False)
    problem = None
    value = text
    is_good = decimal is None and number.null_count() == text.null_count() and number.is_finite().all() is not False
    if not is_good:
        without = without_words(text, [*NOTHING, *NO_NUMBERS], any_case=True)
        value = without.to_frame("t").select(number_of(pl.col("t"), decimal).alias("t"))["t"]
        problem = where(value.is_null() & without.is_not_null(), "VAL006")
    is_known = is_good and not field.is_integer
    if field.is_integer:
        value, whole = _whole(value, field)
        problem = first_problem(problem, whole)
    blank = where(value.is_null(), "VAL001") if not field.nullable and value.null_count() else None
    if blank is not None and problem is not None:
        blank = where(value.is_null() & problem.is_null(), "VAL001")

    def code(before: pl.Expr, after: pl.Expr) -> pl.Expr:
        return (
            pl.when(before.str.contains(CONTROL_PATTERN))
            .then(pl.lit(CONTROL))
            .when((before.str.strip_chars() == after) | (before.str.strip_chars() == ""))
            .then(pl.lit(SPACE))
            .otherwise(pl.lit("VAL006"))
        )

    return Cells(value, first_problem(blank, problem), code, number=number if is_known else None)


def _whole(text: pl.Series, field: Field) -> tuple[pl.Series, pl.Series | None]:
    t = pl.col("t")
    whole = t.str.replace(r"\.0*$", "")
    number = pl.when(whole.str.contains(INTEGER_GRAMMAR)).then(whole).cast(pl.Int64, strict=False)
    fits = number.is_between(*INT_RANGE) if field.kind == "int" else number.is_not_null()
    frame = text.to_frame("t").select(
        value=pl.when(fits).then(whole), bad=t.is_not_null() & ~fits.fill_null(value=False)
    )
    return frame["value"], where(frame["bad"], "VAL006")


def _own_cells(text: pl.Series, field: Field, plan: Plan) -> Cells:
    words = [NULL_MARK, *plan.nulls]
    value = without_words(text, words)
    long = None
    if field.kind == "string" and _longest(value) > MAX_CATEGORICAL_CHARS:
        long = where(value.str.strip_chars().str.len_chars() > MAX_CATEGORICAL_CHARS, "VAL007")

    def code(before: pl.Expr, after: pl.Expr) -> pl.Expr:
        return (
            pl.when(before.str.contains(CONTROL_PATTERN))
            .then(pl.lit(CONTROL))
            .when(after.is_null() & (before.str.strip_chars() != ""))
            .then(pl.lit(WORD))
            .otherwise(pl.lit(SPACE))
        )

    return Cells(value, first_problem(blank_problem(value, field), long), code)
