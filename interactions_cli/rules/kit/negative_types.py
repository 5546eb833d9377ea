"""Names of event types that take something back or turn something down, by how such words are made."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import Final

CAMEL_BOUNDARY: Final = re.compile(r"(?<=[a-z])(?=[A-Z])")
NO_LETTER: Final = re.compile(r"[\W_]+")
# What is done to an item that is liked; with `un` before it, it is undone.
_LIKING: Final = (
    *("like", "love", "follow", "subscribe", "save", "favorite", "favourite", "favor", "favour", "bookmark", "star"),
    *("pin", "heart", "install", "match", "friend", "join", "enrol", "enroll", "register", "select", "check", "watch"),
    *("vote", "upvote", "wish", "recommend", "reserve", "book", "order", "add"),
)
_UNDOING: Final = {
    "un": _LIKING,
    "dis": ("like", "favor", "favour", "approve", "recommend", "miss"),
    "de": ("select", "install", "register", "enrol", "enroll"),
    "down": ("vote", "rate"),
}
# Verbs that turn an item down or take a step back, in every form …
_REFUSING: Final = (
    *("skip", "hide", "dismiss", "reject", "refuse", "decline", "cancel", "delete", "discard", "bounce", "abandon"),
    *("refund", "revoke", "complain", "churn", "dislike"),
)
# … words that no verb gives, and phrases.
_OTHERS: Final = (
    *("hidden", "hid", "cancellation", "deletion", "rejection", "refusal", "abandonment", "complaint", "complaints"),
    *("chargeback", "unsubscription", "negative", "notinterested", "not interested", "no interest", "not taken"),
    *("no thanks", "thumbsdown", "thumbs down", "thumb down", "swipe left", "swiped left", "left swipe", "opt out"),
    *("opted out", "optout", "remove from", "removed from", "take back", "taken back", "send back", "sent back"),
)
# These have harmless uses too (`report_view`, `block_click`), so that the whole name has to be the word.
_WHOLE: Final = ("block", "report", "mute", "ignore", "return", "remove", "undo", "flag")


def _forms(verb: str) -> Iterator[str]:
    """A verb as it stands, of a third person, of the past, and as it goes on."""
    stem = verb.removesuffix("e")
    yield from (verb, f"{verb}s", f"{verb}es", f"{stem}ed", f"{stem}ing")
    yield from (f"{verb}{verb[-1]}ed", f"{verb}{verb[-1]}ing")


_WORDS: Final = frozenset(
    [form for verb in _REFUSING for form in _forms(verb)]
    + [prefix + form for prefix, verbs in _UNDOING.items() for verb in verbs for form in _forms(verb)]
    + [word for word in _OTHERS if " " not in word]
)
_PHRASES: Final = tuple(f" {word} " for word in _OTHERS if " " in word)
_NAMES: Final = frozenset(form for verb in _WHOLE for form in _forms(verb))


def words_of(name: str) -> list[str]:
    """The words of an event type, `removeFromCart` as `remove-from-cart`."""
    return NO_LETTER.sub(" ", CAMEL_BOUNDARY.sub(" ", name)).casefold().split()


def is_negative(words: Sequence[str]) -> bool:
    """Whether the words of an event type say that somebody does not want an item."""
    # `un-like` is a word in two pieces.
    pairs = [first + second for first, second in pairwise(words) if first in _UNDOING]
    text = f" {' '.join(words)} "
    return text.strip() in _NAMES or not _WORDS.isdisjoint([*words, *pairs]) or any(map(text.__contains__, _PHRASES))
