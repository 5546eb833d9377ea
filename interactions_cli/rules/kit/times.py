"""What a TIMESTAMP cell looks like: its unit by magnitude, and the date it stands for."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta

from interactions_cli.personalize.times import DAYS_PER_YEAR, EPOCH, NOT_SECONDS_FROM, SECONDS_PER_DAY, UNITS


def whole_number(text: str) -> int | None:
    """The number that a text is; None if it is none."""
    try:
        return int(text)
    except ValueError:
        # A sample may be cut or hidden.
        return None


def _year(seconds: int) -> str:
    return f"{1970 + int(seconds // (DAYS_PER_YEAR * SECONDS_PER_DAY)):,}"


def date_of(seconds: int) -> str:
    """The day of a Unix second; of one beyond the calendar the year."""
    try:
        return (EPOCH + timedelta(seconds=seconds)).date().isoformat()
    except OverflowError:
        return f"the year {_year(seconds)}"


def unit_details(value: str) -> Mapping[str, str]:
    """{unit} and {divisor} of a value that is not in seconds, {date} it stands for, {year} it would be in seconds."""
    number = whole_number(value)
    if number is None or abs(number) < NOT_SECONDS_FROM:
        return {"unit": "a finer unit", "divisor": "1000", "date": "date not known", "year": "5,000 or later"}
    unit, divisor = next((unit, divisor) for bound, unit, divisor in UNITS if abs(number) >= bound)
    return {"unit": unit, "divisor": str(divisor), "date": date_of(number // divisor), "year": _year(number)}


def date_details(value: str) -> Mapping[str, str]:
    """{date} of a value in seconds."""
    number = whole_number(value)
    return {"date": "date not known" if number is None else date_of(number)}
