"""What a pass over the inputs noted for the judge: how often each line defect and each check fired, and where first."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace

from interactions_cli.judging.checks import RowCheck
from interactions_cli.measures.metrics import Metrics
from interactions_cli.reading.hits import Hits
from interactions_cli.reading.line_defect import LineDefect
from interactions_cli.rules.defects import CODES
from interactions_cli.rules.rule import LineRule, RowRule
from interactions_cli.rules.whole_files import LINE_ENDS


@dataclass
class Observations:
    """The ledger of a run: `lines` by rule code, `cells` by rule and column; `checked` are the checks that ran.

    `defects` counts the lines by defect: several of these may have one code. `near_threshold` are the records that the
    event filter just leaves out, those of logs by their number.
    """

    lines: dict[str, Hits] = field(default_factory=dict)
    defects: Counter[LineDefect] = field(default_factory=Counter)
    cells: dict[tuple[RowRule, str], Hits] = field(default_factory=dict)
    checked: set[tuple[RowRule, str]] = field(default_factory=set)
    near_threshold: Hits = field(default_factory=Hits)

    def expect(self, checks: Iterable[RowCheck]) -> None:
        """Note which checks run, found or not."""
        self.checked.update((check.rule, check.column.name) for check in checks)

    def add_lines(self, hits: Mapping[LineDefect, Hits], keep: int, *, path: str | None, offset: int) -> None:
        """Add the lines of a block that line rules object to; the arguments are those of `Hits.add`."""
        by_code: dict[str, Hits] = {}
        for defect, found in hits.items():
            self.defects[defect] += found.count
            by_code.setdefault(CODES[defect], Hits()).add_among(found, keep)
        for code, found in by_code.items():
            self.lines.setdefault(code, Hits()).add(found, keep, path=path, offset=offset)

    def add_cells(self, hits: Mapping[RowCheck, Hits], keep: int, *, path: str | None, offset: int) -> None:
        """Add the bad cells of a block, by check; the arguments are those of `Hits.add`."""
        for check, found in hits.items():
            known = self.cells.setdefault((check.rule, check.column.name), Hits())
            known.add(found, keep, path=path, offset=offset)

    def bad_cells(
        self, rule: RowRule, column: str, metrics: Metrics, paths: Mapping[str, int]
    ) -> tuple[RowRule, Hits] | None:
        """The first of a rule and its variants that speaks, and the cells that all of them object to, in order.

        None where all are silent.

        Args:
            rule: The rule.
            column: Of the data set.
            metrics: Figures of all records, for rules that speak from a share of the filled cells on.
            paths: Input → its place among the inputs.
        """
        filled = filled_cells(column, metrics)
        found = [(way, self.cells[way, column]) for way in rule.ways if (way, column) in self.cells]
        speaking = [(way, hits) for way, hits in found if speaks(way, hits.count, filled)]
        if not speaking:
            return None
        samples = sorted(
            (place for _way, hits in speaking for place in hits.samples), key=lambda place: (paths[place[0]], place[1])
        )
        return speaking[0][0], Hits(sum(hits.count for _way, hits in speaking), samples)


def filled_cells(column: str, metrics: Metrics) -> int:
    """The records with a value in a column."""
    return metrics.records - metrics.by_column[column].blanks if column in metrics.by_column else metrics.records


def speaks(rule: RowRule, bad: int, filled: int) -> bool:
    """Whether so many bad cells among the filled ones are a finding: the one place that settles `share_at_least`."""
    return bad > 0 and bad >= rule.share_at_least * filled


def in_words_of_line_ends(rule: LineRule, seen: Observations) -> LineRule:
    """The rule, in other words where all that it objects to are the ends of lines."""
    if rule.code != CODES[LineDefect.LINE_END] or seen.defects[LineDefect.LINE_END] != seen.lines[rule.code].count:
        return rule
    message, hint = LINE_ENDS
    return replace(rule, message=message, hint=hint)
