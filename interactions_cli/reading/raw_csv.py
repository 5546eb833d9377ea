"""Blocks of a raw CSV file, whatever its separator and its defects, as batches of texts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import polars as pl

from interactions_cli.reading import proof as shape
from interactions_cli.reading.batch import Batch, ShapeRepair, frame_name, no_defects
from interactions_cli.reading.grammar import blank_to_null
from interactions_cli.reading.line_defect import LineDefect
from interactions_cli.reading.lines import read_lines
from interactions_cli.reading.long_records import RecordJoiner
from interactions_cli.reading.quoting import split_line

SAMPLES = 5
# The proof counts no separators below a blank; one of these takes the place of a tab where the block has none of it.
IN_PLACE_OF_TAB = (",", ";", "|", "~", "^")


@dataclass(frozen=True)
class Dialect:
    """How the lines of a raw CSV file are cut: the names of all its columns, "" for one without a name, and what
    separates them. Of columns with the same name the first counts.
    """

    names: tuple[str, ...]
    separator: str

    @property
    def width(self) -> int:
        """Fields in a line."""
        return len(self.names)

    @property
    def places(self) -> dict[str, int]:
        """Where the columns that count stand."""
        found: dict[str, int] = {}
        for place, name in enumerate(self.names):
            if name:
                found.setdefault(name, place)
        return found


def read_csv_block(block: bytes, dialect: Dialect) -> Batch:
    """The records of a block that begins and ends with a record and is closed by a line feed."""
    return read_proven(block, dialect) or _line_by_line(block, dialect)


def read_proven(block: bytes, dialect: Dialect) -> Batch | None:
    """The records of a block of whole lines, each of which is one; None where byte counts do not prove that."""
    data, separator = block, dialect.separator
    if separator == "\t":
        separator = next((mark for mark in IN_PLACE_OF_TAB if mark.encode() not in block), "\t")
        data = block.replace(b"\t", separator.encode())
    proof = shape.prove(data, dialect.width, separator)
    if proof is None:
        return None
    names = [f"x{place}" for place in range(dialect.width)]
    try:
        frame = (
            pl.scan_csv(
                proof.octets.data,
                has_header=False,
                schema=dict.fromkeys(names, pl.String()),
                separator=separator,
                quote_char=None,
                glob=False,
            )
            .select(pl.col(names[place]).alias(frame_name(name)) for name, place in dialect.places.items())
            .collect()
        )
    except pl.exceptions.PolarsError:
        return None
    if frame.height != proof.lines:
        return None
    return Batch(
        frame=frame,
        lines=pl.int_range(1, frame.height + 1, dtype=pl.Int64, eager=True),
        line_count=frame.height,
        defects=no_defects(),
        texts=lambda lines: _texts(block, lines),
        is_plain=not proof.may_hold_blanks,
        is_bare=proof.is_bare and (separator == "," or b"," not in block),
    )


def _texts(block: bytes, lines: Sequence[int]) -> list[str]:
    raw = block.split(b"\n")
    return [raw[line - 1].rstrip(b"\r").decode("utf-8", "backslashreplace") for line in lines]


def _line_by_line(block: bytes, dialect: Dialect) -> Batch:
    found = read_lines(block, dialect.width, dialect.separator, max_samples=SAMPLES)
    frame = found.fields.select(
        blank_to_null(pl.col(f"f{place}")).alias(frame_name(name)) for name, place in dialect.places.items()
    )
    batch = Batch(
        frame=frame,
        lines=found.lines.cast(pl.Int64),
        line_count=found.line_count,
        defects=found.defects.with_columns(pl.col("line").cast(pl.Int64)),
        texts=lambda lines: _texts(block, lines),
        repairs=[
            ShapeRepair(defect, hits.count, [(line, text, documented(text, dialect)) for _, line, text in hits.samples])
            for defect, hits in found.hits.items()
            if defect is LineDefect.DOUBLED_QUOTE
        ],
    )
    suspects = batch.defects.filter(pl.col("defect").is_in([LineDefect.FIELD_COUNT, LineDefect.BROKEN_QUOTING]))
    return _mended(batch, block, dialect, suspects) if suspects.height else batch


def _mended(batch: Batch, block: bytes, dialect: Dialect, suspects: pl.DataFrame) -> Batch:
    """The batch with the records that can be made of lines with another number of fields or open quotes."""
    lines = [line.rstrip(b"\r").decode("utf-8", "replace") for line in block.split(b"\n")[:-1]]
    joiner = RecordJoiner(dialect.width, dialect.separator)
    made: dict[int, list[str]] = {}
    spans: dict[int, int] = {}
    covered = 0
    for line, defect in suspects.select("line", "defect").rows():
        if line <= covered:
            continue
        if defect == LineDefect.BROKEN_QUOTING:
            if joined := joiner.joined(lines, line - 1):
                spans[line], made[line] = joined
                covered = line + joined[0] - 1
        elif fields := _without_surplus(lines[line - 1], dialect):
            made[line] = fields
    if not made:
        return batch
    taken = {line for first, count in spans.items() for line in range(first, first + count)} | set(made)
    is_taken = pl.col("line").is_in(sorted(taken))
    rows = pl.DataFrame(
        {
            "line": list(made),
            **{
                frame_name(name): [fields[place] or None for fields in made.values()]
                for name, place in dialect.places.items()
            },
        },
        schema={"line": pl.Int64, **dict.fromkeys(batch.frame.columns, pl.String)},
    )
    kept = batch.frame.insert_column(0, batch.lines.alias("line")).filter(~is_taken)
    frame = pl.concat([kept, rows]).sort("line")

    def texts(wanted: Sequence[int]) -> list[str]:
        single = _texts(block, wanted)
        return [
            "\n".join(lines[line - 1 : line - 1 + spans[line]]) if line in spans else text
            for line, text in zip(wanted, single, strict=True)
        ]

    return Batch(
        frame=frame.drop("line"),
        lines=frame["line"],
        line_count=batch.line_count,
        defects=batch.defects.filter(~is_taken),
        texts=texts,
        repairs=[*batch.repairs, *_made_repairs(made, spans, lines, dialect)],
    )


def _without_surplus(line: str, dialect: Dialect) -> list[str] | None:
    """The fields of a line that only has empty ones too many."""
    # A line has at least as many separators as fields that it has too many of, and counting them takes no time.
    if line.count(dialect.separator) < dialect.width:
        return None
    fields = split_line(line, dialect.separator) or []
    is_surplus = len(fields) > dialect.width and not any(fields[dialect.width :])
    return fields[: dialect.width] if is_surplus else None


def _made_repairs(
    made: dict[int, list[str]], spans: dict[int, int], lines: Sequence[str], dialect: Dialect
) -> list[ShapeRepair]:
    found = []
    for defect, wanted in (
        (LineDefect.FIELD_COUNT, [line for line in made if line not in spans]),
        (LineDefect.BROKEN_QUOTING, [line for line in made if line in spans]),
    ):
        samples = [
            (line, "\n".join(lines[line - 1 : line - 1 + spans.get(line, 1)]), written_line(made[line]))
            for line in wanted[:SAMPLES]
        ]
        if wanted:
            found.append(ShapeRepair(defect, len(wanted), samples))
    return found


def documented(text: str, dialect: Dialect) -> str:
    """A line with its quotes written as the guide writes them."""
    fields = split_line(text.rstrip("\r"), dialect.separator)
    return text if fields is None else written_line(fields)


def written_line(fields: Sequence[str]) -> str:
    r"""Fields as a line is written: quotes only where a value needs them, `\"` and `\\` inside them."""
    return ",".join(written_field(field.replace("\n", " ")) for field in fields)


def written_field(text: str) -> str:
    """One field of such a line."""
    if "," not in text and '"' not in text:
        return text
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'
