"""Quotes that CSV does not have: blanks between a separator and a quote, `"a", "b"`, and single quotes, `'a','b'`."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from interactions_cli.reading.batch import ShapeRepair
from interactions_cli.reading.line_defect import LineDefect

SPACED: Final = re.compile(rb'([,;|\t]) +"(?:[^"\\]|\\.|"")*" *(?=\1|$)')
SINGLE: Final = re.compile(rb"'[^']*'(?:([,;|\t]) *'[^']*'(?:\1 *'[^']*')*)")
DIGIT: Final = re.compile(rb"[0-9]")


@dataclass(frozen=True)
class ForeignQuotes:
    """How the quotes of a file are written: in which character, and what separates its fields."""

    mark: str
    separator: bytes

    def rewritten(self, lines: bytes) -> bytes:
        """Whole lines with quotes as CSV has them; what is no such field stays as it is."""
        cut = re.escape(self.separator)
        if self.mark == "'":
            quoted = re.compile(rb"(^|" + cut + rb") *'((?:[^'\n]|''|\\')*)' *(?=" + cut + rb"|\r?$)", re.MULTILINE)
            return quoted.sub(_in_double_quotes, lines)
        spaced = re.compile(
            rb'("(?:[^"\\\n]|\\[^\n]|"")*") *(?=' + cut + rb"|\r?$)|(^|" + cut + rb') +(?=")', re.MULTILINE
        )
        return spaced.sub(_closed_up, lines)


def requoted(quotes: ForeignQuotes, lines: Sequence[bytes]) -> ShapeRepair:
    """What is put right about a file whose quotes are written so."""
    texts = [line.decode("utf-8", "replace").rstrip("\r")[:200] for line in lines]
    after = [quotes.rewritten(text.encode()).decode() for text in texts]
    changed = [(number, *pair) for number, pair in enumerate(zip(texts, after, strict=True), 1) if pair[0] != pair[1]]
    return ShapeRepair(LineDefect.BROKEN_QUOTING, 1, changed[:1])


def _in_double_quotes(match: re.Match[bytes]) -> bytes:
    text = re.sub(rb"''|\\'", b"'", match[2])
    return match[1] + b'"' + text.replace(b'"', b'""') + b'"'


def _closed_up(match: re.Match[bytes]) -> bytes:
    return match[2] if match[1] is None else match[1]


def told_quotes(lines: Sequence[bytes]) -> ForeignQuotes | None:
    """How the first lines of a file are quoted, None for the usual way.

    Single quotes may belong to values: they count only where every name of the header stands in them, or every field.
    """
    filled = [line.rstrip(b"\r") for line in lines if line.strip()]
    if spaced := next(filter(None, map(SPACED.search, filled)), None):
        return ForeignQuotes('"', spaced[1])
    single = [SINGLE.fullmatch(line) for line in filled]
    is_header = bool(single) and single[0] is not None and not DIGIT.search(filled[0])
    if (is_header or (len(single) > 1 and all(single[1:]))) and (found := next(filter(None, single), None)):
        return ForeignQuotes("'", found[1])
    return None
