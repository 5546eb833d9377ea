"""Records without any value, as `,,` below a table: one finding and not one a column."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from interactions_cli.personalize.fields import ITEM_ID, TIMESTAMP, USER_ID
from interactions_cli.report import Finding, Folded
from interactions_cli.wording import listed_names, plural

MISSING_VALUE: Final = "VAL001"
COPIES: Final = "SET010"
ALWAYS_THERE: Final = frozenset({USER_ID, ITEM_ID, TIMESTAMP})


def fold_blank_records(findings: Sequence[Finding]) -> list[Finding]:
    """The findings, with one in place of those of all columns that lack a value in the same records.

    They are taken for the same where their number and the first of them are: that is so of lines of separators alone.

    Args:
        findings: Of one run, in order.
    """
    blanks = [entry for entry in findings if entry.code == MISSING_VALUE]
    if not blanks or not {entry.column for entry in blanks} >= ALWAYS_THERE:
        return list(findings)
    places = {(entry.count, *((sample.path, sample.line) for sample in entry.samples[:1])) for entry in blanks}
    if not blanks[0].samples or len(places) > 1:
        return list(findings)
    first = blanks[0]
    copies = [entry for entry in findings if entry.code == COPIES and _are_copies(entry, first)]
    names = listed_names(entry.column or "" for entry in blanks)
    cause = replace(
        first,
        column=None,
        message=f"no value for {names} in {plural(first.count or 0, 'row')}, as in lines of separators alone: the "
        "columns may not be null, and an import with blanks in such a column fails",
        folded=tuple(
            each
            for entry in (*blanks, *copies)
            for each in (Folded(code=entry.code, column=entry.column), *entry.folded)
        ),
    )
    others = [entry for entry in findings if entry not in blanks and entry not in copies]
    return [cause, *others]


def _are_copies(copies: Finding, blanks: Finding) -> bool:
    """Whether the copies are those of the first blank record, which is none itself."""
    first = blanks.samples[0]
    if copies.count != (blanks.count or 0) - 1 or not copies.samples:
        return False
    copy = copies.samples[0]
    place = f"{first.line}" if copy.path == first.path else f"{first.path}:{first.line}"
    return (copy.value or "").endswith(f" = {place}")
