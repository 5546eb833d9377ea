"""What a file is that stands on the command line, as far as its beginning tells."""

from __future__ import annotations

import json
import re
import tomllib
from collections.abc import Mapping
from enum import Enum
from pathlib import Path
from typing import Any, Final

from interactions_cli.errors import InteractionsError

# Documents are short, and of a long one the beginning is enough.
LOOK_BYTES: Final = 64 << 10
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
    return _of_table(start.partition(b"\n")[0], path) or _of_toml(text)


def _of_json(text: str) -> FileKind | None:
    if REPORT.match(text):
        return FileKind.REPORT
    for part in (text, text.partition("\n")[0]):
        try:
            document = json.loads(part)
            return _of_document(json.loads(document) if isinstance(document, str) else document)
        except (ValueError, RecursionError):
            continue
    return None


def _of_document(document: Any) -> FileKind | None:
    if not isinstance(document, Mapping):
        return None
    if isinstance(document.get("eventList"), list) or {"eventType", "sentAt"} <= set(document):
        return FileKind.STREAM
    if isinstance(document.get("itemList"), list) and not {"eventType"} & set(document):
        return FileKind.RESPONSES
    fields = document.get("fields")
    if isinstance(fields, list) and all(isinstance(field, Mapping) for field in fields):
        if any("source" in field and "field" in field for field in fields):
            return FileKind.PLAN
        return FileKind.SCHEMA if any("name" in field for field in fields) and "type" in document else None
    return _of_request(document)


def _of_request(document: Mapping[str, Any]) -> FileKind | None:
    """A schema or a solution in a request, in what describes it, or in a template that has one of the two."""
    from interactions_cli.personalize.service_documents import SCHEMA_RESOURCE, SOLUTION_RESOURCE, SOLUTION_WRAPS

    if isinstance(resources := document.get("Resources"), Mapping):
        types = [entry.get("Type") for entry in resources.values() if isinstance(entry, Mapping)]
        has_schema, has_solution = SCHEMA_RESOURCE in types, SOLUTION_RESOURCE in types
        # A template with both is either.
        return None if has_schema == has_solution else FileKind.SCHEMA if has_schema else FileKind.SOLUTION
    # Beside a list the schema is that of the records in it.
    has_list = any(isinstance(value, list) for value in document.values())
    if isinstance(document.get("schema"), str | Mapping) and not has_list:
        return FileKind.SCHEMA
    for part in (document, *(document.get(key) for key in SOLUTION_WRAPS)):
        if isinstance(part, Mapping) and {"recipeArn", "solutionConfig", "performAutoML"} & set(part):
            return FileKind.SOLUTION
    return None


def _of_table(line: bytes, path: str) -> FileKind | None:
    from interactions_cli.personalize.fields import IMPRESSION, ITEM_ID, RECOMMENDATION_ID, TIMESTAMP, USER_ID
    from interactions_cli.reading.header import known_names, read_header
    from interactions_cli.rules.other_datasets import dataset_of

    names = list(read_header(line, path, known_names()).names)
    if {USER_ID, ITEM_ID, TIMESTAMP} <= set(names):
        return FileKind.REJECTS if names[:3] == REJECTS[1] else FileKind.INTERACTIONS
    if names[:4] == REJECTS[0]:
        return FileKind.REJECTS
    if {IMPRESSION, RECOMMENDATION_ID} & set(names):
        return FileKind.LISTS
    other = dataset_of(names)
    return FileKind(f"looks like {other.name} dataset") if other and other.key in names else None


def _of_toml(text: str) -> FileKind | None:
    from interactions_cli.settings.keys import KEYS, TABLE

    try:
        document = tomllib.loads(text)
    except (ValueError, RecursionError):
        return None
    tool = document.get("tool")
    is_ours = set(document) <= set(KEYS) or (isinstance(tool, Mapping) and TABLE in tool)
    return FileKind.CONFIG if document and is_ours else None
