"""What a run is going to read and how, in words: for `--debug`."""

from __future__ import annotations

from collections.abc import Sequence

from interactions_cli.engine.threads import AHEAD, worker_count
from interactions_cli.reading.columns import Column
from interactions_cli.reading.dataset import Dataset
from interactions_cli.storage.places import stored_size
from interactions_cli.trace import Trace
from interactions_cli.wording import listing, plural

# An input may have thousands of columns.
SHOWN_COLUMNS = 50


def tell_inputs(trace: Trace, dataset: Dataset, columns: Sequence[Column], *, block_bytes: int) -> None:
    """Say which inputs are read, which of their columns, and in which blocks (bytes)."""
    if not trace.is_on:
        return
    for header in dataset.view.headers:
        found = (
            header.problem.words if header.problem else f"{len(header.names)} columns, separator {header.separator!r}"
        )
        trace.say(f"input {stored(header.path, header.compression)}, {found}")
    typed = (f"{column.name} {column.field.kind}" for column in columns)
    trace.say(f"columns read: {listing(typed, most=SHOWN_COLUMNS) or 'none'}")
    workers = worker_count()
    trace.say(
        f"reader: blocks of {block_bytes} bytes or less, at most {workers + AHEAD} at a time, "
        f"{plural(workers, 'worker thread')}"
    )


def stored(path: str, compression: str | None) -> str:
    """An input, its size on disk and how it is packed."""
    size = stored_size(path)
    return f"{path}: {'size unknown' if size is None else f'{size} bytes'}{f', {compression}' if compression else ''}"
