"""What was found, in GitHub Flavored Markdown: a table, and details that are folded away."""

from __future__ import annotations

from collections.abc import Sequence

from interactions_cli.formats.markdown_blocks import ADDRESS
from interactions_cli.formats.markdown_inline import cell, code, prose
from interactions_cli.pages.blocks import Issue, Where
from interactions_cli.pages.words import input_name, sample_value
from interactions_cli.report import Sample
from interactions_cli.storage.streams import STDIN
from interactions_cli.wording import percent, plural

SHOWN_SAMPLES = 10
LONGEST_NAME = 60
_TABLE_HEAD = "| rule | severity | column | count | share | finding |\n| --- | --- | --- | ---: | ---: | --- |"


def issue_table(issues: Sequence[Issue], room: int) -> str:
    """A row for every issue, as many as `room` characters hold; the others are counted."""
    text = _TABLE_HEAD
    for number, issue in enumerate(issues):
        row = f"\n| {' | '.join(map(cell, _row(issue, issue.where[0])))} |"
        if len(text) + len(row) > room:
            return f"{text}\n\n… and {plural(len(issues) - number, 'finding')} more"
        text += row
    return text


def issue_details(issues: Sequence[Issue], room: int) -> str:
    """Samples and hints of every issue, as many as `room` characters hold; the others are counted."""
    text, end = "<details>\n<summary>Samples and what to do</summary>\n", "\n</details>"
    for number, issue in enumerate(issues):
        detail = f"\n{_detail(issue, issue.where[0])}\n"
        left = f"\nNo room here for {plural(len(issues) - number, 'finding')} more: see the text report.\n"
        if len(text) + len(detail) + len(left) + len(end) > room:
            return text + left + end
        text += detail
    return text + end


def _row(issue: Issue, where: Where) -> Sequence[str]:
    rule = code(issue.code)
    if ADDRESS.fullmatch(issue.source):
        rule = f"[{rule}]({issue.source})"
    return (
        f"{rule} {prose(issue.name)}",
        issue.severity.value,
        code(where.column or "", LONGEST_NAME),
        f"{where.count:,}",
        "" if where.share is None else percent(where.share),
        "; ".join(filter(None, [prose(issue.message), where.budget, prose(issue.folded)])),
    )


def _detail(issue: Issue, where: Where) -> str:
    words = [prose(issue.name), code(where.column or "", LONGEST_NAME), where.amount, where.budget]
    lines = [f"{code(issue.code)} {', '.join(filter(None, words))}", ""]
    lines += [f"- {_sample(sample, has_path=issue.has_paths)}" for sample in where.places[:SHOWN_SAMPLES]]
    more = where.more + len(where.places[SHOWN_SAMPLES:])
    lines += [f"- … and {more:,} more"] if more else []
    return "\n".join([*lines, f"- fix: {prose(issue.hint)}"])


def _sample(sample: Sample, *, has_path: bool) -> str:
    place = [f"line {sample.line}{sample.event_words}"] if sample.line is not None else []
    if sample.path is not None and (has_path or not place):
        place.append(prose(input_name(sample.path)) if sample.path == STDIN else code(sample.path))
    return ": ".join(filter(None, [" of ".join(place), code(sample_value(sample))]))
