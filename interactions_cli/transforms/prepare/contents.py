"""What may stand in the column of a field: whether its values look like times, types, numbers or ids."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Final

from interactions_cli.personalize.fields import EVENT_TYPE, EVENT_VALUE, ITEM_ID, TIMESTAMP, USER_ID
from interactions_cli.transforms.prepare.column_evidence import ColumnEvidence

FITS: Final = 0.9
# Event types beyond this are free text; the service takes ten.
MOST_TYPES: Final = 100


def are_times(column: ColumnEvidence) -> bool:
    """Whether nearly all values are times."""
    is_time = column.times >= FITS * (column.filled - column.words) > 0
    return bool(column.filled) and is_time and not are_clocks(column)


def are_days(column: ColumnEvidence) -> bool:
    """Whether nearly all values are days, without a time of day."""
    return bool(column.filled) and max(column.days, column.days8) >= FITS * column.filled


def are_clocks(column: ColumnEvidence) -> bool:
    """Whether nearly all values are times of day, without a day."""
    return bool(column.filled) and column.clocks >= FITS * column.filled


def _are_types(column: ColumnEvidence) -> bool:
    return bool(column.filled) and (column.distinct or 0) <= MOST_TYPES and column.numbers < FITS * column.filled


def _are_numbers(column: ColumnEvidence) -> bool:
    return bool(column.filled) and column.numbers + column.commas >= FITS * column.filled


def _are_ids(column: ColumnEvidence) -> bool:
    return bool(column.filled) and column.long <= (1 - FITS) * column.filled and not column.arrays


CONTENT: Final[Mapping[str, Callable[[ColumnEvidence], bool]]] = MappingProxyType(
    {USER_ID: _are_ids, ITEM_ID: _are_ids, TIMESTAMP: are_times, EVENT_TYPE: _are_types, EVENT_VALUE: _are_numbers}
)
