"""The lines of a log as frames of text fields, whatever the log's format; lines that cannot be read are noted."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final, Protocol

import polars as pl

from interactions_cli.columns import Column
from interactions_cli.errors import InputError
from interactions_cli.facts import Header
from interactions_cli.impressions.items import decode_each
from interactions_cli.lines import LineHits
from interactions_cli.records import BlockReader, Layout
from interactions_cli.report import VALUE_WIDTH
from interactions_cli.schema import Field, Role
from interactions_cli.trace import JSON_LINES, NO_PASS_TRACE, PassTrace

# A batch of PutEvents: the user stands outside, the rest of an event inside.
EVENT_LIST: Final = "eventList"
# PutEvents takes 10 events; a batch of more than this is no batch, and would be read once for each of them.
MOST_EVENTS: Final = 1000


@dataclass(kw_only=True)
class Entries:
    """What a block of a log holds.

    `frame` has `line` (relative to the block, from 1) and a text column for each field that is read, null where blank.
    `lines` counts lines, `rows` those that are not blank; `samples` are the first of the `unreadable` ones.
    """

    frame: pl.DataFrame
    lines: int
    rows: int
    unreadable: int
    samples: list[tuple[int, str]]


class EntryReader(Protocol):
    """Reads the blocks of one log."""

    def read(self, block: bytes) -> Entries:
        """The entries of a block of whole lines."""


class CsvEntries:
    """Entries of a CSV log.

    Args:
        header: Its header.
        columns: Name of ours → the log's own column.
        fields: The fields to read; those without a column are null.
        max_samples: Lines to keep that cannot be read.
        trace: Takes notes.
    """

    def __init__(
        self,
        header: Header,
        columns: Mapping[str, str],
        fields: Sequence[str],
        max_samples: int,
        trace: PassTrace = NO_PASS_TRACE,
    ) -> None:
        names = [name for name in fields if name in columns]
        texts = tuple(
            Column(Field(name, "string", nullable=True, categorical=False, role=Role.OWN), slot)
            for slot, name in enumerate(names)
        )
        layout = Layout(
            columns=texts,
            positions=tuple(header.written.index(columns[name]) for name in names),
            width=len(header.written),
            separator=header.separator,
            plausible=(0, 0),
        )
        self._reader = BlockReader(layout, max_samples=max_samples, trace=trace)
        self._fields = [
            next((text.raw.alias(name) for text in texts if text.name == name), _absent(name)) for name in fields
        ]

    def read(self, block: bytes) -> Entries:
        """The entries of a block of whole lines."""
        records = self._reader.read(block)
        frame = records.frame.with_columns(records.line_numbers().alias("line"))
        broken: Sequence[LineHits] = [hit for hit in records.hits if hit.code in ("CSV003", "CSV007", "CSV008")]
        samples = sorted(sample for hit in broken for sample in hit.samples)
        return Entries(
            frame=frame.select("line", *self._fields),
            lines=records.line_count,
            rows=records.line_count - records.blank_lines,
            unreadable=records.broken_lines,
            samples=samples,
        )


class JsonEntries:
    """Entries of a log of JSON Lines: one object a line, or a batch of events a line.

    Args:
        spellings: Field → the keys it may stand under, the likeliest first.
        max_samples: Lines to keep that cannot be read.
        trace: Takes notes.

    Raises:
        InputError: A key that cannot be looked for.
    """

    def __init__(
        self, spellings: Mapping[str, Sequence[str]], max_samples: int, trace: PassTrace = NO_PASS_TRACE
    ) -> None:
        for key in (key for keys in spellings.values() for key in keys if "\\" in key):
            raise InputError(
                f"the field {key!r} cannot be looked for in JSON: there is a backslash in its name",
                'Rename it in the log: `sed \'s/"OLD":/"NEW":/\' LOG > renamed.jsonl`.',
            )
        self._spellings = spellings
        self._max_samples = max_samples
        self._trace = trace

    def read(self, block: bytes) -> Entries:
        """The entries of a block of whole lines."""
        with self._trace.stage("read JSON"):
            entries = self._read(block)
        self._trace.took(JSON_LINES)
        return entries

    def _read(self, block: bytes) -> Entries:
        lines = _json_lines(block)
        frame = lines.filter(pl.col("text").str.strip_chars() != "")
        # Only keys that occur in the block are worth a look at every line.
        present = {name: [key for key in keys if _occurs(key, block)] for name, keys in self._spellings.items()}
        found = (
            frame.lazy()
            .select(
                "line",
                "text",
                pl.col("text").str.json_path_match("$").str.starts_with("{").fill_null(value=False).alias("readable"),
                pl.col("text").str.json_path_match(_path(EVENT_LIST)).alias(EVENT_LIST)
                if _occurs(EVENT_LIST, block)
                else _absent(EVENT_LIST),
                *(
                    _first(name, [pl.col("text").str.json_path_match(_path(key)) for key in keys])
                    for name, keys in present.items()
                ),
            )
            .collect()
        )
        readable = pl.col("readable") & ~pl.col("line").is_in(_not_utf8(block))
        found = found.with_columns(readable)
        batches = found.filter("readable", pl.col(EVENT_LIST).is_not_null())
        entries = found.filter("readable", pl.col(EVENT_LIST).is_null()).select("line", *self._spellings)
        if batches.height:
            events, unusable = self._events(batches)
            entries = pl.concat([entries, events]).sort("line", maintain_order=True)
            found = found.with_columns(pl.col("readable") & ~pl.col("line").is_in(unusable.implode()))
        bad = found.filter(~pl.col("readable"))
        return Entries(
            frame=entries,
            lines=lines.height,
            rows=frame.height,
            unreadable=bad.height,
            samples=bad.select("line", pl.col("text").str.slice(0, VALUE_WIDTH + 1)).head(self._max_samples).rows(),
        )

    def _events(self, batches: pl.DataFrame) -> tuple[pl.DataFrame, pl.Series]:
        """The events of batches, one row each, and the lines whose batch cannot be read."""
        # Of the events only their number is wanted here: a list that holds anything else fails.
        decoded = decode_each(batches[EVENT_LIST], pl.List(pl.Struct({EVENT_LIST: pl.String})))
        counted = batches.with_columns(decoded.list.len().alias("events"))
        left = counted.filter(pl.col("events") <= MOST_EVENTS)
        found = [left.select("line", *self._spellings).clear()]
        place = 0
        while (left := left.filter(pl.col("events") > place)).height:
            event = left.with_columns(event=pl.col("text").str.json_path_match(f"{_path(EVENT_LIST)}[{place}]"))
            inside = (
                _first(name, [*(pl.col("event").str.json_path_match(_path(key)) for key in keys), pl.col(name)])
                for name, keys in self._spellings.items()
            )
            found.append(event.filter(pl.col("event").is_not_null()).select("line", *inside))
            place += 1
        unusable = counted.filter((pl.col("events") <= MOST_EVENTS).not_().fill_null(value=True))["line"]
        # Events of one line keep their order.
        return pl.concat(found).sort("line", maintain_order=True), unusable


def _first(name: str, values: Sequence[pl.Expr]) -> pl.Expr:
    if not values:
        return _absent(name)
    value = pl.coalesce(values)
    return pl.when(value != "").then(value).alias(name)


def _absent(name: str) -> pl.Expr:
    return pl.lit(None, dtype=pl.String).alias(name)


def _path(key: str) -> str:
    escaped = key.replace('"', '\\"')
    return f'$["{escaped}"]'


def _occurs(key: str, block: bytes) -> bool:
    try:
        written = json.dumps(key, ensure_ascii=False).encode()
    except UnicodeEncodeError:
        # Bytes of a command line that are no text: no log that can be read has such a key.
        return False
    # A key may be written with more escapes; then any key may be in the block.
    return written in block or b"\\u" in block


def _json_lines(block: bytes) -> pl.DataFrame:
    text = block.decode("utf-8", "replace").removesuffix("\n")
    lines = pl.DataFrame({"text": [text]}).lazy().select(pl.col("text").str.split("\n").explode()).collect()
    return lines.with_row_index("line", offset=1).with_columns(pl.col("line").cast(pl.Int64))


def _not_utf8(block: bytes) -> list[int]:
    try:
        block.decode("utf-8")
    except UnicodeDecodeError:
        return [number for number, line in enumerate(block.split(b"\n"), 1) if not _is_utf8(line)]
    return []


def _is_utf8(line: bytes) -> bool:
    try:
        line.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True
