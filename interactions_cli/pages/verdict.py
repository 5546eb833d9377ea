"""How a run went, in words: the verdict, what was done, and the reason of the exit code."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from interactions_cli.report import Finding, Report, Severity
from interactions_cli.wording import percent, plural

# Commands that apply every rule to what they say PASS about.
JUDGING = ("validate", "prepare")


def tally(findings: Iterable[Finding], none: str = "no findings") -> str:
    """`2 errors, 1 warning`; severities without findings are left out."""
    severities = [finding.severity for finding in findings]
    counts = [(severity, severities.count(severity)) for severity in Severity]
    return ", ".join(plural(count, severity.value) for severity, count in counts if count) or none


def verdict(report: Report) -> str:
    """`FAIL`, `PASS`, or nothing where the command has not judged everything that a PASS would vouch for.

    Errors beyond their budget are a failure of the data even where the command exits with 0.
    """
    if "sample" in report.sections.get("prepare", {}):
        return ""
    errors = (finding for finding in report.findings if finding.severity is Severity.ERROR)
    if report.failing or report.failure is not None or any(not finding.within_budget for finding in errors):
        return "FAIL"
    return "PASS" if report.command in JUDGING else ""


def verdict_line(report: Report) -> str:
    """`FAIL: 2 errors in 1,203 rows`, without a verdict `no findings in 1,203 rows`."""
    return ": ".join(filter(None, [verdict(report), result(report)]))


def result(report: Report) -> str:
    """`2 errors, 1 warning in 1,203 rows`; cells have not been judged by `stats`: `1,203 rows; 1 warning`."""
    if "stats" in report.sections:
        return f"{plural(report.rows, 'row')}; {tally(report.findings)}"
    return f"{tally(report.findings)} in {plural(report.rows, 'row')}"


def done(report: Report) -> str:
    """What a command that writes data came to: how much was kept or matched; empty for every other command."""
    if "filter" in report.sections:
        return kept_words(report.sections["filter"])
    if "prepare" in report.sections:
        return written_words(report.sections["prepare"])
    return matched_words(report.sections["merge"]) if "merge" in report.sections else ""


def kept_words(section: Mapping[str, Any]) -> str:
    """`61,716 of 158,371 lines kept (39 %)`."""
    kept, read = section["kept"], section["read"]
    share = f" ({percent(kept / read)})" if read else ""
    return f"{kept:,} of {plural(read, 'line')} kept{share}"


def matched_words(section: Mapping[str, Any]) -> str:
    """`8,120 of 10,000 interactions matched (81.2 %)`; the rate is that of the interactions that were looked up."""
    looked_up = section["matched"] + sum(section["unmatched"].values())
    rate = "" if section["match_rate"] is None else f" ({percent(section['match_rate'])})"
    return f"{section['matched']:,} of {plural(looked_up, 'interaction')} matched{rate}"


def written_words(section: Mapping[str, Any]) -> str:
    """`4 of 6 records written, 2 rejected (33 %)`."""
    read, written, rejected = section["read"], section["written"], section["rejected"]
    share = f" ({percent(rejected / read)})" if rejected else ""
    verb = "would be written" if "sample" in section else "written"
    return f"{written:,} of {plural(read, 'record')} {verb}, {rejected:,} rejected{share}"


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
