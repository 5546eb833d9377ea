"""The times of a log: numbers in one of three units or ISO 8601 with an offset, as microseconds since 1970."""

from __future__ import annotations

import re
from types import MappingProxyType
from typing import Final

import polars as pl

from interactions_cli.errors import UsageError

MICROSECONDS: Final = 1_000_000
# Later than this (2106) no log can be from; a second then fits 32 bits.
LAST_SECOND: Final = 2**32 - 1
# Microseconds per unit, and the number from which on a time is too large for the unit: the limits of rule VAL004.
UNITS: Final = MappingProxyType({"s": (MICROSECONDS, 10**11), "ms": (1000, 10**14), "us": (1, 10**17)})
ISO: Final = "iso"
MOST_DIGITS: Final = 18
NUMBER: Final = r"^([0-9]{1,18})(?:\.([0-9]+))?$"
ISO_TIME: Final = (
    r"^([0-9]{4}-[0-9]{2}-[0-9]{2})[Tt ]([0-9]{2}):([0-9]{2})(?::([0-9]{2})(?:[.,]([0-9]+))?)?"
    r" ?(?:(Z|z|UTC)|([+-])([0-9]{2})(?::?([0-9]{2}))?)?$"
)
WINDOW: Final = re.compile(r"([0-9]+)([smhd])")
SECONDS: Final = MappingProxyType({"s": 1, "m": 60, "h": 3600, "d": 86_400})


def parse_window(text: str) -> int:
    """The seconds of a `--within` such as `90s`, `30m`, `2h` or `1d`.

    Raises:
        UsageError: Not of that form, or longer than any log.
    """
    match = WINDOW.fullmatch(text.strip())
    seconds = int(match[1]) * SECONDS[match[2]] if match and len(match[1]) < 12 else None
    if seconds is None or seconds > LAST_SECOND:
        raise UsageError(f"--within {text!r} is not a span of time", "Write it like 90s, 30m, 2h or 1d.")
    return seconds


def refuse_unknown_zone(zone: str | None) -> None:
    """Refuse a time zone that is not known.

    Raises:
        UsageError: It is none.
    """
    try:
        pl.Series([0], dtype=pl.Datetime("us")).dt.replace_time_zone(zone)
    except pl.exceptions.PolarsError:
        raise UsageError(
            f"--log-time-zone {zone!r} is not known", "Use UTC, or an IANA name such as Europe/Berlin."
        ) from None


def read_times(texts: pl.Series, unit: str | None = None, zone: str | None = None) -> pl.DataFrame:
    """Times of a log.

    Args:
        texts: The times as written (String).
        unit: The unit of numbers, a key of UNITS; None tells it from the size of each number.
        zone: Whose the times without an offset are; None for no time.
            Where a clock is set back the first reading holds.

    Returns:
        `us` (Int64): microseconds since 1970, null where it is no time between 1970 and 2106; `unit`: a key of UNITS or
        `iso`, null where `us` is.
    """
    whole = _whole_numbers(texts)
    if whole is not None and (known := _of_one_unit(whole, unit)) is not None:
        return known
    frame = _numbers(texts) if whole is None else pl.LazyFrame({"text": texts, "whole": whole}).with_columns(rest=0)
    collected = frame.with_columns(unit=_unit(unit)).with_columns(us=_number()).collect()
    if (collected["whole"].is_null() & collected["text"].is_not_null()).any():
        iso = _iso(collected["text"], zone)
        is_iso = pl.col("whole").is_null() & pl.col("iso").is_not_null()
        collected = collected.with_columns_seq(iso=iso).with_columns_seq(
            us=pl.when(is_iso).then("iso").otherwise("us"),
            unit=pl.when(is_iso).then(pl.lit(ISO)).otherwise("unit"),
        )
    valid = pl.col("us").is_between(0, (LAST_SECOND + 1) * MICROSECONDS - 1)
    return collected.select_seq(pl.when(valid).then("us").alias("us"), pl.when(valid).then("unit").alias("unit"))


def _whole_numbers(texts: pl.Series) -> pl.Series | None:
    """The numbers of texts that are all digits alone, as NUMBER has them; None if some text is anything else."""
    numbers = texts.cast(pl.Int64, strict=False)
    least = numbers.min()
    if numbers.null_count() > texts.null_count() or not isinstance(least, int) or least < 1:
        return None
    is_signed = texts.str.starts_with("+").any()
    return None if is_signed or (texts.str.len_bytes() > MOST_DIGITS).any() else numbers


def _of_one_unit(whole: pl.Series, unit: str | None) -> pl.DataFrame | None:
    """Times that all have the unit of the latest of them and are in range; None where they may not be."""
    least, most = int(str(whole.min())), int(str(whole.max()))
    found = unit or next((name for name, (_factor, limit) in UNITS.items() if most < limit), "")
    if unit is None and next((name for name, (_factor, limit) in UNITS.items() if least < limit), "") != found:
        return None
    if not found or most > (LAST_SECOND + 1) * (MICROSECONDS // UNITS[found][0]) - 1:
        return None
    frame = whole.to_frame("us").select_seq(pl.col("us") * UNITS[found][0])
    return frame.with_columns_seq(unit=pl.when(pl.col("us").is_not_null()).then(pl.lit(found)))


def _numbers(texts: pl.Series) -> pl.LazyFrame:
    """`text`, and of those that are a NUMBER `whole` and `rest` (millionths)."""
    frame = pl.DataFrame({"text": texts}).lazy().with_columns(pl.col("text").str.strip_chars())
    return frame.with_columns(number=pl.col("text").str.extract_groups(NUMBER)).with_columns(
        whole=pl.col("number").struct[0].cast(pl.Int64),
        rest=_fraction(pl.col("number").struct[1]),
    )


def _fraction(digits: pl.Expr) -> pl.Expr:
    """Millionths of decimal digits, further ones dropped."""
    return pl.concat_str(digits.fill_null(""), pl.lit("000000")).str.slice(0, 6).cast(pl.Int64)


def _unit(given: str | None) -> pl.Expr:
    if given is not None:
        return pl.lit(given)
    unit = pl.lit(None, dtype=pl.String)
    for name, (_factor, limit) in reversed(tuple(UNITS.items())):
        unit = pl.when(pl.col("whole") < limit).then(pl.lit(name)).otherwise(unit)
    return unit


def _number() -> pl.Expr:
    value = pl.lit(None, dtype=pl.Int64)
    for name, (factor, _limit) in UNITS.items():
        # A number beyond the last second would overflow where the unit is given.
        fits = pl.col("whole") <= (LAST_SECOND + 1) * (MICROSECONDS // factor)
        parsed = pl.col("whole") * factor + pl.col("rest") * factor // MICROSECONDS
        value = pl.when((pl.col("unit") == name) & fits).then(parsed).otherwise(value)
    return value


def _iso(texts: pl.Series, zone: str | None) -> pl.Series:
    parts = texts.to_frame("text").select_seq(parts=pl.col("text").str.extract_groups(ISO_TIME)).unnest("parts")
    date, hour, minute, second, fraction, utc, sign, offset_hour, offset_minute = (
        pl.col(name) for name in parts.columns
    )

    def number(part: pl.Expr) -> pl.Expr:
        return part.fill_null("0").cast(pl.Int64)

    days = date.str.to_date("%Y-%m-%d", strict=False).cast(pl.Int32).cast(pl.Int64)
    in_range = (number(hour) < 24) & (number(minute) < 60) & (number(second) < 60)
    in_range &= (number(offset_hour) < 24) & (number(offset_minute) < 60)
    offset = number(offset_hour) * 3600 + number(offset_minute) * 60
    seconds = days * 86_400 + number(hour) * 3600 + number(minute) * 60 + number(second)
    placed = seconds - pl.when(sign == "-").then(-offset).otherwise(offset)
    has_offset = utc.is_not_null() | sign.is_not_null()
    local = pl.from_epoch(seconds, time_unit="s").dt.replace_time_zone(zone, ambiguous="earliest", non_existent="null")
    of_zone = pl.lit(None, dtype=pl.Int64) if zone is None else local.dt.epoch("s")
    whole = pl.when(has_offset).then(placed).otherwise(of_zone)
    return parts.select_seq(pl.when(in_range).then(whole * MICROSECONDS + _fraction(fraction)).alias("iso"))["iso"]
