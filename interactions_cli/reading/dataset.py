"""Several inputs as one data set: headers first, then each input's blocks, with the layout its header implies."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import replace
from types import MappingProxyType, TracebackType
from typing import Any, Self

from interactions_cli.errors import InputError, UsageError
from interactions_cli.personalize.schema import Field, Role, Schema, infer_schema
from interactions_cli.personalize.target import Target
from interactions_cli.personalize.times import plausible_times
from interactions_cli.reading.columns import Column
from interactions_cli.reading.first_record import is_like_following
from interactions_cli.reading.header import known_in, known_names, read_header, table_line
from interactions_cli.reading.header_problem import HeaderProblem
from interactions_cli.reading.layout import Layout
from interactions_cli.reading.other_notations import told_notation
from interactions_cli.reading.source import BLOCK_BYTES, Source
from interactions_cli.reading.splits import Splittable
from interactions_cli.reading.view import DatasetView, Header
from interactions_cli.reading.width import refuse_too_many_columns
from interactions_cli.shell import shell_name
from interactions_cli.storage.interface import Version
from interactions_cli.storage.places import portable_version, stored_size


class Dataset:
    """The inputs of one run; a context manager, because pipes stay open from their header on.

    Args:
        paths: The inputs, in order.
        target: What the data is for.
        schema: The given schema; without one it is inferred.
        block_bytes: Size of a block.
        max_bytes: How many bytes each input may have, as it is stored and decompressed.
        places: Where inputs that cannot be read twice have been copied to, path → file.

    Attributes:
        view: Headers (one per input), schema and target.
        columns: Every column of the data set, in order of first appearance; also those that are not judged, because
            records that differ in one are not equal.
        compression: Per input, as its first bytes tell.
    """

    def __init__(
        self,
        paths: Sequence[str],
        target: Target,
        schema: Schema | None,
        *,
        block_bytes: int = BLOCK_BYTES,
        max_bytes: int | None = None,
        places: Mapping[str, str] = MappingProxyType({}),
    ) -> None:
        self._paths = paths
        self._places = places
        self._target = target
        self._block_bytes = block_bytes
        self._max_bytes = max_bytes
        self._held = ExitStack()
        self._sources: dict[int, Source] = {}
        self._versions: dict[int, Version | None] = {}
        self._sizes: dict[int, int | None] = {}
        known = known_names(schema.names if schema else ())
        try:
            headers = tuple(self._read_header(index, path, known) for index, path in enumerate(paths))
        except BaseException:
            self._held.close()
            raise
        judged = tuple(dict.fromkeys(name for header in headers for name in header.counted))
        self.view = DatasetView(target=target, schema=schema or infer_schema(judged, target.domain), headers=headers)
        read = dict.fromkeys(name for header in headers for name in header.places)
        self.columns = tuple(Column(_field(self.view.schema, name), slot) for slot, name in enumerate(read))

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._held.close()

    def _read_header(self, index: int, path: str, known: Sequence[str]) -> Header:
        with ExitStack() as stack:
            source = stack.enter_context(self._open(index))
            line = source.header_line()
            header = read_header(line, path, known, source.compression, is_cut=source.header_is_cut)
            if not header.problem and (other := told_notation(header.text, source.next_lines())):
                header = replace(header, problem=other, counted=(), names=(), written=())
            if not header.problem and (number := table_line(header.text, source.next_lines(), known)):
                problem = HeaderProblem.PREAMBLE
                header = replace(header, problem=problem, table_line=number, counted=(), names=(), written=())
            elif not header.problem and not known_in(header, known):
                lines = [line.decode("utf-8", "replace").rstrip("\r") for line in source.next_lines()[:-1]]
                is_like = is_like_following(header.written, lines, header.separator)
                header = replace(header, is_like_following=is_like)
            if source.header_is_cut and not header.problem:
                raise source.first_line_too_long()
            refuse_too_many_columns(path, len(header.names))
            self._versions[index] = source.version
            self._sizes[index] = source.size
            header = replace(header, line=header.line + (b"" if source.header_is_open else b"\n"))
            if source.size is None and path not in self._places:
                # A pipe cannot be opened again; files are, because a folder may hold more than may be open at once.
                self._sources[index] = source
                self._held.push(stack.pop_all())
        return header

    @property
    def is_judged(self) -> bool:
        """Whether blocks are judged where they are made, so that no more is to be done to them."""
        return False

    def work_on(self, work: Callable[..., Any]) -> Callable[[Any], Any]:
        """What is done to the blocks of `opened` inputs, which may be at work already where blocks are made."""
        return work

    def _open(self, index: int) -> Source:
        path = self._paths[index]
        return Source(
            path,
            place=self._places.get(path),
            block_bytes=self._block_bytes,
            max_bytes=self._max_bytes,
            version=self._versions.get(index),
        )

    def stored_size(self, index: int) -> int | None:
        """Bytes of an input as stored; None for a pipe."""
        return stored_size(self._paths[index])

    def splittable(self, index: int) -> Splittable:
        """An input as something that others can read in pieces.

        Raises:
            UsageError: Nobody else can read it.
        """
        path, version, size = self._paths[index], self._versions.get(index), self.stored_size(index)
        if size is None or version is None or path in self._places:
            raise UsageError(f"{path}: not with spark, whose executors cannot read it", "Name a file.")
        compression = self.view.headers[index].compression
        return Splittable(index, path, size, portable_version(version), compression is not None)

    @property
    def sizes(self) -> tuple[int | None, ...]:
        """Bytes of each input as stored; None for what has no size, such as a pipe."""
        return tuple(self._sizes[index] for index in range(len(self._paths)))

    def only_header(self) -> Header:
        """The header that all inputs share, for what writes them under one.

        Raises:
            InputError: A header cannot be read, or names other columns than the first.
        """
        first = self.view.headers[0]
        for header in self.view.headers:
            if header.problem:
                raise InputError(
                    f"{header.path} {header.problem.words}, so its lines cannot be read",
                    f"See what to do: `interactions-cli validate {shell_name(header.path)}`.",
                )
            if (header.written, header.separator) != (first.written, first.separator):
                raise InputError(
                    f"{header.path} has another header than {first.path}: {header.text[:200]!r}, not "
                    f"{first.text[:200]!r}",
                    "Take the files one by one, or export them with the same columns in the same order.",
                )
        return first

    @contextmanager
    def opened(self, index: int) -> Iterator[Source]:
        """An input positioned after its header line.

        Raises:
            InputError: It cannot be read any more, or is not the file that it was.
        """
        if index in self._sources:
            yield self._sources[index]
            return
        with self._open(index) as source:
            source.header_line()
            yield source

    def layout(self, header: Header, columns: Sequence[Column] | None = None) -> Layout:
        """How the lines under a header are cut, to read some columns or all of those that count."""
        by_name = {column.name: column for column in (self.columns if columns is None else columns)}
        present = tuple(by_name[name] for name in header.places if name in by_name)
        return Layout(
            columns=present,
            positions=tuple(header.places[column.name] for column in present),
            width=len(header.names),
            separator=header.separator,
            plausible=plausible_times(self._target),
        )


def _field(schema: Schema, name: str) -> Field:
    """The schema's field, or for a column that a given schema lacks a text that no cell rule judges."""
    return schema.field(name) or Field(name, "string", nullable=True, categorical=False, role=Role.OUTSIDE)
