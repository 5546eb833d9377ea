"""What is known of the cells of a batch once they are edited, so that nobody has to look for it again."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from interactions_cli.personalize.fields import TIMESTAMP
from interactions_cli.reading.batch import Batch, frame_name
from interactions_cli.rules.rule import RowRule
from interactions_cli.transforms.prepare.cells import Cells
from interactions_cli.transforms.prepare.plan import FieldPlan, Plan

if TYPE_CHECKING:
    import polars as pl


@dataclass(frozen=True, kw_only=True)
class KnownFacts:
    """What holds for every cell of some columns.

    Of the batch `zoned` is the column of times, if every value of it is a calendar time with a zone; in the columns
    `numbers` every value is a finite number as it stands; the values of `ids` are no longer than ids may be, and none
    ends in `.0`. `passed` are the rules, each with a field, that no cell breaks which is written.
    """

    zoned: str | None = None
    numbers: frozenset[str] = frozenset()
    ids: frozenset[str] = frozenset()
    passed: frozenset[tuple[RowRule, str]] = frozenset()


NOTHING_KNOWN = KnownFacts()


def known_facts(batch: Batch, plan: Plan, columns: Mapping[str, Cells], raws: Mapping[str, pl.Series]) -> KnownFacts:
    """What editing has found out about the cells of a batch.

    Args:
        batch: The batch.
        plan: That of its edits.
        columns: The cells of each field, edited.
        raws: The same as they were read.
    """

    def sources(names: list[str]) -> frozenset[str]:
        found = (_only_source(batch, fields[name]) for name in names)
        return frozenset(source for source in found if source is not None)

    fields = {entry.name: entry for entry in plan.fields}
    passed = frozenset((rule, name) for name, cells in columns.items() for rule in cells.passed)
    zoned = _only_source(batch, fields[TIMESTAMP]) if columns[TIMESTAMP].is_zoned else None
    if not batch.is_plain:
        return KnownFacts(zoned=zoned, passed=passed)
    plain_ids = [name for name, cells in columns.items() if cells.is_plain_id and cells.value is raws[name]]
    return KnownFacts(
        zoned=zoned,
        numbers=sources([name for name, cells in columns.items() if cells.number is not None]),
        ids=sources(plain_ids),
        passed=passed,
    )


def _only_source(batch: Batch, field: FieldPlan) -> str | None:
    """The column of a batch that all values of a field come from."""
    present = [name for name in field.sources if frame_name(name) in batch.frame.columns]
    return present[0] if len(present) == 1 else None
