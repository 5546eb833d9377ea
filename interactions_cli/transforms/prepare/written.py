r"""Records as bytes: the output's lines, quoted only where a value needs it."""

from __future__ import annotations

import io
from collections.abc import Sequence

import polars as pl


def written_lines(frame: pl.DataFrame, *, is_bare: bool = False) -> bytes:
    """Rows as lines, every one ended by a line feed; null is nothing.

    Args:
        frame: Columns of texts and whole numbers.
        is_bare: Whether it is known that no text has a comma, a quote or a line end.
    """
    if not frame.height:
        return b""
    plain = _unquoted(frame)
    if is_bare:
        return plain
    # Rows without a comma more than separators, and without a quote, have no value that needs quotes.
    if b'"' not in plain and plain.count(b",") == (frame.width - 1) * frame.height:
        return plain
    columns = []
    for series in (series for series in frame if series.dtype == pl.String):
        column = pl.col(series.name)
        if series.str.contains(",", literal=True).any() or series.str.contains('"', literal=True).any():
            escaped = column.str.replace_all("\\", "\\\\", literal=True).str.replace_all('"', '\\"', literal=True)
            quoted = pl.concat_str(pl.lit('"'), escaped, pl.lit('"'))
            needs = column.str.contains('[",]')
            columns.append(pl.when(needs).then(quoted).otherwise(column).alias(series.name))
    return _unquoted(frame.with_columns(columns))


def _unquoted(frame: pl.DataFrame) -> bytes:
    out = io.BytesIO()
    frame.write_csv(out, include_header=False, quote_style="never")
    return out.getvalue()


def header_line(names: Sequence[str]) -> bytes:
    """The header of the output without its line feed; names are letters, digits and underscores."""
    return ",".join(names).encode()
