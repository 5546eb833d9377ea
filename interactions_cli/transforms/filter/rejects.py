"""The lines that a filter rejects, each with its reason, as a CSV file."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import polars as pl

from interactions_cli.transforms.lines import block_lines

REJECT_COLUMNS = ("path", "line", "reason")


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
        raw = pl.col("text").str.strip_chars_end("\r")
        # A line is quoted as a whole where another reader of CSV would cut its fields in another way.
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
        return self._lines(rejected, pl.lit(self._quoted(path)), line_offset)

    def written_of(self, rejected: pl.DataFrame, paths: Sequence[str]) -> bytes:
        """The same of lines that have the numbers of their own files, whose `input` is one of the paths."""
        if not rejected.height:
            return b""
        named = sorted(set(rejected["input"].to_list()))
        # As a literal makes a text of bytes that are none.
        quoted = [
            self._quoted(paths[index]).encode("utf-8", "surrogatepass").decode("utf-8", "replace") for index in named
        ]
        texts = pl.DataFrame({"input": named, "path": quoted}, schema_overrides={"input": pl.Int64})
        frame = rejected.with_columns(pl.col("input").cast(pl.Int64))
        return self._lines(frame.join(texts, on="input", maintain_order="left"), pl.col("path"), 0)

    def _lines(self, rejected: pl.DataFrame, path: pl.Expr, line_offset: int) -> bytes:
        words = pl.Series(["", *self.reasons])
        parts = (
            path,
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
