"""The report as JUnit XML: a suite for the data set, a case for every check.

A finding at or above `--fail-on` is a failure, and so is a filter that kept nothing: the suite fails exactly where the
command exits with 1. A finding below `--fail-on` is a case that passed, with what was found as its output.
"""

from __future__ import annotations

from collections.abc import Iterator
from xml.etree import ElementTree as ET

from interactions_cli.pages.escape import shorten, visible
from interactions_cli.pages.findings import folded_words
from interactions_cli.pages.verdict import done, exit_reason, verdict
from interactions_cli.pages.words import (
    amount,
    budget_words,
    input_name,
    not_shown,
    output_name,
    sample_place,
    sample_value,
    target_words,
)
from interactions_cli.report import Finding, Passed, Report, Skipped
from interactions_cli.rules import ALL_RULES
from interactions_cli.wording import plural

NAMES = {rule.code: rule.name for rule in ALL_RULES}
LONGEST_NAME = 120
LONGEST_TEXT = 1000
Check = Finding | Passed | Skipped


def render_junit(report: Report) -> str:
    """One suite whose cases are sorted by rule and column; no times, no host.

    Control characters and everything else that XML 1.0 has no place for are escaped as in the text report.
    """
    failing = {(finding.code, finding.column) for finding in report.failing}
    checks: list[Check] = [*report.findings, *report.passed, *report.skipped]
    checks.sort(key=lambda check: (check.code, check.column or ""))
    # A command that writes data can fail as such, whatever the checks say.
    has_result = "filter" in report.sections
    failures = len(report.failing) + (report.failure is not None)
    counts = {"tests": str(len(checks) + has_result), "failures": str(failures), "errors": "0"}
    root = ET.Element("testsuites", {"name": f"interactions-cli {report.command}", **counts})
    suite = ET.SubElement(
        root, "testsuite", {"name": _suite_name(report), **counts, "skipped": str(len(report.skipped))}
    )
    properties = ET.SubElement(suite, "properties")
    for name, value in _properties(report):
        ET.SubElement(properties, "property", {"name": name, "value": _text(value)})
    if has_result:
        case = ET.SubElement(suite, "testcase", {"classname": report.command, "name": "result"})
        if report.failure is not None:
            ET.SubElement(case, "failure", {"type": "error", "message": _text(report.failure)})
    for check in checks:
        _case(suite, check, report.command, failed=(check.code, check.column) in failing)
    ET.indent(root)
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{ET.tostring(root, encoding="unicode")}\n'


def _suite_name(report: Report) -> str:
    first = input_name(report.inputs[0].path) if report.inputs else "no input"
    more = len(report.inputs) - 1
    return _text(f"{first} and {plural(more, 'more file')}" if more > 0 else first)


def _properties(report: Report) -> Iterator[tuple[str, str]]:
    yield "verdict", verdict(report) or "none"
    yield "exit", exit_reason(report)
    yield "rows", str(report.rows)
    if target := target_words(report.target):
        yield "target", "; ".join(target)
    if done(report):
        yield "kept" if "filter" in report.sections else "matched", done(report)
    for output in report.outputs:
        yield "output", f"{output_name(output.path)} ({plural(output.rows, 'row')})"
    for note in report.notes:
        yield "note", note


def _case(suite: ET.Element, check: Check, command: str, *, failed: bool) -> None:
    words = [check.code, NAMES.get(check.code, ""), check.column or ""]
    name = " ".join(shorten(visible(word), LONGEST_NAME) for word in words if word)
    # Jenkins takes what is before the last dot for a package.
    case = ET.SubElement(suite, "testcase", {"classname": f"{command}.{check.code.rstrip('0123456789')}", "name": name})
    if isinstance(check, Skipped):
        ET.SubElement(case, "skipped", {"message": _text(check.reason)})
    elif isinstance(check, Finding):
        text = "\n".join(_lines(check))
        if failed:
            ET.SubElement(case, "failure", {"type": check.severity.value, "message": _text(check.message)}).text = text
        else:
            ET.SubElement(case, "system-out").text = f"{check.severity.value}: {text}"


def _lines(finding: Finding) -> Iterator[str]:
    yield _text(finding.message)
    yield from filter(None, [amount(finding), budget_words(finding), _text(folded_words(finding))])
    for sample in finding.samples:
        yield ": ".join(filter(None, [sample_place(sample), sample_value(sample)]))
    if more := not_shown(finding):
        yield f"… and {more:,} more"
    yield f"fix: {_text(finding.hint)}"
    yield _text(finding.source)


def _text(text: str) -> str:
    return shorten(visible(text), LONGEST_TEXT)
