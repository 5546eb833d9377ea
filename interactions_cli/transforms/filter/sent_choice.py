"""Criteria on their way to another process: rules hold functions, so their places are sent."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Self

from interactions_cli.rules import CELL_RULES
from interactions_cli.transforms.filter.criteria import Choice


@dataclass(frozen=True, kw_only=True)
class SentChoice:
    """A choice whose rules are places in `CELL_RULES`."""

    plain: Choice
    judged: tuple[int, ...]
    invalid: tuple[int, ...]
    silent: tuple[tuple[int, str], ...]

    @classmethod
    def of(cls, choice: Choice) -> Self:
        """The choice as it can be sent."""
        places = {rule: place for place, rule in enumerate(CELL_RULES)}
        return cls(
            plain=replace(choice, judged=(), invalid=(), silent=frozenset()),
            judged=tuple(places[rule] for rule in choice.judged),
            invalid=tuple(places[rule] for rule in choice.invalid),
            silent=tuple((places[rule], column) for rule, column in choice.silent),
        )

    def choice(self) -> Choice:
        """The choice that was sent."""
        return replace(
            self.plain,
            judged=tuple(CELL_RULES[place] for place in self.judged),
            invalid=tuple(CELL_RULES[place] for place in self.invalid),
            silent=frozenset((CELL_RULES[place], column) for place, column in self.silent),
        )
