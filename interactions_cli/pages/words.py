"""What the formats for people share: headings, figures in words, the verdict and the reason of the exit code."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from types import MappingProxyType
from typing import Any

from interactions_cli.pages.escape import visible
from interactions_cli.report import Finding, Report, Sample, Severity
from interactions_cli.rules.rule import Effect
from interactions_cli.shell import shell_name
from interactions_cli.wording import percent, plural, typed

CONSEQUENCES = {
    "import-fails": "the import job fails",
    "training-fails": "the import may succeed, but training fails",
    "unstated": "not stated: the guide requires it and names no consequence",
    "ignored": "it is accepted and not used",
    "deduplicated": "copies are collapsed into one",
    "suspicious": "not documented; it is nearly always a mistake",
    "recommended": "accepted; the guide recommends otherwise",
    "information": "nothing; it is good to know",
}
HEADINGS: Mapping[Effect, str] = MappingProxyType(
    {
        Effect.IMPORT_FAILS: "The import job fails",
        Effect.TRAINING_FAILS: "Training fails",
        Effect.UNSTATED: "The guide requires it, what happens is not stated",
        Effect.IGNORED: "Rows or columns the service ignores",
        Effect.DEDUPLICATED: "Rows the service counts once",
        Effect.SUSPICIOUS: "Probably a mistake",
        Effect.RECOMMENDED: "Short of what the guide recommends",
        Effect.INFORMATION: "Good to know",
    }
)


def groups(report: Report) -> Iterable[tuple[Effect, tuple[Finding, ...]]]:
    """The findings by what the service will do, the worst first; effects without findings are left out."""
    for effect in Effect:
        found = tuple(finding for finding in report.findings if finding.effect == effect)
        if found:
            yield effect, found


def tally(findings: Iterable[Finding], none: str = "no findings") -> str:
    """`2 errors, 1 warning`; severities without findings are left out."""
    severities = [finding.severity for finding in findings]
    counts = [(severity, severities.count(severity)) for severity in Severity]
    return ", ".join(plural(count, severity.value) for severity, count in counts if count) or none


def verdict(report: Report) -> str:
    """`FAIL` or `PASS`. Errors beyond their budget are a failure of the data even where the command exits with 0.

    A merge that matched nothing has judged nothing: where that is accepted it is `EMPTY`.
    """
    if report.failure is not None:
        return "FAIL"
    if "merge" in report.sections and not (
        report.sections["merge"]["matched"] or report.sections["merge"]["existing_kept"]
    ):
        return "EMPTY"
    errors = (finding for finding in report.findings if finding.severity is Severity.ERROR)
    return "FAIL" if report.failing or any(not finding.within_budget for finding in errors) else "PASS"


def exit_reason(report: Report) -> str:
    """The exit code and which findings it comes from: `exit 1: 2 errors (--fail-on error)`."""
    if report.failure is not None:
        return f"exit 1: {report.failure}"
    if report.fail_on == "never":
        said = tally(report.findings)
    else:
        limit = Severity(report.fail_on)
        absent = {Severity.ERROR: "no errors", Severity.WARNING: "no errors or warnings", Severity.NOTE: "no findings"}
        said = tally(report.failing, absent[limit])
    if report.tolerated:
        said += f", not counting {tally(report.tolerated)} within budget"
    options = f"--fail-on {report.fail_on}" + (", --exit-zero" if report.exit_zero else "")
    return f"exit {0 if report.ok else 1}: {said} ({options})"


def budget_words(finding: Finding) -> str | None:
    """`within its budget of 0.1 %`, `over its budget of 12 rows`; None without one."""
    if finding.budget is None:
        return None
    limit = finding.budget
    amount = plural(limit, "row") if isinstance(limit, int) else limit.replace("%", " %")
    return f"{'within' if finding.within_budget else 'over'} its budget of {amount}"


def config_words(target: Mapping[str, Any]) -> list[str]:
    """The configuration file and what it changes about rules; empty without one."""
    if target.get("config") is None:
        return []
    severities = [f"{code} {severity}" for code, severity in target["severity"].items()]
    words = [f"severity of {', '.join(severities)}"] if severities else []
    budgets = [f"{code} {limit}" for code, limit in target["budgets"].items()]
    words += [f"budget of {', '.join(budgets)}"] if budgets else []
    return [target["config"], *words]


def skipped_by_reason(report: Report) -> dict[str, list[str]]:
    """Reason → the codes skipped for it, each once, in report order."""
    reasons: dict[str, dict[str, None]] = {}
    for entry in report.skipped:
        reasons.setdefault(entry.reason, {})[entry.code] = None
    return {reason: list(codes) for reason, codes in reasons.items()}


def target_words(target: Mapping[str, Any]) -> list[str]:
    """What the data is for: domain, use cases or recipe, import mode, schema."""
    words = [f"{target['domain']} domain"] if target.get("domain") else []
    cases = target.get("use_cases") or ()
    if cases:
        words.append(f"{'use case' if len(cases) == 1 else 'use cases'} {' and '.join(cases)}")
    if target.get("recipe"):
        words.append(f"recipe {target['recipe']}")
    if target.get("import_mode"):
        words.append(f"{target['import_mode']} import")
    schema = target.get("schema")
    if schema:
        words.append("schema inferred from the header" if schema == "inferred" else f"schema {schema}")
    return words


def event_words(event: Mapping[str, Any]) -> str:
    """One entry of the event filter: `watch >= 0.5, weight 0.7` reads `watch >= 0.5 (weight 0.7)`."""
    text = event["event_type"] if event.get("event_type") is not None else "any type"
    if event.get("threshold") is not None:
        text += f" >= {typed(event['threshold'])}"
    if event.get("weight") is not None:
        text += f" (weight {typed(event['weight'])})"
    return text


def amount(finding: Finding) -> str:
    """`4,815 rows (3.8 %)`, `12 found`; empty for what is there once."""
    if finding.share is not None:
        return f"{plural(finding.count, 'row')} ({percent(finding.share)})"
    return f"{finding.count:,} found" if finding.count > 1 else ""


def sample_value(sample: Sample) -> str:
    """The value made visible, an ellipsis where it was cut; empty without one."""
    if sample.value is None:
        return ""
    text = visible(sample.value) + ("…" if sample.value_cut else "")
    # Blanks at an end, and a cell that is nothing else, would not be seen.
    return f'"{text}"' if not text or text != text.strip() else text


def sample_place(sample: Sample) -> str:
    """`line 402 of x.csv`; empty for a sample that is in no line and in no file."""
    parts = [f"line {sample.line}"] if sample.line is not None else []
    if sample.path is not None:
        parts.append(input_name(sample.path))
    return visible(" of ".join(parts))


def first_sample(finding: Finding) -> str:
    """`first in line 402 of x.csv: 1.7e9`, `for example Watch = watch` where it is in no place; empty without one."""
    if not finding.samples:
        return ""
    place, value = sample_place(finding.samples[0]), sample_value(finding.samples[0])
    return ": ".join(filter(None, [f"first in {place}", value])) if place else f"for example {value}" if value else ""


def not_shown(finding: Finding) -> int:
    """How many places there are beyond the samples."""
    return max(0, finding.count - len(finding.samples)) if finding.samples and finding.samples_cut else 0


def input_name(path: str) -> str:
    """The path as given; `-` in words."""
    return "standard input" if path == "-" else path


def output_name(path: str) -> str:
    """The path as given; `-` in words."""
    return "standard output" if path == "-" else path


def line_command(report: Report) -> str | None:
    """A shell command that shows the first sampled line, or None: no sample has one, or it is in no file.

    A path with characters that must be escaped is left out as well, because what is shown could not be copied.
    """
    only = report.inputs[0].path if len(report.inputs) == 1 else None
    for _effect, findings in groups(report):
        for sample in (sample for finding in findings for sample in finding.samples):
            path = sample.path or only
            if sample.line is not None and path not in (None, "-") and visible(path) == path:
                return _show_line(path, sample.line)
    return None


def _show_line(path: str, line: int) -> str:
    name = shell_name(path)
    if path.lower().endswith(".gz"):
        return f"zcat {name} | sed -n {line}p"
    if path.lower().endswith(".zst"):
        return f"zstdcat {name} | sed -n {line}p"
    return f"sed -n {line}p {name}"
