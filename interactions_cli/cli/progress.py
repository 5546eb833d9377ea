"""The progress bar, in bytes, on a terminal's standard error only."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager


@contextmanager
def progress_for(
    files: Sequence[str], *, enabled: bool, passes: int = 1
) -> Iterator[Callable[[str, int], None] | None]:
    """A function (path, bytes read on disk) that moves the bar, or None where none is to be shown.

    `files` are the inputs with folders and globs resolved, `passes` is how often they are read.
    """
    if not enabled or sys.stderr is None or not sys.stderr.isatty() or os.environ.get("TERM") == "dumb":
        yield None
        return
    from rich.console import Console
    from rich.progress import BarColumn, DownloadColumn, Progress, TimeRemainingColumn, TransferSpeedColumn

    console = Console(stderr=True)
    columns = (BarColumn(), DownloadColumn(), TransferSpeedColumn(), TimeRemainingColumn())
    with Progress(*columns, console=console, transient=True) as bar:
        from interactions_cli.storage.places import stored_size

        sizes = [stored_size(path) for path in files]
        task = bar.add_task("", total=None if None in sizes else passes * sum(size or 0 for size in sizes))
        seen: dict[str, int] = {}
        done = 0

        def move(path: str, position: int) -> None:
            nonlocal done
            # A position before the last one belongs to the next pass.
            if position < seen.get(path, 0):
                done += seen[path]
            seen[path] = position
            bar.update(task, completed=done + sum(seen.values()))

        yield move
