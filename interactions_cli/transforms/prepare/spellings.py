"""Columns that may be one and the same: spellings of a field, or of a name, that different inputs or records have."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache
from itertools import combinations

from interactions_cli.personalize.fields import fold
from interactions_cli.transforms.prepare.names import API_NAMES, SYNONYMS

Pair = frozenset[str]


def pair(one: str, other: str) -> Pair:
    """Two columns in no order."""
    return frozenset((one, other))


def rivals_among(names: Iterable[str]) -> set[Pair]:
    """The pairs of columns of one header, or keys of one object, that may be spellings of the same.

    Standing side by side they are two columns and not one.
    """
    by_meaning: dict[str, list[str]] = {}
    for name in names:
        for meaning in _meanings(name):
            by_meaning.setdefault(meaning, []).append(name)
    rivals = (group for group in by_meaning.values() if len(group) > 1)
    return {frozenset(two) for group in rivals for two in combinations(group, 2)}


@lru_cache(maxsize=10_000)
def _meanings(name: str) -> frozenset[str]:
    """The folded name, and the fields of which it is a spelling."""
    folded = fold(name)
    fields = {field for field, names in API_NAMES.items() if folded in {fold(field), *map(fold, names)}}
    fields |= {field for field, names in SYNONYMS.items() if folded in names}
    return frozenset((folded, *fields))
