"""One line a finding, as compilers and linters write them: for editors, hooks and logs."""

from __future__ import annotations

from collections.abc import Iterator

from interactions_cli.pages.escape import visible
from interactions_cli.pages.verdict import done, exit_reason, verdict_line
from interactions_cli.report import Finding, Report

# What findings about the whole of several inputs have in place of a path.
WHOLE = "data set"


def render_concise(report: Report) -> str:
    """`path:line: CODE name: message`, then remarks about the run, and as the last line the verdict."""
    lines = [
        f"{_place(finding, report)}: {finding.code} {finding.name}: {finding.message}" for finding in report.findings
    ]
    return "".join(f"{visible(line)}\n" for line in [*lines, *_end(report)])


def _place(finding: Finding, report: Report) -> str:
    only = report.inputs[0].path if len(report.inputs) == 1 else None
    for sample in finding.samples:
        path = sample.path if sample.path is not None else only
        if path is not None:
            return path if sample.line is None else f"{path}:{sample.line}"
    return WHOLE if only is None else only


def _end(report: Report) -> Iterator[str]:
    yield from (f"note: {note}" for note in report.notes)
    yield "; ".join(filter(None, [done(report), verdict_line(report), exit_reason(report)]))
