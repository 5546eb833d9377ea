"""The summary that GitHub Actions shows for a job: a file that every step may append Markdown to."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

from interactions_cli.errors import OutputError

if TYPE_CHECKING:
    from interactions_cli.report import Report

VARIABLE = "GITHUB_STEP_SUMMARY"


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
