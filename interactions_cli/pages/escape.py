"""Text from the data made safe to show: nothing in it can move a cursor, reorder text or hide."""

from __future__ import annotations

import json
import re

# Python calls these printable although nothing is to be seen: joiners, fillers and variation selectors.
_HIDDEN = re.compile("[\u034f\u115f\u1160\u17b4\u17b5\u180b-\u180f\u3164\ufe00-\ufe0f\uffa0\U000e0100-\U000e01ef]")
# What the runners of GitHub, Azure Pipelines and TeamCity take for a command in the log of a job: the first at the
# start of a line, where wrapping may put it, the others anywhere.
_COMMANDS = re.compile(r"::(?=[a-z-]+(?: .*?)?::)|##(?=\[|vso\[|teamcity\[)", re.IGNORECASE)
_UNITS = re.compile(r"\\x[0-9a-f]{2}|\\u[0-9a-f]{4}|\\U[0-9a-f]{8}|.")


def is_visible(char: str) -> bool:
    """Whether a character leaves a mark of its own, or is the plain space."""
    return char.isprintable() and not _HIDDEN.match(char)


def visible(text: str) -> str:
    r"""The text with control, bidi, zero-width, surrogate and odd space characters as `\xNN`, `\uNNNN` or `\UNNNNNNNN`.

    So is the first character of what a CI runner would read as a command (`::error::`, `##[group]`). Backslashes stay
    as they are, so the result is for reading and not for decoding.
    """
    text = _COMMANDS.sub(lambda start: _code(ord(start[0][0])) + start[0][1:], text)
    if text.isprintable() and not _HIDDEN.search(text):
        return text
    return "".join(char if is_visible(char) else _code(ord(char)) for char in text)


def visible_json(text: str) -> str:
    r"""A JSON document whose strings have `\uNNNN` for what `visible` escapes; it stands for the same values."""
    # JSON holds such characters in strings only, and no line of a document starts with two colons.
    return "\n".join(_json_line(line) for line in text.split("\n"))


def shorten(text: str, most: int) -> str:
    """Visible text cut to `most` units, the last of which is then an ellipsis."""
    if len(text) <= most:
        return text
    # A unit has at most ten characters.
    parts = units(text[: 10 * most + 10])
    return text if len(parts) <= most else "".join(parts[: most - 1]) + "…"


def units(text: str) -> list[str]:
    """Where visible text may be cut: an escape cut in two would read as something else."""
    return _UNITS.findall(text)


def _json_line(line: str) -> str:
    line = _COMMANDS.sub(lambda start: start[0].replace("##", r"\u0023#"), line)
    if line.isprintable() and not _HIDDEN.search(line):
        return line
    return "".join(char if is_visible(char) else json.dumps(char)[1:-1] for char in line)


def _code(point: int) -> str:
    if point < 0x100:
        return f"\\x{point:02x}"
    return f"\\u{point:04x}" if point < 0x10000 else f"\\U{point:08x}"
