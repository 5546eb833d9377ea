"""The bytes of an input as lines one can look ahead at, and then as blocks of whole lines in UTF-8."""

from __future__ import annotations

import codecs
from collections.abc import Iterable, Iterator, Sequence

from interactions_cli.errors import InputError
from interactions_cli.reading.source import MOST_LINE_BYTES
from interactions_cli.shell import shell_name

# Lines that are looked at for a header, a separator and what stands before the table.
AHEAD = 50


class LineStream:
    """Chunks of bytes, the first of which can be looked at before it is taken.

    Args:
        chunks: Byte strings cut behind line feeds; only the last may end elsewhere.
    """

    def __init__(self, chunks: Iterable[bytes]) -> None:
        self._chunks = iter(chunks)
        self._first = next(self._chunks, b"")

    @property
    def start(self) -> bytes:
        """The first chunk, or what has not been skipped of it."""
        return self._first

    def lines_ahead(self, most: int = AHEAD) -> list[bytes]:
        """The next lines without their line feeds, at most as many as the first chunk has."""
        lines = self._first.split(b"\n", most)
        return lines[:most] if len(lines) > most else [line for line in lines if line]

    def ends_with(self, lines: Sequence[bytes]) -> bool:
        """Whether nothing follows lines ahead; what does is taken from the stream."""
        return len(lines) < AHEAD and next(self._chunks, None) is None

    def skip(self, lines: int) -> None:
        """Leave out so many lines of the first chunk."""
        for _ in range(lines):
            _, _, self._first = self._first.partition(b"\n")

    def blocks(self) -> Iterator[bytes]:
        """What is left, every block ended by a line feed."""
        if self._first:
            yield _closed(self._first)
        self._first = b""
        for chunk in self._chunks:
            yield _closed(chunk)


def _closed(block: bytes) -> bytes:
    return block if block.endswith(b"\n") else block + b"\n"


def in_utf8(chunks: Iterable[bytes], encoding: str, path: str) -> Iterator[bytes]:
    """The chunks of a text in another encoding, as UTF-8 cut behind line feeds; a byte order mark is left out.

    Raises:
        InputError: The bytes are no text in that encoding, or have a line that is too long.
    """
    return whole_lines(decoded(chunks, encoding, path), path)


def decoded(chunks: Iterable[bytes], encoding: str, path: str) -> Iterator[bytes]:
    """The chunks of a text in another encoding, as UTF-8 cut anywhere; a byte order mark is left out.

    Raises:
        InputError: The bytes are no text in that encoding.
    """
    decoder = codecs.getincrementaldecoder(encoding)()
    is_first = True
    try:
        for chunk in chunks:
            text = decoder.decode(chunk)
            yield (text.removeprefix("\ufeff") if is_first else text).encode()
            is_first = is_first and not text
        yield decoder.decode(b"", final=True).encode()
    except UnicodeDecodeError as error:
        raise InputError(
            f"{path} is not {encoding}: {error.reason} at byte {error.start}",
            "Name the encoding it was written in: --encoding cp1252, --encoding utf-16.",
        ) from None


def line_ends(start: bytes, encoding: str | None) -> tuple[int, int]:
    """How many returns and line feeds the beginning of a text has; an encoding that it is not in tells none."""
    if encoding is None:
        return start.count(b"\r"), start.count(b"\n")
    text = codecs.getincrementaldecoder(encoding)("replace").decode(start)
    return text.count("\r"), text.count("\n")


def with_line_feeds(chunks: Iterable[bytes], path: str) -> Iterator[bytes]:
    """The chunks of a file that ends its lines by returns alone, with line feeds instead and cut behind them.

    Raises:
        InputError: A line is too long.
    """
    return whole_lines((chunk.replace(b"\r", b"\n") for chunk in chunks), path)


def whole_lines(chunks: Iterable[bytes], path: str) -> Iterator[bytes]:
    """The same bytes in chunks that are cut behind line feeds; only the last may end elsewhere.

    Raises:
        InputError: A line is too long.
    """
    held: list[bytes] = []
    size = 0
    for chunk in chunks:
        cut = chunk.rfind(b"\n") + 1
        if cut:
            yield b"".join((*held, chunk[:cut]))
            held, size = [], 0
        held.append(chunk[cut:])
        size += len(chunk) - cut
        if size > MOST_LINE_BYTES:
            raise InputError(
                f"{path} has a line that does not end within {size} bytes",
                f"Look at its beginning: `head -c 300 {shell_name(path)}`.",
            )
    if size:
        yield b"".join(held)
