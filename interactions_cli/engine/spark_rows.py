"""What tasks of Spark hand on, and what all those that read splits have in common. No Spark is imported here."""

from __future__ import annotations

import json
import platform
import secrets
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import polars as pl

from interactions_cli.errors import InteractionsError
from interactions_cli.measures.parts import Part
from interactions_cli.reading.layout import Layout
from interactions_cli.reading.splits import Split
from interactions_cli.version import __version__

# What tasks hand on: a bucket from 0 or one of the marks below, the split, the number of a block or of a set of
# records, and the bytes of the block or the number of the attempt, which each doing of a task draws.
SCHEMA = "bucket bigint, split bigint, number bigint, bytes bigint, data binary"
NAMES = ("bucket", "split", "number", "bytes", "data")
BLOCK, FAILED, DIFFERENT = -1, -2, -3
WHOLE, TRAINING = SETS = (0, 1)
# Added to these: what `stats` has per key of the set.
STATS = 2
# So many rows of a table are sent together: half a megabyte, whose memory Python and Java use again. Memory for larger
# pieces is asked for anew each time.
PIECE_ROWS = 12_288
# Within a split; places of rows are ordered by split and line.
LINE_BITS = 40

Row = tuple[int, int, int, int, bytes]
# Of each set, from which one on the samples of its rows are wanted; see KeyFigures.
Levels = tuple[int, ...]


def fingerprint() -> dict[str, str]:
    """What must be the same on all machines, so that their hashes and their verdicts are."""
    canary = pl.Series(["user", "ä|", "", None]).hash(7).sum(), pl.Series([1.5, -0.0]).hash().sum()
    return {
        "Python": ".".join(platform.python_version_tuple()[:2]),
        "Polars": pl.__version__,
        "interactions-cli": __version__,
        "hashes": f"{canary[0]} {canary[1]}",
    }


@dataclass(frozen=True, kw_only=True)
class SplitTask:
    """What each task of the first stage is told; called with batches of task numbers, gives rows of SCHEMA.

    `layouts` are by the number of the input; `buckets` are their marks; samples of rows start at the `levels`.
    """

    tasks: Sequence[Sequence[Split]]
    layouts: Mapping[int, Layout]
    buckets: Sequence[int] = ()
    levels: Levels = (0,) * len(SETS)
    block_bytes: int
    fingerprint: Mapping[str, str]

    def __call__(self, batches: Iterable[Any]) -> Iterator[Any]:
        """Do the work of some tasks."""
        for batch in batches:
            for task in batch.column(0).to_pylist():
                own = fingerprint()
                if own != self.fingerprint:
                    yield batch_of([(DIFFERENT, 0, 0, 0, json.dumps(own).encode())])
                    return
                yield from (batch_of([row]) for row in self._rows_or_failure(task))

    def _rows_or_failure(self, task: int) -> Iterator[Row]:
        try:
            yield from self.rows(task)
        except InteractionsError as error:
            told = {"kind": type(error).__name__, "message": error.message, "hint": error.hint}
            yield FAILED, self.tasks[task][0].number, 0, 0, json.dumps(told).encode()

    def tables(self, task: int, found: Iterable[tuple[int, int, Part]]) -> Iterator[Row]:
        """The rows for tables per key: (number of a set, bucket, table)."""
        attempt, first = secrets.randbits(62), self.tasks[task][0].number
        for number, bucket, whole in found:
            for piece in whole.pieces(PIECE_ROWS):
                yield self.buckets[bucket], first, number, attempt, piece.to_arrow()

    def different(self, split: Split, lines: bytes) -> tuple[int, ...]:
        """How many different (user, item, time) the records of each set have in some lines of a split."""
        raise NotImplementedError

    def again(self) -> SplitTask:
        """The same, once more for the sake of its tables alone."""
        return self

    def rows(self, task: int) -> Iterator[Row]:
        """What comes of the splits of a task.

        Raises:
            InteractionsError: It cannot be done.
        """
        raise NotImplementedError


def batch_of(rows: Sequence[Row]) -> Any:
    """Rows as Arrow has them."""
    import pyarrow as pa

    kinds = (pa.int64(), pa.int64(), pa.int64(), pa.int64(), pa.binary())
    columns = [pa.array(values, kind) for values, kind in zip(zip(*rows, strict=True), kinds, strict=True)]
    return pa.RecordBatch.from_arrays(columns, names=list(NAMES))


def rows_of(batches: Iterable[Any]) -> Iterator[Row]:
    """The rows of batches."""
    for batch in batches:
        columns = [batch.column(place).to_pylist() for place in range(len(NAMES))]
        yield from zip(*columns, strict=True)
