"""The lines of a block by number, byte for byte."""

from __future__ import annotations

import polars as pl


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
