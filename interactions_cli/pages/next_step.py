"""The one command to type next."""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from interactions_cli.pages.escape import visible
from interactions_cli.pages.findings import groups
from interactions_cli.report import Finding, Report, Severity
from interactions_cli.rules.kit.prepare_commands import PREPARED, prepare_command
from interactions_cli.shell import shell_name

# Programs beside this one that a hint names and a shell starts; other hints show a line of a script or of a schema.
PROGRAMS = ("iconv", "sed", "grep", "perl", "tr", "tail")
_COMMAND = re.compile(r"`([^`]+)`")


def next_step(report: Report) -> tuple[str, str] | None:
    """Words and the command that repairs most of what is wrong, or else one that shows the first line that is.

    None where nothing is wrong, or where no command says more. A command whose path has characters that must be
    escaped is left out, because what is shown could not be copied.
    """
    wrong = report.failing or tuple(entry for entry in report.findings if entry.severity is not Severity.NOTE)
    if not wrong:
        return None
    best = _prepare(report, wrong) or _best(list(_repairs(wrong)))
    if best is not None:
        return "next", best
    line = line_command(report)
    return None if line is None else ("see a line", line)


def _prepare(report: Report, wrong: Sequence[Finding]) -> str | None:
    """The command that makes an importable file of what was judged, where it has something to do for a finding."""
    if report.command != "validate" or not any(map(_is_prepared, wrong)):
        return None
    paths = [entry.path for entry in report.inputs]
    if any(visible(path) != path for path in paths) or any(finding.code == "CSV001" for finding in wrong):
        return None
    return prepare_command(paths, _carried(report.target))


def _is_prepared(finding: Finding) -> bool:
    # `prepare` reads JSON and Parquet besides CSV.
    is_read = finding.code == "CSV014" and ("JSON" in finding.message or "Parquet" in finding.message)
    return is_read or finding.code in PREPARED


def _carried(target: Mapping[str, Any]) -> list[str]:
    """The options that say what the data is for, as words of a shell."""
    given = [("--config", target.get("config")), ("--schema", target.get("schema")), ("--recipe", target.get("recipe"))]
    given += [("--use-case", name) for name in target.get("use_cases") or ()]
    given += [("--domain", target.get("domain"))] if not target.get("use_cases") else []
    given += [("--import-mode", target.get("import_mode"))]
    usual = (None, "inferred", "custom", "full")
    return [word for option, value in given if value not in usual for word in (option, shlex.quote(str(value)))]


def _repairs(findings: Iterable[Finding]) -> Iterator[str]:
    for finding in findings:
        # A second command of a hint is another way, or looks at what the first one did.
        first = _COMMAND.search(finding.hint)
        if first and visible(first[1]) == first[1] and _repairs_data(first[1]):
            yield first[1]


def _repairs_data(command: str) -> bool:
    """Whether a shell can start a command and it leaves a better file; what only looks at data repairs nothing."""
    program, _blank, rest = command.partition(" ")
    if program == "interactions-cli":
        return rest.startswith(("prepare ", "filter "))
    return program in PROGRAMS and " > " in command


def _best(commands: Sequence[str]) -> str | None:
    """The command that most findings have in common, of equals the tool's own, then that of the worst finding."""
    return min(
        dict.fromkeys(commands),
        key=lambda command: (-commands.count(command), not command.startswith("interactions-cli")),
        default=None,
    )


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
