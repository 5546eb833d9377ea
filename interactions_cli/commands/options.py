"""What the options of several commands have in common."""

from __future__ import annotations

from interactions_cli.personalize.fields import Domain
from interactions_cli.personalize.schema import Schema, parse_schema
from interactions_cli.storage.opening import read_text


def load_schema(path: str | None, domain: Domain) -> Schema | None:
    """The schema file, or None without one.

    Raises:
        InputError: It cannot be read or is no Avro schema.
    """
    return parse_schema(read_text(path, "the schema"), path, domain) if path else None
