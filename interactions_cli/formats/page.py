"""A page of text for a terminal: lines, paragraphs and tables of at most so many cells."""

from __future__ import annotations

import re
from collections.abc import Sequence
from io import StringIO

from rich.cells import cell_len
from rich.console import Console
from rich.padding import Padding
from rich.table import Table as RichTable
from rich.text import Text

from interactions_cli.formats import blocks
from interactions_cli.formats.charts import bar
from interactions_cli.formats.escape import units, visible

NARROWEST = 40
WIDEST_PROSE = 120
LONGEST_NAME, LONGEST_CELL = 40, 28
WIDE = 100
ROOM_FOR_LABELS = 60
BAR_CELLS, WIDE_BAR_CELLS = 12, 24

# Commands and percentages are not torn apart. The glue is a private character, so no escaped text contains it.
_TOGETHER = re.compile(r"`[^`]+`[.,;:]?|[0-9] %")
_COMMAND = re.compile(r"`[^`]+`[.,;:]?")
_GLUE = "\ue000"


def cut(text: str, cells: int = LONGEST_NAME) -> str:
    """A name made visible, cut where it takes `cells` or more."""
    shown = ""
    for unit in units(visible(text)):
        if cell_len(shown + unit) >= cells:
            return f"{shown}…"
        shown += unit
    # Blanks at an end, and a name that is nothing else, would not be seen.
    return f'"{shown}"' if not shown or shown != shown.strip() else shown


def _widest(table: blocks.Table, place: int) -> int:
    cells = [row[place] for row in table.rows]
    return max((cell_len(cell) for cell in cells if isinstance(cell, str)), default=1)


class Page:
    """Lines set to a width, at least 40. Everything it is given is escaped here, so that no caller can forget."""

    def __init__(self, width: int, *, color: bool) -> None:
        width = max(width, NARROWEST)
        self._file = StringIO()
        self._width = width
        # An empty environment: NO_COLOR, FORCE_COLOR, TERM and COLUMNS are for the caller to judge.
        self._console = Console(
            file=self._file,
            width=width,
            height=25,
            color_system="standard" if color else None,
            force_terminal=color,
            no_color=not color,
            markup=False,
            highlight=False,
            emoji=False,
            legacy_windows=False,
            _environ={},
        )

    @property
    def text(self) -> str:
        """What was written so far."""
        return self._file.getvalue()

    @property
    def width(self) -> int:
        """Cells of a line."""
        return self._width

    def blank(self) -> None:
        """An empty line."""
        self._console.print()

    def whole(self, *parts: Text) -> None:
        """One line that is never wrapped."""
        line = Text.assemble(*parts)
        line.rstrip()
        self._console.print(line, soft_wrap=True)

    def advice(self, text: str, *, lead: Text) -> None:
        """A paragraph whose commands are never wrapped: one that is too long has a longer line, so it can be copied."""
        room = min(self._width, WIDEST_PROSE) - lead.cell_len
        start = 0
        for command in _COMMAND.finditer(text):
            if cell_len(visible(command[0])) > room:
                if before := text[start : command.start()].strip():
                    self.paragraph(before, lead=lead)
                    lead = Text(" " * lead.cell_len)
                self.whole(lead, Text(visible(command[0])))
                lead = Text(" " * lead.cell_len)
                start = command.end()
        if rest := text[start:].strip():
            self.paragraph(rest, lead=lead)

    def paragraph(self, text: str, *, lead: Text | None = None, style: str = "") -> None:
        """Words wrapped under the end of `lead`."""
        start = lead or Text()
        room = min(self._width, WIDEST_PROSE) - start.cell_len
        glued = _TOGETHER.sub(
            lambda part: part[0].replace(" ", _GLUE) if len(part[0]) <= room else part[0], visible(text)
        )
        for line in Text(glued, style).wrap(self._console, room, overflow="fold"):
            line.plain = line.plain.replace(_GLUE, " ")
            self.whole(start, line)
            start = Text(" " * start.cell_len)

    def flow(self, parts: Sequence[Text], separator: str, *, lead: Text, indent: int) -> None:
        """Parts side by side, a new line only between them; a part longer than a line is wrapped."""
        line, empty = lead, True
        for number, part in enumerate(parts):
            # The separator's visible end ("," of ", ") stays on the line that it closes.
            piece = Text.assemble(part, separator.rstrip() if number < len(parts) - 1 else "")
            gap = "" if empty else " " * (len(separator) - len(separator.rstrip()))
            if not empty and line.cell_len + len(gap) + piece.cell_len > self._width:
                self.whole(line)
                line, gap = Text(" " * indent), ""
            if line.cell_len + len(gap) + piece.cell_len > self._width:
                *full, piece = piece.wrap(self._console, self._width - line.cell_len, overflow="fold")
                for head in full:
                    self.whole(line, head)
                    line = Text(" " * indent)
            line, empty = Text.assemble(line, gap, piece), False
        self.whole(line)

    def table(self, table: blocks.Table, *, indent: int = 2) -> None:
        """A table without lines; columns that the page is too narrow for are left out, words are wrapped."""
        places = [place for place, column in enumerate(table.columns) if self._width >= column.from_width]
        columns = [table.columns[place] for place in places]
        grid = RichTable(box=None, padding=(0, 2, 0, 0), pad_edge=False, show_header=any(c.title for c in columns))
        for place, column in zip(places, columns, strict=True):
            grid.add_column(
                Text(column.title, "dim"),
                justify="right" if column.right else "left",
                no_wrap=not column.words,
                # Names give way, figures never.
                min_width=_widest(table, place) if column.right else None,
                width=self._label_width(table, place) if column.label else None,
                overflow="fold" if column.words else "ellipsis",
            )
        for row in table.rows:
            grid.add_row(*(self._cell(row[place], words=table.columns[place].words) for place in places))
        with self._console.capture() as captured:
            self._console.print(Padding(grid, (0, 0, 0, indent)))
        for line in captured.get().splitlines():
            self._file.write(line.rstrip() + "\n")

    def _label_width(self, table: blocks.Table, place: int) -> int | None:
        """The cells of a column of labels: those of the longest one, or of its longest word where that is too long."""
        if self._width < ROOM_FOR_LABELS:
            return None
        texts = [table.columns[place].title, *(cell for row in table.rows if isinstance(cell := row[place], str))]
        longest = max(map(cell_len, texts))
        room = LONGEST_NAME if self._width >= WIDE else LONGEST_CELL
        return min(longest, max(room, *(cell_len(word) for text in texts for word in text.split())))

    def _cell(self, cell: str | blocks.Bar, *, words: bool) -> Text:
        if isinstance(cell, blocks.Bar):
            return Text(bar(cell.share, BAR_CELLS if self._width < WIDE else WIDE_BAR_CELLS), "cyan")
        return Text(visible(cell) if words else cut(cell, LONGEST_NAME if self._width >= WIDE else LONGEST_CELL))
