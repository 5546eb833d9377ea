"""A page of text for a terminal: lines, paragraphs and tables of at most so many cells."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from io import StringIO

from rich.cells import cell_len
from rich.console import Console
from rich.padding import Padding
from rich.table import Table as RichTable
from rich.text import Text

from interactions_cli.formats.charts import bar
from interactions_cli.pages import blocks
from interactions_cli.pages.escape import units, visible
from interactions_cli.report import Severity

STYLES: Mapping[Severity, str] = {Severity.ERROR: "bold red", Severity.WARNING: "yellow", Severity.NOTE: "cyan"}
NARROWEST = 40
WIDEST_PROSE = 120
LONGEST_NAME, LONGEST_CELL = 40, 28
WIDE = 100
ROOM_FOR_LABELS = 60
GAP = 2
SHORT_NAME, SHORTEST_NAME, LEAST_WORDS = 16, 6, 12
BAR_CELLS, WIDE_BAR_CELLS = 12, 24
# Commands and percentages are not torn apart. The glue is a private character, so no escaped text contains it.
_TOGETHER = re.compile(r"`[^`]+`[.,;:]?|[0-9] %")
_COMMAND = re.compile(r"`[^`]+`[.,;:]?")
_ADDRESS = re.compile(r"https://[\w./#-]+", re.ASCII)
_LINK_ID = re.compile("\x1b\\]8;id=[0-9]+;")
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


def _is_bars(table: blocks.Table, place: int) -> bool:
    return any(isinstance(row[place], blocks.Bar) for row in table.rows)


def _is_names(table: blocks.Table, place: int) -> bool:
    column = table.columns[place]
    return not column.right and not column.words and not _is_bars(table, place)


def _further(table: blocks.Table, places: Sequence[int]) -> list[int]:
    """Columns that can be done without, from the first to leave out: bars, then those of wide pages."""
    found = [place for place in places if table.columns[place].from_width and not table.columns[place].words]
    return sorted(found, key=lambda place: (not _is_bars(table, place), -table.columns[place].from_width, -place))


def _shrink(widths: dict[int, int], names: Sequence[int], room: int, least: int) -> None:
    """Takes from the longest columns of names what is missing, down to `least` cells."""
    while _total(widths) > room and any(widths[name] > least for name in names):
        widths[max(names, key=lambda name: widths[name])] -= 1


def _total(widths: Mapping[int, int]) -> int:
    return sum(width + GAP for width in widths.values())


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
        # Rich numbers links at random, and two runs give the same bytes.
        return _LINK_ID.sub("\x1b]8;;", self._file.getvalue())

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

    def link(self, lead: Text, address: str) -> None:
        """An address on a line of its own, which a terminal with colours can open."""
        self.whole(lead, self.linked(address, address, "dim"))

    @staticmethod
    def linked(text: str, address: str, style: str) -> Text:
        """Text that a terminal with colours can open a page by."""
        return Text(visible(text), f"{style} link {address}" if _ADDRESS.fullmatch(address) else style)

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
        for line in self._wrapped(Text(visible(text), style), min(self._width, WIDEST_PROSE) - start.cell_len):
            self.whole(start, line)
            start = Text(" " * start.cell_len)

    def _wrapped(self, text: Text, room: int) -> list[Text]:
        """The text in lines of at most `room` cells, commands and percentages in one piece where they fit."""
        glued = text.copy()
        glued.plain = _TOGETHER.sub(
            lambda part: part[0].replace(" ", _GLUE if len(part[0]) <= room else " "), text.plain
        )
        lines = list(glued.wrap(self._console, room, overflow="fold"))
        for line in lines:
            line.plain = line.plain.replace(_GLUE, " ")
        return lines

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
                *full, piece = self._wrapped(piece, self._width - max(line.cell_len, indent))
                for head in full:
                    self.whole(line, head)
                    line = Text(" " * indent)
            line, empty = Text.assemble(line, gap, piece), False
        self.whole(line)

    def table(self, table: blocks.Table, *, indent: int = 2) -> None:
        """A table without lines; columns that the page is too narrow for are left out, words are wrapped."""
        room = self._width - indent
        places = [place for place, column in enumerate(table.columns) if self._width >= column.from_width]
        widths = self._widths(table, places, room)
        columns = [table.columns[place] for place in widths]
        grid = RichTable(box=None, padding=(0, GAP, 0, 0), pad_edge=False, show_header=any(c.title for c in columns))
        # Blanks at the end of a line are taken off only where they have no style.
        grid.header_style = ""
        for column, width in zip(columns, widths.values(), strict=True):
            grid.add_column(
                Text.assemble((column.title, "dim")),
                justify="right" if column.right else "left",
                no_wrap=not column.words,
                width=None if column.words and not column.label else width,
                overflow="fold" if column.words else "ellipsis",
            )
        for number, row in enumerate(table.rows):
            cells = [self._cell(row[place], words=table.columns[place].words) for place in widths]
            if table.severities:
                cells[0].stylize(STYLES[table.severities[number]])
            grid.add_row(*cells)
        # A line that is too long is read with more trouble than others, a figure that is cut is wrong.
        self._console.width = max(self._width, indent + _total(widths))
        with self._console.capture() as captured:
            self._console.print(Padding(grid, (0, 0, 0, indent)))
        self._console.width = self._width
        for line in captured.get().splitlines():
            self._file.write(line.rstrip() + "\n")
        left = [column.title for place, column in enumerate(table.columns) if place not in widths and column.title]
        if left:
            self.paragraph(f"No room for: {', '.join(left)}.", lead=Text(" " * indent), style="dim")

    def _widths(self, table: blocks.Table, places: Sequence[int], room: int) -> dict[int, int]:
        """Place → cells of the columns that are shown. Long names give way first, then further columns, then titles."""
        cells = {place: max((self._cell_width(table, row, place) for row in table.rows), default=0) for place in places}
        natural = {place: max(cells[place], cell_len(table.columns[place].title)) for place in places}
        widths = natural | {
            # Wrapped by whoever sets the table.
            place: min(natural[place], self._label_width(table, place) or LEAST_WORDS)
            for place in places
            if table.columns[place].words
        }
        names = [place for place in places if _is_names(table, place)]
        for place in _further(table, places):
            _shrink(widths, names, room, SHORT_NAME)
            if _total(widths) > room:
                del widths[place]
                names = [name for name in names if name != place]
        for place in widths:
            if _total(widths) > room and table.columns[place].right:
                widths[place] = cells[place]
        # What has been left out makes room for names again.
        widths |= {name: natural[name] for name in names}
        _shrink(widths, names, room, SHORTEST_NAME)
        return widths

    def _cell_width(self, table: blocks.Table, row: Sequence[str | blocks.Bar], place: int) -> int:
        return self._cell(row[place], words=table.columns[place].words).cell_len

    def _label_width(self, table: blocks.Table, place: int) -> int | None:
        """The cells of a column of labels: those of the longest one, or of its longest word where that is too long."""
        if self._width < ROOM_FOR_LABELS or not table.columns[place].label:
            return None
        texts = [table.columns[place].title, *(cell for row in table.rows if isinstance(cell := row[place], str))]
        longest = max(map(cell_len, texts))
        room = LONGEST_NAME if self._width >= WIDE else LONGEST_CELL
        return min(longest, max(room, *(cell_len(word) for text in texts for word in text.split())))

    def _cell(self, cell: str | blocks.Bar, *, words: bool) -> Text:
        if isinstance(cell, blocks.Bar):
            return Text(bar(cell.share, BAR_CELLS if self._width < WIDE else WIDE_BAR_CELLS), "cyan")
        if words or (not cell and not isinstance(cell, blocks.Name)):
            return Text(visible(cell))
        return Text(cut(cell, LONGEST_NAME if self._width >= WIDE else LONGEST_CELL))
