"""The format of a date as people and servers write it, read off its words and digits."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import datetime
from types import MappingProxyType
from typing import Final
from zoneinfo import available_timezones

# What letters of zones mean, the likeliest first where they are those of several.
ZONES: Final = MappingProxyType(
    {
        **dict.fromkeys(("CET", "CEST"), "Europe/Berlin"),
        **dict.fromkeys(("EST", "EDT"), "America/New_York"),
        **dict.fromkeys(("CST", "CDT"), "America/Chicago"),
        **dict.fromkeys(("MST", "MDT"), "America/Denver"),
        **dict.fromkeys(("PST", "PDT"), "America/Los_Angeles"),
        **dict.fromkeys(("AEST", "AEDT"), "Australia/Sydney"),
        **dict.fromkeys(("NZST", "NZDT"), "Pacific/Auckland"),
        **dict.fromkeys(("EET", "EEST"), "Europe/Athens"),
        **dict.fromkeys(("WET", "WEST"), "Europe/Lisbon"),
        "BST": "Europe/London",
        "MSK": "Europe/Moscow",
        "IST": "Asia/Kolkata",
        "JST": "Asia/Tokyo",
        "KST": "Asia/Seoul",
        "HKT": "Asia/Hong_Kong",
    }
)
UTC: Final = "UTC"
CLOCK: Final = r"(?P<clock>[0-9]{1,2}:[0-9]{2}(?P<seconds>:[0-9]{2}(?P<fraction>[.,][0-9]{1,9})?)?)"
OTHERS: Final = (
    r"|(?P<offset>(?:(?<=:[0-9]{2})|(?<=GMT))\s?[+-][0-9]{2}:?[0-9]{2}\b)"
    r"|(?P<note>\([A-Za-z ]+\))|(?P<year>(?<![0-9])[0-9]{4}(?![0-9]))|(?P<number>(?<![0-9])[0-9]{1,2}(?![0-9]))"
    r"|(?P<word>[A-Za-z]+)|(?P<between>[\s,/.:-]+)"
)
TOKEN: Final = re.compile(CLOCK + OTHERS)
# What databases and logs write besides, looked for where a text has no form without it.
RARE: Final = re.compile(
    r"(?P<clock>(?<=[0-9][ T_-])[0-9]{1,2}\.[0-9]{2}\.[0-9]{2}(?:[.,][0-9]{1,9}(?![0-9:]))?"
    r"|(?<=[0-9][ T_])[0-9]{1,2}-[0-9]{2}-[0-9]{2}(?![0-9:-])"
    r"|[0-9]{1,2}:[0-9]{2}(?::[0-9]{2}(?:[.,:][0-9]{1,9})?)?)"
    r"|(?P<digits>(?<![0-9])(?:19|20)[0-9]{6}(?:[0-9]{6})?(?![0-9]))|(?P<hours>(?<=T)[0-9]{6}(?![0-9]))"
    r"|(?P<yearday>(?<=[0-9]{4}-)[0-9]{3}(?![0-9]))"
    r"|(?P<offset>(?:(?<=[0-9])|(?<=[AaPp][Mm]))\s?[+-][0-9]{2}:?[0-9]{2}\b(?=$|[ \[]))"
    r"|(?P<zone>\b[A-Za-z]+/[A-Za-z_]+(?:/[A-Za-z_]+)?|\b(?:" + "|".join(ZONES) + r")\b|\[[A-Za-z_/]+\])"
    r"|(?P<call>^(?:ISODate|TIMESTAMP|DATETIME|DATE)?[ (]*[\"']|[\"']\)?$)"
    r"|(?P<year>(?<![0-9])[0-9]{4}(?![0-9]))|(?P<number>(?<![0-9])[0-9]{1,2}(?![0-9]))"
    r"|(?P<word>[A-Za-z]+)|(?P<between>[\s,/.:_@年月日-]+)"
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
# A fraction of so many digits.
FIXED: Final = "%[1-9]f"
MOST_MONTHS: Final = 12
LONGEST: Final = 80


def date_form(text: str) -> str | None:
    """The format of a date such as 31/12/2024 14:08 or Tue, 31 Dec 2024 14:08:00 GMT; None for what is none.

    Where digits leave open which of two numbers is the month, the day is first.
    """
    if len(text) > LONGEST or ISO.match(text):
        return None
    return _form_by(TOKEN, text) or _form_by(RARE, text)


def zone_of(text: str) -> str:
    """The time zone that the letters in a date stand for, the likeliest of several; UTC where none are known."""
    zone = next((match["zone"] for match in RARE.finditer(text) if match["zone"]), UTC).strip("[]")
    if "/" not in zone:
        return ZONES.get(zone, UTC)
    if zone.upper().endswith("/UTC"):
        return UTC
    # Oracle writes names of zones in capitals.
    return next((name for name in available_timezones() if name.upper() == zone), zone) if zone.isupper() else zone


def _form_by(token: re.Pattern[str], text: str) -> str | None:
    parts = list(_parts(token, text))
    kinds = [kind.removeprefix("long ") for kind, _ in parts if kind not in ("between", "call")]
    names = [kind for kind in kinds if kind != "number"]
    # Everything is known, and nothing but numbers occurs twice.
    if "".join(part for _, part in parts) != text or "word" in kinds or len(set(names)) < len(names):
        return None
    numbers = [int(part) for kind, part in parts if kind == "number"]
    order = iter(_order(numbers, kinds))
    is_half_day = any(kind == "half" for kind, _ in parts)
    form = "".join(_directive(kind, part, order, is_half_day=is_half_day) for kind, part in parts)
    # A digit that no directive took is part of a number: of its thousands, or of a longer year.
    has_rest = any(char.isdigit() for char in re.sub(FIXED, "", form))
    return form if not has_rest and _reads(text, form) else None


def _parts(token: re.Pattern[str], text: str) -> Iterator[tuple[str, str]]:
    for match in token.finditer(text):
        kind = str(match.lastgroup)
        kind = "clock" if match["clock"] else kind
        if kind == "digits":
            yield from _digits(match[0])
            continue
        yield _kind_of_word(match[0]) if kind == "word" else kind, match[0]


def _digits(text: str) -> Iterator[tuple[str, str]]:
    yield "day digits", text[:8]
    if len(text) > len("20240131"):
        yield "hours", text[8:]


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
        return _clock_form(part, "%I" if is_half_day else "%H")
    return {
        "offset": " %z" if part.startswith(" ") else "%z",
        "year": "%Y",
        "month": "%b",
        "long month": "%B",
        "weekday": "%a",
        "long weekday": "%A",
        "half": "%p",
        "day digits": "%Y%m%d",
        "hours": "%H%M%S",
        "yearday": "%j",
        "zone": "%Z",
    }.get(kind, part)


def _clock_form(part: str, hours: str) -> str:
    pieces = re.split("([:.,-])", part)
    form = f"{hours}{pieces[1]}%M" + (f"{pieces[3]}%S" if len(pieces) > 3 else "")
    if len(pieces) <= 5:
        return form
    # Three digits behind a colon are milliseconds; a fraction of a second may have any number.
    return form + (f":%{len(pieces[6])}f" if pieces[5] == ":" else "%.f")


def _reads(text: str, form: str) -> bool:
    """Whether a text is a whole date in a format."""
    has_year, has_month, has_day = "%Y" in form or "%y" in form, re.search("%[bBm]", form), "%d" in form
    if not (has_year and ((has_month and has_day) or "%j" in form)):
        return False
    plain = re.sub(FIXED, "%f", form.replace("%.f", ".%f"))
    if len(set(directives := re.findall("%[A-Za-z]", plain))) < len(directives):
        return False
    text = re.sub(r"([.,][0-9]{6})[0-9]+", r"\1", text)
    if "%Z" in form:
        # Which zones there are is not the question.
        text = "".join(UTC if kind == "zone" else part for kind, part in _parts(RARE, text))
    try:
        datetime.strptime(text, plain)
    except ValueError:
        return False
    return True
