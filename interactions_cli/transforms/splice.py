"""Puts one cell into lines of a block and leaves every other byte as it was."""

from __future__ import annotations

import io
from dataclasses import dataclass
from typing import Final

import polars as pl

from interactions_cli.reading.lines import quoted_cells
from interactions_cli.reading.quoting import DOCUMENTED, DOUBLED, QuoteReading

NO_LINES: Final = pl.Series("line", dtype=pl.Int64)


@dataclass(frozen=True, kw_only=True)
class Spliced:
    """A block after the change, and the lines (relative to it, from 1) that could not take their cell."""

    block: bytes
    refused: pl.Series


@dataclass(frozen=True)
class Splicer:
    """Knows where the cell belongs.

    `position` is its place among the fields of a line; None appends it: every line that is not blank, broken ones too,
    then gets one more separator, so that no defect of a line turns into a cell.
    """

    separator: str
    position: int | None

    def splice(self, block: bytes, cells: pl.DataFrame) -> Spliced:
        """Put cells into a block of whole lines.

        Args:
            block: The lines; the last one may lack its line feed.
            cells: `line` (Int64, relative to the block, from 1), only of lines that are read without a defect, and
                `cell` (String, not quoted).
        """
        text, is_utf8 = _decode(block)
        if not is_utf8:
            cells = cells.with_columns_seq(_bytes_as_characters(cells["cell"]))
        cells = cells.with_columns_seq(needs_quotes=_needs_quotes(self.separator))
        frame = _lines_with(cells, text)
        has_quotes = b'"' in block or bool(cells["needs_quotes"].any())
        is_plain = is_utf8 and not has_quotes and self.separator.isascii()
        if self.position is None and is_plain and _ends_plainly(frame["text"], block):
            return Spliced(block=_with_cells_at_the_ends(frame, block, self.separator), refused=NO_LINES)
        frame = frame.with_columns_seq(body=pl.col("text").str.strip_chars_end("\r")).with_columns_seq(
            end=pl.col("text").str.slice(pl.col("body").str.len_chars())
        )
        if has_quotes or self.position is not None:
            changed = self._changed(frame.filter(pl.col("cell").is_not_null()))
            frame = frame.join(changed, on="line", how="left", maintain_order="left")
            refused = changed.filter(pl.col("changed").is_null())["line"]
        else:
            # Without any quote there is one reading, and the end of every line is the place.
            frame = frame.with_columns_seq(changed=pl.concat_str("body", pl.lit(self.separator), "cell"))
            refused = NO_LINES
        without = pl.concat_str("body", pl.lit(self.separator)) if self.position is None else pl.col("body")
        new = pl.when(pl.col("body") == "").then(pl.lit("")).otherwise(pl.coalesce("changed", without))
        whole = pl.concat_str(new, "end") if b"\r" in block else new
        joined = frame.select_seq(whole.str.join("\n")).item()
        return Spliced(block=joined.encode("utf-8" if is_utf8 else "latin-1"), refused=refused)

    def _changed(self, frame: pl.DataFrame) -> pl.DataFrame:
        """`line` and the line with its cell as `changed`, null where a reader would take it for another line."""
        quoted = frame.filter(pl.col("body").str.contains('"', literal=True))
        documented = quoted.filter(pl.col("body").str.contains(DOCUMENTED.line_pattern(self.separator)))
        doubled = quoted.join(documented, on="line", how="anti")
        plain = frame.filter(~pl.col("body").str.contains('"', literal=True))
        parts = [self._with_cell(plain, DOCUMENTED), self._with_cell(documented, DOCUMENTED)]
        if doubled.height:
            # The documented reading is tried first: backslashes must not come to mean something by the change.
            changed = pl.col("changed").str
            same = ~changed.contains("\\", literal=True)
            same |= ~changed.contains(DOCUMENTED.line_pattern(self.separator)) & changed.contains(
                DOUBLED.line_pattern(self.separator)
            )
            checked = self._with_cell(doubled, DOUBLED)
            parts.append(checked.select_seq("line", pl.when(same).then("changed").alias("changed")))
        return pl.concat(parts)

    def _with_cell(self, frame: pl.DataFrame, reading: QuoteReading) -> pl.DataFrame:
        if self.position is None:
            return frame.select_seq("line", changed=self._appended(reading))
        fields = quoted_cells(reading, self.separator)
        before = fields.list.head(self.position).list.join("")
        after = fields.list.slice(self.position + 1).list.join("")
        line = pl.concat_str(before, pl.lit(self.separator), _encoded(reading), after)
        return frame.with_columns_seq(text="body").select_seq("line", changed=line.str.strip_prefix(self.separator))

    def _appended(self, reading: QuoteReading) -> pl.Expr:
        """A line with its cell at the end; null without a cell."""
        return pl.concat_str("body", pl.lit(self.separator), _encoded(reading))


def _lines_with(cells: pl.DataFrame, text: str) -> pl.DataFrame:
    """The lines of a text (`line`, `text`), the last one what follows the last line feed, each beside its cell."""
    lines = pl.DataFrame({"text": [text]}).select_seq(pl.col("text").str.split("\n").explode())
    frame = lines.with_row_index("line", offset=1).with_columns_seq(pl.col("line").cast(pl.Int64))
    behind = frame.height - cells.height
    if behind == text.endswith("\n"):
        # Every line has a cell, in order.
        return frame.hstack([column.extend_constant(None, behind) for column in cells.drop("line")])
    return frame.join(cells, on="line", how="left", maintain_order="left")


def _ends_plainly(lines: pl.Series, block: bytes) -> bool:
    """Whether every line ends in a line feed alone, if at all, and none is blank."""
    whole = lines.head(len(lines) - block.endswith(b"\n"))
    return b"\r" not in block and not (whole == "").any()


def _with_cells_at_the_ends(frame: pl.DataFrame, block: bytes, separator: str) -> bytes:
    """Lines (`text`), each with its cell or nothing behind one more separator."""
    is_closed = block.endswith(b"\n")
    out = io.BytesIO()
    lines = frame.select_seq("text", "cell").head(frame.height - is_closed)
    lines.write_csv(out, include_header=False, separator=separator, quote_style="never")
    return out.getvalue() if is_closed else out.getvalue().removesuffix(b"\n")


def _needs_quotes(separator: str) -> pl.Expr:
    return pl.col("cell").str.contains('"', literal=True) | pl.col("cell").str.contains(separator, literal=True)


def _encoded(reading: QuoteReading) -> pl.Expr:
    """The cell as that reading reads it, in quotes only if it must be."""
    cell = pl.col("cell")
    if reading is DOCUMENTED:
        inner = cell.str.replace_all(r'(["\\])', r"\${1}")
    else:
        inner = cell.str.replace_all('"', '""', literal=True)
    return pl.when("needs_quotes").then(pl.concat_str(pl.lit('"'), inner, pl.lit('"'))).otherwise(cell)


def _decode(block: bytes) -> tuple[str, bool]:
    try:
        return block.decode("utf-8"), True
    except UnicodeDecodeError:
        # One character a byte, and back without a loss. Everything that is looked for is ASCII.
        return block.decode("latin-1"), False


def _bytes_as_characters(cells: pl.Series) -> pl.Series:
    """Texts whose characters are the bytes of their UTF-8."""
    if not len(cells):
        return cells
    text = cells.str.join("\n").item().encode().decode("latin-1")
    return pl.DataFrame({"cell": [text]}).select_seq(pl.col("cell").str.split("\n").explode())["cell"]
