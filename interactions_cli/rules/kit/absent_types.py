"""Types of an event filter that no record has, and what they were meant to be."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from difflib import get_close_matches
from typing import Final

from interactions_cli.measures.event_counts import by_frequency
from interactions_cli.personalize.target import EventParameters
from interactions_cli.wording import normalised

# Types among which a near one is looked for; more than these are no event types.
SEARCHED_TYPES: Final = 200


def absent_types(events: Sequence[EventParameters], types: Mapping[str, int]) -> dict[str, str | None]:
    """The types of an event filter that no record has → the one that is there and nearly that, if there is one."""
    ranked = by_frequency(types)
    named = dict.fromkeys(entry.event_type for entry in events if entry.event_type is not None)
    return {name: _near(name, ranked) for name in named if name not in types}


def _near(name: str, ranked: Sequence[str]) -> str | None:
    folded = normalised(name)
    same = next((other for other in ranked if normalised(other) == folded), None)
    return same or next(iter(get_close_matches(name, ranked[:SEARCHED_TYPES], n=1, cutoff=0.8)), None)
