"""Where reports go: standard output, a file, further copies."""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Sequence
from typing import TYPE_CHECKING, TextIO

from interactions_cli.cli.options import Format
from interactions_cli.errors import OutputError, UsageError
from interactions_cli.paths import STDOUT
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

    write_copies(report, copies)
    if output not in (None, STDOUT):
        _summarise(report, name)
        write_atomically(output, render(report, name, width=80, color=False, findings_only=findings_only))
    else:
        print_report(report, name, findings_only=findings_only)


def write_copies(report: Report, copies: Copies) -> None:
    """Write the further copies of a report.

    Raises:
        OutputError: A file that cannot be written.
    """
    from interactions_cli.formats import render

    for name, path in copies:
        write_atomically(path, render(report, name, width=80, color=False))


def print_report(report: Report, name: str, *, stream: TextIO | None = None, findings_only: bool = False) -> None:
    """Print a report to standard output or another stream.

    Raises:
        OutputError: Standard output, or the summary of the job, cannot be written.
    """
    from interactions_cli.formats import render

    _summarise(report, name)
    stream = stream or sys.stdout
    width = min(shutil.get_terminal_size((80, 24)).columns, MAX_WIDTH)
    text = render(report, name, width=width, color=_color(stream), findings_only=findings_only)
    print_text(text, stream)


def print_text(text: str, stream: TextIO | None = None) -> None:
    """Print to a stream, standard output by default, as UTF-8 whatever the locale says: reports quote data."""
    stream = stream or sys.stdout
    try:
        if hasattr(stream, "buffer"):
            stream.buffer.write(text.encode("utf-8", "backslashreplace"))
        else:
            stream.write(text)
        stream.flush()
    except OSError as error:
        raise OutputError(f"standard output: {error.strerror}", "Check the disk: `df -h`.") from None


def _summarise(report: Report, name: str) -> None:
    if name == Format.GITHUB:
        from interactions_cli.cli.step_summary import append_step_summary

        append_step_summary(report)


def _color(stream: TextIO) -> bool:
    return stream.isatty() and not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb"
