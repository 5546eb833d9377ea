"""Days in one column and times of day in another: what each looks like, and both as one text."""

from __future__ import annotations

from typing import Final

import polars as pl

from interactions_cli.personalize.fields import fold

MIDNIGHT: Final = r"[T ]00:00(?::00(?:\.0+)?)?$"
DAY: Final = (
    r"^(?:[0-9]{4}[-/][0-9]{2}[-/][0-9]{2}|[0-9]{1,2}[./-][0-9]{1,2}[./-](?:[0-9]{2}|[0-9]{4}))"
    r"(?:[T ]00:00(?::00(?:\.0+)?)?)?$"
)
DAY_DIGITS: Final = r"^([0-9]{4})([0-9]{2})([0-9]{2})$"
NUMBER: Final = r"^[+-]?[0-9]+(?:\.[0-9]*)?$"
# Databases and spreadsheets that have no times of day give them one of these days.
NO_DAY: Final = r"^(?:1899-12-3[01]|1900-01-0[01]|1970-01-01)[T ]"
CLOCK: Final = (
    r"^(?<hour>[0-9]{1,2}):?(?<minute>[0-9]{2})(?::?(?<second>[0-9]{2})(?<fraction>[.,][0-9]{1,9})?)?"
    r"\s?(?<half>[aApP])?\.?[mM]?\.?(?<zone>\s?(?:[zZ]|UTC|GMT|[+-][0-9]{2}(?::?[0-9]{2})?))?$"
)
# As CLOCK, and no number: digits alone are a time of day only where somebody says so.
SEEN_CLOCK: Final = (
    r"^(?:(?:1899-12-3[01]|1900-01-0[01]|1970-01-01)[T ])?[0-9]{1,2}:[0-9]{2}(?::[0-9]{2}|\s?[aApP]\.?[mM]|$)"
)
WORDS: Final = ("time", "date", "day", "hour", "clock")


def may_hold_times(name: str) -> bool:
    """Whether the name of a column speaks of days or hours."""
    return any(word in fold(name) for word in WORDS)


def one_text(days: pl.Series, clocks: pl.Series) -> pl.Series:
    """Days with their times of day; what is more than a day stays as it is, and a day without a time becomes null."""
    day = pl.col("day").str.strip_chars()
    clock = pl.col("clock").str.strip_chars().str.replace(NO_DAY, "")
    bare = day.str.replace(MIDNIGHT, "").str.replace(DAY_DIGITS, "$1-$2-$3")
    is_day = bare.str.contains("^[^:]*[0-9][^:]*$") & ~bare.str.contains(NUMBER)
    part = {name: clock.str.extract_groups(CLOCK).struct.field(name) for name in ("hour", "minute", "half")}
    hour = part["hour"].cast(pl.Int64)
    of_half = hour % 12 + pl.when(part["half"].str.to_lowercase() == "p").then(12).otherwise(0)
    shown = pl.when(part["half"].is_null()).then(hour).otherwise(of_half).cast(pl.String).str.zfill(2)
    groups = clock.str.extract_groups(CLOCK).struct
    time = pl.concat_str(
        shown,
        pl.lit(":"),
        part["minute"],
        pl.lit(":"),
        groups.field("second").fill_null("00"),
        groups.field("fraction").fill_null(""),
        groups.field("zone").fill_null(""),
    )
    whole = pl.concat_str(bare, pl.lit(" "), pl.coalesce(time, clock))
    return pl.DataFrame({"day": days, "clock": clocks}).select(t=pl.when(is_day).then(whole).otherwise("day"))["t"]
