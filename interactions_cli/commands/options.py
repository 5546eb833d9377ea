"""What the options of several commands have in common."""

from __future__ import annotations

from interactions_cli.personalize.fields import Domain
from interactions_cli.personalize.schema import Schema, parse_schema
from interactions_cli.personalize.target import without_account
from interactions_cli.storage.opening import read_text


def load_schema(path: str | None, domain: Domain, *, redact: bool = False) -> Schema | None:
    """The schema of a file or ARN, or None without one; with `redact` its findings do not name an account.

    Raises:
        InputError: It cannot be read or is no Avro schema.
    """
    if not path:
        return None
    return parse_schema(read_text(path, "the schema"), without_account(path) if redact else path, domain)
