"""The formats of a report. Each is a module with one function `render_NAME(report) -> str`, imported when asked for."""

from __future__ import annotations

from difflib import get_close_matches
from importlib import import_module
from typing import TYPE_CHECKING

from interactions_cli.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Callable

    from interactions_cli.report import Report

FORMATS = ("text", "json", "markdown", "github", "junit", "sarif")


def render(report: Report, name: str, *, width: int = 80, color: bool = False, findings_only: bool = False) -> str:
    """The report in the format of that name, ending in a newline; the options shape `text` alone.

    Raises:
        UsageError: No format has that name.
    """
    known_format(name)
    function: Callable[..., str] = getattr(import_module(f"{__name__}.{name}"), f"render_{name}")
    if name == "text":
        return function(report, width=width, color=color, findings_only=findings_only)
    return function(report)


def known_format(name: str) -> str:
    """The name of a format, as it is.

    Raises:
        UsageError: No format has that name.
    """
    if name not in FORMATS:
        near = get_close_matches(name.lower(), FORMATS, n=1)
        raise UsageError(
            f"no format is called {name!r}",
            (f"Did you mean {near[0]}? " if near else "") + f"Choose one of {', '.join(FORMATS)}.",
        )
    return name
