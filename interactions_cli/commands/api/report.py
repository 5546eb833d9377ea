"""The report as a person in Python meets it: short to look at, and as text, Markdown or a data frame."""

from __future__ import annotations

import html
from dataclasses import dataclass, fields
from typing import TYPE_CHECKING, Final, Self

from interactions_cli.formats import render
from interactions_cli.pages.escape import visible
from interactions_cli.report import Report as PlainReport
from interactions_cli.report import Severity
from interactions_cli.wording import plural

if TYPE_CHECKING:
    from interactions_cli.commands.api.frames import DataFrame

# As many as a notebook shows without scrolling.
MOST_ROWS: Final = 20


@dataclass(frozen=True, kw_only=True, repr=False)
class Report(PlainReport):
    """What a command has to say of a data set.

    `ok` is what its exit code says, `findings` are what is wrong, `metrics` and `sections` the figures, as plain JSON
    values; `to_dict()` is all of it as the JSON report has it.
    """

    @classmethod
    def of(cls, report: PlainReport) -> Self:
        """The same report."""
        return cls(**{field.name: getattr(report, field.name) for field in fields(report)})

    def __repr__(self) -> str:
        return f"<Report of {self.command}: {self._verdict()}>"

    def _verdict(self) -> str:
        counts = [plural(self.count(severity), severity.value) for severity in Severity if self.count(severity)]
        names = [visible(entry.path) for entry in self.inputs]
        files = names[0] if len(names) == 1 else plural(len(names), "file")
        return (
            f"{'ok' if self.ok else 'not ok'}, {', '.join(counts) or 'no finding'}, {plural(self.rows, 'row')}, {files}"
        )

    def _repr_html_(self) -> str:
        """A small table of the findings, for notebooks; every value is escaped."""
        rows = [
            (finding.severity.value, finding.code, finding.column or "", f"{finding.count:,}", finding.message)
            for finding in self.findings
        ]
        lines = [f"<p><b>{_escaped(self.command)}</b>: {_escaped(self._verdict())}</p>"]
        if rows:
            lines += ["<table>", _row("th", ("severity", "code", "column", "count", "what it is"))]
            lines += [_row("td", row) for row in rows[:MOST_ROWS]]
            lines.append("</table>")
        if len(rows) > MOST_ROWS:
            lines.append(f"<p>and {len(rows) - MOST_ROWS:,} more: <code>to_frame()</code></p>")
        return "\n".join(lines)

    def to_text(self, *, width: int = 80, verbose: bool = False) -> str:
        """The report as the terminal shows it, in lines of at most `width` characters, without colour.

        With `verbose` nothing is folded: every finding has a block of its own.
        """
        return render(self, "text", width=width, verbose=verbose)

    def to_markdown(self) -> str:
        """The report as Markdown."""
        return render(self, "markdown")

    def to_html(self) -> str:
        """The report as a page of its own, with charts for `stats`."""
        return render(self, "html")

    def to_frame(self) -> DataFrame:
        """The findings as a data frame: a row for each, with the path, line and value of its first sample."""
        from interactions_cli.commands.api.frames import findings_frame

        return findings_frame(self.findings)


def _row(tag: str, cells: tuple[str, ...]) -> str:
    return "<tr>" + "".join(f"<{tag}>{_escaped(cell)}</{tag}>" for cell in cells) + "</tr>"


def _escaped(text: str) -> str:
    return html.escape(visible(text))
