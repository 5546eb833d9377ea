"""The one command to type next."""

from __future__ import annotations

import re
from collections.abc import Sequence

from interactions_cli.pages.escape import visible
from interactions_cli.pages.findings import groups
from interactions_cli.report import Finding, Report, Severity
from interactions_cli.rules.kit.losses import dropped, is_dropped
from interactions_cli.shell import shell_name
from interactions_cli.wording import percent, plural

# What of a hint leaves a better file; what it says besides is to be typed after it, or into a file.
_COMMAND = re.compile(r"`(interactions-cli (?:prepare|filter) [^`]+)`")
_PREPARE = "interactions-cli prepare "
# A command runs without these; what they are for is then left as it is, or its rows are dropped.
_CHOICE = re.compile(r"`--(?:drop|rename-event|list-separator) ")
_NEEDED = re.compile(r"`--(?!drop |rename-event |list-separator )")


def next_step(report: Report) -> tuple[str, str] | None:
    """Words and the command that repairs most of what is wrong, or else one that shows the first line that is.

    None where nothing is wrong, or where no command says more. A command whose path has characters that must be
    escaped is left out, because what is shown could not be copied.
    """
    wrong = report.failing or tuple(entry for entry in report.findings if entry.severity is not Severity.NOTE)
    if not wrong:
        return None
    best = _best([command for finding in wrong if (command := _command(finding))])
    if best is not None:
        return _effect(report, best) or "next", best
    line = line_command(report)
    return None if line is None else ("see a line", line)


def _command(finding: Finding) -> str | None:
    """The command that settles it as it stands, with no option added that is not needed to run it."""
    found = _COMMAND.search(finding.hint)
    is_settled = is_dropped(finding) or not _CHOICE.search(finding.hint)
    return found[1] if found and is_settled and visible(found[1]) == found[1] else None


def _best(commands: Sequence[str]) -> str | None:
    """The command that most findings have in common, of equals that of the worst finding."""
    return min(dict.fromkeys(commands), key=lambda command: -commands.count(command), default=None)


def _effect(report: Report, command: str) -> str:
    """`repairs 9 of 12 errors, drops 37 rows (3 %)`: what comes of the `prepare` command; empty where that is open.

    It is where an option is missing that only the user knows. Of one row several findings may speak, and some values
    can be read and others not: then the number of rows has bounds.
    """
    meant = [finding for finding in report.findings if _command(finding) == command]
    if not command.startswith(_PREPARE) or any(_NEEDED.search(finding.hint) for finding in meant):
        return ""
    severity = min((finding.severity for finding in meant), key=lambda entry: entry.rank)
    alike = [finding for finding in report.findings if finding.severity is severity]
    repaired = [finding for finding in meant if finding.severity is severity and not is_dropped(finding)]
    parts = [f"repairs {len(repaired):,} of {plural(len(alike), severity.value)}"] if repaired else []
    least, most = dropped(report.findings)
    rows = max(report.rows, 1)
    if 0 < least == most:
        parts.append(f"drops {plural(least, 'row')} ({percent(least / rows)})")
    elif most:
        parts.append(f"drops {least:,} to {plural(most, 'row')} ({percent(least / rows)} to {percent(most / rows)})")
    return ", ".join(parts)


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
