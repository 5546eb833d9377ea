"""VAL rules about a TIMESTAMP cell: its form, its unit, and whether the time is likely."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from interactions_cli.personalize.fields import (
    TIMESTAMP,
    guide,
)
from interactions_cli.personalize.times import EARLIEST_PLAUSIBLE, NOT_SECONDS_FROM, SECONDS_PER_DAY, TICKS, UNITS
from interactions_cli.rules.effect import Effect
from interactions_cli.rules.kit.advice import time_advice
from interactions_cli.rules.kit.cells import named, not_parsed
from interactions_cli.rules.kit.time_readings import reading_details
from interactions_cli.rules.kit.times import date_details, unit_details
from interactions_cli.rules.rule import NOW, RowRule, Rule

if TYPE_CHECKING:
    import polars as pl

    from interactions_cli.reading.columns import Column

VALUES_PAGE: Final = guide("interactions-datasets")
TYPES_PAGE: Final = guide("interactions-dataset-requirements")


def _not_seconds(column: Column) -> pl.Expr:
    # Both bounds are compared because the absolute value of the smallest 64-bit integer overflows.
    return (column.typed >= NOT_SECONDS_FROM) | (column.typed <= -NOT_SECONDS_FROM)


def _implausible(column: Column) -> pl.Expr:
    import polars as pl

    return (column.typed < EARLIEST_PLAUSIBLE) | (column.typed > pl.col(NOW) + SECONDS_PER_DAY)


def _no_time_in_seconds(column: Column) -> pl.Expr:
    import polars as pl

    # VAL004 names the unit where a finer one gives a likely time.
    in_unit = pl.lit(value=False)
    for _bound, _unit, divisor in UNITS:
        seconds = column.typed // divisor
        in_unit = in_unit | ((seconds >= EARLIEST_PLAUSIBLE) & (seconds <= pl.col(NOW) + SECONDS_PER_DAY))
    return _implausible(column) & (~in_unit | column.typed.is_between(*TICKS))


TIME_VALUES: Final[tuple[Rule, ...]] = (
    RowRule(
        code="VAL003",
        name="timestamp-not-integer",
        effect=Effect.IMPORT_FAILS,
        message="{rows} with a TIMESTAMP that is no whole number; the type is long, and values of another type fail "
        "the import",
        hint="{advice}.",
        details=time_advice,
        source=TYPES_PAGE,
        why="Looks for timestamps that are not an optional minus and digits within 64 bits: dates as text, decimals, "
        "exponents, plus signs. The field is a long that holds seconds since 1970 in UTC.",
        before="u1,i1,2023-11-14T22:13:20Z",
        after="u1,i1,1700000000",
        applies_to=named(TIMESTAMP),
        violation=not_parsed,
        example_column=TIMESTAMP,
        valid=("1700000000", "-5", "0001700000000", "9223372036854775807"),
        invalid=(
            "2023-11-14T22:13:20Z",
            "1700000000.0",
            "1.7e9",
            "+1700000000",
            "1_700_000_000",
            "9223372036854775808",
            "yesterday",
        ),
    ),
    RowRule(
        code="VAL004",
        name="timestamp-not-seconds",
        effect=Effect.UNSTATED,
        message="{rows} with a TIMESTAMP too large for seconds: the first looks like {unit} ({date}) and would be "
        "the year {year} in seconds, the only unit the guide allows",
        hint="Write whole seconds: {prepare}.",
        source=VALUES_PAGE,
        why="Looks at the magnitude: from 10^11 a number is taken for milliseconds, from 10^14 for microseconds, from "
        "10^17 for nanoseconds. JavaScript, Java and pandas count in these units. Such a value is a valid long, so "
        "nothing may complain, but every time lies far in the future; what the service then does is not documented.",
        before="u1,i1,1700000000000",
        after="u1,i1,1700000000",
        applies_to=named(TIMESTAMP),
        violation=_not_seconds,
        details=unit_details,
        example_column=TIMESTAMP,
        valid=("1700000000", "99999999999", "-99999999999"),
        invalid=(
            "100000000000",
            "-100000000000",
            "1700000000000",
            "1700000000000000",
            "1700000000000000000",
            "-9223372036854775808",
        ),
    ),
    RowRule(
        code="VAL005",
        name="timestamp-implausible",
        effect=Effect.SUSPICIOUS,
        message="{rows} with a TIMESTAMP before 1990 or in the future, the first on {date}; "
        "the guide sets no bounds, but few interactions happened then",
        hint="Check the clock of the source, or its default for a missing time; filter leaves such rows out by --since "
        "and --until.",
        source=VALUES_PAGE,
        why="Looks for times at or before 1970, before 1990, or more than a day ahead of now (`--now`). Zero is a "
        "common default for a missing time. Item age is counted from the latest interaction, so a single time far "
        "ahead can make every item look old.",
        before="u1,i1,0",
        after="u1,i1,1700000000",
        applies_to=named(TIMESTAMP),
        violation=_implausible,
        details=date_details,
        example_column=TIMESTAMP,
        valid=("631152000", "1700000000"),
        invalid=("0", "-1", "631151999", "20231114", "99999999999"),
    ),
    RowRule(
        code="VAL018",
        name="every-time-implausible",
        effect=Effect.UNSTATED,
        message="{rows} with a TIMESTAMP that is no likely time in Unix seconds, nearly all that have one{reading}; "
        "the guide allows no other form",
        hint="{advice}.",
        details=reading_details,
        source=TYPES_PAGE,
        why="Looks for a TIMESTAMP column in which at least nine of ten values lie before 1990 or in the future, in "
        "seconds and in every finer unit: the digits of a date, days, hours or minutes, the ticks of another system. "
        "Single such values are mistakes of the data; a whole column is a mistake of the export: the values are whole "
        "numbers, so nothing may complain, and all recency is wrong. What the service does with such times is not "
        "documented.",
        before="u1,i1,20250109",
        after="u1,i1,1736380800",
        applies_to=named(TIMESTAMP),
        exclusive=False,
        share_at_least=0.9,
        covers=("VAL004", "VAL005", "SET009", "SET021"),
        violation=_no_time_in_seconds,
        example_column=TIMESTAMP,
        valid=("1700000000", "1700000000000", "1700000000000000000", "631152000"),
        invalid=(
            "20250109",
            "2025010914",
            "202501091408",
            "20250109140811",
            "20250109140811123",
            "638720000000000000",
            "133800000000000000",
            "20097",
            "45666",
            "482328",
            "28939688",
            "9012025",
            "173638129100",
            "13380854891000000",
            "1877325123456789012",
            "63631152000000000",
            "0",
            "-1",
            "99999999999",
        ),
    ),
)
