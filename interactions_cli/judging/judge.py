"""From hits and measures to findings, passed and skipped checks, in words."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from types import MappingProxyType

from interactions_cli.judging.columns import absent_reason, judged_columns
from interactions_cli.judging.folding import fold
from interactions_cli.judging.hints import Hints
from interactions_cli.judging.mandatory import is_about_unread
from interactions_cli.judging.observations import Observations, in_words_of_line_ends
from interactions_cli.judging.template_words import message_words, shown_sample
from interactions_cli.judging.unusable_column import fold_minimums
from interactions_cli.measures.join_figures import JoinFigures
from interactions_cli.measures.metrics import Metrics
from interactions_cli.measures.stream_figures import StreamFigures
from interactions_cli.reading.hits import Hits
from interactions_cli.reading.view import DatasetView
from interactions_cli.report import Finding, Passed, Sample, Skipped, samples_to_keep
from interactions_cli.rules import RULES
from interactions_cli.rules.baseline_rule import BaselineRule
from interactions_cli.rules.cell import settled
from interactions_cli.rules.evidence import Facts, Problem
from interactions_cli.rules.kit.comparison import NO_BASELINE, Baseline, Comparison
from interactions_cli.rules.kit.headers import readable
from interactions_cli.rules.kit.prepare_commands import CommandLine
from interactions_cli.rules.rule import DatasetRule, HeaderRule, LineRule, RowRule, Rule
from interactions_cli.wording import rounded


@dataclass
class Judgement:
    """The verdicts of all rules, sorted as the report lists them."""

    findings: list[Finding] = field(default_factory=list)
    passed: list[Passed] = field(default_factory=list)
    skipped: list[Skipped] = field(default_factory=list)


class Judge:
    """Puts rules, observations and metrics together.

    Args:
        view: Headers, schema and target.
        left_out: Rules not to apply, code → reason.
        typed: What the command was given, for the commands of hints.
        max_samples: Samples per finding.
        redact: Whether texts from the data are hidden: in samples, and in messages where rules mark them as Cells.
        baseline: An earlier report to compare with.
    """

    def __init__(
        self,
        view: DatasetView,
        left_out: Mapping[str, str],
        typed: CommandLine,
        *,
        max_samples: int,
        redact: bool,
        baseline: Baseline | None = None,
    ) -> None:
        self._view, self._baseline, self._left_out = view, baseline, left_out
        self._max_samples, self._redact = max_samples, redact
        # What is folded is told by first places, however many are shown.
        self._kept = samples_to_keep(max_samples)
        self._result = Judgement()
        self._explained: dict[str, tuple[str, ...]] = {}
        self._equal: dict[str, tuple[str, ...]] = {}
        self._hints = Hints(typed, redact=redact)
        self._order = {header.path: place for place, header in enumerate(view.headers)}

    def judge(
        self,
        observations: Observations,
        metrics: Metrics,
        training: Metrics,
        read_types: Mapping[str, int] | None = None,
        *,
        joins: Sequence[JoinFigures] = (),
        limits: Mapping[str, float] = MappingProxyType({}),
        streamed: StreamFigures | None = None,
        top_user: str | None = None,
    ) -> Judgement:
        """Every rule's verdict; `read_types` and what follows as in Facts."""
        # A domain recommender uses no event filter (SET017), so what it trains on is the whole set.
        judged = metrics if self._view.target.use_cases else training
        facts = Facts(
            view=self._view,
            metrics=metrics,
            training=judged,
            read_types=read_types,
            joins=joins,
            limits=limits,
            streamed=streamed,
            top_user=top_user,
            near_threshold=observations.near_threshold,
        )
        nothing = self._no_records_reason(metrics := facts.of_files.metrics)
        no_cells = nothing or ("no line is a record" if not metrics.records else None)
        for rule in RULES:
            reason = self._left_out.get(rule.code)
            if reason and not is_about_unread(rule, reason, self._view, metrics, observations.lines):
                self._skip(rule, None, reason)
                continue
            match rule:
                case HeaderRule():
                    self._judge_header(rule)
                case LineRule():
                    self._judge_lines(rule, observations, metrics, nothing)
                case RowRule():
                    self._judge_cells(rule, observations, metrics, no_cells)
                case DatasetRule():
                    self._judge_dataset(rule, facts)
                case BaselineRule():
                    self._judge_difference(rule, self._comparison(facts.metrics))
        return self._sorted(metrics, judged)

    def add(self, rule: Rule, problem: Problem) -> None:
        """A finding about something else than the records, such as the lines of a log; before `judge`."""
        self._find(rule, problem)

    def _comparison(self, metrics: Metrics) -> Comparison | None:
        last = self._baseline
        return Comparison(view=self._view, now=metrics, baseline=last, redact=self._redact) if last else None

    def _no_records_reason(self, metrics: Metrics) -> str | None:
        if not readable(self._view):
            return "no input has a header line that can be read"
        return None if metrics.rows else "the file has no records"

    def _skip(self, rule: Rule, column: str | None, reason: str) -> None:
        self._result.skipped.append(Skipped(code=rule.code, column=column, reason=reason))

    def _pass(self, rule: Rule, column: str | None = None) -> None:
        self._result.passed.append(Passed(code=rule.code, column=column))

    def _judge_header(self, rule: HeaderRule) -> None:
        is_judged = readable(self._view) or rule.judges_unreadable
        reason = rule.skip(self._view) if is_judged else "no header line that can be read"
        if reason:
            self._skip(rule, None, reason)
        else:
            self._report(rule, rule.check(self._view))

    def _judge_dataset(self, rule: DatasetRule, facts: Facts) -> None:
        facts = facts.of_files if rule.of_files else facts
        nothing = self._no_records_reason(facts.metrics)
        can_judge = rule.judges_empty or (rule.looks_at_read_types and facts.event_types)
        reason = (None if can_judge else nothing) or rule.skip(facts)
        if reason:
            self._skip(rule, None, reason)
        else:
            self._report(rule, rule.check(facts))

    def _judge_difference(self, rule: BaselineRule, comparison: Comparison | None) -> None:
        reason = NO_BASELINE if comparison is None else rule.not_compared(comparison)
        if reason or comparison is None:
            self._skip(rule, None, reason or NO_BASELINE)
        else:
            self._report(rule, rule.check(comparison))

    def _report(self, rule: Rule, problems: Iterable[Problem]) -> None:
        found = list(problems)
        for problem in found:
            self._find(rule, problem)
        if not found:
            self._pass(rule)

    def _judge_lines(self, rule: LineRule, seen: Observations, metrics: Metrics, nothing: str | None) -> None:
        unread = [header for header in self._view.headers if header.problem in rule.whole_file]
        if unread:
            header = unread[0]
            message, hint = rule.whole_file[header.problem] if header.problem else (rule.message, rule.hint)
            samples = [Sample(path=entry.path, line=1) for entry in unread]
            details = {"path": header.path, "table_line": str(header.table_line)}
            problem = Problem(count=len(unread), samples=samples, details=details)
            self._find(replace(rule, message=message, hint=hint), problem)
        elif rule.code in seen.lines:
            self._find(in_words_of_line_ends(rule, seen), self._placed(seen.lines[rule.code], metrics))
        elif nothing and not metrics.blank_lines:
            self._skip(rule, None, nothing)
        else:
            self._pass(rule)

    def _judge_cells(self, rule: RowRule, seen: Observations, metrics: Metrics, nothing: str | None) -> None:
        for column in judged_columns(rule, seen, self._view):
            found = seen.bad_cells(rule, column, metrics, self._order)
            if nothing:
                self._skip(rule, column, nothing)
            elif (rule, column) not in seen.checked:
                self._skip(rule, column, absent_reason((column, *rule.needs), self._view))
            elif found is not None:
                way, hits = found
                problem = self._placed(hits, metrics)
                value = (problem.samples[0].value or "") if problem.samples else ""
                if equal := way.covers_equal_by(value):
                    self._equal[rule.code] = equal
                words = {**way.details("" if self._redact else value), **way.remedy(self._view, column)}
                self._find(way, replace(problem, column=column, details=words))
            else:
                self._pass(rule, column)

    def _placed(self, hits: Hits, metrics: Metrics) -> Problem:
        samples = [Sample(path=path, line=line, value=text) for path, line, text in hits.samples]
        return Problem(count=hits.count, share=hits.count / metrics.rows if metrics.rows else None, samples=samples)

    def _find(self, rule: Rule, problem: Problem) -> None:
        hide = self._redact and problem.samples_are_cells and not isinstance(rule, HeaderRule)
        shown = tuple(shown_sample(sample, hide=hide) for sample in problem.samples[: self._kept])
        if problem.explains:
            self._explained[rule.code] = problem.explains
        words = message_words(problem, [shown_sample(sample, hide=hide) for sample in problem.samples[:1]])
        self._result.findings.append(
            Finding(
                code=rule.code,
                name=rule.name,
                severity=rule.severity,
                effect=rule.effect.value,
                column=problem.column,
                count=problem.count,
                share=rounded(problem.share),
                actual=rounded(problem.actual),
                limit=rounded(problem.limit),
                missing=rounded(problem.missing),
                message=settled(rule.message.format_map(words), hide=self._redact),
                hint=self._hints.draft(rule.hint, words),
                source=rule.source,
                samples=shown,
                samples_cut=problem.count > len(shown) and bool(problem.samples),
            )
        )

    def _sorted(self, metrics: Metrics, training: Metrics) -> Judgement:
        found = {(entry.code, entry.column) for entry in self._result.findings}
        findings = fold_minimums(self._result.findings, metrics, training)
        kept = fold(findings, self._explained, self._equal, self._view, max_samples=self._kept, redact=self._redact)
        self._result.findings = [self._shown(entry) for entry in self._hints.written(kept)]
        # A rule that passed for one part and has a finding for another is not listed as passed.
        passed = dict.fromkeys(self._result.passed)
        self._result.passed = [entry for entry in passed if (entry.code, entry.column) not in found]
        self._result.skipped = list(dict.fromkeys(self._result.skipped))
        for entries in (self._result.passed, self._result.skipped):
            entries.sort(key=lambda entry: (entry.code, entry.column or ""))
        return self._result

    def _shown(self, finding: Finding) -> Finding:
        shown = finding.samples[: self._max_samples]
        return replace(finding, samples=shown, samples_cut=finding.samples_cut or len(shown) < len(finding.samples))
