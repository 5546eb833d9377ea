"""The formats of a report: a table of functions, each of which imports its format only when it is called."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING

from interactions_cli.errors import UsageError
from interactions_cli.wording import did_you_mean

if TYPE_CHECKING:
    from interactions_cli.report import Report


@dataclass(frozen=True, kw_only=True)
class Look:
    """How a report is to look, for the formats that have a choice.

    `width` is in columns of a terminal; `findings_only` leaves out facts, figures and coverage; `verbose` folds
    nothing.
    """

    width: int = 80
    color: bool = False
    findings_only: bool = False
    verbose: bool = False


def _text(report: Report, look: Look) -> str:
    from interactions_cli.formats.text import render_text

    return render_text(
        report, width=look.width, color=look.color, findings_only=look.findings_only, verbose=look.verbose
    )


def _concise(report: Report, _look: Look) -> str:
    from interactions_cli.formats.concise import render_concise

    return render_concise(report)


def _json(report: Report, _look: Look) -> str:
    from interactions_cli.formats.json import render_json

    return render_json(report)


def _markdown(report: Report, _look: Look) -> str:
    from interactions_cli.formats.markdown import render_markdown

    return render_markdown(report)


def _html(report: Report, _look: Look) -> str:
    from interactions_cli.formats.html import render_html

    return render_html(report)


def _github(report: Report, _look: Look) -> str:
    from interactions_cli.formats.github import render_github

    return render_github(report)


def _junit(report: Report, _look: Look) -> str:
    from interactions_cli.formats.junit import render_junit

    return render_junit(report)


def _sarif(report: Report, _look: Look) -> str:
    from interactions_cli.formats.sarif import render_sarif

    return render_sarif(report)


RENDERERS: Mapping[str, Callable[[Report, Look], str]] = MappingProxyType(
    {
        "text": _text,
        "concise": _concise,
        "json": _json,
        "markdown": _markdown,
        "html": _html,
        "github": _github,
        "junit": _junit,
        "sarif": _sarif,
    }
)
FORMATS = tuple(RENDERERS)


def render(
    report: Report,
    name: str,
    *,
    width: int = 80,
    color: bool = False,
    findings_only: bool = False,
    verbose: bool = False,
) -> str:
    """The report in the format of that name, ending in a newline; the options shape `text` alone.

    Raises:
        UsageError: No format has that name.
    """
    known_format(name)
    return RENDERERS[name](report, Look(width=width, color=color, findings_only=findings_only, verbose=verbose))


def known_format(name: str) -> str:
    """The name of a format, as it is.

    Raises:
        UsageError: No format has that name.
    """
    if name not in RENDERERS:
        raise UsageError(
            f"no format is called {name!r}",
            did_you_mean(name.lower(), FORMATS, then=f"Choose one of {', '.join(FORMATS)}."),
        )
    return name
