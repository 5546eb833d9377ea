"""What a number that is no likely time in Unix seconds may be instead, and how `prepare` is told so."""

from __future__ import annotations

import re
import shlex
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final

from interactions_cli.personalize.times import EARLIEST_PLAUSIBLE, SECONDS_PER_DAY
from interactions_cli.rules.kit.times import date_of, whole_number

NO_OFFSET: Final = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}([T ][0-9]{2}:[0-9]{2}(:[0-9]{2}([.,][0-9]+)?)?)?")
SECONDS: Final = "Write Unix seconds in UTC where the file is made"
ZONE: Final = "Say whose clock wrote these dates: add `--time-zone UTC`, or a zone such as Europe/Berlin, to {prepare}"
FORM: Final = (
    "Say how these are written and whose clock wrote them: add `--time-format {form} --time-zone UTC` to {prepare}"
)
MONTH_FIRST: Final = FORM + "; where the month comes first, it is %m before %d"
COUNTED: Final = "Say what these count: add `--time-epoch {epoch}` to {prepare}"
LATEST: Final = 4_102_444_800  # 2100-01-01
LATEST_YEAR: Final = 2100
# A year of two digits is one of 1990 to 2040.
LATEST_SHORT_YEAR: Final = 2040
MONTHS: Final = 12
# From here on a number may be an id of 64 bits that begins with a time in milliseconds.
SNOWFLAKES: Final = 10**17
SNOWFLAKE_BITS, SNOWFLAKE_EPOCH = 22, 1_288_834_974


@dataclass(frozen=True)
class _Digits:
    """A date written as digits: its form, and the one that `prepare` is told; "" if it reads it, None if it cannot."""

    form: str
    told: str | None = ""


# Number of digits → the forms that they may have, the likelier first.
_DIGITS: Final[Mapping[int, tuple[_Digits, ...]]] = {
    4: (_Digits("%Y", None),),
    6: (_Digits("%y%m%d", "%y%m%d"), _Digits("%Y%m", None)),
    7: (_Digits("%Y%j", "%Y%j"),),
    8: (_Digits("%Y%m%d"), _Digits("%d%m%Y", "%d%m%Y"), _Digits("%m%d%Y", "%m%d%Y")),
    10: (_Digits("%Y%m%d%H", None), _Digits("%y%m%d%H%M", "%y%m%d%H%M")),
    12: (_Digits("%Y%m%d%H%M", "%Y%m%d%H%M"), _Digits("%y%m%d%H%M%S", "%y%m%d%H%M%S")),
    14: (_Digits("%Y%m%d%H%M%S"), _Digits("%d%m%Y%H%M%S", "%d%m%Y%H%M%S")),
    17: (_Digits("%Y%m%d%H%M%S%f", "%Y%m%d%H%M%S%3f"),),
}


@dataclass(frozen=True)
class _Count:
    """A clock that does not count seconds since 1970: so many a second, from that Unix second on."""

    words: str
    per_second: float
    zero: int
    epoch: str | None

    def second(self, number: float) -> int | None:
        """The Unix second of a number, if it is one from 1990 to 2100."""
        second = number / self.per_second + self.zero
        return int(second) if EARLIEST_PLAUSIBLE <= second <= LATEST else None


_DAY: Final = 1 / SECONDS_PER_DAY
_COUNTS: Final = (
    _Count("a spreadsheet's number of a day", _DAY, -2_209_161_600, "excel"),
    _Count("days since 1970", _DAY, 0, "days"),
    _Count("hours since 1970", 1 / 3_600, 0, "hours"),
    _Count("a Julian day", _DAY, -210_866_760_000, None),
    _Count("minutes since 1970", 1 / 60, 0, "minutes"),
    _Count("tenths of a second", 10, 0, "tenths"),
    _Count("hundredths of a second", 100, 0, "hundredths"),
    _Count("microseconds since 1601, as WebKit counts", 1e6, -11_644_473_600, "webkit"),
    _Count("seconds since 1904, as Macs counted, or since 1900, as NTP does", 1, -2_082_844_800, None),
    _Count("a Windows file time", 1e7, -11_644_473_600, "windows"),
    _Count(".NET ticks", 1e7, -62_135_596_800, "dotnet"),
)
# Days of a spreadsheet are told from days since 1970 by where 1990 is.
_EXCEL_FROM: Final = 32_874
# Seconds since 2001 are told from all else while they are before 1990 and have nine digits.
_APPLE: Final = _Count("seconds since 2001, as Apple counts", 1, 978_307_200, "apple")
_APPLE_FROM: Final = 10**8


def reading_details(value: str) -> Mapping[str, str]:
    """{reading}: what a number may be, to follow a sentence, the {advice} that follows, and the words of that."""
    text = value.strip()
    number = whole_number(text)
    if number is None or number <= 0:
        return {"reading": "", "advice": SECONDS}
    found, told = _of_digits(text) or _of_count(number) or (None, {"advice": SECONDS})
    return {"reading": f"; the first reads as {found}" if found else "", **told}


def count_advice(number: float) -> Mapping[str, str] | None:
    """{advice} and its words for a number with a fraction that counts something; None if it is nothing known."""
    found = _counted(number)
    return {"advice": COUNTED, "epoch": found[0].epoch} if found and found[0].epoch else None


def digits_form(text: str) -> str | None:
    """The format that `prepare` is told of a date of digits, "" if it reads it by itself; None if it cannot."""
    found = _dated(text) if text.isascii() and text.isdigit() else None
    return found[0].told if found else None


def _dated(text: str) -> tuple[_Digits, datetime] | None:
    for digits in _DIGITS.get(len(text), ()):
        try:
            moment = datetime.strptime(text, digits.form).replace(tzinfo=UTC)
        except ValueError:
            continue
        if 1990 <= moment.year <= (LATEST_SHORT_YEAR if digits.form.startswith("%y") else LATEST_YEAR):
            return digits, moment
    return None


def _of_digits(text: str) -> tuple[str, Mapping[str, str]] | None:
    found = _dated(text)
    if found is None:
        return None
    digits, moment = found
    shown = {"%Y": f"a year ({moment:%Y})", "%Y%m": f"a year and a month ({moment:%Y-%m})"}
    words = shown.get(digits.form, f"a date written as digits ({moment:%Y-%m-%d})")
    if digits.told is None:
        return words, {"advice": SECONDS}
    form = MONTH_FIRST if digits.form.startswith("%d%m") and int(text[:2]) <= MONTHS else FORM
    return words, {"advice": form, "form": shlex.quote(digits.told)} if digits.told else {"advice": ZONE}


def _of_count(number: int) -> tuple[str, Mapping[str, str]] | None:
    found = _counted(number)
    if found:
        count, second = found
        words = f"{count.words} ({date_of(second)})"
        return words, {"advice": COUNTED, "epoch": count.epoch} if count.epoch else {"advice": SECONDS}
    if number >= SNOWFLAKES:
        day = date_of((number >> SNOWFLAKE_BITS) // 1000 + SNOWFLAKE_EPOCH)
        return f"an id that was made of a time, such as a snowflake ({day}), and no time itself", {"advice": SECONDS}
    return None


def _counted(number: float) -> tuple[_Count, int] | None:
    for count in (*_COUNTS, _APPLE):
        second = count.second(number)
        is_other = (count.epoch == "excel" and number < _EXCEL_FROM) or (
            count is _APPLE and not _APPLE_FROM <= number < EARLIEST_PLAUSIBLE
        )
        if second is not None and not is_other:
            return count, second
    return None
