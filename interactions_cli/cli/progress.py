"""The progress bar: what is read, how much of it, in which phase; on a terminal's standard error only."""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Final

from interactions_cli.cli.color import NEVER, wants_color
from interactions_cli.pages.escape import visible
from interactions_cli.storage.places import stored_size
from interactions_cli.storage.streams import STDIN
from interactions_cli.wording import plural

if TYPE_CHECKING:
    from rich.progress import Progress

# A run that ends sooner shows no bar: it would only flicker.
DELAY_SECONDS = 0.7
READING, SECOND_LOOK, COUNTING = "reading", "second look", "counting"
MEGABYTE: Final = 1_000_000
LONGEST_LABEL: Final = 32


@contextmanager
def progress_over(
    files: Sequence[str], *, is_on: bool, color: str, passes: int = 1
) -> Iterator[Callable[[str, int], None] | None]:
    """A function (path, bytes read on disk) that moves the bar, or None where none is to be shown.

    Args:
        files: The inputs, with folders and globs resolved.
        is_on: Whether the person wants it.
        color: As `--color`.
        passes: How often the files are read.
    """
    if not is_on or sys.stderr is None or not sys.stderr.isatty() or os.environ.get("TERM") == "dumb":
        yield None
        return
    with ExitStack() as stack:
        bar = ProgressBar(files, passes=passes, color=color, stack=stack)
        yield bar.move


class ProgressBar:
    """Counts bytes, and shows itself once the run has taken some time.

    Args:
        files: The inputs.
        passes: How often they are read.
        color: As `--color`.
        stack: Takes the bar off the screen when the run ends.
    """

    def __init__(self, files: Sequence[str], *, passes: int, color: str, stack: ExitStack) -> None:
        self._label = _label(files)
        sizes = [stored_size(path) for path in files]
        self._total = None if None in sizes else sum(size or 0 for size in sizes)
        self._passes = passes
        self._color = color
        self._stack = stack
        self._start = time.monotonic()
        self._positions: dict[str, int] = {}
        self._done = 0
        self._restarts = dict.fromkeys(files, 0)
        self._shown: Progress | None = None

    def move(self, path: str, position: int) -> None:
        """Note that a file has been read up to a position; one before its last begins the next pass."""
        if position < self._positions.get(path, 0):
            self._done += self._positions[path]
            self._restarts[path] += 1
        self._positions[path] = position
        if self._shown is None and time.monotonic() - self._start >= DELAY_SECONDS:
            self._shown = self._stack.enter_context(_bar(self._color, has_end=self._total is not None))
            self._shown.add_task(self._label, total=self._total and self._total * self._passes, phase="", amount="")
        if self._shown is not None:
            amount, phase = self.words()
            self._shown.update(self._shown.task_ids[0], completed=self._read, phase=phase, amount=amount)

    @property
    def _phase(self) -> str:
        return SECOND_LOOK if any(self._restarts.values()) else READING

    @property
    def _read(self) -> int:
        return self._done + sum(self._positions.values())

    def words(self) -> tuple[str, str]:
        """How much is read, and the phase: after the last byte comes the counting."""
        if self._total is None:
            return f"{self._read // MEGABYTE} MB", self._phase
        whole = self._total * self._passes
        amount = f"{min(100, 100 * self._read // whole) if whole else 100} %"
        return amount, COUNTING if self._read >= whole else self._phase


def _label(files: Sequence[str]) -> str:
    if len(files) != 1:
        return plural(len(files), "file")
    name = "standard input" if files[0] == STDIN else visible(Path(files[0]).name)
    return name if len(name) <= LONGEST_LABEL else f"{name[: LONGEST_LABEL - 1]}…"


def _bar(color: str, *, has_end: bool) -> Progress:
    from rich.console import Console
    from rich.progress import BarColumn, Progress, TextColumn, TimeRemainingColumn

    is_colored = color != NEVER and wants_color(color, sys.stderr, os.environ)
    # Rich's own styles paint a bar that is not yet full in red, which looks like an error.
    bar = BarColumn(bar_width=30, complete_style="cyan", finished_style="cyan", pulse_style="cyan")
    texts = ("{task.description}", "{task.fields[phase]}", "{task.fields[amount]}")
    label, phase, amount = (TextColumn(text, markup=False, style="default") for text in texts)
    columns = (label, phase, bar, amount, *([TimeRemainingColumn(compact=True)] if has_end else []))
    return Progress(*columns, console=Console(stderr=True, no_color=not is_colored), transient=True)
