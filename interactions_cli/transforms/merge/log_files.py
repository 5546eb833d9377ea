"""Opens logs of shown lists and finds out how they are written."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager

from interactions_cli.errors import InputError
from interactions_cli.reading.header import known_names, read_header
from interactions_cli.reading.header_problem import HeaderProblem
from interactions_cli.reading.source import Source
from interactions_cli.shell import shell_text
from interactions_cli.storage.interface import Version
from interactions_cli.transforms.merge.log_beginnings import (
    blocks_of,
    document_head,
    is_object,
    keys_of,
    start_of,
    whole_document,
)
from interactions_cli.transforms.merge.log_heads import CSV, JSON, LogHead
from interactions_cli.transforms.merge.log_options import LogOptions


class LogFiles:
    """The logs of one run. Pipes stay open from their first line on, until `close`.

    Args:
        paths: The logs.
        options: How they are written, where that was said.
        block_bytes: Size of a block.
        max_bytes: How many bytes each may have, stored and decompressed.

    Raises:
        InputError: A log that cannot be read, or whose header cannot.
    """

    def __init__(self, paths: Sequence[str], options: LogOptions, *, block_bytes: int, max_bytes: int | None) -> None:
        self._options = options
        self._block_bytes = block_bytes
        self._max_bytes = max_bytes
        self._versions: dict[str, Version | None] = {}
        self._sizes: dict[str, int | None] = {}
        self._held = ExitStack()
        self._sources: dict[str, Source] = {}
        try:
            self.heads = [self._read_head(path) for path in paths]
        except BaseException:
            self._held.close()
            raise

    def close(self) -> None:
        """Close what is still open."""
        self._held.close()

    def _read_head(self, path: str) -> LogHead:
        with ExitStack() as stack:
            source = stack.enter_context(self._open(path))
            first = source.header_line()
            if self._is_json(first) and (source.header_is_cut or not is_object(start_of(first))):
                head = document_head(path, first, source)
            elif source.header_is_cut:
                raise source.first_line_too_long()
            else:
                head = self._head(path, first, source.compression)
            self._versions[path], self._sizes[path] = source.version, source.size
            if source.size is None:
                self._sources[path] = source
                self._held.push(stack.pop_all())
        return head

    def _open(self, path: str) -> Source:
        version = self._versions.get(path)
        return Source(path, block_bytes=self._block_bytes, max_bytes=self._max_bytes, version=version)

    def _is_json(self, first: bytes) -> bool:
        return (
            start_of(first).startswith((b"{", b"[")) if self._options.format is None else self._options.format == JSON
        )

    def _head(self, path: str, first: bytes, compression: str | None) -> LogHead:
        if self._is_json(first):
            names = keys_of(first)
            return LogHead(path=path, format=JSON, first=first, header=None, names=names, compression=compression)
        header = read_header(first, path, known_names(), compression)
        if header.problem and header.problem is not HeaderProblem.EMPTY:
            raise InputError(
                f"{path}: the header of the log cannot be read ({header.problem})",
                f"Write it as UTF-8 with line feeds; look at it with `head -n 1 {shell_text(path)}`.",
            )
        names = header.written
        return LogHead(path=path, format=CSV, first=first, header=header, names=names, compression=compression)

    @contextmanager
    def opened(self, head: LogHead) -> Iterator[Source]:
        """A log, positioned after its first line."""
        if head.path in self._sources:
            yield self._sources[head.path]
            return
        with self._open(head.path) as source:
            if not head.is_document:
                source.header_line()
            yield source

    def size(self, head: LogHead) -> int | None:
        """The bytes of a log as stored; None for what has no size."""
        return self._sizes[head.path]

    def blocks(self, head: LogHead, source: Source) -> Iterator[bytes]:
        """The blocks of a log that `opened` has opened."""
        if head.is_document and head.path not in self._sources:
            return whole_document(head, source)
        return blocks_of(head, source)
