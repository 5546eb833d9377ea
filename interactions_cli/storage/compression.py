"""Packed files: told by their first bytes when read, promised by their names when written."""

from __future__ import annotations

import gzip
import importlib
import io
import os
import zlib
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType, ModuleType
from typing import Any, BinaryIO, Protocol, cast

from interactions_cli.errors import InputError, OutputError
from interactions_cli.shell import shell_name
from interactions_cli.storage.interface import InputStream, Sink
from interactions_cli.storage.streams import STDIN

# Suffix → the program that packs so. The suffixes in WRITTEN are packed here, but only for data, not for reports.
PACKERS = MappingProxyType(
    {".bz2": "bzip2", ".xz": "xz", ".lzma": "lzma", ".lz4": "lz4", ".br": "brotli", ".z": "compress"}
)
CONTAINERS = frozenset(
    {".zip", ".7z", ".tar", ".tgz", ".parquet", ".feather", ".arrow", ".orc", ".avro", ".xlsx", ".xls"}
)
WRITTEN = MappingProxyType({".gz": "gzip", ".zst": "zstd"})
SLASHES = tuple(filter(None, (os.sep, os.altsep)))
# The level that the gzip program takes by default.
GZIP_LEVEL = 6
GZIP_MAGIC, ZSTD_MAGIC = b"\x1f\x8b", b"\x28\xb5\x2f\xfd"
# A skippable frame (RFC 8878, 3.1.2) begins files of pzstd; decompressors pass over it.
SKIPPABLE_MAGICS = tuple(bytes([byte]) + b"\x2a\x4d\x18" for byte in range(0x50, 0x60))
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


def unpacker(path: str, start: bytes, raw: InputStream, taken: Callable[[int], None]) -> Unpacker | None:
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
    if start not in (ZSTD_MAGIC, *SKIPPABLE_MAGICS):
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
        # A window of more than 128 MB has to be held in memory: a hostile file could take all of it.
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

    def __init__(self, start: bytes, raw: InputStream, taken: Callable[[int], None]) -> None:
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
            count = self._raw.readinto(buffer) or 0
        self._taken(count)
        return count


def refuse_name(path: str, *, compress: bool) -> None:
    """Refuse names of outputs that promise something else than what is written.

    Args:
        path: The output.
        compress: Whether it may be packed as its suffix says (.gz, .zst).

    Raises:
        OutputError: It ends as the name of a folder, of a packed file or of another kind of file does.
        OSError: No path can be like that.
    """
    if path.endswith(SLASHES) and not path.startswith("s3://") and not Path(path).exists():
        raise OutputError(
            f"{path} is the name of a folder",
            f"Make it with `mkdir -p {shell_name(path)}` and name a file in it.",
        )
    suffix = Path(path).suffix.lower()
    program = PACKERS.get(suffix) or (None if compress else WRITTEN.get(suffix))
    if program is None and suffix not in CONTAINERS:
        return
    without = path[: -len(suffix)]
    if compress and program is None and not without.lower().endswith(".csv"):
        without = f"{without.removesuffix(Path(without).suffix)}.csv"
    name = shell_name(without)
    hint = f"name it {name} and pack it afterwards: `{program} {name}`." if program else f"name it {name}."
    raise OutputError(
        f"{path}: {suffix} is not written, {'only CSV, plain or as .gz or .zst' if compress else 'only plain reports'}",
        f"Use .gz or .zst, or {hint}" if compress else f"{hint[0].upper()}{hint[1:]}",
    )


def zstd_module() -> ModuleType | None:
    """The module that reads and writes zstd: Python's own since 3.14, else the one of the `zstd` extra."""
    for name in ("compression.zstd", "backports.zstd"):
        try:
            return importlib.import_module(name)
        except ModuleNotFoundError:
            continue
    return None


class Packer(Protocol):
    """What packs the bytes that are written to it."""

    def write(self, data: bytes, /) -> int:
        """Add bytes."""

    def close(self) -> None:
        """Write out what is held back; what takes the packed bytes stays open."""


def compressor(path: str, raw: Sink) -> Packer | None:
    """What packs bytes on their way to `raw`, as the suffix of the path promises; None where it promises nothing.

    Raises:
        OutputError: Zstandard cannot be written by this Python.
    """
    suffix = Path(path).suffix.lower()
    if suffix == ".gz":
        file: Any = raw
        # Without name and time in its header, two runs write the same bytes.
        return cast("Packer", gzip.GzipFile(filename="", fileobj=file, mode="wb", compresslevel=GZIP_LEVEL, mtime=0))
    if suffix == ".zst":
        module: Any = zstd_module()
        if module is None:
            raise OutputError(
                f"{path}: this Python cannot write zstd by itself",
                f"Run `pip install 'interactions-cli[zstd]'`, or pipe: `… | zstd > {path}`.",
            )
        return cast("Packer", module.ZstdFile(raw, mode="wb"))
    return None
