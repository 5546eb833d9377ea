"""What a file is that stands on the command line, as far as its beginning tells."""

from __future__ import annotations

import json
import re
import tomllib
from collections.abc import Collection, Mapping
from enum import Enum
from pathlib import Path
from typing import Any, Final

from interactions_cli.errors import InteractionsError

# Documents are short, and of a long one the beginning is enough.
LOOK_BYTES: Final = 64 << 10
# Lines in which the ids of a catalogue must differ: those of interactions come again soon.
MOST_LINES: Final = 1000
REPORT: Final = re.compile(r'\{\s*"version":\s*[0-9]+,\s*"tool":\s*\{\s*"name":\s*"interactions-cli"')
REJECTS: Final = (["path", "record", "line", "reason"], ["path", "line", "reason"])


class FileKind(Enum):
    """What a file is, in words that follow its name."""

    SCHEMA = "is a schema"
    SOLUTION = "has the settings of a solution"
    REPORT = "is a report of interactions-cli"
    PLAN = "is a plan of prepare"
    CONFIG = "is a configuration of interactions-cli"
    STREAM = "is a log of streamed events"
    RESPONSES = "is a log of shown lists"
    LISTS = "looks like a log of shown lists"
    ITEMS = "looks like an Items dataset"
    USERS = "looks like a Users dataset"
    ACTIONS = "looks like an Actions dataset"
    ACTION_INTERACTIONS = "looks like an Action interactions dataset"
    REJECTS = "is a file of rejects"
    INTERACTIONS = "has the columns of interactions"


def told_kind(path: str) -> FileKind | None:
    """The kind of a file of this machine; None for others, and where nothing tells it."""
    from interactions_cli.reading.source import Source

    try:
        # The question raises for a name that is too long.
        if not Path(path).is_file():
            return None
        with Source(path, block_bytes=LOOK_BYTES) as source:
            start = next(source.pieces(), b"")
    except (InteractionsError, OSError):
        return None
    text = start.decode("utf-8-sig", "replace").lstrip()
    if text.startswith(("{", '"{')):
        return _of_json(text)
    return _of_table(start, path) or _of_toml(text)


def _of_json(text: str) -> FileKind | None:
    if REPORT.match(text):
        return FileKind.REPORT
    for part, of in ((text, _of_document), (text.partition("\n")[0], _of_record)):
        try:
            found = json.loads(part)
            found = json.loads(found) if isinstance(found, str) else found
        except (ValueError, RecursionError):
            continue
        return of(found) if isinstance(found, Mapping) else None
    return None


def _of_record(record: Mapping[str, Any]) -> FileKind | None:
    """What a log is by one of its records."""
    if isinstance(record.get("eventList"), list) or {"eventType", "sentAt"} <= set(record):
        return FileKind.STREAM
    if isinstance(record.get("itemList"), list) and not {"eventType"} & set(record):
        return FileKind.RESPONSES
    return None


def _of_document(document: Mapping[str, Any]) -> FileKind | None:
    """What a file of one object is, which may be a log of one record, too."""
    fields = document.get("fields")
    if isinstance(fields, list) and fields and all(isinstance(field, Mapping) for field in fields):
        if all("source" in field and "field" in field for field in fields):
            return FileKind.PLAN
        return FileKind.SCHEMA if _is_schema(document) else _of_record(document)
    return _of_record(document) or _of_request(document)


def _is_schema(document: Any) -> bool:
    """Whether something is an Avro record, in JSON or as a text of it; events of other systems have schemas, too."""
    try:
        found = json.loads(document) if isinstance(document, str) else document
    except (ValueError, RecursionError):
        return False
    return isinstance(found, Mapping) and found.get("type") == "record" and isinstance(found.get("fields"), list)


def _of_request(document: Mapping[str, Any]) -> FileKind | None:
    """A schema or a solution in a request, in what describes it, or in a template that has one of the two."""
    from interactions_cli.personalize.service_documents import SCHEMA_RESOURCE, SOLUTION_RESOURCE, SOLUTION_WRAPS

    if isinstance(resources := document.get("Resources"), Mapping):
        types = [entry.get("Type") for entry in resources.values() if isinstance(entry, Mapping)]
        has_schema, has_solution = SCHEMA_RESOURCE in types, SOLUTION_RESOURCE in types
        # A template with both is either.
        return None if has_schema == has_solution else FileKind.SCHEMA if has_schema else FileKind.SOLUTION
    schema = document.get("schema")
    # What describes a schema has it once more inside.
    if _is_schema(schema["schema"] if isinstance(schema, Mapping) and "schema" in schema else schema):
        return FileKind.SCHEMA
    for part in (document, *(document.get(key) for key in SOLUTION_WRAPS)):
        if isinstance(part, Mapping) and {"recipeArn", "solutionConfig", "performAutoML"} & set(part):
            return FileKind.SOLUTION
    return None


def _of_table(start: bytes, path: str) -> FileKind | None:
    from interactions_cli.personalize.fields import IMPRESSION, ITEM_ID, RECOMMENDATION_ID, TIMESTAMP, USER_ID
    from interactions_cli.reading.header import known_names, read_header
    from interactions_cli.rules.other_datasets import LEAST_DISTINCT, dataset_of

    line, _, rest = start.partition(b"\n")
    header = read_header(line, path, known_names())
    names = list(header.names)
    if {USER_ID, ITEM_ID, TIMESTAMP} <= set(names):
        return FileKind.REJECTS if names[:3] == REJECTS[1] else FileKind.INTERACTIONS
    if names[:4] == REJECTS[0]:
        return FileKind.REJECTS
    if {IMPRESSION, RECOMMENDATION_ID} & set(names):
        return None if _name_both({*names} - {IMPRESSION, RECOMMENDATION_ID}) else FileKind.LISTS
    other = dataset_of(names)
    if other is None or other.key not in names:
        return None
    ids = _values(rest, header.separator, names.index(other.key))
    is_other = not other.is_catalogue or len(set(ids)) >= LEAST_DISTINCT * len(ids)
    return FileKind(f"looks like {other.name}") if is_other else None


def _name_both(names: Collection[str]) -> bool:
    """Whether columns speak of users and of items, as those of interactions do, by whatever names."""
    from interactions_cli.rules.other_datasets import ITEMS, USERS

    return ITEMS.is_elsewhere(names) and USERS.is_elsewhere(names)


def _values(data: bytes, separator: str, place: int) -> list[str]:
    """The first values of a column, of lines that have it."""
    from interactions_cli.reading.quoting import split_line

    lines = data.decode("utf-8", "replace").split("\n", MOST_LINES)[:MOST_LINES]
    records = [split_line(line.removesuffix("\r"), separator) or () for line in lines]
    return [record[place] for record in records if len(record) > place]


def _of_toml(text: str) -> FileKind | None:
    from interactions_cli.settings.keys import KEYS, TABLE

    try:
        document = tomllib.loads(text)
    except (ValueError, RecursionError):
        return None
    tool = document.get("tool")
    is_ours = set(document) <= set(KEYS) or (isinstance(tool, Mapping) and TABLE in tool)
    return FileKind.CONFIG if document and is_ours else None
