"""Outputs that belong together: a run that fails before its end changes none of them."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from types import TracebackType
from typing import Self

from interactions_cli.sink import FileSink


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
