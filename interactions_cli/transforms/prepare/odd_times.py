"""Texts of times that no option reads: what each is, and how it is written where the file is made."""

from __future__ import annotations

import re
from typing import Final

from interactions_cli.rules.cell import shown_cell

SECONDS: Final = "write Unix seconds or 2024-12-31T14:08:00Z where the file is made"
UNKNOWN: Final = (
    "are in no form that is known: describe it with --time-format, as '%d/%m/%Y %H:%M' describes 31/12/2024 14:08, or "
    f"{SECONDS}"
)
# The first that fits is told.
KINDS: Final = tuple(
    (re.compile(form, re.IGNORECASE), words)
    for form, words in (
        (r"0{4}-00-00", "are MySQL's dates of zero, which are no times: leave such records out where the file is made"),
        (r"\\?/Date\(-?[0-9]+", "are milliseconds in the brackets of ASP.NET: write the number alone"),
        (r"datetime\.|Timestamp\(|\[[0-9]+,", f"are values as a program shows them: {SECONDS}"),
        (r"[0-9]{4}-?W[0-9]{2}", f"count weeks: {SECONDS}"),
        (r"[0-9]{1,2}(st|nd|rd|th)\b", f"have letters behind the day, which no format reads: {SECONDS}"),
        (r"[ap]\.\s?m\.", "have dots in a.m. and p.m., which no format reads: write AM and PM where the file is made"),
        (r"(UTC|GMT)\s?[+-][0-9]{1,2}\b", "have an offset of one or two digits: write it as +01:00"),
        (r"\d\s*[+-]\d{4} [A-Z]+ m=", "are Go's times with a monotonic clock: write them with time.RFC3339"),
        (r"^[0-9]{1,2}:[0-9]{2}(:[0-9]{2}([.,][0-9]+)?)?(\s?[ap]m)?$", "have no day: `--map` a column that has one"),
        (
            r"^(mon|tues?|wed|thu|fri|sat|sun)?[a-z,]*\s*[a-z]{3,9}\.? [0-9]{1,2} [0-9]{2}:[0-9]{2}(:[0-9]{2})?$",
            f"have no year: {SECONDS}",
        ),
        (
            r"[0-9]{1,2}\.? [^\W\d_]+\.? [0-9]{4}",
            f"have months that are not English: {SECONDS}",
        ),
    )
)


def odd_time(text: str) -> str:
    """What a time is that no form fits, and what to write or to say instead."""
    found = next((words for form, words in KINDS if form.search(text)), UNKNOWN)
    return f"times such as {shown_cell(text)} {found}"
