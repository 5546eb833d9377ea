"""A column whose values nearly all cannot be used is one finding: what then lacks of a minimum follows from it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from interactions_cli.measures.metrics import Metrics
from interactions_cli.personalize.fields import EVENT_TYPE, ITEM_ID, TIMESTAMP, USER_ID
from interactions_cli.personalize.limits import (
    MIN_RECORDS_PER_JOB,
    MIN_SHARE_USERS_WITH_2,
    MIN_UNIQUE_INTERACTIONS,
    MIN_USERS_WITH_2,
    part_of,
)
from interactions_cli.report import Finding, Folded

# Rules of which the rows count for no minimum.
UNUSABLE: Final = frozenset({"VAL001", "VAL002", "VAL003", "VAL006", "VAL007", "VAL011"})
# From this share of the records on a column is wrong as such: fewer bad values leave something to judge.
NEARLY_ALL: Final = 0.9
COPIES, TOO_FEW_RECORDS, OF_TYPES, RECOMMENDED = "SET010", "SET004", "SET007", "SET014"
OF_INTERACTIONS, OF_USERS = frozenset({"SET001"}), frozenset({"SET002", "SET003"})


def fold_minimums(findings: Sequence[Finding], whole: Metrics, training: Metrics) -> list[Finding]:
    """The findings, without minimums that are missed for a column of which nearly every value cannot be used.

    A minimum that the rows would miss with the best of values remains.

    Args:
        findings: Of one run, in order.
        whole: The figures of all records.
        training: Those of the records that count for the training.
    """
    lost = whole.records - (whole.records if whole.usable_records is None else whole.usable_records)
    enough = NEARLY_ALL * whole.records
    cause = next((entry for entry in findings if entry.code in UNUSABLE and entry.count >= enough), None)
    if cause is None or lost < enough:
        return list(findings)
    codes = _consequences(cause.column, whole, training)
    explained = [entry for entry in findings if entry.code in codes]
    folded = (*cause.folded, *(Folded(code=entry.code, column=entry.column) for entry in explained))
    kept = [entry for entry in findings if entry not in explained]
    return [replace(entry, folded=folded) if entry is cause else entry for entry in kept]


def _consequences(column: str | None, whole: Metrics, training: Metrics) -> frozenset[str]:
    if whole.records < MIN_RECORDS_PER_JOB:
        return frozenset({COPIES}) if column in (USER_ID, ITEM_ID, TIMESTAMP) else frozenset()
    found = {TOO_FEW_RECORDS, RECOMMENDED}
    if column in (USER_ID, ITEM_ID, TIMESTAMP):
        found.add(COPIES)
    if column in (USER_ID, ITEM_ID, TIMESTAMP, EVENT_TYPE) or training.unique_interactions >= MIN_UNIQUE_INTERACTIONS:
        found |= {OF_TYPES, *OF_INTERACTIONS} if column == EVENT_TYPE else OF_INTERACTIONS
    least = max(MIN_USERS_WITH_2, part_of(MIN_SHARE_USERS_WITH_2, training.users))
    if column in (USER_ID, EVENT_TYPE) or training.users_with_2_unique >= least:
        found |= OF_USERS
    if max(training.event_types.values(), default=0) >= MIN_UNIQUE_INTERACTIONS:
        found.add(OF_TYPES)
    return frozenset(found)
