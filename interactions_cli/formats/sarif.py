"""The report as SARIF 2.1.0, for code scanning on GitHub and for viewers in editors."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from hashlib import sha256
from itertools import islice
from typing import Any
from urllib.parse import quote

from interactions_cli.formats.json import json_text
from interactions_cli.pages.coverage import skipped_by_reason
from interactions_cli.pages.escape import shorten, visible
from interactions_cli.pages.findings import first_sample, folded_words
from interactions_cli.pages.verdict import exit_reason
from interactions_cli.pages.words import budget_words, sample_value
from interactions_cli.report import Finding, Report, Sample, Severity
from interactions_cli.rules import ALL_RULES
from interactions_cli.rules.effect import Effect
from interactions_cli.rules.rule import Rule
from interactions_cli.version import __version__
from interactions_cli.wording import plural

SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
LEVELS: Mapping[Severity, str] = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.NOTE: "note"}
# GitHub rejects more than 25,000 results, 25,000 rules, 1,000 locations of a result or 10 MB gzipped; it keeps 5,000
# results and asks for at most 10 locations of each, of which it shows the first.
# https://docs.github.com/en/code-security/code-scanning/integrating-with-code-scanning/sarif-support-for-code-scanning
MOST_RESULTS = 1000
MOST_LOCATIONS = 10
MOST_NOTIFICATIONS = 100
LONGEST_TEXT = 1000
# What relative paths are relative to: where the command ran, for a checkout its root.
BASE = "%SRCROOT%"


def render_sarif(report: Report) -> str:
    """One run: all rules, a result for every finding, its samples as locations.

    Standard input and paths with `..` have no location, because no portable address means them; the message then names
    the place. Fingerprints are of rule and column, so they stay when lines move.
    """
    rules = _rules(report.findings)
    places = {rule["id"]: place for place, rule in enumerate(rules)}
    shown = report.findings[:MOST_RESULTS]
    run = {
        "tool": {"driver": {"name": "interactions-cli", "version": __version__, "rules": rules}},
        "invocations": [_invocation(report, left=len(report.findings) - len(shown))],
        "results": [_result(finding, places[finding.code], report) for finding in shown],
        "properties": {"command": report.command, "failOn": report.fail_on, "summary": report.summary},
    }
    return json_text({"$schema": SCHEMA, "version": "2.1.0", "runs": [run]})


def _rules(findings: Iterable[Finding]) -> list[dict[str, Any]]:
    literals: dict[str, list[Rule]] = {}
    for rule in ALL_RULES:
        literals.setdefault(rule.code, []).append(rule)
    other = {finding.code: _unknown_rule(finding) for finding in findings if finding.code not in literals}
    return [*map(_rule, literals.values()), *other.values()]


def _rule(literals: Sequence[Rule]) -> dict[str, Any]:
    rule = literals[0]
    why = " ".join(literal.why for literal in literals)
    return _descriptor(rule.code, rule.name, rule.effect, rule.severity, rule.source, why) | {
        "help": {
            "text": "\n\n".join([why, _consequence(rule.effect), *map(_text_example, literals)]),
            "markdown": "\n\n".join([why, _consequence(rule.effect), *map(_markdown_example, literals)]),
        }
    }


def _unknown_rule(finding: Finding) -> dict[str, Any]:
    effect = Effect(finding.effect)
    text = _consequence(effect)
    rule = _descriptor(finding.code, finding.name, effect, effect.severity, finding.source, text)
    return rule | {"help": {"text": text}}


def _descriptor(
    code: str, name: str, effect: Effect, severity: Severity, source: str, description: str
) -> dict[str, Any]:
    return {
        "id": code,
        "name": name,
        "shortDescription": {"text": name.replace("-", " ").capitalize()},
        "fullDescription": {"text": description},
        "helpUri": source,
        "defaultConfiguration": {"level": LEVELS[severity]},
        "properties": {"effect": effect.value, "tags": [effect.value]},
    }


def _consequence(effect: Effect) -> str:
    return f"What the service does: {effect.consequence}."


def _text_example(rule: Rule) -> str:
    return f"Before:\n{rule.before}\n\nAfter:\n{rule.after}"


def _markdown_example(rule: Rule) -> str:
    return f"Before:\n\n```text\n{rule.before}\n```\n\nAfter:\n\n```text\n{rule.after}\n```"


def _invocation(report: Report, *, left: int) -> dict[str, Any]:
    notes = list(report.notes)
    if left:
        notes.append(f"{plural(left, 'finding')} more in the text and JSON reports")
    skipped = [f"{', '.join(codes)} did not run: {reason}" for reason, codes in skipped_by_reason(report).items()]
    return {
        "executionSuccessful": True,
        "exitCode": 0 if report.ok else 1,
        "exitCodeDescription": exit_reason(report),
        "toolExecutionNotifications": _notifications(notes),
        "toolConfigurationNotifications": _notifications(skipped),
    }


def _notifications(texts: Sequence[str]) -> list[dict[str, Any]]:
    return [{"level": "note", "message": _message(text)} for text in texts[:MOST_NOTIFICATIONS]]


def _result(finding: Finding, rule_index: int, report: Report) -> dict[str, Any]:
    placed = _sample_locations(finding, report)
    first = "" if placed else first_sample(finding)
    parts = [
        finding.message,
        *(part[:1].upper() + part[1:] for part in (folded_words(finding), first, budget_words(finding) or "")),
        finding.hint,
    ]
    return {
        "ruleId": finding.code,
        "ruleIndex": rule_index,
        "level": LEVELS[finding.severity],
        "message": _message(" ".join(f"{text.rstrip('.')}." for text in parts if text)),
        "locations": placed or _whole_file(finding, report),
        "partialFingerprints": {"ruleAndColumn/v1": _fingerprint(finding)},
        "properties": {
            "effect": finding.effect,
            "column": None if finding.column is None else _shown(finding.column),
            "count": finding.count,
            "share": finding.share,
            "actual": finding.actual,
            "limit": finding.limit,
            "missing": finding.missing,
        },
    }


def _sample_locations(finding: Finding, report: Report) -> list[dict[str, Any]]:
    only = report.inputs[0].path if len(report.inputs) == 1 else None
    places = ((sample.path if sample.path is not None else only, sample) for sample in finding.samples)
    found = (_location(path, sample) for path, sample in places if sample.line is not None)
    return list(islice(filter(None, found), MOST_LOCATIONS))


def _whole_file(finding: Finding, report: Report) -> list[dict[str, Any]]:
    """The first file, for what is about the data set; nothing for lines that have no address."""
    if any(sample.line is not None for sample in finding.samples):
        return []
    return list(islice(filter(None, (_location(entry.path, Sample()) for entry in report.inputs)), 1))


def _location(path: str | None, sample: Sample) -> dict[str, Any] | None:
    uri = None if path is None else _uri(path)
    if uri is None:
        return None
    place: dict[str, Any] = {"uri": uri} if uri.startswith("file:") else {"uri": uri, "uriBaseId": BASE}
    # What is about a whole file points to its header line: GitHub asks for a line.
    physical = {"artifactLocation": place, "region": {"startLine": sample.line or 1}}
    value = sample_value(sample)
    return {"physicalLocation": physical} | ({"message": _message(value)} if value else {})


def _uri(path: str) -> str | None:
    """A URI reference for a path; None for standard input, and for a path with `..`, which readers must reject."""
    parts = [part for part in path.split("/") if part not in ("", ".")]
    if path == "-" or ".." in parts or not parts:
        return None
    try:
        names = [quote(part.encode("utf-8", "surrogateescape"), safe="") for part in parts]
    except UnicodeEncodeError:
        return None
    return f"{'file:///' if path.startswith('/') else ''}{'/'.join(names)}"


def _fingerprint(finding: Finding) -> str:
    text = finding.code if finding.column is None else f"{finding.code}\0{finding.column}"
    return sha256(text.encode("utf-8", "backslashreplace")).hexdigest()[:32]


def _message(text: str) -> dict[str, str]:
    # In a message `{0}` is a placeholder unless braces are doubled, and `[x](y)` is a link.
    return {"text": _shown(text).replace("{", "{{").replace("}", "}}").replace("](", r"]\x28")}


def _shown(text: str) -> str:
    return shorten(visible(text), LONGEST_TEXT)
