"""Data frames as inputs, and findings as a data frame: the only part of the commands that knows Polars' frames."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager

import polars as pl

from interactions_cli.commands.api.border import Paths, path_names
from interactions_cli.errors import InputError, UsageError
from interactions_cli.report import Finding
from interactions_cli.storage.inputs import Inputs, resolve_inputs
from interactions_cli.storage.spool import temporary_file

DataFrame = pl.DataFrame
Frame = pl.DataFrame | pl.LazyFrame


@contextmanager
def opened_inputs(paths: Paths | Frame) -> Iterator[Inputs]:
    """The files that paths mean, or a frame as a CSV file that goes when the context ends.

    A lazy frame is computed and written piece by piece, so that memory does not grow with it.

    Raises:
        InputError: A path leads nowhere, or the frame cannot be computed.
        UsageError: The frame has a column that CSV has no form for, or an argument is no path.
        OutputError: There is no room for the temporary file.
    """
    if not isinstance(paths, Frame):
        yield resolve_inputs(path_names(paths))
        return
    name = f"<{type(paths).__name__}>"
    with temporary_file() as place:
        _write(paths.lazy(), place, name)
        yield Inputs((name,), places={name: place})


def _write(frame: pl.LazyFrame, place: str, name: str) -> None:
    try:
        _refuse_nested(frame.collect_schema(), name)
        frame.sink_csv(place)
    except pl.exceptions.PolarsError as error:
        raise InputError(f"{name} cannot be computed: {error}", "Look at it with `collect()`.") from None
    except OSError as error:
        raise InputError(
            f"{name} cannot be written to a temporary file: {error}", "Set TMPDIR to a folder with room."
        ) from None


def _refuse_nested(schema: pl.Schema, name: str) -> None:
    for column, kind in schema.items():
        if kind.is_nested() or kind in (pl.Object, pl.Binary):
            hint = (
                f'Write it as one text: pl.col("{column}").list.join("|").' if kind == pl.List else "Cast it to text."
            )
            raise UsageError(f"{name}: column {column} is {kind}, which CSV has no form for", hint)


def findings_frame(findings: Sequence[Finding]) -> pl.DataFrame:
    """A row for each finding, with its first sample; nulls where something does not apply."""
    firsts = [finding.samples[0] if finding.samples else None for finding in findings]
    return pl.DataFrame(
        {
            "code": [finding.code for finding in findings],
            "name": [finding.name for finding in findings],
            "severity": [finding.severity.value for finding in findings],
            "effect": [finding.effect for finding in findings],
            "column": [finding.column for finding in findings],
            "count": [finding.count for finding in findings],
            "share": [finding.share for finding in findings],
            "path": [first.path if first else None for first in firsts],
            "line": [first.line if first else None for first in firsts],
            "value": [first.value if first else None for first in firsts],
            "message": [finding.message for finding in findings],
            "hint": [finding.hint for finding in findings],
        },
        schema={
            "code": pl.String,
            "name": pl.String,
            "severity": pl.String,
            "effect": pl.String,
            "column": pl.String,
            "count": pl.Int64,
            "share": pl.Float64,
            "path": pl.String,
            "line": pl.Int64,
            "value": pl.String,
            "message": pl.String,
            "hint": pl.String,
        },
    )
