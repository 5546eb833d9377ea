"""What a pass over the inputs noted for the judge: how often each line code and each check fired, and where first."""

from __future__ import annotations

from dataclasses import dataclass, field

from interactions_cli.judging.checks import Hits
from interactions_cli.rules.rule import RowRule


@dataclass
class Observations:
    """Everything the pass over the inputs noted.

    `lines` is by rule code, `cells` by check; a `Hits` sample is (path, line, text). `unreadable` are the inputs whose
    header stops everything else, as (problem, path).
    """

    lines: dict[str, PlacedHits] = field(default_factory=dict)
    cells: dict[tuple[RowRule, str], PlacedHits] = field(default_factory=dict)
    checked: set[tuple[RowRule, str]] = field(default_factory=set)


@dataclass
class PlacedHits:
    """Hits over several inputs, with the path of each sample."""

    count: int = 0
    samples: list[tuple[str, int, str]] = field(default_factory=list)

    def add(self, hits: Hits, path: str, max_samples: int) -> None:
        """Add what a later input has."""
        self.count += hits.count
        room = max_samples - len(self.samples)
        self.samples.extend((path, line, text) for line, text in hits.samples[:room])
