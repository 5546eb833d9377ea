"""Which field of a log is probably the one that is looked for: for hints, never for reading."""

from __future__ import annotations

from collections.abc import Sequence
from types import MappingProxyType
from typing import Final

from interactions_cli.personalize.fields import (
    IMPRESSION,
    ITEM_ID,
    RECOMMENDATION_ID,
    TIMESTAMP,
    USER_ID,
    fold,
)
from interactions_cli.personalize.name_words import may_be_id, words_of

# Words that names of such fields hold, the most telling first.
WORDS: Final = MappingProxyType(
    {
        USER_ID: ("user", "customer", "visitor", "member", "profile", "account", "client"),
        IMPRESSION: (
            "impression",
            "recommend",
            "shown",
            "items",
            "products",
            "articles",
            "results",
            "list",
            "candidates",
        ),
        ITEM_ID: ("item", "product", "article", "content", "sku", "asin", "movie", "video", "track", "document"),
        TIMESTAMP: ("timestamp", "time", "date", "sent", "shownat", "createdat", "ts", "dt"),
        RECOMMENDATION_ID: ("recommendation", "request", "rid"),
        "SESSION_ID": ("session",),
    }
)
# Shorter ones stand in many words, as `ts` does in `products`: they must be words themselves.
SHORTEST_PART: Final = 4


def which_field(absent: Sequence[str], names: Sequence[str], noun: str) -> str:
    """A hint that says how to name the fields that are absent, with the likely ones filled in.

    Args:
        absent: The names of ours that a log lacks.
        names: The fields that it has.
        noun: `column` or `field`.
    """
    taken: list[str] = []
    for name in absent:
        found = likely(name, [entry for entry in names if entry not in taken])
        if found is None:
            break
        taken.append(found)
    if taken and len(taken) == len(absent):
        words = " ".join(f"--log-column {name}={found}" for name, found in zip(absent, taken, strict=True))
        return f"If that is the {noun}, say so: `{words}`; or match by another one with `--on`."
    return (
        f"No name among them tells which {noun} it is: say so with --log-column, {absent[0]} first, or match by "
        "another one with --on."
    )


def likely(name: str, names: Sequence[str]) -> str | None:
    """The field that is probably the one of ours, None where no name tells."""
    last = {entry: fold(entry.rpartition(".")[2]) for entry in names}
    same = next((entry for entry, word in last.items() if word == fold(name)), None)
    if same is not None:
        return same
    others = {word for other, words in WORDS.items() if other not in (name, IMPRESSION) for word in words[:2]}
    for word in WORDS.get(name, ()):
        for entry, folded in last.items():
            is_there = word.upper() in folded.upper() if len(word) >= SHORTEST_PART else word in words_of(entry)
            if not is_there or (name in (USER_ID, ITEM_ID) and not may_be_id(entry)):
                continue
            if name in (IMPRESSION, ITEM_ID) or not any(other.upper() in folded.upper() for other in others - {word}):
                return entry
    return None
