"""Lines of a block by verdict: the kept ones as they are, byte for byte, the others as lines of the rejects file."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import polars as pl

REJECT_COLUMNS = ("path", "line", "reason")


def block_lines(block: bytes, encoding: str, errors: str = "strict") -> pl.Series:
    """The lines of a block as text without their line feeds; a block that ends without one has as many lines."""
    text = pl.DataFrame({"line": [block.decode(encoding, errors)]})
    lines = text.lazy().select(pl.col("line").str.split("\n").explode()).collect()["line"]
    return lines.head(-1) if block.endswith(b"\n") else lines


def keep_lines(block: bytes, kept: pl.Series) -> bytes:
    """The bytes of the lines that are kept, in order, with their own line ends.

    Args:
        block: Whole lines; the last one may lack its line feed.
        kept: A Boolean per line.
    """
    if kept.all():
        return block
    if not kept.any():
        return b""
    try:
        return _joined(block, kept, "utf-8")
    except UnicodeDecodeError:
        # Latin-1 has a character for every byte, so any bytes survive the way there and back.
        return _joined(block, kept, "latin-1")


def _joined(block: bytes, kept: pl.Series, encoding: str) -> bytes:
    text = block_lines(block, encoding).filter(kept).str.join("\n").item()
    ends_open = bool(kept[-1]) and not block.endswith(b"\n")
    return str(text).encode(encoding) + (b"" if ends_open else b"\n")


@dataclass(frozen=True)
class Rejects:
    """How rejected lines are written: as CSV with the separator of the inputs.

    `columns` is the header text of the inputs, `reasons` the words for reason numbers, from 1, `malformed` how many of
    them, the first ones, are about lines that are no records.
    """

    columns: str
    separator: str
    reasons: Sequence[str]
    malformed: int

    def header(self) -> bytes:
        """The header line of the rejects file."""
        return self._encoded(self.separator.join((*REJECT_COLUMNS, self.columns)) + "\n")

    def rejected(self, block: bytes, reasons: pl.Series) -> pl.DataFrame:
        """The rejected lines of a block: `line` (relative, from 1), `reason` (number), `text` as it will be written.

        Args:
            block: Whole lines.
            reasons: The number of the reason per line, 0 where it is kept.
        """
        lines = block_lines(block, "utf-8", "backslashreplace").alias("text")
        frame = pl.DataFrame([lines, reasons.alias("reason")]).with_row_index("line", offset=1)
        raw = pl.col("text").str.strip_suffix("\r")
        # What a reader of CSV would take apart in another way than this reading has.
        misread = raw.str.contains("\r", literal=True) | (
            raw.str.contains('"', literal=True) & raw.str.contains("\\", literal=True)
        )
        quoted = pl.lit('"') + raw.str.replace_all('"', '""', literal=True) + pl.lit('"')
        is_whole = (pl.col("reason") <= self.malformed) | misread
        plan = frame.lazy().filter(pl.col("reason") > 0)
        return plan.with_columns(text=pl.when(is_whole).then(quoted).otherwise(raw)).collect()

    def written(self, rejected: pl.DataFrame, path: str, line_offset: int) -> bytes:
        """Rejected lines as bytes of the rejects file; their numbers start after `line_offset`."""
        if not rejected.height:
            return b""
        words = pl.Series(["", *self.reasons])
        parts = (
            pl.lit(self._quoted(path)),
            (pl.col("line").cast(pl.Int64) + line_offset).cast(pl.String),
            pl.lit(words).gather(pl.col("reason")),
            pl.col("text"),
        )
        lines = rejected.lazy().select(line=pl.concat_str(parts, separator=self.separator)).collect()["line"]
        return self._encoded(str(lines.str.join("\n").item()) + "\n")

    def _quoted(self, text: str) -> str:
        needs_quotes = any(char in text for char in (self.separator, '"', "\n", "\r"))
        return '"' + text.replace('"', '""') + '"' if needs_quotes else text

    @staticmethod
    def _encoded(text: str) -> bytes:
        # A path may hold bytes that are no text.
        return text.encode("utf-8", "surrogateescape")
