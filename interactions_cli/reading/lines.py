"""The line reading: every line is looked at by itself, defects of its shape are noted, good lines become fields."""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import islice

import polars as pl

from interactions_cli.reading.hits import Hits
from interactions_cli.reading.line_defect import BROKEN, LineDefect
from interactions_cli.reading.quoting import DOCUMENTED, DOUBLED, QuoteReading
from interactions_cli.report import VALUE_WIDTH

REPLACEMENT = "\ufffd"
# Characters that take no place, or reorder text. The joiners U+200C and U+200D, selectors such as U+FE0F, and the tags
# from U+E0020 on belong to words, emoji and flags.
_INVISIBLE = (
    "\xad\u061c\u115f\u1160\u180e\u200b\u200e\u200f\u202a-\u202e\u2060-\u2064\u2066-\u206f\u3164\ufeff\uffa0\ufff9-\ufffb"
    "\U000e0000-\U000e001f"
)
# C0 but the tab, DEL, C1, the separators of lines and paragraphs, and those; one pattern for Polars and for Python.
INVISIBLE_PATTERN = f"[{_INVISIBLE}]"
CONTROL_PATTERN = f"[\x00-\x08\x0a-\x1f\x7f-\x9f\u2028\u2029{_INVISIBLE}]"
CONTROL_BYTES = tuple(bytes([code]) for code in (*range(9), *range(11, 32), 127))
# What programs write below a table: `(1200 rows)`, `1200 rows in set (0.05 sec)`, `Total: 1200`, rules of dashes,
# comments, how long it took, and the mark that ended files of DOS.
FOOTER = (
    r"^\s*(\(?[0-9][0-9,]* (rows?|records?|lines?)( (affected|selected|in set|returned|fetched))?\)?"
    r"( \([0-9.]+ s(ec)?\))?\.?|(grand )?totals?( rows| records)?:? *[0-9][0-9,]*|[-+=]{3,}|(#|--|//) ?[a-z(][^,;\t|]*"
    r"|time( taken)?: *[0-9.,]+ *(ms|s|sec|seconds)|\x1a)\s*$"
)


@dataclass(kw_only=True)
class Lines:
    """The good lines of a block as text fields `f0`, `f1` … with their line numbers, and what the others had wrong.

    `defects` has the other lines: `line` and their first `defect`.
    """

    fields: pl.DataFrame
    lines: pl.Series
    defects: pl.DataFrame
    line_count: int
    blank_lines: int
    broken_lines: int
    hits: dict[LineDefect, Hits] = field(default_factory=dict)


def read_lines(block: bytes, width: int, separator: str, *, max_samples: int) -> Lines:
    """Read a block line by line.

    Args:
        block: Whole lines, the last one ended by a line feed.
        width: Fields a line must have.
        separator: The separator character.
        max_samples: Lines to keep per defect.
    """
    text, is_invalid = _decode(block)
    marked = _marked(text, is_invalid, block, width, separator)
    hits = {
        defect: Hits.of_block(count, _samples(marked.filter(pl.col("defect") == defect), block, max_samples))
        for defect in BROKEN
        if (count := int((marked["defect"] == defect).sum()))
    }
    good = marked.filter(pl.col("defect").is_null())
    split = pl.col("defect").is_null() | (pl.col("defect") == LineDefect.FIELD_COUNT)
    for defect, mark in (
        (LineDefect.CONTROL_CHARACTER, pl.col("control")),
        (LineDefect.LINE_END, pl.col("returns") & ~pl.col("control")),
        (LineDefect.DOUBLED_QUOTE, pl.col("doubled") & split),
    ):
        suspicious = marked.filter(mark)
        if suspicious.height:
            hits[defect] = Hits.of_block(suspicious.height, _samples(suspicious, block, max_samples))
    fields = _split(good, width, separator)
    blank = hits[LineDefect.BLANK].count if LineDefect.BLANK in hits else 0
    return Lines(
        fields=fields.drop("line"),
        lines=fields["line"],
        defects=marked.filter(pl.col("defect").is_not_null()).select("line", "defect"),
        line_count=marked.height,
        blank_lines=blank,
        broken_lines=marked.height - good.height - blank,
        hits=hits,
    )


def _decode(block: bytes) -> tuple[str, bool]:
    try:
        return block.decode("utf-8"), False
    except UnicodeDecodeError:
        return block.decode("utf-8", "replace"), True


def _marked(text: str, is_invalid: bool, block: bytes, width: int, separator: str) -> pl.DataFrame:
    """Every line with its number, its first defect (or null) and marks for quotes and control characters."""
    lines = pl.DataFrame({"text": [text]}).lazy().select(pl.col("text").str.split("\n").explode()).collect()
    line = pl.col("text")
    returns = line.str.ends_with("\r\r") if b"\r\r\n" in block else pl.lit(value=False)
    # A writer that turns LF into CR LF twice leaves CR CR LF; the line feed alone ends a line.
    lines = lines.head(-1).with_columns(line.str.strip_chars_end("\r"), returns=returns)
    lines = lines.with_row_index("line", offset=1)
    has_controls = any(byte in block for byte in CONTROL_BYTES) or not block.isascii()
    marks = lines.lazy().with_columns(
        line=pl.col("line").cast(pl.Int64),
        invalid=line.str.contains(REPLACEMENT, literal=True) if is_invalid else pl.lit(value=False),
        control=line.str.contains(CONTROL_PATTERN) if has_controls else pl.lit(value=False),
        quotes=line.str.contains('"', literal=True) if b'"' in block else pl.lit(value=False),
        fields=line.str.count_matches(separator, literal=True) + 1,
        documented=pl.lit(value=False),
        closes=pl.lit(value=True),
        doubled=pl.lit(value=False),
    )
    frame = marks.collect()
    if is_invalid and REPLACEMENT.encode() in block:
        frame = frame.with_columns(invalid=_really_invalid(frame, block))
    if b'"' in block:
        frame = _read_quotes(frame, separator)
    defect = (
        pl.when("invalid")
        .then(pl.lit(LineDefect.NOT_UTF8.value))
        .when(line == "")
        .then(pl.lit(LineDefect.BLANK.value))
        .when(~pl.col("closes"))
        .then(pl.lit(LineDefect.BROKEN_QUOTING.value))
        .when((pl.col("fields") != width) & line.str.contains(f"(?i){FOOTER}"))
        .then(pl.lit(LineDefect.AROUND_THE_TABLE.value))
        .when(pl.col("fields") != width)
        .then(pl.lit(LineDefect.FIELD_COUNT.value))
    )
    return frame.with_columns(defect=defect)


def _really_invalid(frame: pl.DataFrame, block: bytes) -> pl.Series:
    """Tell lines with bad bytes from those that hold the replacement character itself."""
    suspects = set(frame.filter("invalid")["line"])
    bad = set()
    for number, line in enumerate(block.split(b"\n"), 1):
        if number in suspects:
            try:
                line.decode("utf-8")
            except UnicodeDecodeError:
                bad.add(number)
    return frame["line"].is_in(sorted(bad))


def _read_quotes(frame: pl.DataFrame, separator: str) -> pl.DataFrame:
    """Find the reading that closes the quotes of each line that has some, and count its fields by it."""
    quoted = frame.filter("quotes")
    text = pl.col("text")
    quoted = quoted.with_columns(documented=text.str.contains(DOCUMENTED.line_pattern(separator))).with_columns(
        closes=pl.col("documented") | text.str.contains(DOUBLED.line_pattern(separator))
    )
    parts = [frame.filter(~pl.col("quotes")), quoted.filter(~pl.col("closes"))]
    for reading in (DOCUMENTED, DOUBLED):
        mine = pl.col("documented") if reading is DOCUMENTED else ~pl.col("documented")
        cells = quoted_cells(reading, separator)
        parts.append(
            quoted.filter(pl.col("closes") & mine)
            .with_columns(cells=cells)
            .with_columns(
                fields=pl.col("cells").list.len(),
                doubled=pl.col("cells")
                .list.eval(pl.element().str.contains('^."') & pl.element().str.slice(2).str.contains('"".'))
                .list.any(),
            )
            .drop("cells")
        )
    return pl.concat(parts, how="vertical_relaxed").sort("line")


def quoted_cells(reading: QuoteReading, separator: str) -> pl.Expr:
    """The raw fields of lines that fit a reading, each with the separator before it."""
    return (pl.lit(separator) + pl.col("text")).str.extract_all(reading.field_pattern(separator))


def _split(good: pl.DataFrame, width: int, separator: str) -> pl.DataFrame:
    """The fields of good lines, in line order."""
    names = [f"f{position}" for position in range(width)]
    plain = good.filter(~pl.col("quotes")).select(
        "line", pl.col("text").str.split_exact(separator, width - 1).struct.rename_fields(names).struct.unnest()
    )
    if plain.height == good.height:
        return plain
    parts = [plain]
    for reading in (DOCUMENTED, DOUBLED):
        mine = pl.col("documented") if reading is DOCUMENTED else ~pl.col("documented")
        cells = good.filter(pl.col("quotes") & mine).select("line", cells=quoted_cells(reading, separator))
        if cells.height:
            # All cells at once: an expression for each column would take longer than its work where there are many.
            values = cells.select(pl.col("cells").explode()).select(reading.unquoted(pl.col("cells"))).to_series()
            rows = values.reshape((cells.height, width)).arr.to_struct(names).struct.unnest()
            parts.append(rows.insert_column(0, cells["line"]))
    return pl.concat(parts).sort("line")


def _samples(lines: pl.DataFrame, block: bytes, max_samples: int) -> list[tuple[int, str]]:
    first = lines.select("line", pl.col("text").str.slice(0, VALUE_WIDTH + 1), "invalid").head(max_samples)
    # The text of an invalid line has lost the bad bytes: show them as they stand in the block.
    return [
        (number, _nth_line(block, number).decode("utf-8", "backslashreplace") if invalid else text)
        for number, text, invalid in first.rows()
    ]


def _nth_line(block: bytes, number: int) -> bytes:
    parts = block.split(b"\n", number)
    return next(islice(parts, number - 1, None)).rstrip(b"\r")


def ended(block: bytes) -> bytes:
    """A block whose last line has its line feed, too."""
    if block.endswith(b"\n"):
        return block
    # A second carriage return keeps Polars from taking the one that ends the input for part of a line end.
    return block + (b"\r\n" if block.endswith(b"\r") else b"\n")
