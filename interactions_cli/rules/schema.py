"""SCH rules: column names and the schema, judged before any record is read."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Sequence
from typing import Any, Final

from interactions_cli.personalize.fields import FIELD_TYPES, FOREIGN_KEYWORDS, REQUIRED, Domain, guide
from interactions_cli.personalize.limits import MAX_COLUMN_NAME_CHARS, MAX_METADATA_COLUMNS
from interactions_cli.personalize.schema import Field
from interactions_cli.reading.view import DatasetView, Header, plain
from interactions_cli.report import Sample
from interactions_cli.rules.evidence import Problem
from interactions_cli.rules.kit.commands import columns_to_keep, header_repair
from interactions_cli.rules.kit.headers import (
    header_sample,
    missing_from,
    purpose_names,
    purposes,
    readable,
    renamed,
    with_purpose,
    with_schema,
)
from interactions_cli.rules.rule import Effect, HeaderExample, HeaderRule, Rule
from interactions_cli.wording import listing, plural

SCHEMA_PAGE: Final = guide("how-it-works-dataset-schema")
FORMAT_PAGE: Final = guide("preparing-training-data")
KEYWORD_PAGE: Final = guide("custom-datasets-and-schemas")
COLUMN_NAME: Final = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")
CONTEXT_OPTIONS: Final = {
    Domain.CUSTOM: "--recipe aws-user-personalization-v2",
    Domain.ECOMMERCE: "--use-case recommended-for-you",
    Domain.VIDEO_ON_DEMAND: "--use-case top-picks-for-you",
}


def _avro(*fields: dict[str, Any], name: str = "Interactions") -> str:
    required = [{"name": "USER_ID", "type": "string"}, {"name": "ITEM_ID", "type": "string"}]
    return json.dumps(
        {"type": "record", "name": name, "fields": [*required, {"name": "TIMESTAMP", "type": "long"}, *fields]}
    )


MINIMAL: Final = _avro()
PLAIN: Final = HeaderExample(header="USER_ID,ITEM_ID,TIMESTAMP")
CATEGORY: Final = {"name": "DEVICE", "type": ["null", "string"], "categorical": True}
WITH_DEVICE: Final = "USER_ID,ITEM_ID,TIMESTAMP,DEVICE"


def _field_json(name: str) -> str:
    types = list(FIELD_TYPES.get(name, ("null", "string")))
    entry: dict[str, Any] = {"name": name, "type": types if len(types) > 1 else types[0]}
    return json.dumps(entry if name in FIELD_TYPES else entry | {"categorical": True})


def _column_problem(column: str, headers: Sequence[Header], **details: str) -> Problem:
    return Problem(
        column=column,
        count=len(headers),
        samples=tuple(header_sample(header, renamed(header).get(column, column)) for header in headers),
        details={"files": plural(len(headers), "file"), **details},
    )


def _holding(view: DatasetView, column: str) -> list[Header]:
    return [header for header in readable(view) if column in header.counted]


def _missing(view: DatasetView) -> Iterable[Problem]:
    given = view.schema.names if view.schema.path else ()
    headers = readable(view)
    for name in dict.fromkeys((*REQUIRED[view.target.domain], *given)):
        lacking = missing_from(headers, name)
        if lacking:
            yield Problem(
                column=name,
                count=len(lacking),
                samples=tuple(header_sample(header) for header in lacking),
                details={"files": plural(len(lacking), "file"), **header_repair(lacking[0], name)},
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
        twin = next((name for name in names if name != judged), f"{judged}.1")
        yield Problem(
            column=column,
            count=len(places),
            samples=tuple(header_sample(header, ", ".join(names)) for header, names in places),
            # Of one name twice, pandas tells the second apart by a suffix.
            details={
                "files": plural(len(places), "file"),
                "names": " and ".join(names),
                "judged": judged,
                "twin": twin,
            },
        )


def _unknown(view: DatasetView) -> Iterable[Problem]:
    for name in view.names:
        if name and name not in view.schema.names:
            yield _column_problem(name, _holding(view, name), field=_field_json(name))


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
            details={"files": plural(len(wrong), "file"), "order": json.dumps(_in_schema_order(view, wrong[0]))},
        )


def _name_problem(view: DatasetView, name: str, new_name: str, defect: str) -> Problem:
    command = f"df = df.rename(columns={json.dumps({name: new_name}, ensure_ascii=False)})"
    label = f"the column name {name[:40]!r}{'…' if len(name) > 40 else ''}"
    return _column_problem(name, _holding(view, name), label=label, defect=defect, command=command)


def _names(view: DatasetView) -> Iterable[Problem]:
    for name in filter(None, view.names):
        if not COLUMN_NAME.fullmatch(name):
            words = re.sub(r"[^A-Za-z0-9_]+", "_", name).upper()
            new_name = words if COLUMN_NAME.fullmatch(words) else f"C_{words}"
            defect = "holds other characters than letters, digits and _, or starts with a digit"
            yield _name_problem(view, name, new_name, defect)
        elif len(name) > MAX_COLUMN_NAME_CHARS:
            yield _name_problem(view, name, name[:30], f"is longer than {MAX_COLUMN_NAME_CHARS} characters")
    yield from _nameless(view)


def _nameless(view: DatasetView) -> Iterable[Problem]:
    headers = _holding(view, "")
    if headers:
        is_index = headers[0].names[0] == ""
        drop = 'df = df.loc[:, ~df.columns.str.startswith("Unnamed")]'
        yield Problem(
            count=sum(header.names.count("") for header in headers),
            samples=tuple(header_sample(header) for header in headers),
            details={
                "files": plural(len(headers), "file"),
                "label": "a column name",
                "defect": "is empty, as a pandas index leaves it" if is_index else "is empty",
                "command": 'df.to_csv("fixed.csv", index=False)' if is_index else drop,
            },
        )


def _own(view: DatasetView) -> list[str]:
    return [field.name for field in view.schema.own if field.name]


def _too_many(view: DatasetView) -> Iterable[Problem]:
    own = _own(view)
    if len(own) > MAX_METADATA_COLUMNS:
        yield Problem(
            actual=len(own),
            limit=MAX_METADATA_COLUMNS,
            samples=tuple(header_sample(header) for header in readable(view)),
            details={
                "names": listing(own),
                "command": columns_to_keep(view.names, own[MAX_METADATA_COLUMNS:]),
            },
        )


def _invalid(view: DatasetView) -> Iterable[Problem]:
    texts: dict[str | None, list[str]] = {}
    for problem in view.schema.problems:
        texts.setdefault(problem.field, []).append(problem.text)
    for name, parts in texts.items():
        yield Problem(
            column=name,
            samples=(Sample(path=view.schema.path, value=name),),
            details={
                "defect": f"the field {name} " + ", ".join(parts) if name is not None else ", ".join(parts),
                "snippet": '"type": "record", "name": "Interactions"' if name is None else _field_json(name),
            },
        )


def _schema_problem(view: DatasetView, field: Field) -> Problem:
    types = ["null", "string"] if field.nullable else "string"
    return Problem(
        column=field.name,
        samples=(Sample(path=view.schema.path, value=field.name),),
        details={"snippet": json.dumps({"name": field.name, "type": types, "categorical": True})},
    )


def _not_categorical(view: DatasetView) -> Iterable[Problem]:
    for field in view.schema.own:
        if field.kind == "string" and not field.categorical:
            yield _schema_problem(view, field)


def _boolean(view: DatasetView) -> Iterable[Problem]:
    for field in view.schema.own:
        if field.kind == "boolean":
            yield _schema_problem(view, field)


def _foreign(view: DatasetView) -> Iterable[Problem]:
    for name in view.names:
        if name in FOREIGN_KEYWORDS[view.target.domain]:
            yield _column_problem(name, _holding(view, name))


def _context_unused(view: DatasetView) -> Iterable[Problem]:
    own = [name for name in _own(view) if name in view.names]
    if own and not any(purpose.context for purpose in purposes(view.target)):
        yield Problem(
            count=len(own),
            details={
                "names": listing(own),
                "purpose": purpose_names(view.target),
                "option": CONTEXT_OPTIONS[view.target.domain],
            },
        )


def _spelling(view: DatasetView) -> Iterable[Problem]:
    spelled: dict[str, list[Header]] = {}
    for header in readable(view):
        for name in renamed(header):
            spelled.setdefault(name, []).append(header)
    for name, headers in spelled.items():
        written = renamed(headers[0])[name]
        shown = written if written == written.strip() else f'"{written}"'
        yield _column_problem(name, headers, written=shown, **header_repair(headers[0], name))


SCHEMA: Final[tuple[Rule, ...]] = (
    HeaderRule(
        code="SCH001",
        name="missing-column",
        effect=Effect.IMPORT_FAILS,
        message="no column {column} in {files}: the import job fails and lists it among the missing columns",
        hint="Write {advice}: `{edit}{path}{end}`.",
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
            HeaderExample(header=WITH_DEVICE, schema=_avro(CATEGORY)),
            HeaderExample(header="USER_ID,ITEM_ID,EVENT_TYPE,TIMESTAMP", options=("--domain", "ecommerce")),
        ),
        invalid=(
            HeaderExample(header="USER_ID,ITEM_ID"),
            HeaderExample(header="user_id,ITEM_ID,TIMESTAMP"),
            HeaderExample(header="USER_ID,ITEM_ID,TIMESTAMP", schema=_avro(CATEGORY)),
            HeaderExample(header="USER_ID,ITEM_ID,TIMESTAMP", options=("--domain", "ecommerce")),
        ),
    ),
    HeaderRule(
        code="SCH002",
        name="duplicate-column",
        effect=Effect.UNSTATED,
        message="column names that are not unique in {files}: {names}; underscores do not tell names apart, "
        "and only {judged} was judged",
        hint='Rename or drop the other one: `df = df.drop(columns=["{twin}"])`.',
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
        code="SCH003",
        name="unknown-column",
        effect=Effect.SUSPICIOUS,
        message="column {column} is not in the schema; what an import does with it is not documented, "
        "and its values were not judged",
        hint='Drop it with `df = df.drop(columns=["{column}"])`, or add to the fields of the schema `{field}`.',
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
            HeaderExample(header=WITH_DEVICE, schema=_avro(CATEGORY)),
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
        hint="Write the columns in schema order: `df = df[{order}]`.",
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
            HeaderExample(header="USER_ID,ITEM_ID,DEVICE,TIMESTAMP", schema=_avro(CATEGORY)),
        ),
    ),
    HeaderRule(
        code="SCH005",
        name="column-name",
        effect=Effect.UNSTATED,
        message="{label} in {files} {defect}; the guide requires alphanumeric names and does not go further",
        hint="Rename the column, or leave it out when the file is written: `{command}`.",
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
    HeaderRule(
        code="SCH006",
        name="too-many-metadata-columns",
        effect=Effect.UNSTATED,
        message="{actual} metadata columns ({names}), and the quota is {limit}; reserved columns are not counted",
        hint="Keep the {limit} that say most about the moment of the interaction: `{command}`.",
        source=guide("limits"),
        why="Counts the columns that are neither required nor reserved. The quota is part of the guide's table of "
        "limits; which step refuses a surplus column is not said there.",
        before="USER_ID,ITEM_ID,TIMESTAMP,A,B,C,D,E,F",
        after="USER_ID,ITEM_ID,TIMESTAMP,A,B,C,D,E",
        check=_too_many,
        valid=(
            HeaderExample(header="USER_ID,ITEM_ID,TIMESTAMP,A,B,C,D,E"),
            HeaderExample(header="USER_ID,ITEM_ID,TIMESTAMP,EVENT_TYPE,EVENT_VALUE,A,B,C,D,E"),
        ),
        invalid=(HeaderExample(header="USER_ID,ITEM_ID,TIMESTAMP,A,B,C,D,E,F"),),
    ),
    HeaderRule(
        code="SCH007",
        name="schema-invalid",
        effect=Effect.UNSTATED,
        message="the schema breaks the guide's rules for an interactions schema: {defect}",
        hint="Write in {path}: `{snippet}`.",
        source=SCHEMA_PAGE,
        why="Checks the given schema: the record's name, allowed types, no nesting, and for required and reserved "
        "fields exactly the types the guide gives them and no categorical flag. A union may list its parts in any "
        "order. A schema cannot be edited once created, so it pays to look before.",
        before='{"name": "TIMESTAMP", "type": "string"}',
        after='{"name": "TIMESTAMP", "type": "long"}',
        check=_invalid,
        skip=with_schema,
        valid=(
            HeaderExample(header="USER_ID,ITEM_ID,TIMESTAMP", schema=MINIMAL),
            HeaderExample(
                header="USER_ID,ITEM_ID,TIMESTAMP,EVENT_VALUE",
                schema=_avro({"name": "EVENT_VALUE", "type": ["null", "float"]}),
            ),
            HeaderExample(
                header="USER_ID,ITEM_ID,TIMESTAMP,EVENT_VALUE", schema=_avro({"name": "EVENT_VALUE", "type": "float"})
            ),
        ),
        invalid=(
            HeaderExample(header="USER_ID,ITEM_ID,TIMESTAMP", schema=_avro(name="Items")),
            HeaderExample(
                header="USER_ID,ITEM_ID,TIMESTAMP,EVENT_VALUE", schema=_avro({"name": "EVENT_VALUE", "type": "string"})
            ),
            HeaderExample(
                header="USER_ID,ITEM_ID,TIMESTAMP,EVENT_TYPE",
                schema=_avro({"name": "EVENT_TYPE", "type": "string", "categorical": True}),
            ),
            HeaderExample(header=WITH_DEVICE, schema=_avro({"name": "DEVICE", "type": "text"})),
            HeaderExample(
                header=WITH_DEVICE, schema=_avro({"name": "DEVICE", "type": {"type": "array", "items": "string"}})
            ),
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
            HeaderExample(header=WITH_DEVICE, schema=_avro(CATEGORY)),
            HeaderExample(header=WITH_DEVICE, schema=_avro({"name": "DEVICE", "type": "int"})),
        ),
        invalid=(
            HeaderExample(header=WITH_DEVICE, schema=_avro({"name": "DEVICE", "type": "string"})),
            HeaderExample(
                header=WITH_DEVICE, schema=_avro({"name": "DEVICE", "type": ["string", "null"], "categorical": False})
            ),
        ),
    ),
    HeaderRule(
        code="SCH009",
        name="boolean-column",
        effect=Effect.IGNORED,
        message="the schema field {column} is a boolean: such columns are used neither in training nor in filters",
        hint="Write the values as True and False, and in {path}: `{snippet}`.",
        source=guide("custom-config-columns"),
        why="Looks for fields of type boolean in the given schema. The type is still allowed, but the service always "
        "leaves such columns out. A categorical string or a number with the same content is used.",
        before='{"name": "IS_MEMBER", "type": "boolean"}',
        after='{"name": "IS_MEMBER", "type": "string", "categorical": true}',
        check=_boolean,
        skip=with_schema,
        valid=(HeaderExample(header=WITH_DEVICE, schema=_avro(CATEGORY)),),
        invalid=(
            HeaderExample(header=WITH_DEVICE, schema=_avro({"name": "DEVICE", "type": "boolean"})),
            HeaderExample(header=WITH_DEVICE, schema=_avro({"name": "DEVICE", "type": ["boolean", "null"]})),
        ),
    ),
    HeaderRule(
        code="SCH010",
        name="foreign-keyword",
        effect=Effect.SUSPICIOUS,
        message="column {column} has a name that the guide reserves for another type of dataset",
        hint="Move it to the items or users file if it describes those, or rename it: "
        "`sed '1s/{column}/EVENT_{column}/' {path} > fixed.csv`.",
        source=KEYWORD_PAGE,
        why="Looks for column names that are keywords of the Items or Users dataset of the same domain. They usually "
        "mean that item data was joined to the interactions. What an import of interactions makes of such a name is "
        "not documented.",
        before="USER_ID,ITEM_ID,TIMESTAMP,CREATION_TIMESTAMP",
        after="USER_ID,ITEM_ID,TIMESTAMP",
        check=_foreign,
        valid=(
            PLAIN,
            HeaderExample(header="USER_ID,ITEM_ID,TIMESTAMP,GENDER"),
            HeaderExample(header="USER_ID,ITEM_ID,TIMESTAMP,EVENT_TYPE,PRICE", options=("--domain", "ecommerce")),
        ),
        invalid=(
            HeaderExample(header="USER_ID,ITEM_ID,TIMESTAMP,CREATION_TIMESTAMP"),
            HeaderExample(header="USER_ID,ITEM_ID,TIMESTAMP,EVENT_TYPE,GENDER", options=("--domain", "ecommerce")),
            HeaderExample(header="USER_ID,ITEM_ID,TIMESTAMP,EVENT_TYPE,PRICE", options=("--domain", "video-on-demand")),
        ),
    ),
    HeaderRule(
        code="SCH011",
        name="context-unused",
        effect=Effect.INFORMATION,
        message="contextual metadata in the file ({names}), and the guide does not list {purpose} "
        "among the recipes and use cases that use it",
        hint="Keep the columns if filters or a later solution need them; to check for one that uses them add "
        "`{option}`.",
        source=guide("contextual-metadata"),
        why="Looks for own columns when a recipe or use case is chosen that is not on the guide's list of those that "
        "use contextual metadata. The columns do no harm there, but they do not improve the recommendations either.",
        before="--recipe aws-sims, with a column DEVICE",
        after="--recipe aws-user-personalization-v2, with a column DEVICE",
        check=_context_unused,
        skip=with_purpose,
        valid=(
            HeaderExample(header=WITH_DEVICE, options=("--recipe", "aws-user-personalization-v2")),
            HeaderExample(header="USER_ID,ITEM_ID,TIMESTAMP", options=("--recipe", "aws-sims")),
            HeaderExample(
                header="USER_ID,ITEM_ID,TIMESTAMP,EVENT_TYPE,DEVICE",
                options=("--use-case", "most-viewed", "--use-case", "recommended-for-you"),
            ),
        ),
        invalid=(
            HeaderExample(header=WITH_DEVICE, options=("--recipe", "aws-sims")),
            HeaderExample(header="USER_ID,ITEM_ID,TIMESTAMP,EVENT_TYPE,DEVICE", options=("--use-case", "most-viewed")),
        ),
    ),
    HeaderRule(
        code="SCH012",
        name="column-name-case",
        effect=Effect.UNSTATED,
        message="{written} stands for {column} in {files}: the guide writes {column} throughout, "
        "and whether another spelling is understood is not documented",
        hint="Write {advice}: `{edit}{path}{end}`.",
        source=KEYWORD_PAGE,
        why="Looks for names that are a required, reserved or schema name but for upper and lower case, underscores, "
        "spaces and hyphens. The column is judged as if it had the guide's name. Taken literally, the service would "
        "call the column missing.",
        before="user_id,ItemId,timestamp",
        after="USER_ID,ITEM_ID,TIMESTAMP",
        check=_spelling,
        valid=(
            PLAIN,
            HeaderExample(header="USER_ID,ITEM_ID,TIMESTAMP,user_id"),
            HeaderExample(header="USER_ID,ITEM_ID,TIMESTAMP,EVENTS"),
        ),
        invalid=(
            HeaderExample(header="user_id,item_id,timestamp"),
            HeaderExample(header="USERID,ITEM_ID,TIMESTAMP"),
            HeaderExample(header="USER_ID,Item Id,TIMESTAMP"),
            HeaderExample(header="USER_ID,ITEM_ID,TIMESTAMP,Event-Type"),
        ),
    ),
)
