"""Event types of an earlier report that seem to have another name now: what is gone beside what is new."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from typing import Final

from interactions_cli.measures.event_counts import by_frequency
from interactions_cli.wording import JOINERS

# Our own judgement: how much of the larger share the smaller one is at least, of names that differ in spelling only
# and of names that have nothing in common; the latter have such a share of the records on both sides.
SPELLING_FIT: Final = Fraction(1, 2)
NAME_FIT: Final = Fraction(4, 5)
LEAST_SHARE: Final = Fraction(1, 100)


def type_shares(types: Mapping[str, int]) -> dict[str, Fraction]:
    """The share that each event type has of the records with one."""
    total = sum(types.values())
    return {name: Fraction(count, total) for name, count in types.items()} if total else {}


def moved_shares(then: Mapping[str, Fraction], now: Mapping[str, Fraction]) -> dict[str, Fraction]:
    """How much more of the records each event type has now."""
    return {name: now.get(name, Fraction(0)) - then.get(name, Fraction(0)) for name in {**then, **now}}


def total_variation(moved: Mapping[str, Fraction]) -> Fraction:
    """The part of the records that would need another type to have the old mix."""
    return sum(map(abs, moved.values()), Fraction(0)) / 2


def renamed_types(then: Mapping[str, int], now: Mapping[str, int]) -> dict[str, str]:
    """Old name → new name of the event types that are gone, where one that is new fits by its share of the records.

    A name in another spelling goes before the nearest share, frequent types go before rare ones.
    """
    old, new = type_shares(then), type_shares(now)
    left = [name for name in by_frequency(now) if name not in then]
    found: dict[str, str] = {}
    for name in by_frequency(then):
        fits = [] if name in now else [other for other in left if _fits(name, other, old[name], new[other])]
        if fits:
            found[name] = max(fits, key=lambda other: (_is_spelling(name, other), _alike(old[name], new[other])))
            left.remove(found[name])
    return found


def _fits(name: str, other: str, old: Fraction, new: Fraction) -> bool:
    if _is_spelling(name, other):
        return _alike(old, new) >= SPELLING_FIT
    return min(old, new) >= LEAST_SHARE and _alike(old, new) >= NAME_FIT


def _alike(old: Fraction, new: Fraction) -> Fraction:
    return min(old, new) / (max(old, new) or 1)


def _is_spelling(name: str, other: str) -> bool:
    return name.casefold().translate(JOINERS) == other.casefold().translate(JOINERS)
