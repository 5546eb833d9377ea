"""ISO 8601 and SQL forms of times: their patterns, and the Unix second that each means."""

from __future__ import annotations

import re
from typing import Final

import polars as pl

from interactions_cli.personalize.times import SECONDS_PER_DAY

DATE: Final = r"[0-9]{4}[-/][0-9]{2}[-/][0-9]{2}"
CLOCK: Final = r"[T ][0-9]{2}:[0-9]{2}(?::[0-9]{2}(?:[.,][0-9]{1,9})?)?"
ZONE: Final = r"\s?(?:[zZ]|UTC|GMT|[+-][0-9]{2}(?::?[0-9]{2})?)"
ZONED: Final = f"^{DATE}{CLOCK}{ZONE}$"
NAIVE: Final = f"^{DATE}(?:{CLOCK})?$"
PARTS: Final = (
    r"^(?<year>[0-9]{4})[-/](?<month>[0-9]{2})[-/](?<day>[0-9]{2})"
    r"(?:[T ](?<hour>[0-9]{2}):(?<minute>[0-9]{2})(?::(?<second>[0-9]{2})(?:[.,][0-9]{1,9})?)?)?"
    r"\s?(?:[zZ]|UTC|GMT|(?<sign>[+-])(?<zone_hour>[0-9]{2})(?::?(?<zone_minute>[0-9]{2}))?)?$"
)


def is_zone(name: str) -> bool:
    """Whether there is a time zone of that name."""
    try:
        pl.Series([0]).cast(pl.Datetime("us")).dt.replace_time_zone(name)
    except pl.exceptions.PolarsError:
        return False
    return True


def in_zone(parsed: pl.Series, zone: str) -> pl.Series:
    """Unix seconds of times of a wall clock; of an hour that occurs twice the first, null for one that never occurs."""
    placed = parsed.dt.replace_time_zone(zone, ambiguous="earliest", non_existent="null")
    return placed.dt.epoch("s")


def in_named_zone(parsed: pl.Series, text: pl.Series, zone: str) -> pl.Series:
    """Unix seconds of times of a wall clock that name their zone; null where that is not what the zone is called then.

    Args:
        parsed: The times.
        text: How they are written, with letters such as CET or a name such as Europe/Berlin.
        zone: The zone.
    """
    found = pl.Series([None], dtype=pl.Int64).new_from_index(0, len(parsed))
    # Summer and winter have letters of their own, which tell an hour that the clock shows twice apart.
    for which in ("latest", "earliest"):
        placed = parsed.dt.replace_time_zone(zone, ambiguous=which, non_existent="null")
        called = placed.dt.strftime("%Z")
        for name in called.unique().drop_nulls():
            is_said = (called == name) & text.str.contains(_words_for(name, zone))
            found = placed.dt.epoch("s").zip_with(is_said.fill_null(value=False), found)
    return found


def _words_for(name: str, zone: str) -> str:
    names = [re.escape(word) for word in (name, zone, *(("GMT", "Etc/UTC") if name == "UTC" else ()))]
    return f"(?i)(?:^|[^A-Za-z/])(?:{'|'.join(names)})(?:[^A-Za-z/]|$)"


def shown_twice(seconds: pl.Series, zone: str) -> pl.Series:
    """Which Unix seconds stand on the clock of a zone that shows the same time once more later."""
    shown = (seconds * 1_000_000).cast(pl.Datetime("us", "UTC")).dt.convert_time_zone(zone).dt.replace_time_zone(None)
    return shown.dt.replace_time_zone(zone, ambiguous="latest").dt.epoch("s") != seconds


def calendar_seconds(frame: pl.DataFrame, zone: str | None) -> pl.Series:
    """Unix seconds of ISO 8601 and SQL forms; null without a zone of their own or a given one.

    Args:
        frame: The texts `t`, and of each whether it is `zoned` or `naive`.
        zone: The zone of those that name none.
    """
    is_iso = frame["zoned"] | frame["naive"]
    if not is_iso.any():
        return pl.Series([None], dtype=pl.Int64).new_from_index(0, frame.height)
    parts = frame["t"].str.extract_groups(PARTS).struct.unnest()
    number = {name: pl.col(name).cast(pl.Int64).fill_null(0) for name in parts.columns if name != "sign"}
    local = _civil(number["year"], number["month"], number["day"])
    local = local * SECONDS_PER_DAY + number["hour"] * 3600 + number["minute"] * 60 + number["second"]
    offset = (number["zone_hour"] * 3600 + number["zone_minute"] * 60) * pl.when(pl.col("sign") == "-").then(
        -1
    ).otherwise(1)
    is_real = (
        number["month"].is_between(1, 12)
        & number["day"].is_between(1, _month_days(number["year"], number["month"]))
        & (number["hour"] < 24)
        & (number["minute"] < 60)
        & (number["second"] < 61)
        & (number["zone_hour"] < 24)
        & (number["zone_minute"] < 60)
    )
    found = parts.select(local=pl.when(is_real).then(local), offset=offset)
    zoned = (found["local"] - found["offset"]).zip_with(
        frame["zoned"].fill_null(value=False), pl.Series([None], dtype=pl.Int64).new_from_index(0, frame.height)
    )
    if zone is None or not frame["naive"].any():
        return zoned
    placed = in_zone((found["local"] * 1_000_000).cast(pl.Datetime("us")), zone)
    return placed.zip_with(frame["naive"].fill_null(value=False), zoned)


def _civil(year: pl.Expr, month: pl.Expr, day: pl.Expr) -> pl.Expr:
    """Days since 1970 of a date of the Gregorian calendar, counted in years that begin in March."""
    shifted = year - (month <= 2).cast(pl.Int64)
    era_year = shifted % 400
    day_of_year = (153 * ((month + 9) % 12) + 2) // 5 + day - 1
    return (shifted // 400) * 146_097 + era_year * 365 + era_year // 4 - era_year // 100 + day_of_year - 719_468


def _month_days(year: pl.Expr, month: pl.Expr) -> pl.Expr:
    leap = ((year % 4 == 0) & (year % 100 != 0)) | (year % 400 == 0)
    short = pl.when(leap).then(29).otherwise(28)
    return pl.when(month == 2).then(short).when(month.is_in([4, 6, 9, 11])).then(30).otherwise(31)
