"""Rules that speak although they were left out: no other rule can say that lines could not be read as records."""

from __future__ import annotations

from collections.abc import Collection

from interactions_cli.measures.metrics import Metrics
from interactions_cli.reading.header_problem import HeaderProblem
from interactions_cli.reading.view import DatasetView
from interactions_cli.rules.defects import NO_RECORD_CODES
from interactions_cli.rules.rule import DatasetRule, HeaderRule, LineRule, Rule
from interactions_cli.rules.selection import NOT_SELECTED


def is_about_unread(rule: Rule, reason: str, view: DatasetView, metrics: Metrics, lines: Collection[str]) -> bool:
    """Whether a rule that was left out speaks all the same: of what cannot be read no other one has a word to say.

    Args:
        rule: The rule.
        reason: Why it was left out.
        view: The inputs.
        metrics: The figures of all records.
        lines: The codes of the line rules that found something.
    """
    problems = {header.problem for header in view.headers if header.problem is not None}
    match rule:
        case HeaderRule(judges_unreadable=True):
            # A file without a byte hides nothing: `--ignore` may leave it out by name.
            hides_lines = any(header.problem is HeaderProblem.EMPTY and header.line for header in view.headers)
            return hides_lines or (HeaderProblem.EMPTY in problems and reason == NOT_SELECTED)
        case DatasetRule(judges_empty=True):
            return HeaderProblem.LONE_CR in problems
        case LineRule():
            is_file = not problems.isdisjoint(rule.whole_file)
            has_no_record = metrics.rows > 0 and not metrics.records
            return is_file or (has_no_record and rule.code in NO_RECORD_CODES and rule.code in lines)
    return False
