"""Copies inputs that can be read only once to temporary files, for what must look at the data twice."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from typing import IO, BinaryIO

from interactions_cli.errors import OutputError
from interactions_cli.paths import STDIN, size_on_disk
from interactions_cli.source import open_raw, unreadable

CHUNK_BYTES = 1 << 20


@contextmanager
def spooled(paths: Sequence[str], notice: Callable[[str], None]) -> Iterator[dict[str, str]]:
    """Copy standard input and pipes; the copies are private, and go when the context ends.

    Args:
        paths: The inputs.
        notice: Told in words what is being copied where.

    Yields:
        Path as given → path of its copy, for the inputs that were copied.

    Raises:
        InputError: An input cannot be read.
        OutputError: There is no room for a copy.
    """
    places = {}
    with ExitStack() as stack:
        for path in paths:
            if size_on_disk(path) is None:
                places[path] = stack.enter_context(_copy(path, notice))
        yield places


@contextmanager
def _copy(path: str, notice: Callable[[str], None]) -> Iterator[str]:
    with open_raw(path) as raw, ExitStack() as stack:
        try:
            copy = stack.enter_context(tempfile.NamedTemporaryFile(prefix="interactions-cli-"))
        except OSError as error:
            raise _no_room(error) from None
        name = "standard input" if path == STDIN else path
        notice(f"{name} has to be read twice: it is copied to the temporary file {copy.name}")
        while chunk := _read(raw, path):
            _write(copy, chunk)
        yield copy.name


def _read(raw: BinaryIO, path: str) -> bytes:
    try:
        return raw.read(CHUNK_BYTES)
    except OSError as error:
        raise unreadable(path, error) from None


def _write(copy: IO[bytes], chunk: bytes) -> None:
    try:
        copy.write(chunk)
        # The copy is read through its name.
        copy.flush()
    except OSError as error:
        raise _no_room(error) from None


def _no_room(error: OSError) -> OutputError:
    return OutputError(
        f"the temporary copy of an input cannot be written: {error.strerror}",
        "Set TMPDIR to a folder with room, or name a file instead of a pipe.",
    )
