"""Outputs of one run: none may be an input or another output, and all appear together or not at all."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from types import TracebackType
from typing import Self, TypeVar

from interactions_cli.errors import OutputError
from interactions_cli.storage.interface import Replaceable
from interactions_cli.storage.output_folder import OutputFolder
from interactions_cli.storage.places import same_place
from interactions_cli.storage.sink import Output, nothing
from interactions_cli.storage.streams import STDOUT

Kind = TypeVar("Kind", Output, OutputFolder)


class OutputSet:
    """Outputs that appear together, after the last one has been written out.

    A context manager: what was not committed when it ends is removed.
    """

    def __init__(self) -> None:
        self._held = ExitStack()
        self._outputs: list[Output | OutputFolder] = []

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._held.close()

    def open(
        self, path: str, *, force: bool = False, replaceable: Replaceable = nothing, compress: bool = True
    ) -> Output:
        """A further output, as `Output` describes it.

        Raises:
            OutputError: The file exists and may not be replaced, or it cannot be written.
        """
        return self._with(Output(path, force=force, replaceable=replaceable, compress=compress))

    def folder(self, path: str, *, force: bool, inputs: Sequence[str]) -> OutputFolder:
        """A further output, a folder as `OutputFolder` describes it.

        Raises:
            OutputError: There is something that may not be replaced, or nothing can be written there.
        """
        return self._with(OutputFolder(path, force=force, inputs=inputs))

    def append(self, path: str) -> Output:
        """A further output, which is added to what a local file holds.

        Raises:
            OutputError: It cannot be written.
        """
        return self._with(Output(path, compress=False, append=True))

    def _with(self, output: Kind) -> Kind:
        self._held.enter_context(output)
        self._outputs.append(output)
        return output

    def commit(self) -> None:
        """Make the outputs that are finished their targets' content; what is not finished stays away.

        Raises:
            OutputError: One of them cannot be written.
        """
        for output in self._outputs:
            if output.is_finished:
                output.commit()


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
        twin = next((path for path in inputs if path != STDOUT and same_place(output, path)), None)
        if twin is not None:
            raise OutputError(f"{output} is an input ({twin})", "Write to another file.")
        if any(same_place(output, other) for other in files[:place]):
            raise OutputError(f"two outputs would be written to {output}", "Give each its own file.")
