"""Opens every input: it becomes a header line and blocks of whole lines, decompressed on the way."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from types import TracebackType
from typing import Self

from interactions_cli.errors import InputError
from interactions_cli.reading.few_lines import in_few_lines
from interactions_cli.shell import shell_content, shell_name
from interactions_cli.storage.compression import MAGIC_BYTES, Reader, damaged, unpacker
from interactions_cli.storage.failures import too_many_bytes, unreadable
from interactions_cli.storage.file_version import changed
from interactions_cli.storage.interface import Version
from interactions_cli.storage.places import open_raw, stored_size

BLOCK_BYTES = 8 << 20
# What a block costs by itself shows in smaller ones.
LEAST_BLOCK_BYTES = 1 << 20
# The buffer for a header line, which it nearly always fits in. All headers of a folder are read before its first block.
HEADER_BYTES = 64 << 10
# The longest first line that is read as a header. The beginning of a longer one shows what kind of file it is.
MOST_HEADER_BYTES = 1 << 20
# The longest line that is held in memory. A record of the service has some thousand bytes.
MOST_LINE_BYTES = 64 << 20


class Source:
    """One opened input as a header line and blocks.

    Attributes:
        path: The path as given, `-` for standard input.
        size: Bytes as stored, None for standard input and for anything that is not a file.
        version: The state in which it was opened, None for what has no version, such as a pipe.
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
        version: Version | None = None,
    ) -> None:
        self.path = path
        self.bytes_read = 0
        self.header_is_open = self.header_is_cut = False
        self._block_bytes = block_bytes
        self._max_bytes = max_bytes
        self._packed_bytes = 0
        self._raw = open_raw(place or path)
        self._reader: Reader = self._raw
        self._buffer = bytearray(min(block_bytes, HEADER_BYTES))
        self._filled = 0
        self._position: int | None = None
        self.size = stored_size(path)
        self.compression: str | None = None
        self._damage: tuple[type[Exception], ...] = ()
        self.version = version or self._raw.version()
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
        self._position = self.position
        self._reader.close()
        self._raw.close()

    @property
    def position(self) -> int:
        """Bytes consumed on disk, for progress, also once it is closed; 0 where the input has no position."""
        if self._position is not None:
            return self._position
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

    def next_lines(self, *, most: int = 20) -> list[bytes]:
        """The lines after the header line as far as they have been read, to look at: they are not taken."""
        if not self._filled:
            self._fill()
        return bytes(self._buffer[: min(self._filled, HEADER_BYTES)]).split(b"\n", most)[:most]

    def divide(self, workers: int) -> None:
        """Make blocks of equal size, no larger than they may be, so that all workers have as much to do.

        Blocks do not become smaller than LEAST_BLOCK_BYTES; an input of unknown or packed size stays as it is.
        """
        if not self.size or self.compression:
            return
        rounds = -(-self.size // (workers * self._block_bytes))
        share = max(LEAST_BLOCK_BYTES, -(-self.size // (workers * rounds)))
        self._block_bytes = min(self._block_bytes, share)

    def blocks(self) -> Iterator[bytes]:
        """The rest as blocks of whole lines, not too many; only the very last line may lack its line feed.

        Raises:
            InputError: The input cannot be read, is not what its first bytes say, has a line that is too long or more
                bytes than it may have, or changed while it was read.
        """
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
                yield from in_few_lines(block)

    def pieces(self) -> Iterator[bytes]:
        """The rest in pieces of at most about the size of a block, cut wherever that is reached.

        Raises:
            InputError: As for `blocks`, but for lines.
        """
        more = True
        while more:
            more = self._fill()
            if self._filled < self._block_bytes and more:
                continue
            if not more:
                self._refuse_changed()
            if self._filled:
                piece = bytes(memoryview(self._buffer)[: self._filled])
                self._filled = 0
                yield piece

    def _fill(self) -> bool:
        """Read once more; the buffer doubles when a line does not fit. False at the end of the input."""
        if self._filled == len(self._buffer):
            if self._filled >= MOST_LINE_BYTES:
                start = self.bytes_read - self._filled
                raise self._endless(f"line that begins at byte {start}", start)
            # Small inputs need no buffer of a whole block.
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
        if self.version is not None and self.version != self._raw.version():
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
