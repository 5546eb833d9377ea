"""Findings of one cause made one finding: whoever misspells a header has made one mistake, not eight."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from interactions_cli.reading.view import DatasetView
from interactions_cli.report import VALUE_WIDTH, Finding, Folded, Sample
from interactions_cli.rules.kit.headers import readable, renamed
from interactions_cli.wording import listed_names, plural

MISSING, MISSPELT = "SCH001", "SCH012"


def folded(findings: Sequence[Finding], view: DatasetView, *, max_samples: int) -> list[Finding]:
    """The findings in their order, with those about misspelt columns as one.

    A rule that is left out has no findings here, so what it would have stood for comes back by itself. The one finding
    is a missing column where one that the import needs is misspelt, and else a spelling; it is about no single column,
    and its `folded` names every finding it stands for.
    """
    about = [entry for entry in findings if entry.code in (MISSING, MISSPELT)]
    spellings = _spellings(view) if about else {}
    about = [entry for entry in about if entry.column in spellings]
    if not about:
        return list(findings)
    cause = _cause(about, spellings, view, max_samples)
    rest = [entry for entry in findings if entry not in about]
    return sorted([cause, *rest], key=lambda entry: entry.order)


def _spellings(view: DatasetView) -> dict[str, str]:
    """The guide's spelling of every misspelt column → the one in the first header that has another."""
    found: dict[str, str] = {}
    for header in readable(view):
        for name, written in reversed(renamed(header).items()):
            found.setdefault(name, written)
    return found


def _cause(about: Sequence[Finding], spellings: dict[str, str], view: DatasetView, max_samples: int) -> Finding:
    first = next((entry for entry in about if entry.code == MISSING), about[0])
    names = [name for name in spellings if any(entry.column == name for entry in about)]
    headers = [header for header in readable(view) if any(name in renamed(header) for name in names)]
    samples = [sample for entry in about if entry.code == first.code for sample in entry.samples]
    shown = tuple(dict.fromkeys(_whole_header(sample, view) for sample in samples))[:max_samples]
    return replace(
        first,
        column=None,
        count=len(headers),
        message=_message(first.code, names, spellings, plural(len(headers), "file")),
        samples=shown,
        samples_cut=len(headers) > len(shown) and bool(shown),
        folded=tuple(Folded(code=entry.code, column=entry.column) for entry in about),
    )


def _message(code: str, names: Sequence[str], spellings: dict[str, str], files: str) -> str:
    written = [f'"{text}"' if text != text.strip() else text for text in (spellings[name] for name in names)]
    verb = "stands" if len(names) == 1 else "stand"
    start = f"{listed_names(written)} {verb} for {listed_names(names)} in {files}: "
    if code == MISSING:
        return start + "taken literally, the import job fails and lists what it needs among the missing columns"
    return (
        start + "the guide writes upper case with underscores, whether another spelling is understood is not documented"
    )


def _whole_header(sample: Sample, view: DatasetView) -> Sample:
    """A place in a header as that header's whole line, so that one header is one sample."""
    return next(
        (
            replace(sample, value=header.text[:VALUE_WIDTH], value_cut=len(header.text) > VALUE_WIDTH)
            for header in view.headers
            if header.path == sample.path and sample.value is not None
        ),
        sample,
    )
