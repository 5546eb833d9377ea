"""Everything a person sees of a report, as sections of blocks; formats set these and nothing else."""

from __future__ import annotations

from dataclasses import dataclass

from interactions_cli.pages.baseline import baseline_sections
from interactions_cli.pages.blocks import Line, Note, Section, Statement
from interactions_cli.pages.coverage import coverage, remarks, sources
from interactions_cli.pages.filter import filter_sections
from interactions_cli.pages.findings import finding_sections
from interactions_cli.pages.merge import merge_blocks
from interactions_cli.pages.next_step import next_step
from interactions_cli.pages.overview import facts
from interactions_cli.pages.prepare import itemless_words, merged_words, prepare_sections, sample_words
from interactions_cli.pages.readiness import readiness_blocks
from interactions_cli.pages.stats import stats_sections
from interactions_cli.pages.summary import summary
from interactions_cli.pages.verdict import done
from interactions_cli.report import Report


@dataclass(frozen=True)
class ReportPage:
    """The parts of a report in the order for a screen, whose end is what stays in sight.

    `opening` says what the command did, `figures` are those of the command, `rest` is what the findings rest on.
    """

    opening: tuple[Section, ...]
    figures: tuple[Section, ...]
    findings: tuple[Section, ...]
    rest: tuple[Section, ...]
    summary: Section

    @property
    def sections(self) -> tuple[Section, ...]:
        """All of it."""
        return (*self.opening, *self.figures, *self.findings, *self.rest, self.summary)


def report_page(
    report: Report,
    *,
    verbose: bool = False,
    findings_only: bool = False,
    has_table: bool = True,
    is_read_from_end: bool = False,
) -> ReportPage:
    """The page of a report.

    Args:
        report: What to show.
        verbose: Fold nothing: a block for every finding, with its source.
        findings_only: Leave out facts, figures and which checks ran. What was left out of the inputs is said anyway.
        has_table: Whether the summary lists the rules that fired.
        is_read_from_end: Whether the summary comes last, so that it repeats what the command did.
    """
    is_stats = "stats" in report.sections
    opening = [] if findings_only else _opening(report)
    if findings_only:
        figures = [*_stats(report)] if is_stats else []
    else:
        figures = [*_baseline(report), *_prepare(report), *_filter(report), *_stats(report), *_readiness(report)]
    found = _in_short(report) if is_stats and not verbose else _found(report, verbose=verbose)
    rest = remarks(report, [] if findings_only else [note.text for note in _cause(report)])
    if not findings_only and not is_stats:
        rest = [*coverage(report, verbose=verbose), *rest]
    if not verbose and not is_stats:
        rest += sources(found)
    return ReportPage(
        tuple(opening),
        tuple(figures),
        tuple(found),
        tuple(rest),
        summary(report, has_table=has_table and not is_stats, is_end=is_read_from_end, verbose=verbose),
    )


def _opening(report: Report) -> list[Section]:
    first = done(report)
    lines = [*facts(report), *(merge_blocks(report.sections["merge"]) if "merge" in report.sections else ())]
    found = [Section("", [Statement(first), *_cause(report)])] if first else []
    return [*found, Section("", lines)] if lines else found


def _cause(report: Report) -> list[Note]:
    """What has to be known of that: why nothing was matched, as likely as can be told; that it was a dry run."""
    if "prepare" in report.sections:
        section = report.sections["prepare"]
        causes = (itemless_words(section), merged_words(section), sample_words(section))
        return [Note(words) for words in causes if words]
    merge = report.sections.get("merge")
    return [Note(merge["hint"])] if merge and not merge["matched"] and merge["hint"] else []


def _baseline(report: Report) -> list[Section]:
    return baseline_sections(report.sections["baseline"]) if "baseline" in report.sections else []


def _prepare(report: Report) -> list[Section]:
    return prepare_sections(report) if "prepare" in report.sections else []


def _filter(report: Report) -> list[Section]:
    return filter_sections(report) if "filter" in report.sections else []


def _stats(report: Report) -> list[Section]:
    return stats_sections(report.sections["stats"]) if "stats" in report.sections else []


def _readiness(report: Report) -> list[Section]:
    if "readiness" not in report.sections:
        return []
    return [Section("Ready for", readiness_blocks(report.sections["readiness"]))]


def _found(report: Report, *, verbose: bool) -> list[Section]:
    step = None if verbose else next_step(report)
    return finding_sections(report, verbose=verbose, said_at_end=step[1] if step else "")


def _in_short(report: Report) -> list[Section]:
    """One line a finding: whoever asks for figures is told what is wrong, and by `validate` in full."""
    if not report.findings:
        return []
    lines = [Line(finding.code, (finding.message,)) for finding in report.findings]
    note = Note("These are about headers, lines and the whole set; `interactions-cli validate` explains them.")
    return [Section("Findings", [*lines, note])]
