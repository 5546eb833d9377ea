"""The measured figures of a set of records, as rules judge them and reports show them."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Mapping
from dataclasses import dataclass, field
from itertools import pairwise

from interactions_cli.wording import rounded


@dataclass(frozen=True, kw_only=True)
class ColumnMetrics:
    """Figures of one column over the well-formed records.

    `blanks` cells without a value; `distinct` distinct values (None where not counted), an estimate when `estimated`;
    `all_numbers` whether every value is a number.
    """

    blanks: int
    distinct: int | None = None
    estimated: bool = False
    all_numbers: bool = False


@dataclass(frozen=True, kw_only=True)
class Metrics:
    """The measured figures of a set of records (the whole, or what the event filter leaves).

    `rows` counts lines that are not blank, broken ones included; every other figure counts well-formed records.
    `timestamp_min`, `timestamp_max` are Unix seconds as written, over values in the grammar; `timestamp_newest` is the
    largest plausible one. `busy_hours` are the hours since the start of Unix time that have a plausible one, as runs
    (first, last), ascending, with an empty hour between any two.
    `second_of_day` and `time_divisor` are those of every plausible time, None and 1 where there is none in common.
    What is `usable` leaves out records that an import refuses and that no conversion saves; None: as many as all.
    `unique_by_type` are the different usable records of each event type, `top_users` the numbers of records of the two
    most active users, `placeholder_users` those of ids that stand for nobody.
    `duplicates` are the first surplus copies: (path, line, line of the first copy, its path). What has a default is
    nothing where it was not measured: a merge counts lines alone.
    """

    rows: int
    records: int
    blank_lines: int
    bytes: int
    columns: tuple[str, ...]
    unique_interactions: int = 0
    duplicate_rows: int = 0
    duplicate_user_item_time: int = 0
    users: int = 0
    users_with_2: int = 0
    users_with_2_unique: int = 0
    items: int = 0
    event_types: Mapping[str, int] = field(default_factory=dict)
    timestamp_min: int | None = None
    timestamp_max: int | None = None
    timestamp_newest: int | None = None
    busy_hours: tuple[tuple[int, int], ...] = ()
    second_of_day: int | None = None
    time_divisor: int = 1
    by_column: Mapping[str, ColumnMetrics] = field(default_factory=dict)
    estimated: tuple[str, ...] = ()
    duplicates: tuple[Duplicate, ...] = ()
    usable_records: int | None = None
    usable_unique: int | None = None
    usable_users: int | None = None
    usable_users_with_2: int | None = None
    usable_users_with_2_unique: int | None = None
    unique_by_type: Mapping[str, int] = field(default_factory=dict)
    top_users: tuple[int, ...] = ()
    placeholder_users: Mapping[str, int] = field(default_factory=dict)

    @property
    def usable_interactions(self) -> int:
        """Different records that can be used."""
        return self.unique_interactions if self.usable_unique is None else self.usable_unique

    @property
    def active_users(self) -> tuple[int, int]:
        """Users with two or more records that can be used: where copies count, and where they do not."""
        if self.usable_users_with_2 is None or self.usable_users_with_2_unique is None:
            return self.users_with_2, self.users_with_2_unique
        return self.usable_users_with_2, self.usable_users_with_2_unique

    @property
    def longest_gap_hours(self) -> int | None:
        """The longest run of hours without a record, between hours that have one; None where no hour has one."""
        if not self.busy_hours:
            return None
        return max((later[0] - run[1] - 1 for run, later in pairwise(self.busy_hours)), default=0)

    def empty_hours_after(self, hour: int) -> int | None:
        """The hours without a record between an hour and the next one that has a record; None where none has."""
        place = bisect_right(self.busy_hours, hour, key=lambda run: run[1])
        if place == len(self.busy_hours):
            return None
        return max(self.busy_hours[place][0] - hour - 1, 0)

    def completeness(self, column: str) -> float | None:
        """Records with a value in a column / records, at 6 significant digits; None without records."""
        filled = self.records - self.by_column[column].blanks
        return rounded(filled / self.records) if self.records else None


@dataclass(frozen=True, kw_only=True)
class Duplicate:
    """A surplus copy of a record and the first copy it equals."""

    path: str
    line: int
    first_path: str
    first_line: int
