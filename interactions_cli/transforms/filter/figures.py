"""The figures of a filter: rows by reason, event types before and after, users and items lost."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from interactions_cli.errors import InteractionsError
from interactions_cli.measures.tally_figures import TallyFigures
from interactions_cli.personalize.fields import ITEM_ID, USER_ID
from interactions_cli.reading.columns import Column, service_columns
from interactions_cli.reading.hits import Hits
from interactions_cli.transforms.filter.criteria import MALFORMED


@dataclass(frozen=True, kw_only=True)
class FilterFigures:
    """What a filter did.

    `lines`, `rows` (lines that are not blank) and `near_threshold` (records that the event filter just leaves out) are
    by the number of the input; the others by the number of a reason: `by_number` lines, `lost_users` and `lost_items`
    users and items without a record that is kept.
    """

    reasons: Mapping[str, str]
    names: Sequence[str]
    lines: Counter[int]
    rows: Counter[int]
    kept: int
    by_number: Counter[int]
    lost_users: Mapping[int, int]
    lost_items: Mapping[int, int]
    types_lost: Mapping[str, int]
    near_threshold: Mapping[int, Hits]
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

    def just_left_out(self, paths: Sequence[str], keep: int) -> Hits:
        """The records that the event filter leaves out for less than a 32-bit float can tell, first ones named."""
        found = Hits()
        for index, hits in sorted(self.near_threshold.items()):
            # Of inputs that were read as one each sample says which it is from.
            samples = [(path or paths[index], line, text) for path, line, text in hits.samples]
            found.add(Hits(hits.count, samples), keep)
        return found

    def event_types(self, kept: Mapping[str, int]) -> dict[str, int]:
        """The event types that were read and how often, given those of the kept records."""
        counts = Counter(self.types_lost)
        counts.update(kept)
        return dict(counts)

    def section(
        self,
        kept_types: Mapping[str, int],
        columns: Sequence[Column],
        top: int,
        *,
        redact: bool,
    ) -> dict[str, Any]:
        """The report's `filter`.

        Args:
            kept_types: Event types of the kept records.
            columns: The columns of the data set.
            top: Event types to list.
            redact: Whether their names are hidden.
        """
        read = self.event_types(kept_types)
        order = sorted(read, key=lambda name: (-read[name], name))[:top]
        known = service_columns(columns)
        users_lost = self._by_criterion(self.lost_users) if USER_ID in known else None
        items_lost = self._by_criterion(self.lost_items) if ITEM_ID in known else None
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

    def _by_criterion(self, lost: Mapping[int, int]) -> Counter[str]:
        found = Counter[str]()
        words = list(self.reasons.values())
        for number, count in lost.items():
            found[words[number - 1]] += count
        return found
