"""What rules judge: the headers as read, the measured figures of the records, and what a rule found in them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from interactions_cli.report import Sample
from interactions_cli.schema import Schema
from interactions_cli.target import Target


@dataclass(frozen=True, kw_only=True)
class Header:
    """The first line of one input, as read and as repaired.

    `names` are the columns after the repairs that are reported as CSV004, CSV005, CSV006 and SCH012: without the
    byte order mark and quotes, split at `separator`, near misses of known names replaced. `counted` are those that are
    judged: of names that are equal, or are once `_` is removed (SCH002), a known one, else the first. `written` are the
    names as they stand in the file (unquoted), `line` its bytes, line end included. `problem` is why nothing else of
    the file can be read ("utf-16", "utf-16le", "utf-16be", "utf-32", "not-utf8", "lone-cr", "empty", or what it is
    instead: "zip", "parquet", "bzip2", "xz", "zeros"), else None.
    """

    path: str
    text: str
    written: tuple[str, ...]
    names: tuple[str, ...]
    counted: tuple[str, ...] = ()
    line: bytes = b""
    separator: str = ","
    has_bom: bool = False
    is_quoted: bool = False
    compression: str | None = None
    problem: str | None = None


def plain(name: str) -> str:
    """A column name without underscores, which do not tell names apart."""
    return name.replace("_", "") or name


@dataclass(frozen=True, kw_only=True)
class Problem:
    """What a header or dataset rule found, before it is put into words.

    `count` is in the rule's own unit; `share` over the rows where that means something; `details` are template words;
    `samples_are_cells` whether sample values come from cells and are hidden by `--redact`.
    """

    column: str | None = None
    count: int = 1
    share: float | None = None
    actual: float | None = None
    limit: float | None = None
    missing: float | None = None
    samples: Sequence[Sample] = ()
    samples_are_cells: bool = True
    details: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class DatasetView:
    """What is known before any record is read: headers (one per input), schema, target."""

    target: Target
    schema: Schema
    headers: tuple[Header, ...]

    @cached_property
    def names(self) -> tuple[str, ...]:
        """Every column of the data set that is judged, repaired names, first appearance first."""
        return tuple(dict.fromkeys(name for header in self.headers for name in header.counted))


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
    `timestamp_min`, `timestamp_max` are Unix seconds as written, over values in the grammar.
    `duplicates` are the first surplus copies: (path, line, line of the first copy, its path).
    """

    rows: int
    records: int
    blank_lines: int
    bytes: int
    columns: tuple[str, ...]
    unique_interactions: int
    duplicate_rows: int
    duplicate_user_item_time: int
    users: int
    users_with_2: int
    users_with_2_unique: int
    items: int
    event_types: Mapping[str, int]
    timestamp_min: int | None
    timestamp_max: int | None
    by_column: Mapping[str, ColumnMetrics]
    estimated: tuple[str, ...] = ()
    duplicates: tuple[Duplicate, ...] = ()

    def completeness(self, column: str) -> float | None:
        """Records with a value in a column / records, at 6 significant digits; None without records."""
        filled = self.records - self.by_column[column].blanks
        return float(f"{filled / self.records:.6g}") if self.records else None


@dataclass(frozen=True, kw_only=True)
class Duplicate:
    """A surplus copy of a record and the first copy it equals."""

    path: str
    line: int
    first_path: str
    first_line: int


@dataclass(frozen=True, kw_only=True)
class Facts:
    """What dataset rules judge: the whole set, what the event filter leaves of it (all without one), the target.

    Where the event filter has been applied already, the whole set is what it left, and `read_types` are the event types
    that were there before, with their numbers of records.
    """

    view: DatasetView
    metrics: Metrics
    training: Metrics
    read_types: Mapping[str, int] | None = None
    redact: bool = False

    def show(self, value: str) -> str:
        """A cell value as a message may show it."""
        return "[redacted]" if self.redact else value

    @property
    def event_types(self) -> Mapping[str, int]:
        """The event types that were read, with their numbers of records."""
        return self.metrics.event_types if self.read_types is None else self.read_types

    @property
    def filtered(self) -> bool:
        """Whether an event filter makes `training` less than `metrics`."""
        return bool(self.view.target.events) and self.read_types is None
