"""What a merge found and did, as the parts of its report."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from interactions_cli.judging.judge import Judge, Judgement
from interactions_cli.measures.metrics import Metrics
from interactions_cli.personalize.fields import IMPRESSION
from interactions_cli.personalize.schema import default_field
from interactions_cli.reading.view import DatasetView
from interactions_cli.report import VALUE_WIDTH, Finding, Passed, Sample
from interactions_cli.rules import RULES
from interactions_cli.rules.logs import LOG_DEFECTS, NOT_WRITTEN, LogDefect, LogHits
from interactions_cli.shell import compression_by_name, shell_content
from interactions_cli.transforms.merge.figures import low_rate_hint
from interactions_cli.transforms.merge.logs import LogSummary, ShownLists
from interactions_cli.transforms.merge.passes import BROKEN, Merged, MergePlan
from interactions_cli.wording import REDACTED, plural

ELSEWHERE = "about headers, values and the data set: run `interactions-cli validate` on the result"


@dataclass(frozen=True, kw_only=True)
class MergeOutcome:
    """Everything a merge knows at its end.

    `view` is of the interactions as they were read; `max_samples` and `redact` are about the report. `left_out` are the
    rules that were not asked for, code → reason.
    """

    view: DatasetView
    plan: MergePlan
    shown: ShownLists
    merged: Merged
    max_samples: int
    redact: bool
    left_out: Mapping[str, str] = field(default_factory=dict)

    def judge(self) -> Judgement:
        """What the rules about lines and lists say of the output, and what was wrong with the logs."""
        ours = {rule.code for rule in self.plan.checks} | set(BROKEN)
        left_out = {rule.code: self.left_out.get(rule.code, ELSEWHERE) for rule in RULES if rule.code not in ours}
        left_out |= {code: reason for code, reason in self.left_out.items() if code in ours}
        judge = Judge(self._output_view(), left_out, max_samples=self.max_samples, redact=self.redact)
        metrics = self._metrics()
        result = judge.judge(self.merged.observations, metrics, metrics)
        result.skipped = [entry for entry in result.skipped if entry.code in ours]
        found = list(self._log_findings())
        result.findings.extend(found)
        result.findings.sort(key=lambda entry: (entry.severity.rank, entry.code, entry.column or ""))
        codes = {entry.code for entry in found}
        result.passed.extend(
            Passed(code=defect.code, column=None) for defect in LOG_DEFECTS if defect.code not in codes
        )
        return result

    def section(self, match: str, available: str | None) -> dict[str, Any]:
        """The report's `merge`."""
        rule, content = self.plan.rule, self.plan.content
        logs = [_log(entry) for entry in self.shown.logs]
        figures = {"logs": logs, **self.merged.tally.section(self.shown.index)}
        return {
            "on": list(rule.on),
            "by": list(rule.by),
            "within_seconds": rule.within,
            "match": match if rule.by_time else None,
            "existing": content.existing,
            "available": available,
            "add_interacted": content.add_interacted,
            **figures,
            "hint": low_rate_hint(figures, rule),
        }

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
            replace(header, names=(*header.names, IMPRESSION), counted=(*header.counted, IMPRESSION))
            for header in view.headers
        )
        schema = view.schema
        if schema.field(IMPRESSION) is None and schema.path is None:
            schema = replace(schema, fields=(*schema.fields, default_field(IMPRESSION, view.target.domain)))
        return replace(view, headers=headers, schema=schema)

    def _metrics(self) -> Metrics:
        rows = sum(entry.rows for entry in self.merged.inputs)
        return Metrics(
            rows=rows,
            records=rows - self.merged.tally.counts["broken"],
            blank_lines=self.merged.blank_lines,
            bytes=self.merged.bytes_read,
            columns=self._output_view().names,
            # Not measured: no rule that looks at them is applied.
            unique_interactions=0,
            duplicate_rows=0,
            duplicate_user_item_time=0,
            users=0,
            users_with_2=0,
            users_with_2_unique=0,
            items=0,
            event_types={},
            timestamp_min=None,
            timestamp_max=None,
            by_column={},
        )

    def _log_findings(self) -> Iterator[Finding]:
        key = " or ".join(self.plan.rule.key)
        for defect in LOG_DEFECTS:
            if defect.code in self.shown.hits:
                yield self._finding(defect, self.shown.hits[defect.code], key)
        places = self.merged.not_written
        count = self.merged.tally.counts["not_written"]
        if count:
            samples = [(path, line, "") for path, line in places]
            yield self._finding(NOT_WRITTEN, LogHits(count, samples), key, values=False)

    def _finding(self, defect: LogDefect, hits: LogHits, key: str, *, values: bool = True) -> Finding:
        first_path, first_line, _ = hits.samples[0] if hits.samples else ("", 0, "")
        words = {
            "lines": plural(hits.count, "line"),
            "path": first_path,
            "line": first_line,
            "columns": key,
        }
        shown = tuple(self._samples(hits.samples, values=values))
        return Finding(
            code=defect.code,
            name=defect.name,
            severity=defect.effect.severity,
            effect=defect.effect.value,
            column=IMPRESSION if defect is NOT_WRITTEN else None,
            count=hits.count,
            share=None,
            actual=None,
            limit=None,
            missing=None,
            message=defect.message.format_map(words),
            hint=defect.hint.format_map(words | {"path": shell_content(first_path, compression_by_name(first_path))}),
            source=defect.source,
            samples=shown,
            samples_cut=hits.count > len(shown) and bool(hits.samples),
        )

    def _samples(self, samples: Sequence[tuple[str, int, str]], *, values: bool) -> Iterator[Sample]:
        for path, line, text in samples[: self.max_samples]:
            value = None if not values else REDACTED if self.redact else text[:VALUE_WIDTH]
            yield Sample(path=path, line=line, value=value, value_cut=values and len(text) > VALUE_WIDTH)


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
    }
