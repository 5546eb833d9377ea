"""What the form of a line can have wrong, before any of its cells is looked at; `rules/defects.py` has the codes."""

from __future__ import annotations

from enum import StrEnum
from typing import Final


class LineDefect(StrEnum):
    """A defect of one line; the first five are of lines under the header, the next three of the header line alone."""

    NOT_UTF8 = "not-utf8"
    BLANK = "blank-line"
    BROKEN_QUOTING = "broken-quoting"
    AROUND_THE_TABLE = "lines-around-the-table"
    FIELD_COUNT = "field-count"
    BYTE_ORDER_MARK = "byte-order-mark"
    WRONG_DELIMITER = "wrong-delimiter"
    QUOTED_HEADER = "quoted-header"
    CONTROL_CHARACTER = "control-character"
    LINE_END = "line-end"
    DOUBLED_QUOTE = "doubled-quote"
    NO_OBJECT = "log-line-unreadable"


# A line with one of these is neither blank nor a record.
NO_RECORD: Final = (
    LineDefect.NOT_UTF8,
    LineDefect.BROKEN_QUOTING,
    LineDefect.AROUND_THE_TABLE,
    LineDefect.FIELD_COUNT,
)
# A line has one of these at most: the first that fits.
BROKEN: Final = (
    LineDefect.NOT_UTF8,
    LineDefect.BLANK,
    LineDefect.BROKEN_QUOTING,
    LineDefect.AROUND_THE_TABLE,
    LineDefect.FIELD_COUNT,
)
