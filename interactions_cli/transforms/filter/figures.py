"""The figures of a filter: rows by reason, event types before and after, users and items lost."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from interactions_cli.errors import InteractionsError
from interactions_cli.measures.tally import TallyFigures
from interactions_cli.personalize.fields import ITEM_ID, USER_ID
from interactions_cli.reading.columns import Column, service_columns
from interactions_cli.transforms.filter.criteria import MALFORMED

if TYPE_CHECKING:
    import polars as pl


@dataclass(frozen=True, kw_only=True)
class FilterFigures:
    """What a filter did.

    `lines` and `rows` (lines that are not blank) are by the number of the input, `lost` by `u` and `i`: columns `key`
    and the number of the `reason`, also of users and items that have other records.
    """

    reasons: Mapping[str, str]
    names: Sequence[str]
    lines: Counter[int]
    rows: Counter[int]
    kept: int
    by_number: Counter[int]
    lost: Mapping[str, pl.DataFrame]
    types_lost: Mapping[str, int]
    tally: TallyFigures | None

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

    def event_types(self, kept: Mapping[str, int]) -> dict[str, int]:
        """The event types that were read and how often, given those of the kept records."""
        counts = Counter(self.types_lost)
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
        if name in self.lost:
            gone = self.lost[name].join(kept, on="key", how="anti").group_by("reason").len()
            words = list(self.reasons.values())
            for number, count in gone.rows():
                found[words[number - 1]] += count
        return found
