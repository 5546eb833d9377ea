"""Outputs of one run: none may be an input or another output, and all appear together or not at all."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path
from types import TracebackType
from typing import Self

from interactions_cli.errors import OutputError
from interactions_cli.storage.sink import FileSink
from interactions_cli.storage.streams import STDOUT


class OutputSet:
    """Outputs that appear together, after the last one has been written out.

    A context manager: what was not committed when it ends is removed.
    """

    def __init__(self) -> None:
        self._held = ExitStack()
        self._sinks: list[FileSink] = []

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._held.close()

    def open(self, path: str, *, force: bool = False, compress: bool = True) -> FileSink:
        """A further output, as FileSink describes it.

        Raises:
            OutputError: The file exists and `force` is not given, or it cannot be written.
        """
        sink = self._held.enter_context(FileSink(path, force=force, compress=compress))
        self._sinks.append(sink)
        return sink

    def commit(self) -> None:
        """Make the outputs that are finished their targets' content; what is not finished stays away.

        Raises:
            OutputError: One of them cannot be written.
        """
        for sink in self._sinks:
            if sink.is_finished:
                sink.commit()


@contextmanager
def output_set(given: OutputSet | None) -> Iterator[OutputSet]:
    """The outputs of a caller who commits them, or outputs of one's own, which are committed at the end."""
    if given is not None:
        yield given
        return
    with OutputSet() as own:
        yield own
        own.commit()


def refuse_outputs(outputs: Sequence[str], inputs: Sequence[str]) -> None:
    """Refuse outputs that are inputs or one another, also through links; `-` is standard output.

    Raises:
        OutputError: Two of the paths are the same file, or both are standard output.
    """
    if list(outputs).count(STDOUT) > 1:
        raise OutputError("two outputs would go to standard output", "Give one of them a file.")
    files = [path for path in outputs if path != STDOUT]
    for place, output in enumerate(files):
        twin = next((path for path in inputs if path != STDOUT and same_file(output, path)), None)
        if twin is not None:
            raise OutputError(f"{output} is an input ({twin})", "Write to another file.")
        if any(same_file(output, other) for other in files[:place]):
            raise OutputError(f"two outputs would be written to {output}", "Give each its own file.")


def same_file(one: str, other: str) -> bool:
    """Whether two paths mean the same file, or would if they existed."""
    try:
        if Path(one).exists() and Path(other).exists():
            return Path(one).samefile(other)
        return os.path.realpath(one) == os.path.realpath(other)
    except (OSError, ValueError):
        return False
