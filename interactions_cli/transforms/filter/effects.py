"""What a filter did, as mergeable measures: rows by reason, event types before and after, users and items lost."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import polars as pl

from interactions_cli.errors import InteractionsError
from interactions_cli.measures.tally import TallyPart, key_hash
from interactions_cli.personalize.fields import EVENT_TYPE, ITEM_ID, USER_ID
from interactions_cli.reading.columns import Column, service_columns
from interactions_cli.transforms.filter.criteria import MALFORMED

# So many rows of rejected ids are held before they are grouped.
HELD_ROWS = 1_000_000
NO_TYPES = pl.DataFrame(schema={"type": pl.String, "n": pl.Int64})


@dataclass(kw_only=True)
class RejectedPart:
    """The rejected records of a block: `u`, `i` and the number of the `reason`; and rows per event type."""

    ids: pl.DataFrame
    event_types: pl.DataFrame


@dataclass(kw_only=True)
class FilterPart:
    """What becomes of a block: kept lines with their number and size, rejected lines by reason number, and measures."""

    line_count: int
    blank_lines: int
    kept: bytes
    kept_lines: int
    by_number: Mapping[int, int]
    rejected_lines: pl.DataFrame | None = None
    tally: TallyPart | None = None
    rejected: RejectedPart | None = None


def rejected_part(frame: pl.DataFrame, reasons: pl.Series, columns: Sequence[Column]) -> RejectedPart:
    """Measure the records whose reason is not 0."""
    by_name = service_columns(columns)
    user, item, kind = by_name.get(USER_ID), by_name.get(ITEM_ID), by_name.get(EVENT_TYPE)
    absent = pl.lit(None, dtype=pl.UInt64)
    rejected = frame.with_columns(reasons.alias("reason")).filter(reasons > 0).lazy()
    ids = rejected.select("reason", u=key_hash(user) if user else absent, i=key_hash(item) if item else absent)
    types = NO_TYPES
    if kind is not None:
        named = rejected.select(type=kind.raw).drop_nulls()
        types = named.group_by("type").agg(n=pl.len().cast(pl.Int64)).collect()
    return RejectedPart(ids=ids.collect(), event_types=types)


@dataclass
class FilterEffects:
    """The sum of the parts.

    `reasons` maps every reason to its criterion, in order; `names` are the criteria in force. Lines and rows (lines
    that are not blank) are counted per input, by its index.
    """

    reasons: Mapping[str, str]
    names: Sequence[str]
    lines: Counter[int] = field(default_factory=Counter)
    rows: Counter[int] = field(default_factory=Counter)
    kept: int = 0
    by_number: Counter[int] = field(default_factory=Counter)
    _held: list[pl.DataFrame] = field(default_factory=list)
    _lost: dict[str, pl.DataFrame] = field(default_factory=dict)
    _types: pl.DataFrame = field(default_factory=NO_TYPES.clone)

    def add(self, index: int, part: FilterPart) -> None:
        """Add a block of an input."""
        self.lines[index] += part.line_count
        self.rows[index] += part.line_count - part.blank_lines
        self.kept += part.kept_lines
        self.by_number.update(part.by_number)
        if part.rejected is None:
            return
        self._held.append(part.rejected.ids)
        if sum(frame.height for frame in self._held) >= HELD_ROWS:
            self._group()
        if part.rejected.event_types.height:
            both = pl.concat([self._types, part.rejected.event_types])
            self._types = both.group_by("type").agg(pl.col("n").sum())

    def check(self) -> None:
        """Check that nothing was lost.

        Raises:
            InteractionsError: The numbers do not add up.
        """
        read, rejected = self.lines.total(), self.by_number.total()
        if self.kept + rejected != read:
            raise InteractionsError(
                f"{read:,} lines were read, but {self.kept:,} kept and {rejected:,} rejected; no file was written",
                "This is a defect of interactions-cli: please report it with the command.",
            )

    def _group(self) -> None:
        # A user is lost at the latest criterion that any of its rows fails, if no row of it is kept.
        for name in ("u", "i"):
            parts = [frame.select(key=name, reason="reason").drop_nulls() for frame in self._held]
            parts += [self._lost[name]] if name in self._lost else []
            if parts:
                plan = pl.concat(parts).lazy().group_by("key").agg(pl.col("reason").max())
                self._lost[name] = plan.collect(engine="streaming")
        self._held = []

    def event_types(self, kept: Mapping[str, int]) -> dict[str, int]:
        """The event types that were read and how often, given those of the kept records."""
        counts = Counter(dict(self._types.rows()))
        counts.update(kept)
        return dict(counts)

    def section(
        self,
        kept_types: Mapping[str, int],
        users: pl.DataFrame,
        items: pl.DataFrame,
        columns: Sequence[Column],
        top: int,
        *,
        redact: bool,
    ) -> dict[str, Any]:
        """The report's `filter`.

        Args:
            kept_types: Event types of the kept records.
            users: Users of the kept records, a frame with their hash as `key`.
            items: Items of the kept records, likewise.
            columns: The columns of the data set.
            top: Event types to list.
            redact: Whether their names are hidden.
        """
        self._group()
        read = self.event_types(kept_types)
        order = sorted(read, key=lambda name: (-read[name], name))[:top]
        known = service_columns(columns)
        users_lost = self._lost_by_criterion("u", users) if USER_ID in known else None
        items_lost = self._lost_by_criterion("i", items) if ITEM_ID in known else None
        reasons = list(self.reasons)
        by_reason = {reasons[number - 1]: self.by_number[number] for number in sorted(self.by_number)}
        rows = Counter[str]()
        for reason, count in by_reason.items():
            rows[self.reasons[reason]] += count
        return {
            "read": self.lines.total(),
            "kept": self.kept,
            "rejected": self.by_number.total(),
            "by_reason": by_reason,
            "by_event_type": {
                f"redacted-{place}" if redact else name: {"read": read[name], "kept": kept_types.get(name, 0)}
                for place, name in enumerate(order, 1)
            },
            "criteria": [
                {
                    "name": name,
                    "rows": rows[name],
                    # Lines that are no records have no users and items.
                    "users": users_lost[name] if users_lost is not None and name != MALFORMED else None,
                    "items": items_lost[name] if items_lost is not None and name != MALFORMED else None,
                }
                for name in self.names
            ],
        }

    def _lost_by_criterion(self, name: str, kept: pl.DataFrame) -> Counter[str]:
        found = Counter[str]()
        if name in self._lost:
            gone = self._lost[name].join(kept, on="key", how="anti").group_by("reason").len()
            words = list(self.reasons.values())
            for number, count in gone.rows():
                found[words[number - 1]] += count
        return found
