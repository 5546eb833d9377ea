"""The format of a date as people and servers write it, read off its words and digits."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import datetime
from typing import Final

TOKEN: Final = re.compile(
    r"(?P<clock>[0-9]{1,2}:[0-9]{2}(?P<seconds>:[0-9]{2}(?P<fraction>[.,][0-9]{1,9})?)?)"
    r"|(?P<offset>(?:(?<=:[0-9]{2})|(?<=GMT))\s?[+-][0-9]{2}:?[0-9]{2}\b)"
    r"|(?P<note>\([A-Za-z ]+\))|(?P<year>[0-9]{4})|(?P<number>[0-9]{1,2})"
    r"|(?P<word>[A-Za-z]+)|(?P<between>[\s,/.:-]+)"
)
# What `prepare` reads without being told.
ISO: Final = re.compile(
    r"[0-9]{4}[-/][0-9]{2}[-/][0-9]{2}(?:[T ][0-9]{2}:[0-9]{2}(?::[0-9]{2}(?:[.,][0-9]{1,9})?)?"
    r"(?:\s?(?:[zZ]|UTC|GMT|[+-][0-9]{2}(?::?[0-9]{2})?))?)?$"
)
MONTHS: Final = (
    *("january", "february", "march", "april", "may", "june", "july", "august", "september", "october"),
    *("november", "december"),
)
DAYS: Final = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
SHORT: Final = 3
MOST_MONTHS: Final = 12
LONGEST: Final = 80


def date_form(text: str) -> str | None:
    """The format of a date such as 31/12/2024 14:08 or Tue, 31 Dec 2024 14:08:00 GMT; None for what is none.

    Where digits leave open which of two numbers is the month, the day is first.
    """
    if len(text) > LONGEST or ISO.match(text):
        return None
    parts = list(_parts(text))
    kinds = [kind.removeprefix("long ") for kind, _ in parts if kind != "between"]
    names = [kind for kind in kinds if kind != "number"]
    # Everything is known, and nothing but numbers occurs twice.
    if "".join(part for _, part in parts) != text or "word" in kinds or len(set(names)) < len(names):
        return None
    numbers = [int(part) for kind, part in parts if kind == "number"]
    order = iter(_order(numbers, kinds))
    is_half_day = any(kind == "half" for kind, _ in parts)
    form = "".join(_directive(kind, part, order, is_half_day=is_half_day) for kind, part in parts)
    # A digit that no directive took is part of a number: of its thousands, or of a longer year.
    has_rest = any(char.isdigit() for char in form)
    return form if not has_rest and _reads(text, form) else None


def _parts(text: str) -> Iterator[tuple[str, str]]:
    for match in TOKEN.finditer(text):
        kind = str(match.lastgroup)
        kind = "clock" if match["clock"] else kind
        yield _kind_of_word(match[0]) if kind == "word" else kind, match[0]


def _kind_of_word(word: str) -> str:
    low = word.lower()
    if low in ("am", "pm"):
        return "half"
    for kind, names in (("month", MONTHS), ("weekday", DAYS)):
        if low in names:
            return f"long {kind}" if len(low) > SHORT else kind
        if len(low) == SHORT and any(name.startswith(low) for name in names):
            return kind
    return "between" if word in ("T", "Z", "UTC", "GMT") else "word"


def _order(numbers: list[int], kinds: list[str]) -> list[str]:
    """What numbers of one or two digits are, in their order."""
    if "month" in kinds:
        return ["%d", "%y"]
    if "year" in kinds and "number" in kinds and kinds.index("year") < kinds.index("number"):
        return ["%m", "%d"]
    is_month_first = len(numbers) > 1 and numbers[0] <= MOST_MONTHS < numbers[1]
    return ["%m", "%d", "%y"] if is_month_first else ["%d", "%m", "%y"]


def _directive(kind: str, part: str, order: Iterator[str], *, is_half_day: bool) -> str:
    if kind == "number":
        return next(order, part)
    if kind == "clock":
        form = "%I:%M" if is_half_day else "%H:%M"
        fraction = re.search("[.,][0-9]+$", part)
        return form + (":%S" if part.count(":") > 1 else "") + ("%.f" if fraction else "")
    return {
        "offset": " %z" if part.startswith(" ") else "%z",
        "year": "%Y",
        "month": "%b",
        "long month": "%B",
        "weekday": "%a",
        "long weekday": "%A",
        "half": "%p",
    }.get(kind, part)


def _reads(text: str, form: str) -> bool:
    """Whether a text is a whole date in a format."""
    has_year, has_month, has_day = "%Y" in form or "%y" in form, re.search("%[bBm]", form), "%d" in form
    if not (has_year and has_month and has_day):
        return False
    try:
        datetime.strptime(text, form.replace("%.f", ".%f"))
    except ValueError:
        return False
    return True
