"""What a pass over the inputs amounts to: records read, written and rejected, repairs with their first places."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from interactions_cli.pages.prepare import SOME_WITHOUT_ITEM
from interactions_cli.report import VALUE_WIDTH
from interactions_cli.rules import ALL_RULES
from interactions_cli.transforms.prepare.column_types import ColumnType
from interactions_cli.transforms.prepare.edits import Repair
from interactions_cli.transforms.prepare.majorities import WITHOUT_ITEM, Majorities
from interactions_cli.transforms.prepare.merged_rows import MergedRows
from interactions_cli.transforms.prepare.standing import Stand, stand_of
from interactions_cli.wording import REDACTED

if TYPE_CHECKING:
    import polars as pl


def rule_name(code: str) -> str:
    """The name of a rule's code."""
    return next(rule.name for rule in ALL_RULES if rule.code == code)


@dataclass
class Places:
    """How often something was repaired, and where first: (path, line, before, after)."""

    count: int = 0
    samples: list[tuple[str, int, str, str]] = field(default_factory=list)


@dataclass(kw_only=True)
class Outcome:
    """The figures of one pass. `rows` is what each input gave, in their order.

    `implausible` is how many written times lie before 1990 or in the future, `first_time` the first of them as read.
    `said` bears on readings that hold for nearly all values; `types` are those of own columns, where these are wanted.
    """

    max_samples: int = 5
    read: int = 0
    written: int = 0
    implausible: int = 0
    first_time: str | None = None
    by_reason: Counter[str] = field(default_factory=Counter)
    repairs: dict[tuple[str, str | None], Places] = field(default_factory=dict)
    rows: dict[str, int] = field(default_factory=dict)
    equal: MergedRows = field(default_factory=MergedRows)
    said: Majorities = field(default_factory=Majorities)
    types: dict[str, ColumnType] = field(default_factory=dict)

    def add_types(self, types: Mapping[str, ColumnType]) -> None:
        """Add the types of own columns in some records."""
        for name, column in types.items():
            self.types.setdefault(name, ColumnType()).add(column)

    def add_rejects(self, rejects: pl.DataFrame) -> None:
        """Count records that are rejected by their reason, in the order in which reasons come up."""
        if not rejects.height:
            return
        counts = rejects.group_by("code", maintain_order=True).len()
        for code, count in counts.rows():
            self.by_reason[code] += count

    @property
    def rejected(self) -> int:
        """Records that are not written."""
        return sum(self.by_reason.values())

    @property
    def without_item(self) -> int:
        """Rejected records whose item is blank."""
        return self.said.refused[WITHOUT_ITEM]

    @property
    def are_events_without_item(self) -> bool:
        """Whether so many records have a type and no item that they are no slips, but events of other kinds."""
        return bool(self.said.itemless) and SOME_WITHOUT_ITEM * self.read <= self.without_item < self.read

    @property
    def merged(self) -> int:
        """Records that became equal to another one."""
        return self.equal.merged

    def note_times(self, implausible: int, first: str | None) -> None:
        """Add how many times of a batch are implausible, and the first of them."""
        self.implausible += implausible
        self.first_time = self.first_time or first

    def add_repairs(self, repairs: Iterable[Repair], stands: Sequence[Stand]) -> None:
        """Add repairs of a batch."""
        for repair in repairs:
            places = self.repairs.setdefault((repair.code, repair.column), Places())
            places.count += repair.count
            room = self.max_samples - len(places.samples)
            for line, old, new in repair.samples[: max(room, 0)]:
                stand = stand_of(stands, line)
                places.samples.append((stand.path, line + stand.lines, old, new))

    def repairs_section(self, *, redact: bool) -> list[dict[str, Any]]:
        """The repairs as they stand in the report."""
        return [
            {
                "code": code,
                "name": rule_name(code),
                "column": column,
                "count": places.count,
                "samples": [
                    {
                        "path": path,
                        "line": line,
                        "before": REDACTED if redact else old[:VALUE_WIDTH],
                        "after": REDACTED if redact else new[:VALUE_WIDTH],
                    }
                    for path, line, old, new in places.samples
                ],
            }
            for (code, column), places in sorted(
                self.repairs.items(), key=lambda entry: (entry[0][0], entry[0][1] or "")
            )
        ]
