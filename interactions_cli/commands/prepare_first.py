"""Errors of `filter` and `merge-impressions` that name `prepare`, where it makes of their input what they can read."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Final

from interactions_cli.errors import InputError, UsageError
from interactions_cli.personalize.fields import ITEM_ID, RESERVED, TIMESTAMP, USER_ID
from interactions_cli.reading.dataset import Dataset
from interactions_cli.reading.header_problem import HeaderProblem
from interactions_cli.reading.view import Header
from interactions_cli.rules.kit.prepare_commands import CommandLine

# What `prepare` reads, and commands that keep lines byte for byte cannot.
READ_BY_PREPARE: Final = frozenset(
    {
        HeaderProblem.JSON,
        HeaderProblem.PARQUET,
        HeaderProblem.PREAMBLE,
        HeaderProblem.LONE_CR,
        HeaderProblem.UTF16,
        HeaderProblem.UTF32,
        HeaderProblem.LONG_SEPARATOR,
        HeaderProblem.DOUBLED_SEPARATOR,
    }
)


def only_header(dataset: Dataset, paths: Sequence[str]) -> Header:
    """The header that all inputs share.

    Args:
        dataset: The inputs.
        paths: Their paths.

    Raises:
        InputError: A header cannot be read, or names other columns than the first.
    """
    try:
        return dataset.only_header()
    except InputError as error:
        problem = next((header.problem for header in dataset.view.headers if header.problem), None)
        way = way_by_prepare(paths) if problem is None or problem in READ_BY_PREPARE else None
        raise InputError(error.message, way or error.hint) from None


def way_by_prepare(paths: Sequence[str]) -> str | None:
    """A hint that makes one readable file of the inputs; None where they cannot be typed again."""
    typed = CommandLine(command="filter", words=tuple(paths), paths=tuple(paths))
    return None if typed.inputs is None else f"Make one CSV file of it first: {typed.prepare(rejects=False)}."


@contextmanager
def without_names(header: Header, paths: Sequence[str]) -> Iterator[None]:
    """Where columns are missing because no line names any, or others name them, say so.

    Raises:
        UsageError: Whatever was raised, with that added.
    """
    try:
        yield
    except UsageError as error:
        way = way_by_prepare(paths)
        required = {USER_ID, ITEM_ID, TIMESTAMP}
        if way is None or required <= set(header.names):
            raise
        if (required | {*RESERVED}) & set(header.names):
            other = f"{error.hint[:1].lower()}{error.hint[1:]}"
            raise UsageError(error.message, f"{way} It finds fields under other names. Otherwise {other}") from None
        raise UsageError(
            f"{error.message}; none of its names is one of the service's, as if the first line were a record",
            f"{way} It proposes names where there is no header line.",
        ) from None
