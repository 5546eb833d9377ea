"""What a merge found and did, as the parts of its report."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from types import MappingProxyType
from typing import Any

from interactions_cli.judging.judge import Judge, Judgement
from interactions_cli.measures.metrics import ColumnMetrics, Metrics
from interactions_cli.personalize.fields import IMPRESSION
from interactions_cli.personalize.schema import default_field
from interactions_cli.reading.line_defect import BROKEN
from interactions_cli.reading.view import DatasetView
from interactions_cli.report import Passed, Sample
from interactions_cli.rules import RULES
from interactions_cli.rules.column_spelling import TWIN_COLUMN
from interactions_cli.rules.defects import CODES
from interactions_cli.rules.evidence import Problem
from interactions_cli.rules.files import UNREAD_FILE
from interactions_cli.rules.kit.prepare_commands import CommandLine
from interactions_cli.rules.logs import LOGS, NOT_WRITTEN
from interactions_cli.rules.rule import LogRule
from interactions_cli.transforms.merge.causes import low_rate_hint
from interactions_cli.transforms.merge.doubts import Doubt, doubts
from interactions_cli.transforms.merge.logs import LogSummary, ShownLists
from interactions_cli.transforms.merge.merged import Merged
from interactions_cli.transforms.merge.passes import MergePlan
from interactions_cli.wording import plural

ELSEWHERE = "about headers, values and the data set: run `interactions-cli validate` on the result"


@dataclass(frozen=True, kw_only=True)
class MergeOutcome:
    """Everything a merge knows at its end.

    `view` is of the interactions as they were read; `typed` is what the command was given; `max_samples` and
    `redact` are about the report. `left_out` are the
    rules that were not asked for, code → reason.
    """

    view: DatasetView
    plan: MergePlan
    shown: ShownLists
    merged: Merged
    typed: CommandLine
    max_samples: int
    redact: bool
    left_out: Mapping[str, str] = field(default_factory=dict)

    def judge(self) -> Judgement:
        """What the rules about lines and lists say of the output, and what was wrong with the logs."""
        ours = (
            {rule.code for rule in self.plan.checks} | {CODES[defect] for defect in BROKEN} | {TWIN_COLUMN, UNREAD_FILE}
        )
        left_out = {rule.code: self.left_out.get(rule.code, ELSEWHERE) for rule in RULES if rule.code not in ours}
        left_out |= {code: reason for code, reason in self.left_out.items() if code in ours}
        judge = Judge(self._output_view(), left_out, self.typed, max_samples=self.max_samples, redact=self.redact)
        codes = set()
        for rule, problem in self._log_problems():
            judge.add(rule, problem)
            codes.add(rule.code)
        metrics = self._metrics()
        result = judge.judge(self.merged.observations, metrics, metrics)
        result.skipped = [entry for entry in result.skipped if entry.code in ours]
        result.passed.extend(Passed(code=rule.code, column=rule.column) for rule in LOGS if rule.code not in codes)
        return result

    def section(self, match: str, available: str | None) -> dict[str, Any]:
        """The report's `merge`."""
        rule, content = self.plan.rule, self.plan.content
        logs = [_log(entry) for entry in self.shown.logs]
        figures = {"logs": logs, **self.merged.figures.section(self.shown.index)}
        return {
            "on": list(rule.on),
            "by": list(rule.by),
            "within_seconds": rule.within,
            "match": match if rule.by_time else None,
            "existing": content.existing,
            "available": available,
            "add_interacted": content.add_interacted,
            **figures,
            "hint": low_rate_hint(figures, rule, self.merged.figures.clocks(self.shown.index), self._log_defects()),
        }

    def failure(self, section: Mapping[str, Any]) -> str | None:
        """Why the merge failed although all could be read: no interaction got a list, or none with anything shown.

        None if some did.

        Args:
            section: The report's `merge`.
        """
        asked = section["matched"] + sum(section["unmatched"].values())
        if section["matched"] and section["available"] and not self.shown.index.held.available.sum():
            return f"no id of the lists is in {section['available']} (--allow-empty accepts that)"
        if section["matched"] or (section["existing_kept"] and not asked):
            return None
        return f"0 of {plural(asked, 'interaction')} matched (--allow-empty accepts that)"

    def _doubts(self) -> Iterator[Doubt]:
        index = self.shown.index
        one_id = int(index.lengths.filter(index.lengths["ids"] == 1)["lists"].sum())
        return doubts(self.merged.figures.section(index), one_id, self.shown.logs, self.plan.rule)

    def _log_defects(self) -> dict[str, int]:
        return {code: hits.count for code, hits in self.shown.hits.items()}

    def metrics(self) -> dict[str, Any]:
        """The report's `metrics`: of the lines alone, because merging changes no other figure."""
        metrics = self._metrics()
        return {
            "rows": metrics.rows,
            "blank_lines": metrics.blank_lines,
            "bytes": metrics.bytes,
            "columns": list(metrics.columns),
        }

    def _output_view(self) -> DatasetView:
        view = self.view
        if IMPRESSION in view.names:
            return view
        headers = tuple(
            replace(
                header,
                written=(*header.written, IMPRESSION),
                names=(*header.names, IMPRESSION),
                counted=(*header.counted, IMPRESSION),
            )
            for header in view.headers
        )
        schema = view.schema
        if schema.field(IMPRESSION) is None and schema.path is None:
            schema = replace(schema, fields=(*schema.fields, default_field(IMPRESSION, view.target.domain)))
        return replace(view, headers=headers, schema=schema)

    def _metrics(self) -> Metrics:
        rows = sum(entry.rows for entry in self.merged.inputs)
        counts = self.merged.figures.counts
        records = rows - counts["broken"]
        return Metrics(
            rows=rows,
            records=records,
            by_column={IMPRESSION: ColumnMetrics(blanks=records - counts["with_list"])},
            blank_lines=self.merged.blank_lines,
            bytes=self.merged.bytes_read,
            columns=self._output_view().names,
        )

    def _log_problems(self) -> Iterator[tuple[LogRule, Problem]]:
        for rule in LOGS:
            hits = self.shown.hits.get(rule.code)
            if hits:
                yield rule, self._problem(rule, hits.count, hits.samples)
        for doubt in self._doubts():
            yield doubt.rule, self._problem(doubt.rule, doubt.count, (), doubt.words)
        count = self.merged.figures.counts["not_written"]
        if count:
            places = [(path, line, None) for path, line, _ in self.merged.not_written.samples]
            yield NOT_WRITTEN, self._problem(NOT_WRITTEN, count, places)

    def _problem(
        self,
        rule: LogRule,
        count: int,
        places: Sequence[tuple[str, int, str | None]],
        words: Mapping[str, str] = MappingProxyType({}),
    ) -> Problem:
        first = places[0][0] if places else ""
        return Problem(
            column=rule.column,
            count=count,
            samples=[Sample(path=path, line=line, value=text) for path, line, text in places],
            details={
                "lines": plural(count, "line"),
                "columns": " or ".join(self.plan.rule.key),
                "log": first,
                **words,
            },
        )


def _log(entry: LogSummary) -> dict[str, Any]:
    return {
        "path": entry.path,
        "bytes": entry.bytes,
        "rows": entry.rows,
        "format": entry.format,
        "shape": entry.shape,
        "columns": entry.columns,
        "time_units": entry.units,
        "lists": entry.lists,
        "list_separator": entry.separator,
    }
