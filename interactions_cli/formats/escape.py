"""Text from the data made safe to show: nothing in it can move a cursor, reorder text or hide."""

from __future__ import annotations

import re

# Python calls these printable although nothing is to be seen: joiners, fillers and variation selectors.
_HIDDEN = re.compile("[\u034f\u115f\u1160\u17b4\u17b5\u180b-\u180f\u3164\ufe00-\ufe0f\uffa0\U000e0100-\U000e01ef]")

_UNITS = re.compile(r"\\x[0-9a-f]{2}|\\u[0-9a-f]{4}|\\U[0-9a-f]{8}|.")


def is_visible(char: str) -> bool:
    """Whether a character leaves a mark of its own, or is the plain space."""
    return char.isprintable() and not _HIDDEN.match(char)


def visible(text: str) -> str:
    r"""The text with control, bidi, zero-width, surrogate and odd space characters as `\xNN`, `\uNNNN` or `\UNNNNNNNN`.

    Backslashes stay as they are, so the result is for reading and not for decoding.
    """
    if text.isprintable() and not _HIDDEN.search(text):
        return text
    return "".join(char if is_visible(char) else _code(ord(char)) for char in text)


def units(text: str) -> list[str]:
    """Where visible text may be cut: an escape cut in two would read as something else."""
    return _UNITS.findall(text)


def _code(point: int) -> str:
    if point < 0x100:
        return f"\\x{point:02x}"
    return f"\\u{point:04x}" if point < 0x10000 else f"\\U{point:08x}"
