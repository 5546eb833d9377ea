"""What rules judge and what they find: the figures of a data set, and a problem before it is put into words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from interactions_cli.measures.metrics import Metrics
from interactions_cli.reading.view import DatasetView
from interactions_cli.report import Sample
from interactions_cli.wording import REDACTED


@dataclass(frozen=True, kw_only=True)
class Problem:
    """What a header or dataset rule found, before it is put into words.

    `count` is in the rule's own unit; `share` over the rows where that means something; `details` are template words;
    `samples_are_cells` whether sample values come from cells and are hidden by `--redact`.
    """

    column: str | None = None
    count: int = 1
    share: float | None = None
    actual: float | None = None
    limit: float | None = None
    missing: float | None = None
    samples: Sequence[Sample] = ()
    samples_are_cells: bool = True
    details: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class Facts:
    """What dataset rules judge: the whole set, what the event filter leaves of it (all without one), the target.

    Where the event filter has been applied already, the whole set is what it left, and `read_types` are the event types
    that were there before, with their numbers of records.
    """

    view: DatasetView
    metrics: Metrics
    training: Metrics
    read_types: Mapping[str, int] | None = None
    redact: bool = False

    def show(self, value: str) -> str:
        """A cell value as a message may show it."""
        return REDACTED if self.redact else value

    @property
    def event_types(self) -> Mapping[str, int]:
        """The event types that were read, with their numbers of records."""
        return self.metrics.event_types if self.read_types is None else self.read_types

    @property
    def filtered(self) -> bool:
        """Whether an event filter makes `training` less than `metrics`."""
        return bool(self.view.target.events) and self.read_types is None
