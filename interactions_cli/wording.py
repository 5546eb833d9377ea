"""How figures, times, names and lists are put into words: one way each, for every message and every format."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import UTC, datetime, timedelta
from difflib import get_close_matches
from itertools import islice
from math import inf

from interactions_cli.report import VALUE_WIDTH

REDACTED = "[redacted]"
# A message names this many things before it counts the rest; columns of a file are named more freely.
LISTED, LISTED_NAMES = 5, 20
NAME_WIDTH = 40
JOINERS = str.maketrans("", "", " _-")
_SECONDS_PER_YEAR = 31_556_952
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_FIRST_SECOND = int((datetime.min.replace(tzinfo=UTC) - _EPOCH).total_seconds())
_LAST_SECOND = int((datetime.max.replace(tzinfo=UTC, microsecond=0) - _EPOCH).total_seconds())
_NORMAL = 1e-300
_DAY_HOURS = 24
_HOUR_SECONDS = 3600
# A longer time is told in whole days.
_EXACT_DAYS = 10


def plural(count: int, noun: str, many: str | None = None) -> str:
    """`1 row`, `1,203 rows`; `many` is the plural of a noun that does not just take an s."""
    return f"{count:,} {noun}" if count == 1 else f"{count:,} {many or noun + 's'}"


def did_you_mean(word: str, known: Iterable[str], *, cutoff: float = 0.6, then: str = "") -> str:
    """`Did you mean x?` with the nearest known word, if at least `cutoff` (0 to 1) of it is alike, and what follows."""
    near = get_close_matches(word, list(known), n=1, cutoff=cutoff)
    return f"Did you mean {near[0]}? {then}".rstrip() if near else then


def rounded(value: float | None) -> float | None:
    """A figure at 6 significant digits, as reports hold it; whole numbers as they are."""
    if value is None or isinstance(value, int):
        return value
    return float(f"{value:.6g}")


def figure(value: float | None, *, digits: int = 6, none: str = "") -> str:
    """A number for people: thousands separated, fractions at that many significant digits; `none` for None."""
    if value is None:
        return none
    if isinstance(value, int):
        return f"{value:,}"
    text = f"{value:.{digits}g}"
    # The largest and the smallest floats cannot be rounded to these digits without becoming infinite or zero.
    return f"{float(text):,.15g}" if _NORMAL < abs(float(text)) < inf else text


def typed(number: float) -> str:
    """A number as an option takes it, every digit of it: `0.5`, `3`."""
    return repr(number).removesuffix(".0")


def percent(share: float | None) -> str:
    """A share as `0.17 %`; only what is all of it is `100 %`, only nothing is `0 %`; empty for None."""
    if share is None:
        return ""
    value = share * 100
    if 0 < value < 0.01:
        return "< 0.01 %"
    if 99.95 <= value < 100:
        return "> 99.9 %"
    if value >= 999.5:
        return f"{float(f'{value:.3g}'):,.0f} %"
    return f"{value:.2g} %" if value < 9.95 else f"{value:.3g} %"


def size(count: int) -> str:
    """Bytes in the units of the service's quotas, powers of 1000."""
    if count < 1000:
        return plural(count, "byte")
    value, unit = count / 1000, "kB"
    for larger in ("MB", "GB", "TB"):
        if value < 999.95:
            break
        value, unit = value / 1000, larger
    return f"{value:.1f} {unit}"


def day(seconds: int) -> str:
    """The UTC date of a Unix time, or about which year it is where the calendar ends."""
    if _FIRST_SECOND <= seconds <= _LAST_SECOND:
        return (_EPOCH + timedelta(seconds=seconds)).date().isoformat()
    year = 1970 + seconds // _SECONDS_PER_YEAR
    return f"about the year {float(f'{year:.3g}'):,.0f}"


def moment(seconds: int) -> str:
    """A Unix time to the second, `2025-05-30 23:10:05 UTC`, or about which year it is where the calendar ends."""
    if _FIRST_SECOND <= seconds <= _LAST_SECOND:
        return f"{(_EPOCH + timedelta(seconds=seconds)).replace(tzinfo=None).isoformat(sep=' ')} UTC"
    return day(seconds)


def duration(hours: int) -> str:
    """`40 hours`, `2 days 11 hours`, from ten days on in whole days."""
    days, rest = divmod(hours, _DAY_HOURS)
    if days < 2:
        return plural(hours, "hour")
    if days >= _EXACT_DAYS:
        return plural(round(hours / _DAY_HOURS), "day")
    return plural(days, "day") + (f" {plural(rest, 'hour')}" if rest else "")


def span(seconds: int) -> str:
    """`40 hours`, `59 minutes`, `12 seconds`, in whole ones."""
    if seconds >= _HOUR_SECONDS:
        return duration(seconds // _HOUR_SECONDS)
    return plural(seconds // 60, "minute") if seconds >= 60 else plural(seconds, "second")


def unparsed(error: Exception) -> str:
    """Why a parser of JSON or TOML gave up; Python's own words about depth are about Python."""
    return "its brackets are nested too deeply" if isinstance(error, RecursionError) else str(error)


def quoted(text: str) -> str:
    """A word in backticks, cut where it is longer than a sample's value."""
    return f"`{text}`" if len(text) <= VALUE_WIDTH else f"`{text[:VALUE_WIDTH]}…`"


def listing(parts: Iterable[str], *, joint: str = ", ", most: int = LISTED, of: int | None = None) -> str:
    """`a, b, c, d, e and 7 more`; with `of`, how many there are, no part is made that is not shown."""
    left = iter(parts)
    shown = list(islice(left, most))
    rest = sum(1 for _ in left) if of is None else of - len(shown)
    return joint.join(shown) + (f" and {rest:,} more" if rest > 0 else "")


def types_words(counts: Mapping[str, int]) -> str:
    """`view (958), cart (240) and 3 more`: event types, the most frequent first."""
    order = sorted(counts.items(), key=lambda entry: (-entry[1], entry[0]))
    return listing((f"{name} ({count:,})" for name, count in order), of=len(order))


def listed_names(names: Iterable[str]) -> str:
    """The columns or fields of a file for a message, long names cut, a name without a character as `""`."""
    shown = [(name if len(name) <= NAME_WIDTH else f"{name[:NAME_WIDTH]}…") or '""' for name in names]
    return listing(shown, most=LISTED_NAMES)


def normalised(name: str) -> str:
    """An event type without case, spaces, underscores and hyphens."""
    return name.casefold().translate(JOINERS)
