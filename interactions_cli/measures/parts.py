"""Parts of measures as Arrow data, so that another process can make them: dataclasses of frames, numbers and texts."""

from __future__ import annotations

import io
import json
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import fields, is_dataclass, replace
from typing import Any, ClassVar, Self

import polars as pl

from interactions_cli.reading.hits import Hits
from interactions_cli.reading.line_defect import LineDefect

# Values that JSON has as they are; whole numbers of any size.
PLAIN = (str, int, float, bool, type(None))
# What a container is rebuilt with, by the name that it has in JSON.
CONTAINERS: dict[str, Callable[[list[Any]], Any]] = {
    "list": list,
    "tuple": tuple,
    "frozenset": frozenset,
    "dict": dict,
    "Counter": lambda pairs: Counter(dict(pairs)),
    "LineDefect": lambda texts: LineDefect(*texts),
}


class Part:
    """What a block contributes to a measure: a dataclass of frames, series, numbers, texts, and tables of these."""

    registry: ClassVar[dict[str, type]] = {Hits.__name__: Hits}

    def __init_subclass__(cls) -> None:
        """Note the kind, so that it is found again by its name."""
        Part.registry[cls.__name__] = cls

    def pieces(self, rows: int) -> Iterator[Self]:
        """The part in pieces that have at most so many `rows` of each of its frames; what else it has is in each."""
        values: dict[str, Any] = {field.name: getattr(self, field.name) for field in fields(self)}  # type: ignore[arg-type]
        most = max(frame.height for value in values.values() for frame in _frames_of(value))
        for start in range(0, max(1, most), rows):
            yield replace(self, **{name: _sliced(value, start, rows) for name, value in values.items()})  # type: ignore[type-var]

    def to_arrow(self) -> bytes:
        """The part as a line of JSON, which says how all belongs together, and behind it Arrow IPC streams."""
        frames: list[bytes] = []
        outline = _outline(self, frames)
        head = json.dumps({"outline": outline, "sizes": [len(frame) for frame in frames]}).encode()
        return b"\n".join((head, b"".join(frames)))

    @classmethod
    def from_arrow(cls, data: bytes) -> Self:
        """The part that `to_arrow` wrote.

        Raises:
            TypeError: It is another kind of part.
        """
        start = data.index(b"\n") + 1
        head = json.loads(data[:start])
        frames = []
        for size in head["sizes"]:
            frames.append(data[start : start + size])
            start += size
        part = _rebuilt(head["outline"], frames)
        if not isinstance(part, cls):
            raise TypeError(f"a {type(part).__name__} is no {cls.__name__}")
        return part


def _frames_of(value: Any) -> Iterator[pl.DataFrame]:
    for entry in value.values() if isinstance(value, Mapping) else (value,):
        if isinstance(entry, pl.DataFrame):
            yield entry


def _sliced(value: Any, start: int, rows: int) -> Any:
    if isinstance(value, Mapping):
        return {name: _sliced(entry, start, rows) for name, entry in value.items()}
    return value.slice(start, rows) if isinstance(value, pl.DataFrame) else value


def _stream(frame: pl.DataFrame) -> bytes:
    buffer = io.BytesIO()
    frame.write_ipc_stream(buffer)
    return buffer.getvalue()


def _outline(value: Any, frames: list[bytes]) -> Any:
    """A value in JSON's terms; frames are put aside."""
    if isinstance(value, LineDefect):
        return {"LineDefect": [value.value]}
    if isinstance(value, PLAIN):
        return value
    if isinstance(value, pl.DataFrame):
        frames.append(_stream(value))
        return {"frame": len(frames) - 1}
    if isinstance(value, pl.Series):
        frames.append(_stream(value.to_frame()))
        return {"series": len(frames) - 1}
    if isinstance(value, bytes):
        frames.append(value)
        return {"bytes": len(frames) - 1}
    if is_dataclass(value) and type(value).__name__ in Part.registry:
        named = {field.name: _outline(getattr(value, field.name), frames) for field in fields(value)}
        return {"part": type(value).__name__, "fields": named}
    entries = value.items() if isinstance(value, Mapping) else value
    return {type(value).__name__: [_outline(entry, frames) for entry in entries]}


def _rebuilt(outline: Any, frames: list[bytes]) -> Any:
    if isinstance(outline, PLAIN):
        return outline
    if "part" in outline:
        named = {name: _rebuilt(value, frames) for name, value in outline["fields"].items()}
        return Part.registry[outline["part"]](**named)
    ((kind, content),) = outline.items()
    if kind == "frame":
        return pl.read_ipc_stream(io.BytesIO(frames[content]))
    if kind == "series":
        return pl.read_ipc_stream(io.BytesIO(frames[content])).to_series()
    return frames[content] if kind == "bytes" else CONTAINERS[kind]([_rebuilt(entry, frames) for entry in content])
