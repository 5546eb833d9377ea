"""Opens every input: it becomes a header line and blocks of whole lines, decompressed on the way."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from types import TracebackType
from typing import Self, cast

from interactions_cli.errors import InputError
from interactions_cli.shell import shell_content, shell_name
from interactions_cli.storage.compression import MAGIC_BYTES, Reader, damaged, unpacker
from interactions_cli.storage.file_version import FileVersion, changed
from interactions_cli.storage.opening import open_raw, too_many_bytes, unreadable
from interactions_cli.storage.streams import size_on_disk

BLOCK_BYTES = 8 << 20
# Enough for nearly every header line: a folder's headers are all read before its first block.
HEADER_BYTES = 64 << 10
# A first line longer than this is no header, and shows as well by its beginning what the file is.
MOST_HEADER_BYTES = 1 << 20
# A longer line is not held in memory. A record of the service has some thousand bytes.
MOST_LINE_BYTES = 64 << 20


class Source:
    """One opened input as a header line and blocks.

    Attributes:
        path: The path as given, `-` for standard input.
        size: Bytes on disk, None for standard input and for anything that is not a regular file.
        version: The state in which it was opened, None for what is not a regular file.
        compression: "gzip", "zstd" or None, told by the first bytes.
        bytes_read: Decompressed bytes delivered so far.
        header_is_open: Whether the header line, once read, ended without a line feed.
        header_is_cut: Whether only the beginning of the header line was read.

    Args:
        path: The path as given, for messages.
        place: Where its bytes really are, if elsewhere.
        block_bytes: Size of a block; a line that is longer makes its block larger.
        max_bytes: How many bytes it may have, packed or unpacked.
        version: The state it must still be in.

    Raises:
        InputError: It cannot be opened, has too many bytes or is in another state.
    """

    def __init__(
        self,
        path: str,
        *,
        place: str | None = None,
        block_bytes: int = BLOCK_BYTES,
        max_bytes: int | None = None,
        version: FileVersion | None = None,
    ) -> None:
        self.path = path
        self.bytes_read = 0
        self.header_is_open = self.header_is_cut = False
        self._block_bytes = block_bytes
        self._max_bytes = max_bytes
        self._packed_bytes = 0
        self._raw = open_raw(place or path)
        self._reader = cast("Reader", self._raw)
        self._buffer = bytearray(min(block_bytes, HEADER_BYTES))
        self._filled = 0
        self.size = size_on_disk(path)
        self.compression: str | None = None
        self._damage: tuple[type[Exception], ...] = ()
        self.version = version or FileVersion.of(self._raw.fileno())
        try:
            self._refuse_changed()
            self._guard(self._detect)
        except BaseException:
            self._raw.close()
            raise

    def _detect(self) -> int:
        start = b""
        while len(start) < MAGIC_BYTES and (more := self._raw.read(MAGIC_BYTES - len(start))):
            start += more
        packed = unpacker(self.path, start, self._raw, self._take)
        if packed:
            self.compression, self._reader, self._damage = packed.compression, packed.reader, packed.damage
        else:
            self._buffer[: len(start)] = start
            self._filled = self.bytes_read = len(start)
        self._refuse_more_than(self.size or 0)
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

    def header_line(self, *, most: int = MOST_HEADER_BYTES) -> bytes:
        """The first physical line without its line feed; empty for an empty file.

        A line of more than about `most` bytes is not read to its end: `header_is_cut`.

        Raises:
            InputError: The input cannot be read or is not what its first bytes say.
        """
        while (end := self._buffer.find(b"\n", 0, self._filled)) < 0 and self._filled <= most and self._fill():
            pass
        self.header_is_open = end < 0
        self.header_is_cut = end < 0 and self._filled > most
        line, rest = (self._filled, self._filled) if end < 0 else (end, end + 1)
        header = bytes(self._buffer[:line])
        self._keep_from(rest)
        return header

    def blocks(self) -> Iterator[bytes]:
        """The rest as blocks of whole lines; only the very last line may lack its line feed.

        Raises:
            InputError: The input cannot be read, is not what its first bytes say, has a line that is too long or more
                bytes than it may have, or changed while it was read.
        """
        self._buffer.extend(bytes(max(0, self._block_bytes - len(self._buffer))))
        more = True
        while more:
            more = self._fill()
            if self._filled < self._block_bytes and more:
                continue
            if not more:
                self._refuse_changed()
            end = self._buffer.rfind(b"\n", 0, self._filled) + 1 if more else self._filled
            if end:
                block = bytes(memoryview(self._buffer)[:end])
                self._keep_from(end)
                yield block

    def chunks(self) -> Iterator[bytes]:
        """The rest in pieces that end anywhere, for what is not made of lines.

        Raises:
            InputError: As `blocks`, but lines may be of any length.
        """
        self._buffer.extend(bytes(max(0, self._block_bytes - len(self._buffer))))
        more = True
        while more:
            more = self._fill()
            if not more:
                self._refuse_changed()
            if self._filled >= self._block_bytes or not more:
                piece = bytes(memoryview(self._buffer)[: self._filled])
                self._filled = 0
                yield piece

    def _fill(self) -> bool:
        """Read once more; the buffer doubles when a line does not fit. False at the end of the input."""
        if self._filled == len(self._buffer):
            if self._filled >= MOST_LINE_BYTES:
                start = self.bytes_read - self._filled
                raise self._endless(f"line that begins at byte {start}", start)
            self._buffer.extend(bytes(min(len(self._buffer), MOST_LINE_BYTES)))
        end = min(self._block_bytes if self._filled < self._block_bytes else len(self._buffer), len(self._buffer))
        with memoryview(self._buffer) as view, view[self._filled : end] as room:
            count = self._guard(lambda: self._reader.readinto(room) or 0)
        self._filled += count
        self.bytes_read += count
        self._refuse_more_than(self.bytes_read, unpacked=self.compression is not None)
        return count > 0

    def _keep_from(self, start: int) -> None:
        rest = self._filled - start
        self._buffer[:rest] = self._buffer[start : self._filled]
        self._filled = rest

    def first_line_too_long(self) -> InputError:
        """The error for a first line that is no header, and of which nothing is known but that it does not end."""
        return self._endless("first line", 0)

    def _endless(self, line: str, start: int) -> InputError:
        content = shell_content(self.path, self.compression)
        return InputError(
            f"{self.path}: the {line} does not end within {self.bytes_read - start} bytes",
            f"Lines end in a line feed; look at it: `tail -c +{start + 1} {content} | head -c 300`.",
        )

    def _take(self, count: int) -> None:
        self._packed_bytes += count
        self._refuse_more_than(self._packed_bytes)

    def _refuse_more_than(self, count: int, *, unpacked: bool = False) -> None:
        if self._max_bytes is not None and count > self._max_bytes:
            raise too_many_bytes(self.path, self._max_bytes, self.compression, unpacked=unpacked)

    def _refuse_changed(self) -> None:
        if self.version is not None and self.version != FileVersion.of(self._raw.fileno()):
            raise changed(self.path)

    def _guard(self, read: Callable[[], int]) -> int:
        try:
            return read()
        except self._damage as error:
            self._refuse_changed()
            raise damaged(self.path, self.compression or "", error) from None
        except OSError as error:
            raise unreadable(self.path, error) from None
        except ValueError as error:
            raise InputError(f"{self.path}: {error}", f"Check it with `file {shell_name(self.path)}`.") from None
