"""What rules judge and what they find: the figures of a data set, and a problem before it is put into words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from interactions_cli.measures.join_figures import JoinFigures
from interactions_cli.measures.metrics import Metrics
from interactions_cli.measures.stream_figures import StreamFigures
from interactions_cli.reading.hits import Hits
from interactions_cli.reading.view import DatasetView
from interactions_cli.report import Sample
from interactions_cli.rules.cell import Cell, as_cells
from interactions_cli.rules.kit.own_limits import OWN_LIMITS


@dataclass(frozen=True, kw_only=True)
class Problem:
    """What a header or dataset rule found, before it is put into words.

    `count` is in the rule's own unit; `share` over the rows where that means something; `details` are template words;
    `samples_are_cells` whether sample values come from cells and are hidden by `--redact`; `explains` are the codes of
    rules that say nothing more because of this very problem.
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
    explains: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Facts:
    """What dataset rules judge: the whole set, what the event filter leaves of it (all without one), the target.

    Where the event filter has been applied already, the whole set is what it left, and `read_types` are the event types
    that were there before, with their numbers of records. `joins` are the comparisons with catalogues, `limits` those
    of OWN_LIMITS that are set otherwise. With streamed events `metrics` and `training` count them, too, and
    `streamed.bulk` are the figures of the files alone. `top_user` is the id with most records, if it may be named.
    `near_threshold` are the records that the event filter leaves out for less than a 32-bit float can tell.
    """

    view: DatasetView
    metrics: Metrics
    training: Metrics
    read_types: Mapping[str, int] | None = None
    joins: Sequence[JoinFigures] = ()
    limits: Mapping[str, float] = field(default_factory=dict)
    streamed: StreamFigures | None = None
    top_user: str | None = None
    near_threshold: Hits = field(default_factory=Hits)

    @property
    def of_files(self) -> Facts:
        """The same without streamed events in `metrics`."""
        return replace(self, metrics=self.streamed.bulk) if self.streamed else self

    @property
    def bulk_note(self) -> str:
        """What was counted together, to follow a figure; empty without streamed events."""
        if self.streamed is None:
            return ""
        return f" (bulk {self.streamed.bulk.records:,} + streamed {self.streamed.events:,})"

    def sample(self, path: str, number: int, value: str | None = None) -> Sample:
        """The place of a record or event that is known by its line in a file, or its number in a log."""
        line, event = self.streamed.place(path, number) if self.streamed else (number, None)
        return Sample(path=path, line=line, event=event, value=value)

    def __post_init__(self) -> None:
        is_whole = self.training is self.metrics
        object.__setattr__(self, "metrics", _marked(self.metrics))
        object.__setattr__(self, "training", self.metrics if is_whole else _marked(self.training))
        object.__setattr__(self, "read_types", None if self.read_types is None else as_cells(self.read_types))

    def limit(self, name: str) -> float:
        """A limit of our own, as it is in force."""
        return self.limits.get(name, OWN_LIMITS[name])

    def show(self, value: str) -> str:
        """A text from the data for a message; the judge hides it where it has to."""
        return Cell(value)

    @property
    def event_types(self) -> Mapping[str, int]:
        """The event types that were read, with their numbers of records."""
        return self.metrics.event_types if self.read_types is None else self.read_types

    @property
    def filtered(self) -> bool:
        """Whether an event filter makes `training` less than `metrics`."""
        return bool(self.view.target.events) and self.read_types is None


def _marked(metrics: Metrics) -> Metrics:
    types = as_cells(metrics.event_types)
    return metrics if types is metrics.event_types else replace(metrics, event_types=types)
