"""The head of a raw CSV file: what stands before its header, its separator and the names of its columns."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass

from interactions_cli.errors import InputError
from interactions_cli.personalize.fields import fold
from interactions_cli.reading.batch import ShapeRepair
from interactions_cli.reading.first_record import is_like_following
from interactions_cli.reading.header import SEPARATORS
from interactions_cli.reading.line_defect import LineDefect
from interactions_cli.reading.lines import CONTROL_PATTERN
from interactions_cli.reading.quoting import split_line
from interactions_cli.reading.raw_csv import Dialect
from interactions_cli.shell import shell_name

SEPARATOR_LINE = re.compile(r'"?sep=(.)"?', re.IGNORECASE)
COMMENT = re.compile(r"\s*(#|//)")
MOST_SKIPPED = 20
# Between fields: of Hive and Athena where nobody says otherwise, and the separator of units that ASCII has.
CONTROL_MARKS = ("\x01", "\x1f")
# What stands in a record and is no name of a column: a number, a time, or nothing.
VALUE = re.compile(r"[+-]?[0-9][0-9.,:eE+-]*|[0-9]{4}-[0-9]{2}-[0-9]{2}.*|")
BYTE_ORDER_MARK = "\ufeff"


@dataclass(frozen=True)
class Head:
    """What the first lines tell.

    Attributes:
        dialect: Names and separator; None where no line names columns.
        skipped: Lines before the header line.
        text: The header line, without a byte order mark.
        has_bom: Whether there was one.
        separator: Of the first line that is not skipped.
        first: The fields of that line.
    """

    dialect: Dialect | None
    skipped: int
    text: str
    has_bom: bool
    separator: str
    first: tuple[str, ...]


def read_head(
    lines: Sequence[bytes], known: Collection[str], *, separator: str | None = None, names: Sequence[str] | None = None
) -> Head:
    """Find the header among the first lines of a file.

    Args:
        lines: The first lines, without their line feeds.
        known: Folded names that a header may use.
        separator: The separator, if it is given.
        names: The names of the columns, if the file has no header line.
    """
    texts = [line.decode("utf-8", "replace").rstrip("\r") for line in lines]
    has_bom = bool(texts) and texts[0].startswith(BYTE_ORDER_MARK)
    texts = [text.removeprefix(BYTE_ORDER_MARK) for text in texts[:1]] + texts[1:]
    skipped = 0
    for text in texts[:MOST_SKIPPED]:
        if stated := SEPARATOR_LINE.fullmatch(text.strip()):
            separator = separator or stated[1]
        elif text.strip() and not COMMENT.match(text):
            break
        skipped += 1
    else:
        # The first comment becomes the header where a file has nothing but comments.
        skipped = 0
    rest = texts[skipped:]
    cut = separator or best_separator(rest, known)
    if not names:
        skipped += _title_lines(rest, known, cut)
        rest = texts[skipped:]
    first = _fields(rest[0], cut) if rest else ()
    text = rest[0] if rest else ""
    if names:
        return Head(Dialect(tuple(names), cut), skipped, "", has_bom, cut, first)
    is_value = any(VALUE.fullmatch(field.strip()) for field in first if field)
    is_unlike = not (is_value or is_like_following(first, rest[1:-1], cut))
    is_header = any(map(str.strip, first)) and (_named(first, known) > 0 or is_unlike)
    dialect = Dialect(tuple(field.strip() for field in first), cut) if first and is_header else None
    return Head(dialect, skipped, text, has_bom, cut, first)


def _fields(text: str, separator: str) -> tuple[str, ...]:
    return tuple(split_line(text, separator) or text.split(separator))


def _named(fields: Sequence[str], known: Collection[str]) -> int:
    return len({fold(field) for field in fields} & set(known))


def best_separator(lines: Sequence[str], known: Collection[str]) -> str:
    """The separator under which the first line has the most known names, else the one that cuts most lines alike."""
    if not any(lines):
        return ","
    separators = (*SEPARATORS, *(mark for mark in CONTROL_MARKS if mark in lines[0]))
    by_names = {cut: _named(_fields(lines[0], cut), known) for cut in separators}
    most = max(by_names.values())
    if most > 1 or (most == 1 and len([cut for cut in separators if by_names[cut] == most]) == 1):
        return max(separators, key=lambda cut: by_names[cut])

    def evenness(cut: str) -> tuple[int, int]:
        widths = Counter(len(_fields(line, cut)) for line in lines if line)
        width, count = widths.most_common(1)[0]
        return (count if width > 1 else 0), width

    return max(separators, key=evenness)


def _title_lines(lines: Sequence[str], known: Collection[str], separator: str) -> int:
    """Lines of a title: the first ones where a later line has known names and they have none."""
    if not lines or _named(_fields(lines[0], separator), known):
        return 0
    for place, line in enumerate(lines[1:MOST_SKIPPED], 1):
        if _named(_fields(line, separator), known) > 1:
            return place
    return 0


def file_repairs(head: Head, encoding: str | None, *, ends_by_returns: bool) -> Iterator[ShapeRepair]:
    """What is put right about a file as a whole."""
    line, shown = head.skipped + 1, head.text[:200]
    after = ",".join(head.first)
    if encoding:
        yield ShapeRepair(LineDefect.NOT_UTF8, 1, [(line, encoding, "UTF-8")])
    if ends_by_returns:
        sample = (line, "lines that end in carriage returns", "lines that end in line feeds")
        yield ShapeRepair(LineDefect.CONTROL_CHARACTER, 1, [sample])
    if head.has_bom:
        yield ShapeRepair(LineDefect.BYTE_ORDER_MARK, 1, [(1, "\ufeff" + shown, shown)])
    if head.separator != ",":
        # A first line that is a record is no header, whose text is kept.
        before = shown or head.separator.join(head.first)[:200]
        yield ShapeRepair(LineDefect.WRONG_DELIMITER, 1, [(line, before, after)])
    if '"' in head.text:
        yield ShapeRepair(LineDefect.QUOTED_HEADER, 1, [(line, shown, after)])
    if head.skipped:
        sample = (1, f"{head.skipped} lines before the header", "")
        yield ShapeRepair(LineDefect.AROUND_THE_TABLE, head.skipped, [sample])


def refuse_no_table(head: Head, path: str) -> None:
    """Refuse a file whose first line is nothing that a table begins with.

    Raises:
        InputError: It has control characters.
    """
    text = head.text
    if not re.search(CONTROL_PATTERN, text.replace(head.separator, "")):
        return
    way = f"CSV, JSON and Parquet are read, also as .gz or .zst; see what it is: `file {shell_name(path)}`."
    for place, encoding in ((1, "utf-16-le"), (0, "utf-16-be")):
        if len(text) > 1 and set(text[place::2]) == {"\0"} and "\0" not in text[1 - place :: 2]:
            way = f"It looks like text in another encoding: `--encoding {encoding}`."
    raise InputError(f"{path} is no table: its first line has control characters", way)
