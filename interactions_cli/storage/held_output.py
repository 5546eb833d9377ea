"""Rows for standard output that are held back until it is certain that they are the right ones."""

from __future__ import annotations

import tempfile
from types import TracebackType
from typing import IO, Self

from interactions_cli.errors import OutputError
from interactions_cli.storage.outputs import OutputSet
from interactions_cli.storage.streams import STDOUT

CHUNK_BYTES = 1 << 20


class HeldOutput:
    """An output whose rows may still turn out to be wrong: a file appears by its commit, standard output is copied.

    Args:
        outputs: The set that a file belongs to.
        path: The file, or `-` for standard output.
        force: Whether an existing file may be replaced.

    Raises:
        OutputError: The file exists, or cannot be written.
    """

    def __init__(self, outputs: OutputSet, path: str, *, force: bool) -> None:
        self.path = path
        self._outputs = outputs
        self._sink = outputs.open(path, force=force) if path != STDOUT else None
        try:
            self._copy = tempfile.TemporaryFile() if path == STDOUT else None  # noqa: SIM115 - closed by __exit__
        except OSError as error:
            raise _no_room(error) from None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._copy is not None:
            self._copy.close()

    def write(self, data: bytes) -> None:
        """Add bytes.

        Raises:
            OutputError: They cannot be written.
        """
        if self._sink is not None:
            self._sink.write(data)
        elif self._copy is not None:
            try:
                self._copy.write(data)
            except OSError as error:
                raise _no_room(error) from None

    def finish(self) -> None:
        """What was written is right: let it appear with its set, or on standard output.

        Raises:
            OutputError: It cannot be written.
        """
        if self._sink is not None:
            self._sink.finish()
        elif self._copy is not None:
            self._pour(self._copy)

    def _pour(self, copy: IO[bytes]) -> None:
        sink = self._outputs.open(STDOUT)
        copy.seek(0)
        while chunk := copy.read(CHUNK_BYTES):
            sink.write(chunk)
        sink.finish()


def _no_room(error: OSError) -> OutputError:
    return OutputError(
        f"the temporary copy of the output cannot be written: {error.strerror}",
        "Set TMPDIR to a folder with room, or write to a file with --output.",
    )
