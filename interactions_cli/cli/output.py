"""Where reports go: standard output, a file, further copies."""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, TextIO

from interactions_cli.cli.color import AUTO, wants_color
from interactions_cli.errors import OutputError, UsageError
from interactions_cli.formats.own_report import is_own_report
from interactions_cli.storage.outputs import OutputSet
from interactions_cli.storage.places import same_place
from interactions_cli.storage.sink import Output
from interactions_cli.storage.streams import named_output
from interactions_cli.trace import NO_TRACE, RENDER, WRITE, Trace

if TYPE_CHECKING:
    from interactions_cli.report import Report

VARIABLE = "GITHUB_STEP_SUMMARY"
# Beyond this, lines are hard to read; a pipe or file gets the width of a plain terminal.
MAX_WIDTH = 120
Copies = Sequence[tuple[str, str]]
Opened = Sequence[tuple[str, Output]]


def parse_copies(texts: Sequence[str]) -> Copies:
    """The `--report FORMAT=FILE` options as (format, path).

    Raises:
        UsageError: Not of that form, or an unknown format.
    """
    from interactions_cli.formats import FORMATS, known_format

    copies = []
    for text in texts:
        name, equals, path = text.partition("=")
        if not equals or not path:
            raise UsageError(
                f"--report {text!r} is not FORMAT=FILE", f"Formats are {', '.join(FORMATS)}: --report json=report.json."
            )
        copies.append((known_format(name), named_output(path)))
    return copies


def open_copies(copies: Copies, outputs: OutputSet, *, force: bool = False) -> Opened:
    """The files of further copies, opened before the data are read: what cannot be written is said at once.

    Args:
        copies: Formats and paths.
        outputs: Where they are opened.
        force: Whether a file that is neither empty nor a report of ours may be replaced.

    Raises:
        OutputError: A file that cannot be written or may not be replaced.
    """
    opened = []
    for name, path in copies:
        if _is_step_summary(path):
            output = outputs.append(path)
        else:
            output = outputs.open(path, force=force, replaceable=is_own_report, compress=False)
        opened.append((name, output))
    return opened


def _is_step_summary(path: str) -> bool:
    """Whether a path is the file that the steps of a job add their summaries to."""
    summary = os.environ.get(VARIABLE)
    return bool(summary) and same_place(path, str(summary))


def write_copies(
    report: Report, opened: Opened, *, findings_only: bool = False, verbose: bool = False, trace: Trace = NO_TRACE
) -> None:
    """Write further copies of a report out; they appear when their set is committed.

    Raises:
        OutputError: A file that cannot be written.
    """
    from interactions_cli.formats import render

    for name, sink in opened:
        with trace.stage(RENDER):
            text = render(report, name, width=80, color=False, findings_only=findings_only, verbose=verbose)
        with trace.stage(WRITE):
            sink.write(text.encode("utf-8", "backslashreplace"))
            sink.finish()


def refuse_closed_output() -> None:
    """Say that standard output is closed before the data are read, not after.

    Raises:
        OutputError: It is.
    """
    if sys.stdout is None:
        raise OutputError("standard output is closed", "Write the report to a file with --output.")


def refuse_terminal() -> None:
    """Refuse to pour rows onto a terminal.

    Raises:
        UsageError: Standard output is one.
    """
    if sys.stdout is not None and sys.stdout.isatty():
        raise UsageError(
            "the rows would be poured onto the terminal", "Name a file, `-o FILE`, or pipe them on, `… | head`."
        )


def print_report(
    report: Report,
    name: str,
    stream: TextIO,
    *,
    color: str = AUTO,
    findings_only: bool = False,
    verbose: bool = False,
    trace: Trace = NO_TRACE,
) -> None:
    """Print a report to a stream, coloured as `--color` and the environment say.

    Raises:
        OutputError: Standard output cannot be written.
    """
    from interactions_cli.formats import render

    is_colored = wants_color(color, stream, os.environ)
    width = min(shutil.get_terminal_size((80, 24)).columns, MAX_WIDTH)
    with trace.stage(RENDER):
        text = render(report, name, width=width, color=is_colored, findings_only=findings_only, verbose=verbose)
    with trace.stage(WRITE):
        print_text(text, stream)


def print_text(text: str, stream: TextIO | None = None) -> None:
    """Print to a stream, standard output by default, as UTF-8 whatever the locale says: reports quote data.

    Raises:
        OutputError: Standard output is closed or cannot be written; standard error is only left alone from then on.
    """
    if stream is None:
        refuse_closed_output()
        stream = sys.stdout
    try:
        if hasattr(stream, "buffer"):
            stream.buffer.write(text.encode("utf-8", "backslashreplace"))
        else:
            stream.write(text)
        stream.flush()
    except OSError as error:
        if stream is sys.stderr:
            sys.stderr = None
        else:
            raise OutputError(f"standard output: {error.strerror}", "Check the disk: `df -h`.") from None


def summarise(report: Report, name: str) -> None:
    """Add a report whose main form is `github` to the summary of the job.

    Raises:
        OutputError: The summary cannot be written.
    """
    if name == "github":
        append_step_summary(report)


def append_step_summary(report: Report) -> None:
    """Append the report as Markdown to the file that the runner names; outside of a runner do nothing.

    Raises:
        OutputError: The file cannot be written.
    """
    path = os.environ.get(VARIABLE)
    if not path:
        return
    from interactions_cli.formats import render

    text = render(report, "markdown")
    try:
        with Path(path).open("a", encoding="utf-8", newline="\n") as summary:
            # What was written before may lack its last line feed, and a list would take in the next line.
            summary.write(f"\n\n{text}\n" if summary.tell() else f"{text}\n")
    except OSError as error:
        raise OutputError(
            f"{path} cannot be written: {error.strerror}", f"Unset {VARIABLE} where there is no job summary to write."
        ) from None
