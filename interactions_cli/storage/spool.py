"""Copies inputs that can be read only once to temporary files, for what must look at the data twice."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, closing, contextmanager
from pathlib import Path
from typing import IO

from interactions_cli.errors import OutputError
from interactions_cli.storage.failures import too_many_bytes, unreadable
from interactions_cli.storage.interface import InputStream
from interactions_cli.storage.places import open_raw, stored_size
from interactions_cli.storage.streams import STDIN

CHUNK_BYTES = 1 << 20
# The folder in which Linux shows every open file of this process, from where one without a name can be opened again.
DESCRIPTORS = Path("/proc/self/fd")


@contextmanager
def spooled(
    paths: Sequence[str], notice: Callable[[str], None], *, max_bytes: int | None = None
) -> Iterator[dict[str, str]]:
    """Copy standard input and pipes.

    The copies are private and go when the context ends. Where the system can open them without it, they have no name
    and go with the process, however that ends.

    Args:
        paths: The inputs.
        notice: Told in words what is being copied where.
        max_bytes: How many bytes each input may have.

    Yields:
        Path as given → path of its copy, for the inputs that were copied.

    Raises:
        InputError: An input cannot be read or has too many bytes.
        OutputError: There is no room for a copy.
    """
    places = {}
    with ExitStack() as stack:
        for path in paths:
            if stored_size(path) is None:
                places[path] = stack.enter_context(_copy(path, notice, max_bytes))
        yield places


@contextmanager
def temporary_file() -> Iterator[str]:
    """The path of an empty private file, which goes when the context ends.

    Raises:
        OutputError: There is no room for it.
    """
    with ExitStack() as stack:
        try:
            file = stack.enter_context(tempfile.NamedTemporaryFile(prefix="interactions-cli-"))
        except OSError as error:
            raise _no_room(error) from None
        yield file.name


@contextmanager
def _copy(path: str, notice: Callable[[str], None], max_bytes: int | None) -> Iterator[str]:
    with closing(open_raw(path)) as raw, ExitStack() as stack:
        try:
            make = tempfile.TemporaryFile if DESCRIPTORS.is_dir() else tempfile.NamedTemporaryFile
            copy = stack.enter_context(make())
        except OSError as error:
            raise _no_room(error) from None
        name = "standard input" if path == STDIN else path
        notice(f"{name} has to be read twice: it is copied to a temporary file in {tempfile.gettempdir()}")
        copied = 0
        while chunk := _read(raw, path):
            copied += len(chunk)
            if max_bytes is not None and copied > max_bytes:
                raise too_many_bytes(path, max_bytes, None, unpacked=False)
            _write(copy, chunk)
        yield str(DESCRIPTORS / str(copy.fileno())) if DESCRIPTORS.is_dir() else copy.name


def _read(raw: InputStream, path: str) -> bytes:
    try:
        return raw.read(CHUNK_BYTES)
    except OSError as error:
        raise unreadable(path, error) from None


def _write(copy: IO[bytes], chunk: bytes) -> None:
    try:
        copy.write(chunk)
        # The copy is opened again by its name, so nothing may wait in the buffer of this stream.
        copy.flush()
    except OSError as error:
        raise _no_room(error) from None


def _no_room(error: OSError) -> OutputError:
    return OutputError(
        f"the temporary copy of an input cannot be written: {error.strerror}",
        "Set TMPDIR to a folder with room, or name a file instead of a pipe.",
    )
