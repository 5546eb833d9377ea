"""How each log of a run is read: which of its fields, and how it is arranged."""

from __future__ import annotations

from interactions_cli.personalize.fields import IMPRESSION
from interactions_cli.reading.entries import CsvEntries, EntryReader
from interactions_cli.reading.json_lines import JsonEntries
from interactions_cli.trace import PassTrace
from interactions_cli.transforms.merge.log_heads import JSON, LogHead
from interactions_cli.transforms.merge.log_options import LogOptions
from interactions_cli.transforms.merge.match_rule import MatchRule, wanted
from interactions_cli.transforms.merge.shown import ITEMS, LISTS, ShownReader


class LogReaders:
    """Makes the readers of logs.

    Args:
        options: How logs are written.
        rule: How lists are found.
        max_samples: Lines to keep per defect.
    """

    def __init__(self, options: LogOptions, rule: MatchRule, *, max_samples: int) -> None:
        self._options = options
        self.rule = rule
        self.max_samples = max_samples

    def columns(self, head: LogHead) -> dict[str, str]:
        """Name of ours → that of the log."""
        return {
            name: found for name in wanted(self.rule) if (found := self._options.find(name, head.names)) is not None
        }

    def reader(self, head: LogHead, trace: PassTrace) -> ShownReader:
        """What makes lists of the blocks of a log; `trace` takes notes."""
        columns = self.columns(head)
        return ShownReader(
            self._entries(head, columns, trace),
            self.rule,
            shape=self.shape(head, columns),
            time_unit=self._options.time_unit,
            time_zone=self._options.time_zone,
            max_samples=self.max_samples,
            separator=self._options.list_separator,
            item_spellings=self._options.item_spellings,
        )

    def shape(self, head: LogHead, columns: dict[str, str]) -> str | None:
        """How a log with these columns is arranged; None for whatever a line has."""
        if self._options.shape is not None or head.format == JSON:
            return self._options.shape
        return LISTS if IMPRESSION in columns else ITEMS

    def _entries(self, head: LogHead, columns: dict[str, str], trace: PassTrace) -> EntryReader:
        if head.header is not None:
            return CsvEntries(head.header, columns, wanted(self.rule), self.max_samples, trace)
        return JsonEntries({name: self._options.spellings(name) for name in wanted(self.rule)}, self.max_samples, trace)
