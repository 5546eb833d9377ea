"""Where reports go: standard output, a file, further copies."""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Sequence
from typing import TYPE_CHECKING

from interactions_cli.cli.options import Format
from interactions_cli.errors import OutputError, UsageError
from interactions_cli.sink import write_atomically

if TYPE_CHECKING:
    from interactions_cli.report import Report

# Beyond this, lines are hard to read; a pipe or file gets the width of a plain terminal.
MAX_WIDTH = 120
Copies = Sequence[tuple[str, str]]


def parse_copies(texts: Sequence[str]) -> Copies:
    """The `--report FORMAT=FILE` options as (format, path).

    Raises:
        UsageError: Not of that form, or an unknown format.
    """
    copies = []
    for text in texts:
        name, equals, path = text.partition("=")
        if not equals or not path or name not in list(Format):
            raise UsageError(
                f"--report {text!r} is not FORMAT=FILE", f"Formats are {', '.join(Format)}: --report json=report.json."
            )
        copies.append((name, path))
    return copies


def write_reports(report: Report, name: str, output: str | None, copies: Copies, *, findings_only: bool) -> None:
    """Write the report in its main form and its further copies; files are replaced atomically.

    Raises:
        OutputError: A file that cannot be written.
    """
    from interactions_cli.formats import render

    for copy, path in copies:
        write_atomically(path, render(report, copy, width=80, color=False))
    if output:
        write_atomically(output, render(report, name, width=80, color=False, findings_only=findings_only))
    else:
        width = min(shutil.get_terminal_size((80, 24)).columns, MAX_WIDTH)
        print_text(render(report, name, width=width, color=_color(), findings_only=findings_only))


def print_text(text: str) -> None:
    """Print to standard output as UTF-8 whatever the locale says: reports quote data."""
    try:
        sys.stdout.buffer.write(text.encode("utf-8", "backslashreplace"))
        sys.stdout.buffer.flush()
    except OSError as error:
        raise OutputError(f"standard output: {error.strerror}", "Check the disk: `df -h`.") from None


def _color() -> bool:
    return sys.stdout.isatty() and not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb"
