"""What may be told about a log of shown lists, and under which names its fields are found."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Final

from interactions_cli.personalize.fields import IMPRESSION, ITEM_ID, TIMESTAMP, fold

# The API's words for fields whose column has another name: GetRecommendations lists items, PutEvents sends times. The
# guide itself once calls the column IMPRESSIONS.
ALIASES: Final = MappingProxyType({IMPRESSION: ("ITEM_LIST", "IMPRESSIONS"), TIMESTAMP: ("SENT_AT",)})
ITEM_SPELLINGS: Final = ("itemId", ITEM_ID, "item_id")


@dataclass(frozen=True, kw_only=True)
class LogOptions:
    """What is said about the logs instead of detected; None detects.

    `format` is `csv` or `json`, `shape` is `lists` or `items`, `time_unit` a key of UNITS; `columns` maps a name of
    ours to the log's own, `list_separator` is what stands between the ids of a list, `time_zone` whose the times
    without an offset are.
    """

    format: str | None = None
    shape: str | None = None
    time_unit: str | None = None
    columns: Mapping[str, str] = field(default_factory=dict)
    list_separator: str | None = None
    time_zone: str | None = None

    def spellings(self, name: str) -> tuple[str, ...]:
        """How a log may spell one of our names, the likeliest first."""
        if name in self.columns:
            return (self.columns[name],)
        words = (name, *ALIASES.get(name, ()))
        return tuple(dict.fromkeys(form for word in words for form in (word, _camel(word), word.lower())))

    @property
    def item_spellings(self) -> tuple[str, ...]:
        """How the objects of a list may call the id of an item."""
        named = self.columns.get(ITEM_ID)
        return ITEM_SPELLINGS if named is None else (named,)

    def find(self, name: str, present: Sequence[str]) -> str | None:
        """Which of the names that a log has is the one of ours; a near miss (case, `_`) counts if nothing fits."""
        spellings = self.spellings(name)
        exact = next((spelling for spelling in spellings if spelling in present), None)
        if exact is not None or name in self.columns:
            return exact
        folded = {fold(spelling) for spelling in spellings}
        return next((found for found in present if fold(found) in folded), None)


def _camel(name: str) -> str:
    first, *rest = name.lower().split("_")
    return first + "".join(word.capitalize() for word in rest)
