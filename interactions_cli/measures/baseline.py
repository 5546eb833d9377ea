"""The figures of an earlier report, as a run is compared with them."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

# As many event types have their names in a report.
NAMED_TYPES: Final = 100
_HIDDEN = re.compile(r"redacted-[0-9]+")


@dataclass(frozen=True, kw_only=True)
class BaselineFigures:
    """The `metrics` of an earlier report; `given` are the keys that it has, the others have their defaults.

    For the keys see docs/json.md: times are Unix seconds, `completeness` is shares by column.
    """

    given: frozenset[str]
    rows: int = 0
    unique_interactions: int = 0
    duplicate_rows: int = 0
    users: int = 0
    items: int = 0
    columns: tuple[str, ...] = ()
    event_types: Mapping[str, int] = field(default_factory=dict)
    event_types_distinct: int = 0
    timestamp_max: int | None = None
    timestamp_newest: int | None = None
    longest_gap_hours: int | None = None
    completeness: Mapping[str, float] = field(default_factory=dict)

    @property
    def records(self) -> int:
        """The lines that were read as records: different ones and copies."""
        return self.unique_interactions + self.duplicate_rows

    @property
    def hides_types(self) -> bool:
        """Whether the report was redacted: its event types have numbers in place of names."""
        return hides_names(self.event_types)

    def newest(self, first: int, last: int) -> int | None:
        """The newest TIMESTAMP from `first` to `last`, the plausible ones; None where that is not known."""
        times = (self.timestamp_max, self.timestamp_newest)
        return next((time for time in times if time is not None and first <= time <= last), None)


def hides_names(event_types: Mapping[str, int]) -> bool:
    """Whether the event types of a report have numbers in place of names, as `--redact` writes them."""
    names = [_HIDDEN.fullmatch(name) for name in event_types]
    return bool(names) and all(names)
