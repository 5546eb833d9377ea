"""SCH rules about whether the file agrees with a given schema."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any, Final

from interactions_cli.personalize.fields import FIELD_TYPES, guide
from interactions_cli.reading.view import DatasetView, Header
from interactions_cli.rules.effect import Effect
from interactions_cli.rules.evidence import Problem
from interactions_cli.rules.kit.examples import CATEGORY, WITH_DEVICE, avro
from interactions_cli.rules.kit.headers import (
    column_problem,
    header_sample,
    holding,
    readable,
    with_schema,
)
from interactions_cli.rules.rule import HeaderExample, HeaderRule, Rule
from interactions_cli.wording import plural

SCHEMA_PAGE: Final = guide("how-it-works-dataset-schema")
KEYWORD_PAGE: Final = guide("custom-datasets-and-schemas")
MINIMAL: Final = avro()


def _field_json(name: str) -> str:
    types = list(FIELD_TYPES.get(name, ("null", "string")))
    entry: dict[str, Any] = {"name": name, "type": types if len(types) > 1 else types[0]}
    return json.dumps(entry if name in FIELD_TYPES else entry | {"categorical": True})


def _unknown(view: DatasetView) -> Iterable[Problem]:
    for name in view.names:
        if name and name not in view.schema.names:
            yield column_problem(name, holding(view, name), field=_field_json(name), schema=view.schema.path or "")


def _in_schema_order(view: DatasetView, header: Header) -> list[str]:
    names = header.counted
    known = [name for name in view.schema.names if name in names]
    return known + [name for name in names if name not in known]


def _order(view: DatasetView) -> Iterable[Problem]:
    wrong = []
    for header in readable(view):
        shared = [name for name in header.counted if name in view.schema.names]
        if shared != _in_schema_order(view, header)[: len(shared)]:
            wrong.append(header)
    if wrong:
        yield Problem(
            count=len(wrong),
            samples=tuple(header_sample(header) for header in wrong),
            details={"files": plural(len(wrong), "file")},
        )


GIVEN_SCHEMA: Final[tuple[Rule, ...]] = (
    HeaderRule(
        code="SCH003",
        name="unknown-column",
        effect=Effect.SUSPICIOUS,
        message="column {column} is not in the schema; what an import does with it is not documented, "
        "and its values were not judged",
        hint="Leave it out: {prepare}; or add to the fields of {schema} `{field}`.",
        source=SCHEMA_PAGE,
        why="Looks for columns of the file that the given schema does not name. The guide asks that columns "
        "correspond to the schema and never mentions surplus ones. An interactions schema cannot be replaced later, "
        "so a column that is wanted has to be in it from the start.",
        before=WITH_DEVICE,
        after="USER_ID,ITEM_ID,TIMESTAMP",
        check=_unknown,
        skip=with_schema,
        valid=(
            HeaderExample(header="USER_ID,ITEM_ID,TIMESTAMP", schema=MINIMAL),
            HeaderExample(header=WITH_DEVICE, schema=avro(CATEGORY)),
        ),
        invalid=(
            HeaderExample(header=WITH_DEVICE, schema=MINIMAL),
            HeaderExample(header="USER_ID,ITEM_ID,TIMESTAMP,EVENT_TYPE", schema=MINIMAL),
        ),
    ),
    HeaderRule(
        code="SCH004",
        name="column-order",
        effect=Effect.UNSTATED,
        message="columns in another order than the schema's in {files}; the guide wants the two to agree "
        "and leaves open whether an import checks it",
        hint="Write the columns in the order of the schema: {prepare}.",
        source=SCHEMA_PAGE,
        why="Compares the order of the columns that file and schema share. The order itself is free, but schema and "
        "file must have the same one. Where both are strings, nothing else would show that two columns were "
        "exchanged.",
        before="ITEM_ID,USER_ID,TIMESTAMP",
        after="USER_ID,ITEM_ID,TIMESTAMP",
        check=_order,
        skip=with_schema,
        valid=(
            HeaderExample(header="USER_ID,ITEM_ID,TIMESTAMP", schema=MINIMAL),
            HeaderExample(header="USER_ID,DEVICE,ITEM_ID,TIMESTAMP", schema=MINIMAL),
        ),
        invalid=(
            HeaderExample(header="ITEM_ID,USER_ID,TIMESTAMP", schema=MINIMAL),
            HeaderExample(header="USER_ID,ITEM_ID,DEVICE,TIMESTAMP", schema=avro(CATEGORY)),
        ),
    ),
)
