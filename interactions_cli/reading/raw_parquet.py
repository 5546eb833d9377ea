"""Parquet files as batches of texts: numbers by their shortest decimal, times as ISO 8601, nested fields by paths."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence

import polars as pl

from interactions_cli.errors import InputError
from interactions_cli.reading.batch import Batch, frame_name, no_defects
from interactions_cli.shell import shell_name

ROWS_A_BATCH = 250_000


def parquet_names(place: str, path: str, compression: str | None) -> tuple[tuple[str, ...], frozenset[str]]:
    """The columns of a file, nested ones by dotted paths, and which of them are floating point numbers.

    Raises:
        InputError: It cannot be read.
    """
    if compression:
        raise InputError(f"{path} is a packed Parquet file", f"Unpack it: `gunzip {shell_name(path)}`.")
    with _Readable(path):
        schema = pl.read_parquet_schema(place)
    leaves = dict(_leaves(schema))
    return tuple(leaves), frozenset(name for name, dtype in leaves.items() if dtype.is_float())


class _Readable:
    """Turns what Polars says about a file into an InputError."""

    def __init__(self, path: str) -> None:
        self._path = path

    def __enter__(self) -> None:
        return

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, _trace: object) -> None:
        if isinstance(error, (pl.exceptions.PolarsError, OSError)):
            first = str(error).split("\n")[0][:200]
            raise InputError(
                f"{self._path} is Parquet that cannot be read: {first}", "Fetch or write the file again."
            ) from None


def _leaves(schema: Mapping[str, pl.DataType], before: str = "") -> Iterator[tuple[str, pl.DataType]]:
    for name, dtype in schema.items():
        if isinstance(dtype, pl.Struct):
            yield from _leaves(_inside(dtype), f"{before}{name}.")
        else:
            yield before + name, dtype


def _inside(dtype: pl.Struct) -> Mapping[str, pl.DataType]:
    """The fields of an object, each with an instance of its type."""
    return pl.Schema({field.name: field.dtype for field in dtype.fields})


def parquet_batches(place: str, path: str) -> Iterator[pl.DataFrame]:
    """The rows of a file, some at a time; a row group is held while it is read.

    Raises:
        InputError: It cannot be read.
    """
    with _Readable(path):
        scan = pl.scan_parquet(place, glob=False)
        yield from scan.collect_batches(chunk_size=ROWS_A_BATCH, maintain_order=True)


def read_parquet_rows(rows: pl.DataFrame) -> Batch:
    """Rows as texts. Their line is their number in the file, because a Parquet file has no lines."""
    frame = rows.select(_texts(rows.schema))
    return Batch(
        frame=frame,
        lines=pl.int_range(1, frame.height + 1, dtype=pl.Int64, eager=True),
        line_count=frame.height,
        defects=no_defects(),
        texts=lambda lines: [_as_json(frame, line) for line in lines],
    )


def _as_json(frame: pl.DataFrame, line: int) -> str:
    row = {name[1:]: value for name, value in frame.row(line - 1, named=True).items() if value is not None}
    return json.dumps(row, ensure_ascii=False)


def _texts(schema: Mapping[str, pl.DataType], parents: Sequence[str] = ()) -> Iterator[pl.Expr]:
    for name, dtype in schema.items():
        if isinstance(dtype, pl.Struct):
            yield from _texts(_inside(dtype), (*parents, name))
            continue
        column = _reach((*parents, name))
        yield _text(column, dtype).alias(frame_name(".".join((*parents, name))))


def _reach(path: Sequence[str]) -> pl.Expr:
    column = pl.col([path[0]]) if path[0].startswith("^") else pl.col(path[0])
    for name in path[1:]:
        column = column.struct.field(name)
    return column


def _text(column: pl.Expr, dtype: pl.DataType) -> pl.Expr:
    if isinstance(dtype, pl.Datetime):
        form = "%Y-%m-%dT%H:%M:%S%.f"
        if dtype.time_zone:
            return column.dt.convert_time_zone("UTC").dt.strftime(form + "Z")
        return column.dt.strftime(form)
    if isinstance(dtype, (pl.List, pl.Array)):
        return _array(column, dtype)
    if isinstance(dtype, pl.Duration):
        return column.dt.to_string("iso")
    if isinstance(dtype, pl.Binary):
        column = column.map_batches(_decoded, return_dtype=pl.String)
    text = column.cast(pl.String, strict=False)
    return pl.when(text != "").then(text)


def _array(column: pl.Expr, dtype: pl.List | pl.Array) -> pl.Expr:
    """JSON text of a list."""
    items = column.arr.to_list() if isinstance(dtype, pl.Array) else column
    inner = dtype.inner if isinstance(dtype.inner, pl.DataType) else dtype.inner()
    return pl.lit("[") + items.list.eval(_json(pl.element(), inner)).list.join(", ") + pl.lit("]")


def _json(value: pl.Expr, dtype: pl.DataType) -> pl.Expr:
    """JSON text of what a list holds; numbers and times are texts in it."""
    if isinstance(dtype, (pl.List, pl.Array)):
        return _array(value, dtype)
    if isinstance(dtype, pl.Struct):
        members = [
            pl.concat_str(pl.lit(f"{json.dumps(name)}: "), _json(value.struct.field(name), inner).fill_null("null"))
            for name, inner in _inside(dtype).items()
        ]
        whole = pl.concat_str(pl.lit("{"), pl.concat_str(members, separator=", "), pl.lit("}"))
        return pl.when(value.is_not_null()).then(whole)
    escaped = _text(value, dtype).str.replace_all("\\", "\\\\", literal=True)
    return pl.lit('"') + escaped.str.replace_all('"', '\\"', literal=True) + pl.lit('"')


def _decoded(column: pl.Series) -> pl.Series:
    """Bytes as the text that they are, or in hexadecimal digits where they are none."""
    try:
        return column.cast(pl.String)
    except pl.exceptions.PolarsError:
        return pl.Series([_text_or_digits(value) for value in column], dtype=pl.String)


def _text_or_digits(value: bytes | None) -> str | None:
    if value is None:
        return None
    try:
        return value.decode()
    except UnicodeDecodeError:
        return value.hex()
