"""The schema of an Item-interactions dataset: read from Avro JSON, or inferred from a header."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import Enum
from functools import cached_property
from typing import Any

from interactions_cli.errors import InputError
from interactions_cli.personalize.fields import AVRO_TYPES, FIELD_TYPES, REQUIRED, RESERVED, Domain, fold
from interactions_cli.personalize.schema_problems import (
    SchemaProblem,
    domain_problems,
    field_problems,
    name_problems,
    record_problems,
    types_of,
)
from interactions_cli.personalize.service_documents import avro_record, refuse_misspelt_keys

INTEGER_TYPES = ("int", "long")
NUMBER_TYPES = ("float", "double", *INTEGER_TYPES)


class Role(Enum):
    """What the service makes of a field."""

    REQUIRED = "required"
    RESERVED = "reserved"
    OWN = "own"
    OUTSIDE = "outside the given schema"


@dataclass(frozen=True)
class Field:
    """One field of the schema. `kind` is the Avro base type; `nullable` whether blanks are allowed."""

    name: str
    kind: str
    nullable: bool
    categorical: bool
    role: Role

    @property
    def is_number(self) -> bool:
        """Whether the values must be numbers."""
        return self.kind in NUMBER_TYPES

    @property
    def is_integer(self) -> bool:
        """Whether the values must be whole numbers."""
        return self.kind in INTEGER_TYPES


@dataclass(frozen=True)
class Schema:
    """Fields in schema order. `path` is None for an inferred schema.

    `spelled` are required and reserved fields that a given schema writes in another way: the guide's name → the
    schema's. They are judged under the guide's name.
    """

    fields: tuple[Field, ...]
    path: str | None = None
    problems: tuple[SchemaProblem, ...] = ()
    spelled: Mapping[str, str] = field(default_factory=dict)

    @property
    def names(self) -> tuple[str, ...]:
        """Field names in schema order."""
        return tuple(field.name for field in self.fields)

    def field(self, name: str) -> Field | None:
        """The field of that name, if the schema has it."""
        return self._by_name.get(name)

    @cached_property
    def _by_name(self) -> dict[str, Field]:
        return {field.name: field for field in self.fields}

    @property
    def own(self) -> tuple[Field, ...]:
        """Own (metadata) fields: neither required nor reserved."""
        return tuple(field for field in self.fields if field.role is Role.OWN)


def role_of(name: str, domain: Domain) -> Role:
    """Whether a field name is required or reserved in a domain, or the user's own."""
    if name in REQUIRED[domain]:
        return Role.REQUIRED
    return Role.RESERVED if name in RESERVED else Role.OWN


def default_field(name: str, domain: Domain) -> Field:
    """The field a column gets without a schema: the service's own type, or a nullable categorical string."""
    role = role_of(name, domain)
    if role is Role.OWN:
        return Field(name, "string", nullable=True, categorical=True, role=role)
    types = FIELD_TYPES[name]
    return Field(name, types[0], nullable="null" in types, categorical=False, role=role)


def infer_schema(header: Sequence[str], domain: Domain) -> Schema:
    """The schema a header implies: the required fields of the domain, then every other column in header order."""
    missing = [name for name in REQUIRED[domain] if name not in header]
    return Schema(tuple(default_field(name, domain) for name in dict.fromkeys([*missing, *header])))


def parse_schema(text: str, path: str, domain: Domain) -> Schema:
    """Read an Avro schema document as it is given to CreateSchema.

    Args:
        text: The JSON document or its text as a JSON string, also within the service's documents around it.
        path: Where it came from, for messages.
        domain: Decides which fields are required.

    Raises:
        InputError: The text is not JSON or has no list of named fields.
    """
    document, given, group = avro_record(text, path)
    listed = document.get("fields") if isinstance(document, dict) else None
    if listed:
        refuse_misspelt_keys(document, path)
    if not isinstance(listed, list) or not listed:
        raise InputError(
            f"{path} has no list of `fields`, so it is not an Avro schema",
            'Start from {"type": "record", "name": "Interactions", "namespace": "com.amazonaws.personalize.schema", '
            '"fields": [...], "version": "1.0"}.',
        )
    nameless = [entry for entry in listed if not (isinstance(entry, dict) and isinstance(entry.get("name"), str))]
    if nameless:
        raise InputError(
            f"{path} has a field without a name: {json.dumps(nameless[0])[:80]}",
            'Write every field as {"name": "USER_ID", "type": "string"}.',
        )
    spelled = _spelled([entry["name"] for entry in listed], domain)
    meant = {written: name for name, written in spelled.items()}
    entries = [entry | {"name": meant.get(entry["name"], entry["name"])} for entry in listed]
    fields: dict[str, Field] = {}
    for entry in entries:
        fields.setdefault(entry["name"], _field(entry, domain))
    own = {field.name for field in fields.values() if field.role is Role.OWN}
    problems = (
        *record_problems(document, given),
        *(problem for entry in entries for problem in field_problems(entry, is_own=entry["name"] in own)),
        *name_problems([entry["name"] for entry in entries], REQUIRED[domain]),
        *domain_problems(group, domain),
    )
    return Schema(tuple(fields.values()), path, problems, spelled)


def _spelled(names: Sequence[str], domain: Domain) -> dict[str, str]:
    """The guide's name → the schema's, where only case, `_`, `-` or blanks tell the two apart."""
    guides = {fold(name): name for name in (*REQUIRED[domain], *RESERVED)}
    found: dict[str, str] = {}
    for written in names:
        name = guides.get(fold(written))
        if name is not None and name not in names:
            found.setdefault(name, written)
    return found


def _field(entry: dict[str, Any], domain: Domain) -> Field:
    name, types = entry["name"], types_of(entry)
    bases = [kind for kind in types if isinstance(kind, str) and kind in AVRO_TYPES and kind != "null"]
    default = default_field(name, domain)
    # A type the service does not allow is reported once; the column is then judged as the service's own type.
    fits = bases if default.role is Role.OWN else [kind for kind in bases if kind == default.kind]
    kind = fits[0] if fits else default.kind
    nullable = "null" in types and default.nullable if fits else default.nullable
    return Field(name, kind, nullable, entry.get("categorical") is True, default.role)
