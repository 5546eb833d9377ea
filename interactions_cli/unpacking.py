"""Packed inputs as streams of their text, unpacked piece by piece: never more is held than is asked for."""

from __future__ import annotations

import gzip
import io
import zlib
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, BinaryIO, Protocol, cast

from interactions_cli.errors import InputError
from interactions_cli.paths import STDIN, zstd_module
from interactions_cli.shell import shell_name

GZIP_MAGIC, ZSTD_MAGIC = b"\x1f\x8b", b"\x28\xb5\x2f\xfd"
MAGIC_BYTES = len(ZSTD_MAGIC)


class Reader(Protocol):
    """What fills a buffer."""

    def readinto(self, buffer: memoryview, /) -> int | None:
        """Fill the buffer from its start; the number of bytes, 0 at the end."""

    def close(self) -> None:
        """Give everything back."""


@dataclass(frozen=True)
class Unpacker:
    """A stream of unpacked bytes. `damage` is what reading it raises where the data are no such data."""

    compression: str
    reader: Reader
    damage: tuple[type[Exception], ...]


def unpacker(path: str, start: bytes, raw: BinaryIO, taken: Callable[[int], None]) -> Unpacker | None:
    """What unpacks an input, told by its first bytes; None for one that is not packed.

    Args:
        path: The path as given, for messages.
        start: The first MAGIC_BYTES bytes, or fewer if there are no more.
        raw: The rest of the input.
        taken: Told how many packed bytes are taken each time, which it may refuse by raising.

    Raises:
        InputError: Nothing here unpacks it.
    """
    prefixed = cast("BinaryIO", _Prefixed(start, raw, taken))
    if start.startswith(GZIP_MAGIC):
        reader = cast("Reader", gzip.GzipFile(fileobj=prefixed, mode="rb"))
        return Unpacker("gzip", reader, (EOFError, gzip.BadGzipFile, zlib.error))
    if start != ZSTD_MAGIC:
        return None
    if path == STDIN:
        raise InputError(
            "standard input is zstd-compressed",
            "Decompress it on the way: `zstd -dc FILE.csv.zst | interactions-cli …`.",
        )
    module: Any = zstd_module()
    if module is None:
        raise InputError(
            f"{path} is zstd-compressed, which this Python cannot read by itself",
            f"Run `pip install 'interactions-cli[zstd]'`, or `zstd -dc {shell_name(path)} | interactions-cli … -`.",
        )
    return Unpacker("zstd", cast("Reader", module.ZstdFile(prefixed)), (EOFError, module.ZstdError))


def damaged(path: str, compression: str, error: Exception) -> InputError:
    """The error for packed data that cannot be unpacked."""
    name = shell_name(path)
    if "too much memory" in str(error):
        # What was packed with a window of more than 128 MB is whole; held in memory it would be a way to take it all.
        return InputError(
            f"{path}: the zstd data was packed with --long, and takes much memory to unpack ({error})",
            f"Let zstd do it: `zstd -dc --long=31 {name} | interactions-cli … -`.",
        )
    return InputError(
        f"{path}: the {compression} data is damaged or cut short ({error})",
        f"Check it with `{compression} -t {name}` and fetch or write the file again.",
    )


class _Prefixed(io.RawIOBase):
    """A raw stream whose first bytes were already taken to tell its compression."""

    def __init__(self, start: bytes, raw: BinaryIO, taken: Callable[[int], None]) -> None:
        self._start = start
        self._raw = raw
        self._taken = taken

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any, /) -> int:
        if self._start:
            count = min(len(self._start), len(buffer))
            buffer[:count] = self._start[:count]
            self._start = self._start[count:]
        else:
            count = cast("io.RawIOBase", self._raw).readinto(buffer) or 0
        self._taken(count)
        return count
