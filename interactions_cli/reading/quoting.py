r"""The grammar of quoted fields: the two readings of a line, as patterns for whole columns of lines.

The guide documents a backslash before `"` and `\` inside quotes; CSV writers double the quote. A line is read with
both first (DOCUMENTED), and if its quotes do not close that way, with the backslash as an ordinary character (DOUBLED).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

import polars as pl


@dataclass(frozen=True)
class QuoteReading:
    """One way to read the inside of quotes. `inside` matches it; `escape` → `keep` undoes its escapes."""

    inside: str
    escape: str
    keep: str

    def line_pattern(self, separator: str) -> str:
        """Matches a whole line in which every quoted field closes before a separator or the line's end."""
        cut = re.escape(separator)
        one = f'(?:"{self.inside}"|[^"{cut}][^{cut}]*|)'
        return f"(?s)^{one}(?:{cut}{one})*$"

    def field_pattern(self, separator: str) -> str:
        """Matches one field with the separator before it, in a fitting line that was given a leading separator."""
        cut = re.escape(separator)
        return f'(?s){cut}(?:"{self.inside}"|[^{cut}]*)'

    def unquoted(self, cell: pl.Expr) -> pl.Expr:
        """The value of fields as `field_pattern` finds them: separator, quotes and escapes removed."""
        text = cell.str.slice(1)
        inner = text.str.slice(1).str.strip_suffix('"').str.replace_all(self.escape, self.keep)
        return pl.when(text.str.starts_with('"')).then(inner).otherwise(text)


DOCUMENTED = QuoteReading(inside=r'(?:[^"\\]|""|\\.)*', escape=r'"(")|\\(["\\])', keep="$1$2")
DOUBLED = QuoteReading(inside=r'(?:[^"]|"")*', escape=r'"(")', keep="$1")
READINGS = (DOCUMENTED, DOUBLED)
_PYTHON_KEEP = {DOCUMENTED: lambda match: match[1] or match[2], DOUBLED: lambda match: match[1]}


def split_line(line: str, separator: str) -> list[str] | None:
    """The fields of one line, unquoted; None if its quotes close in no reading."""
    for reading in READINGS:
        if _line(separator, reading).match(line):
            return list(_fields(line, separator, reading))
    return None


@cache
def _line(separator: str, reading: QuoteReading) -> re.Pattern[str]:
    return re.compile(reading.line_pattern(separator).removesuffix("$") + r"\Z")


def _fields(line: str, separator: str, reading: QuoteReading) -> Iterator[str]:
    for match in re.finditer(reading.field_pattern(separator), separator + line):
        field = match[0][1:]
        yield re.sub(reading.escape, _PYTHON_KEEP[reading], field[1:-1]) if field.startswith('"') else field
