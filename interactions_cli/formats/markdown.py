"""The report for a pull request comment or a job summary, in GitHub Flavored Markdown."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from interactions_cli.formats.markdown_blocks import readiness_markdown, stats_markdown
from interactions_cli.formats.markdown_inline import cell, code, prose
from interactions_cli.pages.filter import Entry, criteria, event_types, kept_words, reasons
from interactions_cli.pages.merge import facts_of
from interactions_cli.pages.overview import Fact
from interactions_cli.pages.prepare import parts, sample_words, written_words
from interactions_cli.pages.words import (
    amount,
    budget_words,
    exit_reason,
    input_name,
    not_shown,
    sample_value,
    skipped_by_reason,
    tally,
    verdict,
)
from interactions_cli.report import Finding, Report, Sample
from interactions_cli.storage.streams import STDIN
from interactions_cli.wording import percent, plural

# GitHub refuses a comment of more than 65,536 characters and a job summary of more than 1 MiB. The table says what
# matters most, so it may have half of the room; the details get what is left.
ROOM = 60_000
ROOM_OF_TABLE = ROOM // 2
ROOM_OF_LISTS = ROOM // 8
SHOWN_SAMPLES = 10
LISTED_CODES = 12
LONGEST_NAME = 60
_ADDRESS = re.compile(r"https://[\w./#-]+", re.ASCII)
_TABLE_HEAD = "| rule | severity | column | count | share | finding |\n| --- | --- | --- | ---: | ---: | --- |"


def render_markdown(report: Report) -> str:
    """Verdict, figures, a table of findings, their samples and hints, and what was not checked.

    At most 60,000 characters; what has no room is counted.
    """
    blocks = [
        _heading(report),
        f"`interactions-cli {report.command}`, {exit_reason(report)}",
        _list(line for fact in facts_of(report) for line in _fact(fact)),
        *_filter(report),
        *_prepare(report),
        *_stats(report),
        _table(report.findings),
    ]
    end = [*_coverage(report), *_notes(report)]
    room = ROOM - sum(len(block) + 2 for block in (*blocks, *end))
    return "\n\n".join(filter(None, [*blocks, _details(report, room), *end])) + "\n"


def _heading(report: Report) -> str:
    rows, found = plural(report.rows, "row"), tally(report.findings)
    if "sample" in report.sections.get("prepare", {}):
        # A dry run judges nothing.
        return f"## {written_words(report.sections['prepare'])}"
    # Cells have not been judged by `stats`, so it passes no verdict.
    return f"## {rows}; {found}" if "stats" in report.sections else f"## {verdict(report)}: {found} in {rows}"


def _list(lines: Iterator[str]) -> str:
    text = ""
    for line in lines:
        if len(text) + len(line) > ROOM_OF_LISTS:
            return f"{text}- … and more"
        text += f"{line}\n"
    return text.rstrip("\n")


def _fact(fact: Fact) -> Iterator[str]:
    lines = [
        fact.separator.join(code(part) if part in fact.paths else prose(part) for part in line) for line in fact.lines
    ]
    if len(lines) == 1:
        yield f"- **{fact.label}**: {lines[0]}"
    else:
        yield f"- **{fact.label}**:"
        yield from (f"  - {line}" for line in lines)


def _filter(report: Report) -> Iterator[str]:
    if "filter" in report.sections:
        yield f"{kept_words(report.sections['filter'])}."
        yield "Left out, in the order of the criteria:"
        yield _list(_entry(entry) for entry in criteria(report))
        yield from _entries("Reasons:", reasons(report))
        yield from _entries("Event types:", event_types(report))


def _prepare(report: Report) -> Iterator[str]:
    if "prepare" in report.sections:
        section = report.sections["prepare"]
        yield f"{written_words(section)}."
        if remark := sample_words(section):
            yield f"{remark[0].upper()}{remark[1:]}."
        for heading, entries in parts(report):
            yield from _entries(f"{heading}:", [Entry(entry.name, tuple(map(prose, entry.parts))) for entry in entries])


def _stats(report: Report) -> Iterator[str]:
    if "stats" in report.sections:
        yield stats_markdown(report.sections["stats"])
    if "readiness" in report.sections:
        yield readiness_markdown(report.sections["readiness"])


def _entries(heading: str, entries: Sequence[Entry]) -> Iterator[str]:
    if entries:
        yield heading
        yield _list(_entry(entry) for entry in entries)


def _entry(entry: Entry) -> str:
    name = sample_value(Sample(value=entry.name))
    return f"- {code(name, LONGEST_NAME)}: {'; '.join(entry.parts)}" if entry.parts else f"- {prose(name)}"


def _table(findings: Sequence[Finding]) -> str:
    text = _TABLE_HEAD if findings else ""
    for number, finding in enumerate(findings):
        row = f"\n| {' | '.join(map(cell, _row(finding)))} |"
        if len(text) + len(row) > ROOM_OF_TABLE:
            return f"{text}\n\n… and {plural(len(findings) - number, 'finding')} more"
        text += row
    return text


def _row(finding: Finding) -> Sequence[str]:
    rule = code(finding.code)
    if _ADDRESS.fullmatch(finding.source):
        rule = f"[{rule}]({finding.source})"
    return (
        f"{rule} {prose(finding.name)}",
        finding.severity.value,
        code(finding.column or "", LONGEST_NAME),
        f"{finding.count:,}",
        "" if finding.share is None else percent(finding.share),
        "; ".join(filter(None, [prose(finding.message), budget_words(finding)])),
    )


def _details(report: Report, room: int) -> str:
    text, end = "<details>\n<summary>Samples and what to do</summary>\n", "\n</details>"
    for number, finding in enumerate(report.findings):
        detail = f"\n{_detail(finding, has_paths=len(report.inputs) > 1)}\n"
        left = f"\nNo room here for {plural(len(report.findings) - number, 'finding')} more: see the text report.\n"
        if len(text) + len(detail) + len(left) + len(end) > room:
            return text + left + end
        text += detail
    return text + end if report.findings else ""


def _detail(finding: Finding, *, has_paths: bool) -> str:
    words = [prose(finding.name), code(finding.column or "", LONGEST_NAME), amount(finding), budget_words(finding)]
    lines = [f"{code(finding.code)} {', '.join(filter(None, words))}", ""]
    lines += [f"- {_sample(sample, has_path=has_paths)}" for sample in finding.samples[:SHOWN_SAMPLES]]
    more = not_shown(finding) + len(finding.samples[SHOWN_SAMPLES:])
    lines += [f"- … and {more:,} more"] if more else []
    return "\n".join([*lines, f"- fix: {prose(finding.hint)}"])


def _sample(sample: Sample, *, has_path: bool) -> str:
    place = [f"line {sample.line}"] if sample.line is not None else []
    if sample.path is not None and (has_path or not place):
        place.append(prose(input_name(sample.path)) if sample.path == STDIN else code(sample.path))
    return ": ".join(filter(None, [" of ".join(place), code(sample_value(sample))]))


def _coverage(report: Report) -> Iterator[str]:
    if report.passed:
        yield f"{plural(len(report.passed), 'check')} passed."
    if report.skipped:
        yield "Checks that did not run:"
        yield _list(_skipped(report))


def _skipped(report: Report) -> Iterator[str]:
    for reason, codes in skipped_by_reason(report).items():
        listed = code(", ".join(codes)) if len(codes) <= LISTED_CODES else f"{len(codes)} rules"
        yield f"- {prose(reason)}: {listed}"


def _notes(report: Report) -> Iterator[str]:
    if report.notes:
        yield "About this run:"
        yield _list(f"- {prose(note)}" for note in report.notes)
