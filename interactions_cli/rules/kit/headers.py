"""What the header rules ask of headers and target, and how their findings point at a header."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from interactions_cli.personalize.recipes import Recipe, UseCase
from interactions_cli.personalize.target import Target
from interactions_cli.reading.view import DatasetView, Header
from interactions_cli.report import VALUE_WIDTH, Sample
from interactions_cli.rules.evidence import Problem
from interactions_cli.wording import plural

NO_SCHEMA = "no schema given (--schema)"
NO_PURPOSE = "no use case or recipe chosen"


def readable(view: DatasetView) -> list[Header]:
    """The headers whose names could be read."""
    return [header for header in view.headers if header.problem is None]


def header_sample(header: Header, value: str | None = None) -> Sample:
    """The header line of one input, or a part of it."""
    text = header.text if value is None else value
    return Sample(path=header.path, line=1, value=text[:VALUE_WIDTH], value_cut=len(text) > VALUE_WIDTH)


def file_problem(headers: Sequence[Header], **details: str) -> Iterable[Problem]:
    """One problem that counts files and shows the header of each; none for no files."""
    if headers:
        samples = tuple(header_sample(header) for header in headers)
        yield Problem(count=len(headers), samples=samples, details={"files": plural(len(headers), "file"), **details})


def renamed(header: Header) -> dict[str, str]:
    """Known names that the header writes in another way: the guide's spelling → the header's first one."""
    pairs = reversed(list(zip(header.written, header.names, strict=True)))
    return {name: written for written, name in pairs if written.lstrip("\ufeff") != name.lstrip("\ufeff")}


def column_problem(column: str, headers: Sequence[Header], **details: str) -> Problem:
    """One problem about a column, which counts the files that have it and shows how they write it."""
    return Problem(
        column=column,
        count=len(headers),
        samples=tuple(header_sample(header, renamed(header).get(column, column)) for header in headers),
        details={"files": plural(len(headers), "file"), **details},
    )


def holding(view: DatasetView, column: str) -> list[Header]:
    """The headers with a column, under whatever spelling."""
    return [header for header in readable(view) if column in header.counted]


def missing_from(headers: Sequence[Header], name: str, spelled: str | None = None) -> list[Header]:
    """The headers without that exact name; of repaired spellings that of the schema is not missing from the file."""
    return [header for header in headers if name not in header.names or renamed(header).get(name, spelled) != spelled]


def with_schema(view: DatasetView) -> str | None:
    """Skip reason of the rules that compare with a given schema."""
    return None if view.schema.path else NO_SCHEMA


def purposes(target: Target) -> tuple[UseCase | Recipe, ...]:
    """The chosen use cases, or the chosen recipe."""
    return (target.recipe,) if target.recipe else target.use_cases


def purpose_names(target: Target) -> str:
    """`aws-vod-most-popular, aws-vod-top-picks`."""
    return ", ".join(purpose.name for purpose in purposes(target))


def with_purpose(view: DatasetView) -> str | None:
    """Skip reason of the rules about what the chosen use case or recipe makes of a column."""
    return None if purposes(view.target) else NO_PURPOSE
