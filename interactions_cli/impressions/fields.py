"""What a log calls its fields: the dataset's names, the API's, and the ones that options give."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Final

from interactions_cli.header import fold
from interactions_cli.personalize import IMPRESSION, ITEM_ID, RECOMMENDATION_ID, TIMESTAMP, USER_ID

# The API's words for fields whose column has another name: GetRecommendations lists items, PutEvents sends times. The
# guide itself once calls the column IMPRESSIONS.
ALIASES: Final = MappingProxyType({IMPRESSION: ("ITEM_LIST", "IMPRESSIONS"), TIMESTAMP: ("SENT_AT",)})
# Names longer than this are no names but data, and are cut in messages.
NAME_WIDTH: Final = 40
ITEM_SPELLINGS: Final = ("itemId", ITEM_ID, "item_id")


@dataclass(frozen=True, kw_only=True)
class MatchRule:
    """How a list is found for an interaction.

    `on` are columns whose values must be equal, `by` further ones beside USER_ID (or `on`); `within` is the longest
    time in seconds between list and interaction, None for no time test; `shown` whether the list must contain the item.
    """

    on: tuple[str, ...] = ()
    by: tuple[str, ...] = ()
    within: int | None = None
    shown: bool = True

    @property
    def key(self) -> tuple[str, ...]:
        """The columns that a list and its interaction have in common."""
        return (*(self.on or (USER_ID,)), *self.by)

    @property
    def by_time(self) -> bool:
        """Whether times decide."""
        return self.within is not None


@dataclass(frozen=True, kw_only=True)
class LogOptions:
    """What is said about the logs instead of detected; None detects.

    `format` is `csv` or `json`, `shape` is `lists` or `items`, `time_unit` a key of UNITS; `columns` maps a name of
    ours to the log's own.
    """

    format: str | None = None
    shape: str | None = None
    time_unit: str | None = None
    columns: Mapping[str, str] = field(default_factory=dict)

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


def wanted(rule: MatchRule) -> tuple[str, ...]:
    """Every field that is read from a log."""
    names = (USER_ID, ITEM_ID, TIMESTAMP, IMPRESSION, RECOMMENDATION_ID, *rule.on, *rule.by)
    return tuple(dict.fromkeys(names))


def listed(names: Iterable[str]) -> str:
    """Names for a message."""
    shown = [(name if len(name) <= NAME_WIDTH else f"{name[:NAME_WIDTH]}…") or '""' for name in names]
    return ", ".join(shown[:20]) + (f" and {len(shown) - 20} more" if len(shown) > 20 else "")


def _camel(name: str) -> str:
    first, *rest = name.lower().split("_")
    return first + "".join(word.capitalize() for word in rest)
