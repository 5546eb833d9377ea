"""Rules that speak although they were left out: no other rule can say that lines could not be read as records."""

from __future__ import annotations

from collections.abc import Collection
from typing import Final

from interactions_cli.measures.metrics import Metrics
from interactions_cli.reading.view import DatasetView
from interactions_cli.rules import FILE_MESSAGES
from interactions_cli.rules.rule import NOT_SELECTED, LineRule, Rule

# Defects that make a line no record.
NO_RECORD: Final = frozenset({"CSV003", "CSV007", "CSV008", "CSV015"})


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
    if rule.code == "CSV001":
        # A file without a byte hides nothing: to put up with it may be asked for by name.
        hides_lines = any(header.problem == "empty" and header.line for header in view.headers)
        return hides_lines or ("empty" in problems and reason == NOT_SELECTED)
    if rule.code == "CSV002":
        return "lone-cr" in problems
    if not isinstance(rule, LineRule):
        return False
    is_whole_file = any(problem in FILE_MESSAGES and FILE_MESSAGES[problem][0] == rule.code for problem in problems)
    is_every_line = metrics.rows > 0 and not metrics.records and rule.code in NO_RECORD and rule.code in lines
    return is_whole_file or is_every_line
