"""Whether the first line of a table is a record like those that follow it, and not a line of column names."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise
from typing import Final

from interactions_cli.reading.quoting import split_line

# Fewer lines agree by chance.
ENOUGH_LINES: Final = 3
MOST_ALIKE: Final = 0.9
DIGITS: Final = re.compile(r"[0-9]+")
# Ids of so many characters have no common letters, but a common length.
LONG_ID: Final = 8


def is_like_following(first: Sequence[str], following: Sequence[str], separator: str) -> bool:
    """Whether a first line looks like the next ones.

    It does where a column has ids or numbers of the same form from the first line on, or where a value of it occurs
    again in its column; not where a word stands above numbers.

    Args:
        first: Its fields.
        following: The next lines, whole ones, without those that are equal to it.
        separator: What stands between fields.
    """
    rows = [split_line(line, separator) or line.split(separator) for line in following if line.strip()]
    rows = [row for row in rows if len(row) == len(first) and row != list(first)]
    if len(rows) < ENOUGH_LINES or len(first) < 2 or _counts_up(first):
        return False
    columns = [(text.strip(), [row[place].strip() for row in rows]) for place, text in enumerate(first)]
    if any(_is_above_numbers(text, values) for text, values in columns):
        return False
    return any(text in values or _has_form_of(text, values) for text, values in columns if text)


def _counts_up(fields: Sequence[str]) -> bool:
    """Whether they are years or numbers of columns."""
    numbers = [int(text) for text in fields if text.isascii() and text.isdigit() and len(text) <= LONG_ID]
    steps = {later - earlier for earlier, later in pairwise(numbers)}
    return len(numbers) == len(fields) and steps == {1}


def _is_above_numbers(text: str, values: Sequence[str]) -> bool:
    with_digits = sum(DIGITS.search(value) is not None for value in values)
    return DIGITS.search(text) is None and bool(text) and with_digits >= MOST_ALIKE * len(values)


def _form(text: str) -> str:
    if not DIGITS.search(text):
        return ""
    return str(len(text)) if len(text) >= LONG_ID and not text.isdigit() else DIGITS.sub("9", text)


def _has_form_of(text: str, values: Sequence[str]) -> bool:
    form = _form(text)
    return bool(form) and sum(_form(value) == form for value in values) >= MOST_ALIKE * len(values)
