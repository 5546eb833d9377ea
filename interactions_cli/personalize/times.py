"""Points in time: as people write them, as TIMESTAMP holds them, and which of them are plausible."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from typing import Final

from interactions_cli.errors import UsageError
from interactions_cli.personalize.target import Target

# Smallest magnitude → unit, units per second. In seconds the first bound would lie beyond the year 5000, and as
# milliseconds it is 1973, so no plausible time falls on the wrong side.
UNITS: Final = (
    (10**17, "nanoseconds", 10**9),
    (10**14, "microseconds", 10**6),
    (10**11, "milliseconds", 10**3),
)
# .NET counts tenths of a microsecond from the year 1: these, of 2000 to 2050, look like nanoseconds of early 1990.
TICKS: Final = (630_822_816_000_000_000, 646_602_048_000_000_000)
NOT_SECONDS_FROM: Final = UNITS[-1][0]
SECONDS_PER_HOUR: Final = 3_600
SECONDS_PER_DAY: Final = 86_400
DAYS_PER_YEAR: Final = 365.2425
EARLIEST_PLAUSIBLE: Final = 631_152_000  # 1990-01-01, before there were logs to import
FIRST_OF_CALENDAR: Final = -62_135_596_800  # 0001-01-01
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
UNIX_SECONDS = re.compile(r"-?[0-9]{1,19}")
YEAR = re.compile(r"(19|20)[0-9]{2}")
# Dates of digits without the marks of ISO 8601, from 1990 on: to the day, the hour, the minute and the second.
BASIC_DATE = re.compile(r"((?:199|20[0-9])[0-9]{5})([0-9]{2}|[0-9]{4}|[0-9]{6})?")
HOUR_DIGITS: Final = 10


def parse_time(text: str, option: str) -> int:
    """Unix seconds from Unix seconds or ISO 8601; a time without an offset is UTC.

    A fraction is rounded up: whole seconds are before the time, or at or after it, as they are before the next second.
    Eight, 12 and 14 digits are a date where they form one from 1990 to 2099: as seconds they would be a day in 1970, or
    thousands of years ahead.

    Raises:
        UsageError: It is neither, or looks like a year, an hour or a finer unit; `option` names where it was given.
    """
    trimmed = text.strip()
    moment = _basic_time(trimmed)
    if moment is not None and len(trimmed) == HOUR_DIGITS:
        raise UsageError(
            f"{option} {trimmed} is a second of {_iso(int(trimmed))[:4]}, or an hour written as digits",
            f"Write which one is meant: {option} {_iso(int(trimmed))} or {option} {_iso(moment)}.",
        )
    if moment is not None:
        return moment
    if YEAR.fullmatch(trimmed):
        raise UsageError(f"{option} {trimmed} is a year, not a time", f"Write the day: {option} {trimmed}-01-01.")
    seconds = int(trimmed) if UNIX_SECONDS.fullmatch(trimmed) else _from_iso(text, option)
    return in_seconds(seconds, option)


def in_seconds(number: int, option: str) -> int:
    """A number of seconds since 1970; one that is too large for seconds is in a finer unit.

    Raises:
        UsageError: It is; the hint has the seconds.
    """
    if abs(number) < NOT_SECONDS_FROM:
        return number
    unit, divisor = next((unit, divisor) for bound, unit, divisor in UNITS if abs(number) >= bound)
    raise UsageError(
        f"{option} {number} is too large for seconds and looks like {unit}",
        f"TIMESTAMP is in seconds: {option} {number // divisor}.",
    )


def _basic_time(text: str) -> int | None:
    """The Unix second of digits that form a date, or a date and a time; None for all else."""
    match = BASIC_DATE.fullmatch(text)
    if match is None:
        return None
    try:
        return _from_iso(f"{match[1]}T{match[2]}" if match[2] else match[1], "")
    except UsageError:
        return None


def _iso(second: int) -> str:
    return f"{EPOCH + timedelta(seconds=second):%Y-%m-%dT%H:%M:%SZ}"


def _likely(second: int, option: str, *, is_number: bool) -> int:
    """A bound; as a number it is one from 1990 on, because an earlier one is a mistake.

    Raises:
        UsageError: It is a number before 1990.
    """
    if not is_number or second >= EARLIEST_PLAUSIBLE:
        return second
    meant = f", or {option} {_iso(second)} if that is meant" if second >= FIRST_OF_CALENDAR else ""
    raise UsageError(
        f"{option} {second} is a second before 1990, and no likely TIMESTAMP is as early",
        f"Write a time like 2025-01-31T12:00:00Z{meant}.",
    )


def parse_span(since: int | str | None, until: int | str | None) -> tuple[int | None, int | None]:
    """The Unix seconds of `--since` and `--until`, each as `parse_time` reads it, or Unix seconds already, or open.

    Raises:
        UsageError: One of them is no time, or a number before 1990, or there is no second between them.
    """
    first, last = (_bound(text, option) for text, option in ((since, "--since"), (until, "--until")))
    if first is not None and last is not None and first >= last:
        raise UsageError(
            f"--since {since} is not before --until {until}, so no TIMESTAMP is between them",
            "Swap them." if first > last else "--since is the first time to keep, --until the first one not to keep.",
        )
    return first, last


def _bound(text: int | str | None, option: str) -> int | None:
    if text is None:
        return None
    if not isinstance(text, str):
        return _likely(in_seconds(text, option), option, is_number=True)
    is_number = UNIX_SECONDS.fullmatch(text.strip()) is not None and _basic_time(text.strip()) is None
    return _likely(parse_time(text, option), option, is_number=is_number)


def _from_iso(text: str, option: str) -> int:
    try:
        moment = datetime.fromisoformat(text)
        since_epoch = (moment if moment.tzinfo else moment.replace(tzinfo=UTC)) - EPOCH
        return -(-since_epoch // timedelta(seconds=1))
    except (ValueError, OverflowError):
        raise _no_time(text, option) from None


def _no_time(text: str, option: str) -> UsageError:
    return UsageError(f"{option} {text!r} is not a time", "Write Unix seconds or like 2025-01-31T12:00:00Z.")


def plausible_times(target: Target) -> tuple[int, int]:
    """The first and the last Unix second of which neither VAL004 nor VAL005 has anything to say."""
    return EARLIEST_PLAUSIBLE, min(target.now + SECONDS_PER_DAY, NOT_SECONDS_FROM - 1)
