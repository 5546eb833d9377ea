"""What the logs of streamed events hold, as rules judge it and reports show it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from interactions_cli.measures.metrics import Metrics
from interactions_cli.reading.entry_places import EntryPlaces
from interactions_cli.reading.event_defect import EventDefect
from interactions_cli.reading.hits import Hits


@dataclass(frozen=True, kw_only=True)
class LogFile:
    """One log: path as given, bytes on disk (None for standard input), events, entries that are none."""

    path: str
    bytes: int | None
    events: int
    no_events: int


@dataclass(frozen=True, kw_only=True)
class StreamFigures:
    """The streamed events beside the files.

    `bulk` are the figures of the files alone, `compared` the columns by which events equal records, `hits` what is
    wrong by defect and column, with the number of the entry as its line. `places` has the lines of these numbers, by
    path.
    """

    logs: tuple[LogFile, ...]
    bulk: Metrics
    compared: tuple[str, ...]
    hits: Mapping[tuple[EventDefect, str | None], Hits]
    places: Mapping[str, EntryPlaces]

    @property
    def events(self) -> int:
        """The events of all logs."""
        return sum(log.events for log in self.logs)

    def place(self, path: str, number: int) -> tuple[int, int | None]:
        """The line of an entry of a log, and which of that line it is; in a file the number is the line."""
        return self.places[path].place(number) if path in self.places else (number, None)
