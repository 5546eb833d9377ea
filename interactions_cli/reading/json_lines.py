"""Logs of JSON Lines as frames of text fields: one object a line, or a batch of events a line."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Final

import polars as pl

from interactions_cli.errors import InputError
from interactions_cli.reading.entries import Entries, absent
from interactions_cli.reading.json_arrays import decode_each
from interactions_cli.reading.json_documents import ObjectLines, objects_of
from interactions_cli.report import VALUE_WIDTH
from interactions_cli.trace import JSON_LINES, NO_PASS_TRACE, PassTrace

# A batch of PutEvents: the user stands outside, the rest of an event inside.
EVENT_LIST: Final = "eventList"
# PutEvents takes 10 events; a batch of more than this is no batch, and would be read once for each of them.
MOST_EVENTS: Final = 1000


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
        starts = block.starts if isinstance(block, ObjectLines) else None
        entries = self._of_lines(block, starts)
        if isinstance(block, ObjectLines):
            entries = replace(entries, lines=block.line_count)
        return entries

    def _of_lines(self, block: bytes, starts: Sequence[int] | None) -> Entries:
        """The entries of a block; with `starts` these are the lines of the log that its lines begin in."""
        lines = _json_lines(block)
        if starts is not None:
            # A block without an object is one blank line.
            lines = lines.head(len(starts)).with_columns(line=pl.Series(starts, dtype=pl.Int64))
        frame = lines.filter(pl.col("text").str.strip_chars() != "")
        # Only keys that occur in the block are worth a look at every line.
        present = {name: [key for key in keys if _occurs(key, block)] for name, keys in self._spellings.items()}
        found = (
            frame.lazy()
            .select(
                "line",
                "text",
                pl.col("text").str.json_path_match("$").str.starts_with("{").fill_null(value=False).alias("readable"),
                pl.col("text").str.json_path_match(_paths(EVENT_LIST)[0]).alias(EVENT_LIST)
                if _occurs(EVENT_LIST, block)
                else absent(EVENT_LIST),
                *(
                    _first(name, [pl.col("text").str.json_path_match(path) for key in keys for path in _paths(key)])
                    for name, keys in present.items()
                ),
            )
            .collect()
        )
        broken = [frame["line"][number - 1] for number in _not_utf8(block)] if starts is not None else _not_utf8(block)
        found = found.with_columns(pl.col("readable") & ~pl.col("line").is_in(broken))
        batches = found.filter("readable", pl.col(EVENT_LIST).is_not_null())
        entries = found.filter("readable", pl.col(EVENT_LIST).is_null()).select("line", *self._spellings)
        if batches.height:
            events, unusable = self._events(batches)
            entries = pl.concat([entries, events]).sort("line", maintain_order=True)
            found = found.with_columns(pl.col("readable") & ~pl.col("line").is_in(unusable.implode()))
        bad = found.filter(~pl.col("readable"))
        if starts is None and bad.height:
            several = self._several(bad.filter(~pl.col("line").is_in(broken)))
            if several is not None:
                entries = pl.concat([entries, several.frame]).sort("line", maintain_order=True)
                bad = bad.filter(~pl.col("line").is_in(several.frame["line"].implode()))
        return Entries(
            frame=entries,
            lines=lines.height,
            rows=frame.height,
            unreadable=bad.height,
            samples=bad.select("line", pl.col("text").str.slice(0, VALUE_WIDTH + 1)).head(self._max_samples).rows(),
        )

    def _several(self, bad: pl.DataFrame) -> Entries | None:
        """The entries of lines on which several objects stand; None if there is none."""
        split = [(line, found) for line, text in bad.select("line", "text").rows() if (found := objects_of(text))]
        texts = [text for _, found in split for text in found]
        if not texts:
            return None
        starts = [line for line, found in split for _ in found]
        return self._of_lines(ObjectLines.of(texts, starts, 0), starts)

    def _events(self, batches: pl.DataFrame) -> tuple[pl.DataFrame, pl.Series]:
        """The events of batches, one row each, and the lines whose batch cannot be read."""
        # Of the events only their number is wanted here: a list that holds anything else fails.
        decoded = decode_each(batches[EVENT_LIST], pl.List(pl.Struct({EVENT_LIST: pl.String})))
        counted = batches.with_columns(decoded.list.len().alias("events"))
        left = counted.filter(pl.col("events") <= MOST_EVENTS)
        found = [left.select("line", *self._spellings).clear()]
        place = 0
        while (left := left.filter(pl.col("events") > place)).height:
            event = left.with_columns(event=pl.col("text").str.json_path_match(f"{_paths(EVENT_LIST)[0]}[{place}]"))
            inside = (
                _first(
                    name,
                    [
                        *(pl.col("event").str.json_path_match(path) for key in keys for path in _paths(key)),
                        pl.col(name),
                    ],
                )
                for name, keys in self._spellings.items()
            )
            found.append(event.filter(pl.col("event").is_not_null()).select("line", *inside))
            place += 1
        unusable = counted.filter((pl.col("events") <= MOST_EVENTS).not_().fill_null(value=True))["line"]
        # Events of one line keep their order.
        return pl.concat(found).sort("line", maintain_order=True), unusable


def _first(name: str, values: Sequence[pl.Expr]) -> pl.Expr:
    if not values:
        return absent(name)
    value = pl.coalesce(values)
    return pl.when(value != "").then(value).alias(name)


def _paths(key: str) -> list[str]:
    """Where a field may stand: under its name and, if there are dots in it, in the objects that these lead to."""
    parts = [[key], key.split(".")] if "." in key and all(key.split(".")) else [[key]]
    return ["$" + "".join('["' + part.replace('"', '\\"') + '"]' for part in path) for path in parts]


def _occurs(key: str, block: bytes) -> bool:
    return _is_written(key, block) or ("." in key and all(_is_written(part, block) for part in key.split(".")))


def _is_written(key: str, block: bytes) -> bool:
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
