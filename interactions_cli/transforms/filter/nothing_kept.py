"""Why a filter has kept nothing, where no report says it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from interactions_cli.personalize.target import EventParameters
from interactions_cli.rules.kit.absent_types import absent_types
from interactions_cli.wording import listing, quoted


def nothing_kept(events: Sequence[EventParameters], types: Mapping[str, int]) -> str:
    """That no row was kept, and which types of the filter were probably meant otherwise.

    Args:
        events: The event filter.
        types: Event types of the records and how many have them; none where they are not to be told.
    """
    said = "no row was kept (--allow-empty accepts that)"
    near = absent_types(events, types) if types else {}
    guesses = [f"{quoted(name)} (did you mean {quoted(other)}?)" for name, other in near.items() if other is not None]
    return f"{said}; no record has the event type {listing(guesses, joint=' or ')}" if guesses else said
