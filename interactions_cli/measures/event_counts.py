"""How many records each event type has, ranked once however many rules and targets ask for the most frequent ones."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property


class EventCounts(Mapping[str, int]):
    """Records by event type. There may be as many types as records, so each order of them is made once.

    Args:
        counts: Records by event type; not to be changed afterwards.
        is_ranked: Whether they are in the order of `ranked` already.
    """

    def __init__(self, counts: Mapping[str, int], *, is_ranked: bool = False) -> None:
        self._counts = counts
        self._is_ranked = is_ranked

    def __getitem__(self, name: str) -> int:
        return self._counts[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._counts)

    def __len__(self) -> int:
        return len(self._counts)

    @cached_property
    def ranked(self) -> Sequence[str]:
        """The types, the most frequent first, equals by name."""
        return tuple(self._counts if self._is_ranked else _ranked(self._counts))

    def in_other_case(self, name: str) -> list[str]:
        """The types that differ from a name in case alone, the most frequent first."""
        return [other for other in self._by_case.get(name.casefold(), ()) if other != name]

    @cached_property
    def _by_case(self) -> Mapping[str, Sequence[str]]:
        found: dict[str, list[str]] = {}
        for name in self.ranked:
            found.setdefault(name.casefold(), []).append(name)
        return found


def by_frequency(types: Mapping[str, int]) -> Sequence[str]:
    """Event types, the most frequent first, equals by name."""
    return types.ranked if isinstance(types, EventCounts) else _ranked(types)


def _ranked(types: Mapping[str, int]) -> Sequence[str]:
    return sorted(types, key=lambda name: (-types[name], name))
