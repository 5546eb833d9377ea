"""A schema as the Avro document that CreateSchema takes."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from typing import Any

from interactions_cli.personalize.fields import FIELD_TYPES
from interactions_cli.personalize.schema import Field, Role
from interactions_cli.personalize.schema_problems import ALWAYS, RECORD


def schema_document(fields: Iterable[Field]) -> dict[str, Any]:
    """The document: required and reserved fields exactly as the guide has them, own strings categorical."""
    namespace, version = ALWAYS.items()
    return dict([*RECORD.items(), namespace, ("fields", [_entry(field) for field in fields]), version])


def _entry(field: Field) -> Mapping[str, Any]:
    if field.role is not Role.OWN and field.name in FIELD_TYPES:
        types: tuple[str, ...] = FIELD_TYPES[field.name]
    else:
        types = (field.kind, "null") if field.nullable else (field.kind,)
    entry: dict[str, Any] = {"name": field.name, "type": list(types) if len(types) > 1 else types[0]}
    if field.categorical:
        entry["categorical"] = True
    return entry


def schema_text(fields: Iterable[Field]) -> str:
    """The document as it is written to a file."""
    return json.dumps(schema_document(fields), indent=2) + "\n"
