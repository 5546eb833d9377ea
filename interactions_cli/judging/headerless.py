"""A file without a header line is one finding: that its columns have no names is why the others are there."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from interactions_cli.judging.template_words import shown_sample
from interactions_cli.personalize.fields import ITEM_ID, TIMESTAMP, USER_ID
from interactions_cli.reading.view import DatasetView, Header
from interactions_cli.report import Finding, Folded
from interactions_cli.rules.kit.headers import header_sample, missing_from, readable
from interactions_cli.rules.kit.record_lines import is_numbered, without_header
from interactions_cli.wording import plural

MISSING: Final = "SCH001"
# What is said of a header as a whole, or of how many columns are neither required nor reserved.
ABOUT_HEADERS: Final = frozenset(
    {"CSV006", "CSV010", "CSV011", "SCH002", "SCH003", "SCH004", "SCH006", "SCH011", "SET006"}
)
# Of a name that is none there is no column to speak of.
BAD_NAME: Final = "SCH005"
NAMELESS: Final = ""
# The first records were taken for headers, so these lack as many as there are such files.
COUNTED: Final = frozenset({"SET001", "SET004"})
# Records that a column tells apart are copies without it.
COPIES, TOO_FEW, TOO_FEW_RECORDS = "SET010", "SET001", "SET004"
TELLING_APART: Final = (USER_ID, ITEM_ID, TIMESTAMP)


def fold_headerless(findings: Sequence[Finding], view: DatasetView, *, max_samples: int, redact: bool) -> list[Finding]:
    """The findings, with one in place of all that follows from first lines that are records.

    Args:
        findings: Of one run, in order.
        view: Headers, schema and target.
        max_samples: Samples a finding may have.
        redact: Whether texts from the data are hidden: these first lines are such.
    """
    files = without_header(view)
    headed = [header for header in readable(view) if header not in files]
    missing = [entry for entry in findings if _is_missing_there(entry, headed)] if files else []
    if not missing:
        return list(findings)
    named = {name for header in headed for name in header.names}
    nameless = {name for header in files for name in header.names} - named
    explained = [
        entry
        for entry in findings
        if entry in missing
        or (entry.column or (NAMELESS if entry.code == BAD_NAME else None)) in nameless
        or (entry.code in ABOUT_HEADERS and _is_about_these(entry, files, headed))
        or (entry.code in COUNTED and 0 < (entry.missing or 0) <= len(files))
    ]
    shown = [shown_sample(header_sample(header), hide=redact) for header in files[:max_samples]]
    folded = [
        replace(each, column=None) if redact and each.column in nameless else each
        for entry in explained
        for each in (Folded(code=entry.code, column=entry.column), *entry.folded)
    ]
    what = "only counts" if all(map(is_numbered, files)) else "looks like a record"
    cause = replace(
        missing[0],
        column=None,
        count=len(files),
        message=f"the first line of {plural(len(files), 'file')} {what}, so the columns have no names: "
        "taken literally, the import job fails and lists what it needs among the missing columns",
        samples=tuple(shown),
        samples_cut=len(files) > len(shown) and bool(shown),
        folded=tuple(dict.fromkeys(folded)),
    )
    return [cause, *(entry for entry in findings if entry not in explained)]


def fold_copies(findings: Sequence[Finding], view: DatasetView) -> list[Finding]:
    """The findings without copies, and too few interactions for their sake, where no input has what tells them apart.

    Args:
        findings: Of one run, in order.
        view: Headers, schema and target.
    """
    causes = [entry for entry in findings if entry.code == MISSING and entry.column in TELLING_APART]
    cause = next((entry for entry in causes if entry.column not in view.names), None)
    if cause is None:
        return list(findings)
    codes = {entry.code for entry in findings}
    follow = {COPIES} if TOO_FEW_RECORDS in codes or COPIES not in codes else {COPIES, TOO_FEW}
    explained = [entry for entry in findings if entry.code in follow]
    folded = (*cause.folded, *(Folded(code=entry.code, column=entry.column) for entry in explained))
    kept = [entry for entry in findings if entry not in explained]
    return [replace(entry, folded=folded) if entry is cause else entry for entry in kept]


def _is_missing_there(finding: Finding, headed: Sequence[Header]) -> bool:
    """Whether a column is absent from no other header than those that are records."""
    is_missing = finding.code == MISSING and finding.column is not None
    return is_missing and not missing_from(headed, finding.column or "")


def _is_about_these(finding: Finding, files: Sequence[Header], headed: Sequence[Header]) -> bool:
    if finding.code == "CSV010":
        return all(sample.line == 1 for sample in finding.samples[:1]) and finding.count <= len(files)
    if finding.code == "CSV006":
        return not any(header.is_quoted for header in headed)
    return finding.code != "CSV011" or len({header.names for header in headed}) <= 1
