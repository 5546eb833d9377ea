"""One cause, one finding: what another finding explains is not said again, and a misspelt header is one mistake."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import Final

from interactions_cli.judging.blank_records import fold_blank_records
from interactions_cli.judging.headerless import fold_copies, fold_headerless
from interactions_cli.reading.view import DatasetView
from interactions_cli.report import VALUE_WIDTH, Finding, Folded, Sample
from interactions_cli.rules import RULES
from interactions_cli.rules.kit.headers import readable, renamed
from interactions_cli.wording import listed_names, plural

MISSING, MISSPELT = "SCH001", "SCH012"
# Code of a cause → the codes of its consequences.
COVERS: Final = MappingProxyType({rule.code: rule.covers for rule in RULES if rule.covers})
COVERS_EQUAL: Final = MappingProxyType({rule.code: rule.covers_equal for rule in RULES if rule.covers_equal})


def fold(
    findings: Sequence[Finding],
    explained: Mapping[str, Sequence[str]],
    equal: Mapping[str, Sequence[str]],
    view: DatasetView,
    *,
    max_samples: int,
    redact: bool,
) -> list[Finding]:
    """The findings that no other one explains, in their order; a cause names in `folded` what it stands for.

    A rule that is left out has no findings here, so what it would have explained comes back by itself.

    Args:
        findings: Of one run.
        explained: Code of a cause → the codes of its consequences in this run, besides what the rules say of all runs.
        equal: The same of those that are explained where both count the same rows.
        view: Headers, schema and target.
        max_samples: Samples a finding may have.
        redact: Whether texts from the data are hidden.
    """
    causes = _Causes({**COVERS, **explained}, {**COVERS_EQUAL, **equal})
    kept = sorted(_without_consequences(findings, causes), key=lambda entry: entry.order)
    kept = fold_blank_records(fold_copies(kept, view))
    kept = sorted(fold_headerless(kept, view, max_samples=max_samples, redact=redact), key=lambda entry: entry.order)
    about = [entry for entry in kept if entry.code in (MISSING, MISSPELT)]
    spellings = _spellings(view) if about else {}
    about = [entry for entry in about if entry.column in spellings]
    if about:
        cause = _cause(about, spellings, view, max_samples)
        kept = sorted([cause, *(entry for entry in kept if entry not in about)], key=lambda entry: entry.order)
    return kept


@dataclass(frozen=True)
class _Causes:
    """Code of a cause → the codes that it `covers`, and those that are `equal` to it where both count the same rows."""

    covers: Mapping[str, Sequence[str]]
    equal: Mapping[str, Sequence[str]]

    def explain(self, cause: Finding, finding: Finding) -> bool:
        if finding.code in self.equal.get(cause.code, ()):
            return finding.column in (None, cause.column) and cause.count == finding.count
        is_about = cause.column in (None, finding.column) or finding.column is None
        return finding.code in self.covers.get(cause.code, ()) and is_about


def _without_consequences(findings: Sequence[Finding], known: _Causes) -> list[Finding]:
    able = [entry for entry in findings if entry.code in known.covers or entry.code in known.equal]
    # What a cause explains may be a cause as well: all of it is told by the first cause.
    causes = [entry for entry in able if not any(known.explain(other, entry) for other in able)]
    explained: dict[int, list[Folded]] = {}
    kept = []
    for finding in findings:
        cause = next((entry for entry in causes if known.explain(entry, finding)), None)
        if cause is None:
            kept.append(finding)
        else:
            explained.setdefault(id(cause), []).append(Folded(code=finding.code, column=finding.column))
    return [replace(entry, folded=(*entry.folded, *explained.get(id(entry), ()))) for entry in kept]


def _spellings(view: DatasetView) -> dict[str, str]:
    """The guide's spelling of every misspelt column → the one in the first header that has another."""
    found: dict[str, str] = {}
    for header in readable(view):
        for name, written in reversed(renamed(header).items()):
            found.setdefault(name, written)
    return {**view.schema.spelled, **found}


def _cause(about: Sequence[Finding], spellings: dict[str, str], view: DatasetView, max_samples: int) -> Finding:
    first = next((entry for entry in about if entry.code == MISSING), about[0])
    names = [name for name in spellings if any(entry.column == name for entry in about)]
    headers = [header for header in readable(view) if any(name in renamed(header) for name in names)]
    samples = [sample for entry in about if entry.code == first.code for sample in entry.samples]
    shown = tuple(dict.fromkeys(_whole_header(sample, view) for sample in samples))[:max_samples]
    return replace(
        first,
        column=None,
        count=max(1, len(headers)),
        message=_message(first.code, names, spellings, _places(names, len(headers), view)),
        samples=shown,
        samples_cut=len(headers) > len(shown) and bool(shown),
        folded=tuple(Folded(code=entry.code, column=entry.column) for entry in about),
    )


def _places(names: Sequence[str], files: int, view: DatasetView) -> str:
    in_schema = any(name in view.schema.spelled for name in names)
    return " and ".join([plural(files, "file")] * bool(files) + ["the schema"] * in_schema)


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
