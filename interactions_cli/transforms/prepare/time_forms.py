"""Texts that stand for points in time: which form each has, and the Unix second that it means."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import polars as pl

from interactions_cli.errors import UsageError
from interactions_cli.personalize.times import EARLIEST_PLAUSIBLE, SECONDS_PER_DAY, TICKS
from interactions_cli.transforms.prepare.calendar_forms import NAIVE, ZONED, calendar_seconds, in_named_zone, in_zone
from interactions_cli.transforms.prepare.compact_dates import dates_of, may_be_date
from interactions_cli.transforms.prepare.epochs import EPOCHS

INTEGER: Final = r"^[+-]?[0-9]{1,19}$"
DECIMAL: Final = r"^[+-]?[0-9]{1,18}\.[0-9]*$"
EXPONENT: Final = r"^[+-]?[0-9]\.?[0-9]*[eE]\+?[0-9]{1,2}$"
UNREADABLE, IMPLAUSIBLE = "VAL003", "VAL018"
# From 10^11 on a number is no second.
MILLIS, MICROS, NANOS = 10**11, 10**14, 10**17


@dataclass(frozen=True, kw_only=True)
class TimeReading:
    """How a column of times is read.

    `compact` is 8 or 14, whichever occurs more, where the digits of both form dates; `zone` the time zone of what names
    none, `form` a format of `--time-format`, `epoch` a name of EPOCHS; `now` is the present in Unix seconds.
    `of_day` is the column with the times of day, where the column of times has days.
    """

    now: int
    compact: int | None = None
    zone: str | None = None
    form: str | None = None
    epoch: str | None = None
    of_day: str | None = None

    @property
    def is_plain(self) -> bool:
        """Whether numbers are counts since 1970 and nothing else."""
        return self.form is None and self.epoch is None and self.compact is None

    @property
    def latest(self) -> int:
        """The last second that is plausible."""
        return self.now + SECONDS_PER_DAY


def seconds_of(text: pl.Series, reading: TimeReading) -> pl.DataFrame:
    """Unix seconds of trimmed texts.

    Returns:
        `seconds` (null where there is none), `problem` (the code of why), `same` (the text is that number already),
        `count` (the whole number that the text is, null for other forms of times).
    """
    if reading.is_plain:
        number = text.cast(pl.Int64, strict=False)
        least, most = number.min(), number.max()
        if number.null_count() == text.null_count() and _within(least, most) and not text.str.starts_with("+").any():
            return pl.DataFrame({"seconds": number}).with_columns(
                problem=pl.lit(None, pl.String), same=pl.lit(value=True), count="seconds"
            )
    return _one_by_one(text, reading)


def _within(least: object, most: object) -> bool:
    return isinstance(least, int) and isinstance(most, int) and least > -MILLIS and most < MILLIS


def _one_by_one(text: pl.Series, reading: TimeReading) -> pl.DataFrame:
    t = pl.col("t")
    frame = (
        text.alias("t")
        .to_frame()
        .with_columns(
            pl.when(t.str.contains(INTEGER)).then(t.str.strip_prefix("+")).cast(pl.Int64, strict=False).alias("int"),
            pl.when(t.str.contains(DECIMAL) | t.str.contains(EXPONENT)).then(t).cast(pl.Float64).alias("float"),
            t.str.contains(ZONED).alias("zoned"),
            t.str.contains(NAIVE).alias("naive"),
        )
    )
    integer = pl.col("int")
    by_float, float_problem = _from_fraction()
    counts_seconds = reading.epoch is None
    frame = frame.with_columns(whole=by_float, fraction_problem=float_problem)
    frame = frame.with_columns(
        count=pl.when(integer.is_not_null())
        .then(integer)
        .when(pl.col("float").is_not_null() & ~pl.col("fraction_problem") & pl.lit(counts_seconds))
        .then(pl.col("whole"))
    )
    steps = [_formatted(frame, reading), _compact(frame, reading), _epoch(frame, reading)]
    frame = frame.with_columns(step.alias(f"s{place}") for place, step in enumerate(steps))
    first = pl.coalesce("s0", "s1", "s2")
    frame = frame.with_columns(calendar_seconds(frame, reading.zone).alias("iso"), first.alias("first"))
    scaled, scaled_problem = _scaled(reading)
    is_named = pl.col("first").is_not_null()
    is_outside = is_named & ~pl.col("first").is_between(EARLIEST_PLAUSIBLE, reading.latest)
    seconds = pl.coalesce(pl.when(is_named & ~is_outside).then(pl.col("first")), pl.when(~is_named).then(scaled), "iso")
    has_text = pl.col("t").is_not_null()
    problem = (
        pl.when(~has_text)
        .then(pl.lit(None, pl.String))
        .when(is_outside)
        .then(pl.lit(IMPLAUSIBLE))
        .when(is_named)
        .then(pl.lit(None, pl.String))
        .when(pl.col("fraction_problem"))
        .then(pl.lit(UNREADABLE))
        .when(pl.col("count").is_not_null())
        .then(scaled_problem)
        .when(pl.col("iso").is_null())
        .then(pl.lit(UNREADABLE))
    )
    frame = frame.with_columns(problem=problem, seconds=seconds)
    return frame.select(
        pl.when(pl.col("problem").is_null()).then("seconds").alias("seconds"),
        "problem",
        same=(pl.col("seconds") == integer).fill_null(value=False)
        & ~is_named
        & ~pl.col("t").str.starts_with("+").fill_null(value=False),
        count="count",
    )


def is_aware(form: str) -> bool:
    """Whether times of a format have an offset; letters of a zone are none, because several zones share them."""
    return "%z" in form


def _formatted(frame: pl.DataFrame, reading: TimeReading) -> pl.Series:
    if reading.form is None:
        return pl.Series([None], dtype=pl.Int64).new_from_index(0, frame.height)
    try:
        parsed = frame["t"].str.to_datetime(reading.form, time_unit="us", strict=False)
    except pl.exceptions.PolarsError as error:
        raise UsageError(
            f"--time-format {reading.form!r} is not understood: {str(error).splitlines()[0]}",
            "Write it like '%d/%m/%Y %H:%M'.",
        ) from None
    if is_aware(reading.form) or reading.zone is None:
        return parsed.dt.epoch("s")
    if "%Z" in reading.form:
        return in_named_zone(parsed, frame["t"], reading.zone)
    return in_zone(parsed, reading.zone)


def _compact(frame: pl.DataFrame, reading: TimeReading) -> pl.Series:
    if reading.compact is None:
        return pl.Series([None], dtype=pl.Int64).new_from_index(0, frame.height)
    return dates_of(frame["count"], reading.zone or "UTC")


def _epoch(frame: pl.DataFrame, reading: TimeReading) -> pl.Series:
    if reading.epoch is None:
        return pl.Series([None], dtype=pl.Int64).new_from_index(0, frame.height)
    epoch = EPOCHS[reading.epoch]
    whole = frame["int"]
    if epoch.per_second >= 1:
        counted = (whole // int(epoch.per_second)) + epoch.zero
    else:
        counted = whole * round(1 / epoch.per_second) + epoch.zero
    # A day of a spreadsheet has about 11 digits: rounding to the second undoes what the fraction lost.
    fractional = ((frame["float"] / epoch.per_second).round().cast(pl.Int64, strict=False)) + epoch.zero
    seconds = counted.zip_with(whole.is_not_null(), fractional)
    if epoch.is_local and reading.zone not in (None, "UTC"):
        return in_zone((seconds * 1_000_000).cast(pl.Datetime("us")), str(reading.zone))
    return seconds


def _from_fraction() -> tuple[pl.Expr, pl.Expr]:
    """The whole number below a decimal, and whether an exponent form has lost digits of the second."""
    text = pl.col("t")
    number = pl.col("float")
    mantissa = text.str.extract(r"^[+-]?([0-9]\.?[0-9]*)[eE]", 1)
    exponent = text.str.extract(r"[eE]\+?([0-9]{1,2})$", 1).cast(pl.Int64)
    decimals = mantissa.str.len_bytes().cast(pl.Int64) - 1 - mantissa.str.contains(".", literal=True).cast(pl.Int64)
    below_second = (
        pl.when(number.abs() >= NANOS)
        .then(9)
        .when(number.abs() >= MICROS)
        .then(6)
        .when(number.abs() >= MILLIS)
        .then(3)
        .otherwise(0)
    )
    is_exponent = mantissa.is_not_null()
    lost = is_exponent & (decimals < exponent - below_second)
    # The digits before the point are the whole number; a double would round long ones.
    digits = text.str.extract(r"^([+-]?[0-9]+)\.", 1).str.strip_prefix("+").cast(pl.Int64, strict=False)
    has_rest = text.str.contains(r"\.[0-9]*[1-9]")
    floor = digits - (text.str.starts_with("-") & has_rest).cast(pl.Int64)
    whole = pl.when(is_exponent).then(number.floor().cast(pl.Int64, strict=False)).otherwise(floor)
    return whole, (lost & number.is_not_null()).fill_null(value=False)


def _scaled(reading: TimeReading) -> tuple[pl.Expr, pl.Expr]:
    """Seconds of counts by their magnitude, and the code of what is wrong with them."""
    count = pl.col("count")
    size = count.abs()
    if reading.compact is not None:
        # What looks like a date and is none has no other meaning here.
        return count, (
            pl.when(may_be_date(count)).then(pl.lit(UNREADABLE)).when(size >= MILLIS).then(pl.lit(IMPLAUSIBLE))
        )
    divided = (
        pl.when(size >= NANOS)
        .then(count // 10**9)
        .when(size >= MICROS)
        .then(count // 10**6)
        .when(size >= MILLIS)
        .then(count // 10**3)
    )
    is_scaled = (count >= MILLIS) | (count <= -MILLIS)
    fits = (divided.is_between(EARLIEST_PLAUSIBLE, reading.latest) & ~count.is_between(*TICKS)).fill_null(value=False)
    problem = pl.when(is_scaled & ~fits).then(pl.lit(IMPLAUSIBLE))
    return pl.when(is_scaled).then(divided).otherwise(count), problem
