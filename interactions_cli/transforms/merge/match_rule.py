"""How an interaction finds its list: by key, by time, or by both."""

from __future__ import annotations

from dataclasses import dataclass

from interactions_cli.personalize.fields import IMPRESSION, ITEM_ID, RECOMMENDATION_ID, TIMESTAMP, USER_ID


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


def wanted(rule: MatchRule) -> tuple[str, ...]:
    """Every field that is read from a log."""
    names = (USER_ID, ITEM_ID, TIMESTAMP, IMPRESSION, RECOMMENDATION_ID, *rule.on, *rule.by)
    return tuple(dict.fromkeys(names))
