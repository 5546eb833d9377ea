"""How often something was found, and where first: one form for lines and cells, for a block and for a whole run."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

# Path, line, text. In what a block gives, the path is empty and lines are relative to the block, from 1.
Place = tuple[str, int, str]


@dataclass
class Hits:
    """`count` places, and the first of them in the order of inputs and lines."""

    count: int = 0
    samples: list[Place] = field(default_factory=list)

    @classmethod
    def of_block(cls, count: int, samples: Iterable[tuple[int, str]]) -> Hits:
        """What a block has: its samples are (line, text)."""
        return cls(count, [("", line, text) for line, text in samples])

    def add(self, more: Hits, keep: int, *, path: str | None = None, offset: int = 0) -> None:
        """Add what comes later.

        Args:
            more: Places after these.
            keep: Samples to keep at most.
            path: The input that all of them are in; None where they say so themselves.
            offset: Lines of the input that stand before theirs.
        """
        self.count += more.count
        for own_path, line, text in more.samples[: max(0, keep - len(self.samples))]:
            self.samples.append((own_path if path is None else path, line + offset, text))

    def add_among(self, more: Hits, keep: int) -> None:
        """Add what the same input has besides: the first samples of both, by line."""
        self.count += more.count
        self.samples = sorted([*self.samples, *more.samples])[:keep]
