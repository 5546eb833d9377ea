"""How logs begin: their first objects and fields, and the blocks of one whose beginning has been read."""

from __future__ import annotations

import json
from collections.abc import Iterator
from itertools import chain
from typing import Any, Final

from interactions_cli.reading.header import BYTE_ORDER_MARK
from interactions_cli.reading.json_documents import MOST_OBJECT, first_object, object_blocks
from interactions_cli.reading.json_lines import EVENT_LIST
from interactions_cli.reading.source import Source
from interactions_cli.transforms.merge.log_heads import CSV, JSON, LogHead

# Objects inside objects whose fields are named; a log has two or three.
DEEPEST: Final = 5


def document_head(path: str, first: bytes, source: Source) -> LogHead:
    """The head of a log that is not one object a line: its beginning, as far as its first object goes.

    Args:
        path: The log.
        first: Its first line, or the beginning of a long one, taken from the source.
        source: The log, for what follows.
    """
    text = first + (b"" if source.header_is_cut or source.header_is_open else b"\n")
    pieces = source.pieces()
    while first_object(_text(text)) is None and len(text) <= MOST_OBJECT:
        piece = next(pieces, b"")
        if not piece:
            break
        text += piece
    return LogHead(
        path=path,
        format=JSON,
        first=text,
        header=None,
        names=keys_of(text),
        compression=source.compression,
        is_document=True,
    )


def blocks_of(head: LogHead, source: Source) -> Iterator[bytes]:
    """The blocks of a log whose head has been read."""
    if head.format == CSV:
        yield from source.blocks()
    elif head.is_document:
        yield from whole_document(head, source, already=head.first)
    else:
        blocks = source.blocks()
        yield head.first.removeprefix(BYTE_ORDER_MARK.encode()) + b"\n" + next(blocks, b"")
        yield from blocks


def whole_document(head: LogHead, source: Source, already: bytes = b"") -> Iterator[bytes]:
    """The objects of a log that is not one object a line.

    Args:
        head: Its head.
        source: Its bytes, but for those that were read already.
        already: These.
    """
    return object_blocks(_without_mark(chain([already], source.pieces())), head.path)


def _without_mark(pieces: Iterator[bytes]) -> Iterator[bytes]:
    start = b""
    for piece in pieces:
        start += piece
        if len(start) >= len(BYTE_ORDER_MARK.encode()):
            break
    yield start.removeprefix(BYTE_ORDER_MARK.encode())
    yield from pieces


def start_of(first: bytes) -> bytes:
    """A beginning without what may stand before an object."""
    return first.removeprefix(BYTE_ORDER_MARK.encode()).lstrip(b" \t\r\n\x1e")


def is_object(line: bytes) -> bool:
    """Whether a line is one JSON object and nothing else, or so broken that it tells nothing."""
    try:
        return isinstance(json.loads(line), dict)
    except RecursionError:
        return True
    except ValueError:
        return False


def keys_of(first: bytes) -> tuple[str, ...]:
    """The fields of the first object, those of objects inside it by dotted path, those of the first event of a batch.

    Nothing where it cannot be read.
    """
    entry = first_object(_text(first))
    if not isinstance(entry, dict):
        return ()
    events = entry.get(EVENT_LIST)
    inner = events[0] if isinstance(events, list) and events and isinstance(events[0], dict) else {}
    return tuple(dict.fromkeys([*_names(entry), *_names(inner)]))


def _names(entry: dict[str, Any], depth: int = 0) -> Iterator[str]:
    for name, value in entry.items():
        if isinstance(value, dict) and value and depth < DEEPEST:
            yield from (f"{name}.{inner}" for inner in _names(value, depth + 1))
        else:
            yield name


def _text(first: bytes) -> str:
    return start_of(first).decode("utf-8", "replace")
