"""The code under which a report speaks of each defect of a line."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from interactions_cli.reading.line_defect import NO_RECORD, LineDefect

CODES: Final[Mapping[LineDefect, str]] = MappingProxyType(
    {
        LineDefect.NOT_UTF8: "CSV003",
        LineDefect.BYTE_ORDER_MARK: "CSV004",
        LineDefect.WRONG_DELIMITER: "CSV005",
        LineDefect.QUOTED_HEADER: "CSV006",
        LineDefect.FIELD_COUNT: "CSV007",
        LineDefect.BROKEN_QUOTING: "CSV008",
        LineDefect.BLANK: "CSV009",
        LineDefect.CONTROL_CHARACTER: "CSV010",
        LineDefect.LINE_END: "CSV010",
        LineDefect.DOUBLED_QUOTE: "CSV012",
        LineDefect.AROUND_THE_TABLE: "CSV015",
        LineDefect.NO_OBJECT: "LOG001",
    }
)
# Codes of defects that make a line no record.
NO_RECORD_CODES: Final = frozenset(CODES[defect] for defect in NO_RECORD)
