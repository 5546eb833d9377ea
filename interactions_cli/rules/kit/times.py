"""What a TIMESTAMP cell looks like: its unit by magnitude, and the date it stands for."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Final

from interactions_cli.personalize.times import DAYS_PER_YEAR, EPOCH, NOT_SECONDS_FROM, SECONDS_PER_DAY, UNITS


def _number(text: str) -> int | None:
    try:
        return int(text)
    except ValueError:
        # A sample may be cut or hidden.
        return None


def _year(seconds: int) -> str:
    return f"{1970 + int(seconds // (DAYS_PER_YEAR * SECONDS_PER_DAY)):,}"


def _date(seconds: int) -> str:
    try:
        return (EPOCH + timedelta(seconds=seconds)).date().isoformat()
    except OverflowError:
        return f"the year {_year(seconds)}"


def unit_details(value: str) -> Mapping[str, str]:
    """{unit} and {divisor} of a value that is not in seconds, {date} it stands for, {year} it would be in seconds."""
    number = _number(value)
    if number is None or abs(number) < NOT_SECONDS_FROM:
        return {"unit": "a finer unit", "divisor": "1000", "date": "date not known", "year": "5,000 or later"}
    unit, divisor = next((unit, divisor) for bound, unit, divisor in UNITS if abs(number) >= bound)
    return {"unit": unit, "divisor": str(divisor), "date": _date(number // divisor), "year": _year(number)}


def date_details(value: str) -> Mapping[str, str]:
    """{date} of a value in seconds."""
    number = _number(value)
    return {"date": "date not known" if number is None else _date(number)}


# 1990 and 2100 as other programs count: tenths of a microsecond since the year 1, and since 1601.
DOTNET_TICKS: Final = (627_667_488_000_000_000, 662_380_416_000_000_000)
WINDOWS_TICKS: Final = (122_756_256_000_000_000, 157_469_184_000_000_000)
# A date written as digits, from the minute to the millisecond; none of these numbers is a likely time in other units.
LONG_DATES: Final = (
    (199_001_010_000, 210_012_312_359),
    (19_900_101_000_000, 21_001_231_235_959),
    (19_900_101_000_000_000, 21_001_231_235_959_999),
)
NO_UNIT: Final = (*LONG_DATES, WINDOWS_TICKS, DOTNET_TICKS)
# Number of digits → how they are read.
_WRITTEN_DATES: Final = {8: "%Y%m%d", 10: "%Y%m%d%H", 12: "%Y%m%d%H%M", 14: "%Y%m%d%H%M%S", 17: "%Y%m%d%H%M%S%f"}
_DAYS: Final = (7_305, 47_482)
_EXCEL_DAYS: Final = (32_874, 73_050)
_EXCEL_EPOCH_DAYS: Final = 25_569
_YEAR_1_SECONDS, _YEAR_1601_SECONDS = 62_135_596_800, 11_644_473_600


def reading_details(value: str) -> Mapping[str, str]:
    """{reading}: what a number that is no likely time in seconds may be instead, and the {advice} that follows."""
    number = _number(value)
    found, advice = (None, SECONDS) if number is None else _reading(number)
    return {"reading": f"; the first reads as {found}" if found else "", "advice": advice}


SECONDS: Final = "Write Unix seconds in UTC where the file is made"
ZONE: Final = "Say whose clock wrote these dates: add `--time-zone UTC`, or a zone such as Europe/Berlin, to {prepare}"
COUNTED: Final = "Say what these count: add `--time-epoch {}` to {{prepare}}"
# Numbers of digits that `prepare` reads as a date.
_READ_DATES: Final = (8, 14)


def _written_date(number: int) -> str | None:
    form = _WRITTEN_DATES.get(len(str(number)))
    try:
        moment = datetime.strptime(str(number), form).replace(tzinfo=UTC) if form else None
    except ValueError:
        return None
    return f"a date written as digits ({moment:%Y-%m-%d})" if moment and 1990 <= moment.year <= 2100 else None


def _reading(number: int) -> tuple[str | None, str]:
    """What a number may be, in words, and what to do about it."""
    if written := _written_date(number):
        return written, ZONE if len(str(number)) in _READ_DATES else SECONDS
    if _EXCEL_DAYS[0] <= number <= _EXCEL_DAYS[1]:
        day = _date((number - _EXCEL_EPOCH_DAYS) * SECONDS_PER_DAY)
        return f"a spreadsheet's number of a day ({day})", COUNTED.format("excel")
    if _DAYS[0] <= number < _EXCEL_DAYS[0]:
        return f"days since 1970 ({_date(number * SECONDS_PER_DAY)})", COUNTED.format("days")
    if DOTNET_TICKS[0] <= number <= DOTNET_TICKS[1]:
        return f".NET ticks ({_date(number // 10**7 - _YEAR_1_SECONDS)})", COUNTED.format("dotnet")
    if WINDOWS_TICKS[0] <= number <= WINDOWS_TICKS[1]:
        return f"a Windows file time ({_date(number // 10**7 - _YEAR_1601_SECONDS)})", COUNTED.format("windows")
    return None, SECONDS
