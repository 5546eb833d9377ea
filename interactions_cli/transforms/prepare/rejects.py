"""The records that are rejected: where they stand, why, and their lines in the rejects file."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

import polars as pl

from interactions_cli.reading.batch import Batch
from interactions_cli.reading.line_defect import LineDefect
from interactions_cli.rules.defects import CODES
from interactions_cli.transforms.prepare.edits import AROUND_THE_TABLE, FOOTER
from interactions_cli.transforms.prepare.standing import Stand

REJECT_COLUMNS: Final = ("path", "record", "line", "reason", "text")
REJECTS: Final = pl.Schema({"record": pl.Int64(), "line": pl.Int64(), "code": pl.String(), "text": pl.String()})


def rejects_of(batch: Batch, rejects: pl.DataFrame) -> pl.DataFrame:
    """The records of a batch that are rejected, as REJECTS has them; records and lines count within the batch."""
    if not rejects.height:
        return REJECTS.to_frame()
    starts = pl.concat([batch.record_keys, batch.defect_keys]).sort()
    texts = pl.Series("text", batch.texts(rejects["key"].to_list()), dtype=pl.String)
    records = starts.search_sorted(rejects["key"], side="left").cast(pl.Int64) + 1
    code, is_footer = pl.col("code"), pl.col("text").str.to_lowercase().str.contains(FOOTER)
    is_around = (code == CODES[LineDefect.FIELD_COUNT]) & is_footer
    return rejects.select("line", "code", records.alias("record"), texts).select(
        "record", "line", pl.when(is_around).then(pl.lit(AROUND_THE_TABLE)).otherwise(code).alias("code"), "text"
    )


def reject_lines(rejects: pl.DataFrame, stands: Sequence[Stand]) -> bytes:
    """Rejected records of a batch as lines of the rejects file.

    Args:
        rejects: As REJECTS has them, in order.
        stands: Where the batch stands in the inputs.
    """
    return b"".join(_of_input(part, stand) for stand, part in _by_input(rejects, stands))


def _by_input(rejects: pl.DataFrame, stands: Sequence[Stand]) -> Iterator[tuple[Stand, pl.DataFrame]]:
    if len(stands) == 1:
        yield stands[0], rejects
        return
    firsts = pl.Series([stand.first for stand in stands], dtype=pl.Int64)
    numbers = firsts.search_sorted(rejects["line"], side="right")
    place = 0
    for number, count in numbers.rle().struct.unnest().select("value", "len").rows():
        yield stands[number - 1], rejects.slice(place, count)
        place += count


def _of_input(rejects: pl.DataFrame, stand: Stand) -> bytes:
    if not rejects.height:
        return b""
    text = pl.col("text")
    quoted = pl.lit('"') + text.str.replace_all('"', '""', literal=True) + pl.lit('"')
    lines = rejects.lazy().select(
        pl.concat_str(
            (pl.col("record") + stand.records).cast(pl.String),
            (pl.col("line") + stand.lines).cast(pl.String),
            "code",
            pl.when(text.str.contains('[,"\n\r]')).then(quoted).otherwise(text),
            separator=",",
        )
    )
    # A path may hold bytes that are no text, which Polars does not take.
    start = f"{_quoted(stand.path)},"
    written = f"\n{start}".join(lines.collect().to_series().to_list())
    return f"{start}{written}\n".encode("utf-8", "surrogateescape")


def _quoted(text: str) -> str:
    needs_quotes = any(mark in text for mark in ',"\n\r')
    return '"' + text.replace('"', '""') + '"' if needs_quotes else text
