"""What a run is going to do, in words: for `--debug`."""

from __future__ import annotations

import platform
import sys
from collections.abc import Iterator, Sequence

import polars as pl

from interactions_cli.engine.scan_options import ScanOptions
from interactions_cli.engine.threads import AHEAD, worker_count
from interactions_cli.judging.checks import plan_checks
from interactions_cli.measures.samples import KEEP_ROWS
from interactions_cli.personalize.target import Target
from interactions_cli.reading.columns import Column
from interactions_cli.reading.dataset import Dataset
from interactions_cli.reading.view import Header
from interactions_cli.rules.rule import RowRule
from interactions_cli.storage.places import stored_size
from interactions_cli.version import __version__

# What the notes call the pass.
SCAN = "scan"
# An input may have thousands of columns.
SHOWN_COLUMNS = 50


def version_line() -> str:
    """What is at work."""
    python = f"Python {platform.python_version()} on {sys.platform}"
    polars = f"Polars {pl.__version__} with {pl.thread_pool_size()} threads"
    return f"interactions-cli {__version__}, {python}, {polars}"


def plan_lines(dataset: Dataset, columns: Sequence[Column], *, block_bytes: int) -> Iterator[str]:
    """The inputs, the columns that are read of them, and how.

    Args:
        dataset: The inputs, opened.
        columns: Those of its columns that are read.
        block_bytes: Size of a block.
    """
    yield from map(_input, dataset.view.headers)
    typed = [f"{column.name} {column.field.kind}" for column in columns[:SHOWN_COLUMNS]]
    more = len(columns) - len(typed)
    yield f"columns read: {', '.join(typed) or 'none'}" + (f" and {more} more" if more else "")
    workers = worker_count()
    yield (
        f"reader: blocks of {block_bytes} bytes or less, at most {workers + AHEAD} at a time, "
        f"{'1 worker thread' if workers == 1 else f'{workers} worker threads'}"
    )


def scan_lines(dataset: Dataset, rules: Sequence[RowRule], target: Target, options: ScanOptions) -> Iterator[str]:
    """What a scan is going to do: the inputs, and what is checked and measured in its pass."""
    yield from plan_lines(dataset, dataset.columns, block_bytes=options.block_bytes)
    checks = len(plan_checks(rules, dataset.columns))
    sets = "all records and those that the event filter lets pass" if target.events else "all records"
    yield f"pass 1 of 1: {SCAN}: shapes of lines, {checks} checks of cells, figures of {sets}"
    yield "figures: exact" if options.exact else f"figures: estimates beyond {KEEP_ROWS} distinct rows"


def input_words(path: str, compression: str | None) -> str:
    """An input, its size on disk and how it is packed."""
    size = stored_size(path)
    return f"{path}: {'size unknown' if size is None else f'{size} bytes'}{f', {compression}' if compression else ''}"


def _input(header: Header) -> str:
    words = f"input {input_words(header.path, header.compression)}"
    if header.problem:
        return f"{words}, {header.problem.words}"
    return f"{words}, {len(header.names)} columns, separator {header.separator!r}"
