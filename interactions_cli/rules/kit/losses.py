"""What `prepare` does to the rows of a finding: how many it drops, as far as counts tell."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from interactions_cli.personalize.fields import EVENT_TYPE, ITEM_ID, USER_ID
from interactions_cli.report import Finding

# Every row of these is dropped, because nothing can be put in its place …
DROPPED: Final = frozenset({"CSV003", "CSV015", "VAL001", "VAL002", "VAL007", "VAL011"})
# … with a word for nothing where there has to be a value, too …
PLACEHOLDER, NEEDED = "VAL010", frozenset({USER_ID, ITEM_ID, EVENT_TYPE})
# … and of these the rows whose value or line can be read in no way.
DROPPED_IN_PART: Final = frozenset({"CSV007", "CSV008", "VAL003", "VAL004", "VAL006"})
# Here the column can be left out instead.
IN_OWN_COLUMN: Final = "VAL007"
# Of one cause more than this share is not dropped without being asked for.
MOST_DROPPED: Final = 0.5


def is_dropped(finding: Finding) -> bool:
    """Whether every row of a finding is dropped; one about whole files has no rows."""
    is_lost = finding.code in DROPPED or (finding.code == PLACEHOLDER and finding.column in NEEDED)
    return is_lost and finding.share is not None


def dropped(findings: Iterable[Finding]) -> tuple[int, int]:
    """The least and the most rows that are dropped for these findings; one row may have several of them."""
    least, most = 0, 0
    for finding in findings:
        if is_dropped(finding):
            least = max(least, finding.count)
            most += finding.count
        elif finding.code in DROPPED_IN_PART and finding.share is not None:
            most += finding.count
    return least, most


def blocking(findings: Iterable[Finding]) -> Finding | None:
    """The first finding for which more rows would be dropped than is done without being asked for."""
    lost = (finding for finding in findings if is_dropped(finding) and finding.code != IN_OWN_COLUMN)
    return next((finding for finding in lost if (finding.share or 0) > MOST_DROPPED), None)
