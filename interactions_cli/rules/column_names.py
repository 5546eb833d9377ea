"""SCH rules about column names: absent, twice, misspelt, not allowed."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from interactions_cli.personalize.fields import REQUIRED, guide
from interactions_cli.personalize.limits import MAX_COLUMN_NAME_CHARS
from interactions_cli.personalize.schema_problems import COLUMN_NAME
from interactions_cli.reading.view import DatasetView, Header, plain
from interactions_cli.rules.effect import Effect
from interactions_cli.rules.evidence import Problem
from interactions_cli.rules.kit.advice import column_advice
from interactions_cli.rules.kit.examples import CATEGORY, PLAIN, WITH_DEVICE, avro
from interactions_cli.rules.kit.headers import (
    column_problem,
    header_sample,
    holding,
    missing_from,
    readable,
)
from interactions_cli.rules.rule import HeaderExample, HeaderRule, Rule
from interactions_cli.wording import NAME_WIDTH, listing, plural

FORMAT_PAGE: Final = guide("preparing-training-data")
KEYWORD_PAGE: Final = guide("custom-datasets-and-schemas")
_TWINS: Final = (
    "Give each column a name of its own where the file is made; {prepare} keeps {judged} and leaves out or renames the "
    "other"
)
_TWINS_IN_SCHEMA: Final = "Give each column a name of its own, in {schema} and where the file is made"
_RENAMED: Final = "Name the column otherwise where the file is made; {prepare} renames it"
_IN_SCHEMA: Final = (
    "Give it another name in {schema} and where the file is made; prepare writes the names of the schema"
)


def _missing(view: DatasetView) -> Iterable[Problem]:
    given = view.schema.names if view.schema.path else ()
    headers = readable(view)
    for name in dict.fromkeys((*REQUIRED[view.target.domain], *given)):
        lacking = missing_from(headers, name, view.schema.spelled.get(name))
        if lacking:
            yield Problem(
                column=name,
                count=len(lacking),
                samples=tuple(header_sample(header) for header in lacking),
                details={"files": plural(len(lacking), "file"), **column_advice(view, lacking[0], name)},
            )


def _clashes(header: Header) -> dict[str, list[str]]:
    """The column that counts → how the header writes it and those that repeat it."""
    groups: dict[str, list[str]] = {plain(name): [] for name in header.counted if name}
    for written, name in zip(header.written, header.names, strict=True):
        if name:
            groups[plain(name)].append(written.lstrip("\ufeff"))
    return {name: groups[plain(name)] for name in header.counted if name and len(groups[plain(name)]) > 1}


def _duplicates(view: DatasetView) -> Iterable[Problem]:
    found: dict[str, list[tuple[Header, list[str]]]] = {}
    for header in readable(view):
        for name, names in _clashes(header).items():
            found.setdefault(name, []).append((header, names))
    for column, places in found.items():
        header, names = places[0]
        judged = header.written[header.names.index(column)].lstrip("\ufeff")
        is_in_schema = bool(view.schema.path) and len({*names} & {*view.schema.names}) > 1
        yield Problem(
            column=column,
            count=len(places),
            samples=tuple(header_sample(header, ", ".join(names)) for header, names in places),
            details={
                "files": plural(len(places), "file"),
                "names": listing((name[:NAME_WIDTH] for name in names), joint=" and "),
                "judged": judged,
                "schema": view.schema.path or "",
                "advice": _TWINS_IN_SCHEMA if is_in_schema else _TWINS,
            },
        )


def _name_problem(view: DatasetView, name: str, defect: str) -> Problem:
    label = f"the column name {name[:40]!r}{'…' if len(name) > 40 else ''}"
    advice = _IN_SCHEMA if view.schema.path and name in view.schema.names else _RENAMED
    schema = view.schema.path or ""
    return column_problem(name, holding(view, name), label=label, defect=defect, advice=advice, schema=schema)


def _names(view: DatasetView) -> Iterable[Problem]:
    for name in filter(None, view.names):
        if not COLUMN_NAME.fullmatch(name):
            defect = "holds other characters than letters, digits and _, or starts with a digit"
            yield _name_problem(view, name, defect)
        elif len(name) > MAX_COLUMN_NAME_CHARS:
            yield _name_problem(view, name, f"is longer than {MAX_COLUMN_NAME_CHARS} characters")
    yield from _nameless(view)


def _nameless(view: DatasetView) -> Iterable[Problem]:
    headers = holding(view, "")
    if headers:
        is_index = headers[0].names[0] == ""
        yield Problem(
            count=sum(header.names.count("") for header in headers),
            samples=tuple(header_sample(header) for header in headers),
            details={
                "files": plural(len(headers), "file"),
                "label": "a column name",
                "defect": "is empty, as a pandas index leaves it" if is_index else "is empty",
                "advice": "Name the column otherwise where the file is made; {prepare} leaves it out",
            },
        )


COLUMN_NAMES: Final[tuple[Rule, ...]] = (
    HeaderRule(
        code="SCH001",
        name="missing-column",
        effect=Effect.IMPORT_FAILS,
        message="no column {column} in {files}: the import job fails and lists it among the missing columns",
        hint="{advice}.",
        source=guide("error-messages"),
        why="Looks for the required columns of the domain and, when a schema is given, for every field of it; a field "
        "that may be null still needs its column. The service compares the header with the schema before it reads "
        "records. A name in another spelling counts as missing here, because nothing says that spellings are "
        "forgiven.",
        before="USER_ID,ITEM_ID",
        after="USER_ID,ITEM_ID,TIMESTAMP",
        check=_missing,
        valid=(
            PLAIN,
            HeaderExample(header=WITH_DEVICE, schema=avro(CATEGORY)),
            HeaderExample(header="USER_ID,ITEM_ID,EVENT_TYPE,TIMESTAMP", options=("--domain", "ecommerce")),
        ),
        invalid=(
            HeaderExample(header="USER_ID,ITEM_ID"),
            HeaderExample(header="user_id,ITEM_ID,TIMESTAMP"),
            HeaderExample(header="USER_ID,ITEM_ID,TIMESTAMP", schema=avro(CATEGORY)),
            HeaderExample(header="USER_ID,ITEM_ID,TIMESTAMP", options=("--domain", "ecommerce")),
        ),
    ),
    HeaderRule(
        code="SCH002",
        name="duplicate-column",
        effect=Effect.UNSTATED,
        message="column names that are not unique in {files}: {names}; underscores do not tell names apart, "
        "and only {judged} was judged",
        hint="{advice}.",
        source=FORMAT_PAGE,
        why="Looks for names that are equal, or equal once underscores are removed. The guide requires unique "
        "alphanumeric names, and its own example of a clash is a pair that differs by an underscore only. Joins that "
        "keep both keys are the usual cause.",
        before="USER_ID,ITEM_ID,TIMESTAMP,GENRE_1,GENRE1",
        after="USER_ID,ITEM_ID,TIMESTAMP,GENRE_1,GENRE_MAIN",
        check=_duplicates,
        valid=(PLAIN, HeaderExample(header="USER_ID,ITEM_ID,TIMESTAMP,GENRE_1,GENRE_2")),
        invalid=(
            HeaderExample(header="USER_ID,ITEM_ID,TIMESTAMP,USER_ID"),
            HeaderExample(header="USER_ID,ITEM_ID,TIMESTAMP,GENRE_1,GENRE1"),
        ),
    ),
    HeaderRule(
        code="SCH005",
        name="column-name",
        effect=Effect.UNSTATED,
        message="{label} in {files} {defect}; the guide requires alphanumeric names and does not go further",
        hint="{advice}.",
        source=FORMAT_PAGE,
        why=f"Looks for names that are empty, longer than {MAX_COLUMN_NAME_CHARS} characters, or not made of letters, "
        "digits and underscores with no digit in front. That is the grammar the API has for column names. An empty "
        "first name is the index that pandas writes unless told otherwise.",
        before="USER_ID,ITEM_ID,TIMESTAMP,device type",
        after="USER_ID,ITEM_ID,TIMESTAMP,DEVICE_TYPE",
        check=_names,
        valid=(PLAIN, HeaderExample(header=f"USER_ID,ITEM_ID,TIMESTAMP,_2,{'X' * MAX_COLUMN_NAME_CHARS}")),
        invalid=(
            HeaderExample(header=",USER_ID,ITEM_ID,TIMESTAMP"),
            HeaderExample(header="USER_ID,ITEM_ID,TIMESTAMP,"),
            HeaderExample(header="USER_ID,ITEM_ID,TIMESTAMP,device type"),
            HeaderExample(header="USER_ID,ITEM_ID,TIMESTAMP,2ND"),
            HeaderExample(header="USER_ID,ITEM_ID,TIMESTAMP,GRÖSSE"),
            HeaderExample(header=f"USER_ID,ITEM_ID,TIMESTAMP,{'X' * (MAX_COLUMN_NAME_CHARS + 1)}"),
        ),
    ),
)
