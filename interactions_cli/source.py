"""Opens every input: it becomes a header line and blocks of whole lines, decompressed on the way."""

from __future__ import annotations

import gzip
import io
import zlib
from collections.abc import Callable, Iterator
from pathlib import Path
from types import TracebackType
from typing import Any, BinaryIO, Protocol, Self, cast

from interactions_cli.errors import InputError
from interactions_cli.paths import STDIN, size_on_disk, zstd_module
from interactions_cli.shell import shell_name

BLOCK_BYTES = 8 << 20
# Enough for nearly every header line: a folder's headers are all read before its first block.
HEADER_BYTES = 64 << 10
GZIP_MAGIC, ZSTD_MAGIC = b"\x1f\x8b", b"\x28\xb5\x2f\xfd"


class _Reader(Protocol):
    def readinto(self, buffer: memoryview, /) -> int | None: ...
    def close(self) -> None: ...


class Source:
    """One opened input as a header line and blocks.

    Attributes:
        path: The path as given, `-` for standard input.
        size: Bytes on disk, None for standard input and for anything that is not a regular file.
        compression: "gzip", "zstd" or None, told by the first bytes.
        bytes_read: Decompressed bytes delivered so far.
        header_is_open: Whether the header line, once read, ended without a line feed.

    Args:
        path: The path as given, for messages.
        place: Where its bytes really are, if elsewhere.
        block_bytes: Size of a block; a line that is longer makes its block larger.
    """

    def __init__(self, path: str, *, place: str | None = None, block_bytes: int = BLOCK_BYTES) -> None:
        self.path = path
        self.bytes_read = 0
        self.header_is_open = False
        self._block_bytes = block_bytes
        self._raw = open_raw(place or path)
        self.size = size_on_disk(path)
        self._buffer = bytearray(min(block_bytes, HEADER_BYTES))
        self._filled = 0
        self._reader = cast("_Reader", self._raw)
        self.compression: str | None = None
        # What the decompressor raises for data that is not what it should be.
        self._damage: tuple[type[Exception], ...] = ()
        self._guard(self._detect)

    def _detect(self) -> int:
        start = b""
        while len(start) < len(ZSTD_MAGIC) and (more := self._raw.read(len(ZSTD_MAGIC) - len(start))):
            start += more
        if start.startswith(GZIP_MAGIC):
            self.compression = "gzip"
            self._damage = (EOFError, gzip.BadGzipFile, zlib.error)
            self._reader = cast(
                "_Reader", gzip.GzipFile(fileobj=cast("BinaryIO", _Prefixed(start, self._raw)), mode="rb")
            )
        elif start == ZSTD_MAGIC:
            self.compression = "zstd"
            self._reader, error = _open_zstd(self.path, start, self._raw)
            self._damage = (EOFError, error)
        else:
            self._buffer[: len(start)] = start
            self._filled = len(start)
            self.bytes_read = len(start)
        return len(start)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._reader.close()
        self._raw.close()

    @property
    def position(self) -> int:
        """Bytes consumed on disk, for progress; 0 where the input has no position."""
        try:
            return self._raw.tell()
        except (OSError, ValueError):
            return 0

    def header_line(self) -> bytes:
        """The first physical line without its line feed; empty for an empty file.

        Raises:
            InputError: The input cannot be read or is not what its first bytes say.
        """
        while (end := self._buffer.find(b"\n", 0, self._filled)) < 0 and self._fill():
            pass
        self.header_is_open = end < 0
        line, rest = (self._filled, self._filled) if end < 0 else (end, end + 1)
        header = bytes(self._buffer[:line])
        self._keep_from(rest)
        return header

    def blocks(self) -> Iterator[bytes]:
        """The rest as blocks of whole lines; only the very last line may lack its line feed.

        Raises:
            InputError: The input cannot be read or is not what its first bytes say.
        """
        self._buffer.extend(bytes(max(0, self._block_bytes - len(self._buffer))))
        more = True
        while more:
            more = self._fill()
            if self._filled < self._block_bytes and more:
                continue
            end = self._buffer.rfind(b"\n", 0, self._filled) + 1 if more else self._filled
            if end:
                block = bytes(memoryview(self._buffer)[:end])
                self._keep_from(end)
                yield block

    def _fill(self) -> bool:
        """Read once more; the buffer doubles when a line does not fit. False at the end of the input."""
        if self._filled == len(self._buffer):
            self._buffer.extend(bytes(len(self._buffer)))
        end = min(self._block_bytes if self._filled < self._block_bytes else len(self._buffer), len(self._buffer))
        with memoryview(self._buffer) as view, view[self._filled : end] as room:
            count = self._guard(lambda: self._reader.readinto(room) or 0)
        self._filled += count
        self.bytes_read += count
        return count > 0

    def _keep_from(self, start: int) -> None:
        rest = self._filled - start
        self._buffer[:rest] = self._buffer[start : self._filled]
        self._filled = rest

    def _guard(self, read: Callable[[], int]) -> int:
        try:
            return read()
        except self._damage as error:
            raise InputError(
                f"{self.path}: the {self.compression} data is damaged or cut short ({error})",
                f"Check it with `{self.compression} -t {shell_name(self.path)}` and fetch or write the file again.",
            ) from None
        except OSError as error:
            raise unreadable(self.path, error) from None
        except ValueError as error:
            raise InputError(f"{self.path}: {error}", f"Check it with `file {shell_name(self.path)}`.") from None


def unreadable(path: str, error: OSError) -> InputError:
    """The error for a path that the system refuses to open or read."""
    hint = {
        FileNotFoundError: "Check the spelling: paths are relative to the working directory.",
        PermissionError: f"Check its permissions: `ls -l {shell_name(path)}`.",
        IsADirectoryError: f"Name a file in it, or the folder itself: `ls {shell_name(path)}`.",
    }.get(type(error), f"Check the file: `ls -l {shell_name(path)}`.")
    return InputError(f"{path}: {error.strerror or error}", hint)


def read_text(path: str, what: str) -> str:
    """The text of a small UTF-8 file such as a schema.

    Args:
        path: The file.
        what: What it is, for the message ("the schema").

    Raises:
        InputError: It cannot be read or is not UTF-8.
    """
    try:
        return Path(path).read_text(encoding="utf-8-sig")
    except OSError as error:
        raise unreadable(path, error) from None
    except ValueError:
        raise InputError(f"{what} {path} is not UTF-8 text", f"Check it with `file {shell_name(path)}`.") from None


def open_raw(path: str) -> BinaryIO:
    """An input as a stream of its bytes; `-` is standard input, which stays open.

    Raises:
        InputError: It cannot be opened.
    """
    if path == STDIN:
        return open(0, "rb", buffering=0, closefd=False)
    try:
        return Path(path).open("rb", buffering=0)
    except OSError as error:
        raise unreadable(path, error) from None
    except ValueError as error:
        raise InputError(f"{path!r} is not a path: {error}", "Check the spelling.") from None


class _Prefixed(io.RawIOBase):
    """A raw stream whose first bytes were already taken to tell its compression."""

    def __init__(self, start: bytes, raw: BinaryIO) -> None:
        self._start = start
        self._raw = raw

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any, /) -> int:
        if self._start:
            count = min(len(self._start), len(buffer))
            buffer[:count] = self._start[:count]
            self._start = self._start[count:]
            return count
        return cast("int", cast("io.RawIOBase", self._raw).readinto(buffer))


def _open_zstd(path: str, start: bytes, raw: BinaryIO) -> tuple[_Reader, type[Exception]]:
    """The decompressed stream, and what reading it raises for damaged data."""
    if path == STDIN:
        raise InputError(
            "standard input is zstd-compressed",
            "Decompress it on the way: `zstd -dc FILE.csv.zst | interactions-cli …`.",
        )
    module = zstd_module()
    if module is not None:
        return cast("_Reader", module.ZstdFile(_Prefixed(start, raw))), cast("type[Exception]", module.ZstdError)
    raise InputError(
        f"{path} is zstd-compressed, which this Python cannot read by itself",
        f"Run `pip install 'interactions-cli[zstd]'`, or `zstd -dc {path} | interactions-cli … -`.",
    )
