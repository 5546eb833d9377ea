"""The bytes of an input as lines one can look ahead at, and then as blocks of whole lines in UTF-8."""

from __future__ import annotations

import codecs
from collections.abc import Iterable, Iterator

from interactions_cli.errors import InputError

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
        InputError: The bytes are no text in that encoding.
    """
    decoder = codecs.getincrementaldecoder(encoding)()
    rest = ""
    is_first = True
    try:
        for chunk in chunks:
            text = rest + decoder.decode(chunk)
            text = text.removeprefix("\ufeff") if is_first else text
            is_first = False
            cut = text.rfind("\n") + 1
            rest = text[cut:]
            if cut:
                yield text[:cut].encode()
        rest += decoder.decode(b"", final=True)
    except UnicodeDecodeError as error:
        raise InputError(
            f"{path} is not {encoding}: {error.reason} at byte {error.start}",
            "Name the encoding it was written in: --encoding cp1252, --encoding utf-16.",
        ) from None
    if rest:
        yield rest.removeprefix("\ufeff").encode() if is_first else rest.encode()


def with_line_feeds(chunks: Iterable[bytes]) -> Iterator[bytes]:
    """Chunks of a file that ends its lines by carriage returns alone, with line feeds instead."""
    for chunk in chunks:
        yield chunk.replace(b"\r", b"\n")
