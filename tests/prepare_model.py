"""A reference model of `prepare` in plain Python: every record goes through the repairs cell by cell.

It imports nothing from the package. Its scope: fields under their own names or other spellings of these; times with an
offset, with `--time-zone UTC` or put together of days and times of day; numbers and lists read in one way; records
for entries of a list.
"""

from __future__ import annotations

import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta, timezone
from decimal import Decimal

FIELDS = ("USER_ID", "ITEM_ID", "TIMESTAMP", "EVENT_TYPE", "EVENT_VALUE", "DEVICE")
RESERVED = ("EVENT_TYPE", "EVENT_VALUE", "IMPRESSION", "RECOMMENDATION_ID", "EVENT_ATTRIBUTION_SOURCE")
EARLIEST = 631_152_000
DAY = 86_400
_WORDS = ("null", "none", "nan", "n/a", "undefined", "nil", "<na>", "(null)")
PLACEHOLDERS = {form for word in _WORDS for form in (word, word.upper(), word.capitalize())} | {"NaN", "NA", "\\N"}
NOTHING = {*_WORDS, "na", "\\n", "nat", "invalid date", "#n/a", "-", "--"}
NO_NUMBERS = {s + w for s in ("", "+", "-") for w in ("nan", "inf", "infinity", "1.#inf", "1.#qnan")}
CONTROLS = re.compile("[\x00-\x08\x0a-\x1f\x7f-\x9f\u2028\u2029]")
UNSEEN = re.compile(
    "[\xad\u061c\u115f\u1160\u180e\u200b\u200e\u200f\u202a-\u202e\u2060-\u2064\u2066-\u206f\u3164\ufeff\uffa0\ufff9-\ufffb"
    "\U000e0000-\U000e001f]"
)
ISO = re.compile(
    r"([0-9]{4})[-/]([0-9]{2})[-/]([0-9]{2})"
    r"(?:[T ]([0-9]{2}):([0-9]{2})(?::([0-9]{2})(?:[.,][0-9]{1,9})?)?"
    r"(\s?(?:[zZ]|UTC|GMT|[+-][0-9]{2}(?::?[0-9]{2})?))?)?"
)
ORDER = ("VAL001", "VAL002", "VAL003", "VAL006", "VAL007", "VAL011", "VAL018")


@dataclass
class Result:
    """Rows as they are written, and the reasons of the others with the number of the record."""

    rows: list[tuple[str, ...]] = field(default_factory=list)
    rejects: list[tuple[int, str]] = field(default_factory=list)


class Rejected(Exception):  # noqa: N818
    """A cell that cannot be written."""


def prepare(
    records: Sequence[Mapping[str, str | None]], *, now: int, decimal: str | None = None, zone_is_utc: bool = False
) -> Result:
    """What becomes of records whose fields stand under their own names."""
    found = Result()
    for number, record in enumerate(records, 1):
        cells, problems = [], set()
        for name in FIELDS:
            raw = CONTROLS.sub(" ", UNSEEN.sub("", record.get(name) or "")).strip()
            try:
                cells.append(_cell(name, raw, now=now, decimal=decimal, zone_is_utc=zone_is_utc))
            except Rejected as problem:
                problems.add(str(problem))
        if problems:
            found.rejects.append((number, min(problems, key=ORDER.index)))
        else:
            found.rows.append(tuple(cells))
    return found


def _cell(name: str, text: str, *, now: int, decimal: str | None, zone_is_utc: bool) -> str:
    if name == "TIMESTAMP":
        if text.lower() in NOTHING or not text:
            raise Rejected("VAL001")
        return time_of(text, now=now, zone_is_utc=zone_is_utc)
    if name == "EVENT_VALUE":
        return "" if not text or text.lower() in NOTHING | NO_NUMBERS else number_of(text, decimal)
    if name == "DEVICE":
        return _category(text)
    return _id(name, text)


def _category(text: str) -> str:
    if len(text) > 1000:
        raise Rejected("VAL007")
    return "" if text == "\\N" else text


def _id(name: str, text: str) -> str:
    text = "" if text in PLACEHOLDERS else text
    if not text:
        raise Rejected("VAL001")
    if name != "EVENT_TYPE" and len(text) > 256:
        raise Rejected("VAL002")
    if name == "EVENT_TYPE" and text in RESERVED:
        raise Rejected("VAL011")
    return text


def time_of(text: str, *, now: int, zone_is_utc: bool) -> str:
    """A time as Unix seconds."""
    if re.fullmatch(r"[+-]?[0-9]{1,19}", text) and -(2**63) <= int(text) < 2**63:
        seconds = _in_seconds(int(text), now)
        return text if seconds == int(text) and not text.startswith("+") else str(seconds)
    if re.fullmatch(r"[+-]?[0-9]{1,18}\.[0-9]*", text):
        return str(_in_seconds(math.floor(Decimal(text)), now))
    if match := re.fullmatch(r"[+-]?([0-9]\.?[0-9]*)[eE]\+?([0-9]{1,2})", text):
        decimals = len(match[1].replace(".", "")) - 1
        size = abs(Decimal(text))
        below = 9 if size >= 10**17 else 6 if size >= 10**14 else 3 if size >= 10**11 else 0
        if decimals < int(match[2]) - below or size >= 2**63:
            raise Rejected("VAL003")
        return str(_in_seconds(math.floor(float(text)), now))
    if match := ISO.fullmatch(text):
        return str(_of_calendar(match, zone_is_utc=zone_is_utc))
    raise Rejected("VAL003")


def _in_seconds(count: int, now: int) -> int:
    size = abs(count)
    if size < 10**11:
        return count
    seconds = count // (10**9 if size >= 10**17 else 10**6 if size >= 10**14 else 10**3)
    is_ticks = 630_822_816_000_000_000 <= count <= 646_602_048_000_000_000
    if is_ticks or not EARLIEST <= seconds <= now + DAY:
        raise Rejected("VAL018")
    return seconds


def _of_calendar(match: re.Match[str], *, zone_is_utc: bool) -> int:
    year, month, day, hour, minute, second = (int(match[place] or 0) for place in range(1, 7))
    zone = (match[7] or "").strip()
    if not zone and not zone_is_utc:
        raise Rejected("VAL003")
    offset = 0
    if zone[:1] in ("+", "-"):
        digits = zone[1:].replace(":", "").ljust(4, "0")
        if int(digits[:2]) > 23 or int(digits[2:]) > 59:
            raise Rejected("VAL003")
        offset = (int(digits[:2]) * 3600 + int(digits[2:]) * 60) * (-1 if zone[0] == "-" else 1)
    extra = 1 if second == 60 else 0
    try:
        moment = datetime(year, month, day, hour, minute, second - extra, tzinfo=timezone(timedelta(0)))
    except ValueError:
        raise Rejected("VAL003") from None
    return int((moment - datetime(1970, 1, 1, tzinfo=UTC)).total_seconds()) + extra - offset


def number_of(text: str, decimal: str | None) -> str:
    """A number as the grammar has it."""
    marks = "[ \u00a0\u202f'\u2019]"
    if re.fullmatch(rf"[+-]?[0-9]{{1,3}}(?:{marks}[0-9]{{3}})+(?:[.,][0-9]*)?", text):
        text = re.sub(marks, "", text)
    if decimal == ",":
        if re.fullmatch(r"[+-]?(?:[0-9]+|[1-9][0-9]{0,2}(?:\.[0-9]{3})+)?(?:,[0-9]*)?", text) and re.search(
            "[0-9]", text
        ):
            text = text.replace(".", "").replace(",", ".", 1)
        elif not re.fullmatch(r"[+-]?[0-9]+[eE][+-]?[0-9]+", text):
            raise Rejected("VAL006")
    elif decimal == "." and re.fullmatch(r"[+-]?(?:[0-9]+|[1-9][0-9]{0,2}(?:,[0-9]{3})+)?(?:\.[0-9]*)?", text):
        text = text.replace(",", "")
    is_number = re.fullmatch(r"[+-]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][+-]?[0-9]+)?", text)
    if not is_number or not math.isfinite(float(text)):
        raise Rejected("VAL006")
    return text


def written(cells: Sequence[str]) -> str:
    """A row as it stands in the output."""
    return ",".join(
        '"' + cell.replace("\\", "\\\\").replace('"', '\\"') + '"' if "," in cell or '"' in cell else cell
        for cell in cells
    )


def unified(record: Mapping[str, str | None], spellings: Mapping[str, Sequence[str]]) -> dict[str, str | None]:
    """A record under the names of the fields, each from the first of its spellings that has a value."""
    return {field: next(filter(None, map(record.get, names)), None) for field, names in spellings.items()}


def exploded(record: Mapping[str, object], column: str) -> list[dict[str, object]]:
    """A record for each entry of a list of objects, whose members are named after the list; one where there is none."""
    around = {name: value for name, value in record.items() if name != column}
    entries = record.get(column)
    if not isinstance(entries, list) or not entries:
        return [around]
    return [{**around, **{f"{column}.{name}": value for name, value in entry.items()}} for entry in entries]


def whole_time(day: str, clock: str) -> str:
    """A day and a time of day as one time; nothing where a day has none, and what is more than a day as it is."""
    if not re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}|[0-9]{8}", day):
        return day
    match = re.fullmatch(r"([0-9]{1,2}):([0-9]{2})(?::([0-9]{2}))?(?: ([AP])M)?", clock)
    if not clock:
        return ""
    if match is None:
        return f"{day} {clock}"
    hour = int(match[1]) if match[4] is None else int(match[1]) % 12 + (12 if match[4] == "P" else 0)
    date = f"{day[:4]}-{day[4:6]}-{day[6:]}" if len(day) == 8 else day
    return f"{date} {hour:02}:{match[2]}:{match[3] or '00'}"


def list_of(text: str, separator: str) -> str:
    """A short list of ids as it is written: vertical bars between them, none blank, each once."""
    parts = text.split("|") if "|" in text else text.split(separator)
    return "|".join(dict.fromkeys(filter(None, map(str.strip, parts))))
