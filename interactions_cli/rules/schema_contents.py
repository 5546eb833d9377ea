"""SCH rules about what a given schema says itself."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from typing import Final

from interactions_cli.personalize.fields import guide
from interactions_cli.personalize.limits import MAX_SCHEMA_CHARS
from interactions_cli.personalize.schema import Field
from interactions_cli.personalize.schema_problems import SchemaProblem
from interactions_cli.reading.view import DatasetView
from interactions_cli.report import Sample
from interactions_cli.rules.effect import Effect
from interactions_cli.rules.evidence import Problem
from interactions_cli.rules.kit.examples import CATEGORY, PLAIN_NAMES, WITH_DEVICE, avro
from interactions_cli.rules.kit.headers import readable, with_schema
from interactions_cli.rules.rule import HeaderExample, HeaderRule, Rule
from interactions_cli.wording import listed_names

SCHEMA_PAGE: Final = guide("how-it-works-dataset-schema")
KEYWORD_PAGE: Final = guide("custom-datasets-and-schemas")
MINIMAL: Final = avro()


def _problems(view: DatasetView, *, is_broken: bool) -> Iterable[Problem]:
    """One problem for each field, and one for the record."""
    in_files = {name for header in readable(view) for name in header.names}
    found: dict[str | None, list[SchemaProblem]] = {}
    for problem in view.schema.problems:
        # Where the file has the name, too, it is the file that is spoken of.
        if problem.is_broken is is_broken and not (problem.is_name and problem.field in in_files):
            found.setdefault(problem.field, []).append(problem)
    for name, problems in found.items():
        texts = ", ".join(problem.text for problem in problems)
        yield Problem(
            column=name,
            samples=(Sample(path=view.schema.path, value=name),),
            details={
                "defect": texts if name is None else f"the field {listed_names([name])} {texts}",
                **_advice(problems),
            },
        )


def _advice(problems: Sequence[SchemaProblem]) -> Mapping[str, str]:
    """What to do, and the words of its gaps, because a part of a schema may have braces of its own."""
    parts: dict[str, dict[str, None]] = {}
    for problem in problems:
        parts.setdefault(problem.advice, {})[problem.part] = None
    advices = [advice.replace("{part}", f"{{part{number}}}") for number, advice in enumerate(parts)]
    return {"advice": ". ".join(advices)} | {f"part{n}": ", ".join(said) for n, said in enumerate(parts.values())}


def _invalid(view: DatasetView) -> Iterable[Problem]:
    return _problems(view, is_broken=True)


def _unlike(view: DatasetView) -> Iterable[Problem]:
    return _problems(view, is_broken=False)


def _schema_problem(view: DatasetView, field: Field) -> Problem:
    types = ["null", "string"] if field.nullable else "string"
    return Problem(
        column=field.name,
        samples=(Sample(path=view.schema.path, value=field.name),),
        details={"snippet": json.dumps({"name": field.name, "type": types, "categorical": True})},
    )


def _not_categorical(view: DatasetView) -> Iterable[Problem]:
    # A field without a type of its own is judged as a string; what is wrong with it is said by another rule.
    wrong = {problem.field for problem in view.schema.problems if problem.is_broken}
    for field in view.schema.own:
        if field.kind == "string" and not field.categorical and field.name not in wrong:
            yield _schema_problem(view, field)


def _boolean(view: DatasetView) -> Iterable[Problem]:
    for field in view.schema.own:
        if field.kind == "boolean":
            yield _schema_problem(view, field)


SCHEMA_CONTENTS: Final[tuple[Rule, ...]] = (
    HeaderRule(
        code="SCH007",
        name="schema-invalid",
        effect=Effect.UNSTATED,
        message="the schema breaks the rules for an interactions schema: {defect}",
        hint="{advice}.",
        source=SCHEMA_PAGE,
        why="Checks the given schema: the record's name, allowed types, no nesting, and for required and reserved "
        "fields exactly the types the guide gives them and no categorical flag. A union may list its parts in any "
        "order. The guide asks for Avro, so what Avro forbids is found as well: a name with other characters than "
        "letters, digits and underscores, a type twice in a union, a default of no type of its field; and a text that "
        f"is longer than the {MAX_SCHEMA_CHARS:,} characters that CreateSchema takes. A schema cannot be edited once "
        "created, so it pays to look before.",
        before='{"name": "TIMESTAMP", "type": "string"}',
        after='{"name": "TIMESTAMP", "type": "long"}',
        check=_invalid,
        skip=with_schema,
        valid=(
            HeaderExample(header=PLAIN_NAMES, schema=MINIMAL),
            HeaderExample(
                header="USER_ID,ITEM_ID,TIMESTAMP,EVENT_VALUE",
                schema=avro({"name": "EVENT_VALUE", "type": ["null", "float"]}),
            ),
            HeaderExample(
                header="USER_ID,ITEM_ID,TIMESTAMP,EVENT_VALUE", schema=avro({"name": "EVENT_VALUE", "type": "float"})
            ),
        ),
        invalid=(
            HeaderExample(header=PLAIN_NAMES, schema=avro(name="Items")),
            HeaderExample(
                header="USER_ID,ITEM_ID,TIMESTAMP,EVENT_VALUE", schema=avro({"name": "EVENT_VALUE", "type": "string"})
            ),
            HeaderExample(
                header="USER_ID,ITEM_ID,TIMESTAMP,EVENT_TYPE",
                schema=avro({"name": "EVENT_TYPE", "type": "string", "categorical": True}),
            ),
            HeaderExample(header=WITH_DEVICE, schema=avro({"name": "DEVICE", "type": "text"})),
            HeaderExample(
                header=WITH_DEVICE, schema=avro({"name": "DEVICE", "type": {"type": "array", "items": "string"}})
            ),
            HeaderExample(header=WITH_DEVICE, schema=avro(CATEGORY | {"type": ["string", "string"]})),
            HeaderExample(header=WITH_DEVICE, schema=avro(CATEGORY | {"default": 3})),
            HeaderExample(header=WITH_DEVICE, schema=avro(CATEGORY | {"aliases": "APPLIANCE"})),
            HeaderExample(header=WITH_DEVICE, schema=avro(CATEGORY | {"doc": 1, "order": "up"})),
        ),
    ),
    HeaderRule(
        code="SCH014",
        name="schema-unlike-guide",
        effect=Effect.SUSPICIOUS,
        message="the schema is unlike every one of the guide, and what becomes of that is not documented: {defect}",
        hint="{advice}.",
        source=SCHEMA_PAGE,
        why="Looks in the given schema for what no schema of the guide has and no sentence forbids: another namespace "
        "or version, a union of several types beside null, a categorical flag that is neither true nor false, "
        "attributes that it never has, such as textual, which is for items; and for a document around it that is for "
        "another domain than the one that is judged. They are nearly always a slip, and a schema cannot be edited once "
        "created.",
        before='"namespace": "com.example", "version": "2.0"',
        after='"namespace": "com.amazonaws.personalize.schema", "version": "1.0"',
        check=_unlike,
        skip=with_schema,
        valid=(
            HeaderExample(header=PLAIN_NAMES, schema=MINIMAL),
            HeaderExample(
                header=WITH_DEVICE, schema=avro(CATEGORY | {"doc": "where it was", "aliases": ["APPLIANCE"]})
            ),
            HeaderExample(header=WITH_DEVICE, schema=avro(CATEGORY | {"default": None, "order": "ignore"})),
        ),
        invalid=(
            HeaderExample(header=PLAIN_NAMES, schema=avro(namespace="com.example")),
            HeaderExample(header=PLAIN_NAMES, schema=avro(version=1)),
            HeaderExample(header=PLAIN_NAMES, schema=avro(namespace=None, version=None)),
            HeaderExample(header=WITH_DEVICE, schema=avro(CATEGORY | {"type": ["string", "int", "null"]})),
            HeaderExample(header=WITH_DEVICE, schema=avro({"name": "DEVICE", "type": "int", "categorical": "yes"})),
            HeaderExample(header=WITH_DEVICE, schema=avro(CATEGORY | {"textual": True})),
            HeaderExample(header=WITH_DEVICE, schema=avro(CATEGORY | {"purpose": "where"})),
        ),
    ),
    HeaderRule(
        code="SCH008",
        name="metadata-not-categorical",
        effect=Effect.IGNORED,
        message='the schema field {column} is a string without `"categorical": true`: training does not use it',
        hint="Write in {path}: `{snippet}`.",
        source=KEYWORD_PAGE,
        why="Looks for own string fields of the given schema that are not marked as categorical. They import without "
        "complaint and are then left out of training. Since the schema of interactions cannot be replaced, repairing "
        "it later means a new data set.",
        before='{"name": "DEVICE", "type": "string"}',
        after='{"name": "DEVICE", "type": "string", "categorical": true}',
        check=_not_categorical,
        skip=with_schema,
        valid=(
            HeaderExample(header=WITH_DEVICE, schema=avro(CATEGORY)),
            HeaderExample(header=WITH_DEVICE, schema=avro({"name": "DEVICE", "type": "int"})),
            HeaderExample(header=WITH_DEVICE, schema=avro({"name": "DEVICE", "type": "bytes"})),
            HeaderExample(header=WITH_DEVICE, schema=avro({"name": "DEVICE", "type": ["null", "null"]})),
        ),
        invalid=(
            HeaderExample(header=WITH_DEVICE, schema=avro({"name": "DEVICE", "type": "string"})),
            HeaderExample(
                header=WITH_DEVICE, schema=avro({"name": "DEVICE", "type": ["string", "null"], "categorical": False})
            ),
        ),
    ),
    HeaderRule(
        code="SCH009",
        name="boolean-column",
        effect=Effect.IGNORED,
        message="the schema field {column} is a boolean: such columns are used neither in training nor in filters",
        hint="Write in {path}: `{snippet}`; True and False are its categories then.",
        source=guide("custom-config-columns"),
        why="Looks for fields of type boolean in the given schema. The type is still allowed, but the service always "
        "leaves such columns out. A categorical string or a number with the same content is used.",
        before='{"name": "IS_MEMBER", "type": "boolean"}',
        after='{"name": "IS_MEMBER", "type": "string", "categorical": true}',
        check=_boolean,
        skip=with_schema,
        valid=(HeaderExample(header=WITH_DEVICE, schema=avro(CATEGORY)),),
        invalid=(
            HeaderExample(header=WITH_DEVICE, schema=avro({"name": "DEVICE", "type": "boolean"})),
            HeaderExample(header=WITH_DEVICE, schema=avro({"name": "DEVICE", "type": ["boolean", "null"]})),
        ),
    ),
)
