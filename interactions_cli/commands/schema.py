"""`schema`: the Avro schema for CreateSchema, from the header and the values of a file that is to be imported."""

from __future__ import annotations

import shlex
from collections.abc import Callable, Iterator, Sequence
from typing import Any

from interactions_cli.commands.cells_in_errors import cells_settled
from interactions_cli.commands.options import resolved, silent
from interactions_cli.commands.prepare_inputs import described
from interactions_cli.errors import InputError
from interactions_cli.personalize.fields import REQUIRED, Domain
from interactions_cli.personalize.limits import MAX_METADATA_COLUMNS
from interactions_cli.personalize.schema import Field, Role, default_field
from interactions_cli.personalize.schema_document import schema_document
from interactions_cli.reading.input_format import InputFormat
from interactions_cli.reading.raw_inputs import InputOptions
from interactions_cli.shell import shell_name
from interactions_cli.storage.inputs import Inputs
from interactions_cli.storage.raw_inputs import resolve_raw_inputs
from interactions_cli.storage.spool import spooled
from interactions_cli.transforms.prepare.column_types import ColumnType, own_field, types_of
from interactions_cli.transforms.prepare.names import KNOWN_NAMES

UNIT_WORDS = {
    "int": "whole numbers",
    "long": "large whole numbers",
    "float": "numbers",
    "double": "numbers of many digits",
    "string": "texts, taken as categories",
}


def make_schema(
    paths: Sequence[str] | Inputs,
    domain: Domain,
    *,
    max_bytes: int | None = None,
    notice: Callable[[str], None] = silent,
) -> dict[str, Any]:
    """The schema document of a data set.

    Args:
        paths: Files, folders, globs or `-`, together one data set; or the inputs that they mean.
        domain: The dataset group's domain.
        max_bytes: How many bytes each input may have.
        notice: Told each decision in words.

    Raises:
        InputError: An input cannot be read, or lacks a column that the domain requires.
    """
    options = InputOptions(known=KNOWN_NAMES, max_bytes=max_bytes)
    inputs = resolved(paths, resolve=resolve_raw_inputs)
    with cells_settled(hide=False), spooled(inputs.paths, notice, max_bytes=max_bytes) as places:
        raws = described(inputs.paths, options, places)
        for raw in raws:
            if raw.format is not InputFormat.CSV:
                raise InputError(
                    f"{raw.path} is {raw.format.value}, and a schema describes the CSV file that is imported",
                    f"Make that first: `interactions-cli prepare {shell_name(raw.path)} -o interactions.csv "
                    "--schema-output schema.json`.",
                )
        names = list(dict.fromkeys(name for raw in raws for name in raw.names))
        for name in REQUIRED[domain]:
            if name not in names:
                raise InputError(
                    f"no column is called {name}, which the domain {domain.value} requires",
                    f"Name it so: `interactions-cli prepare {shell_name(raws[0].path)} -o interactions.csv "
                    "--schema-output schema.json`.",
                )
        types = types_of(raws, options)
    fields = [_field(name, types.get(name, ColumnType()), domain) for name in names]
    for line in _decisions(fields, types):
        notice(line)
    return schema_document(fields)


def _field(name: str, seen: ColumnType, domain: Domain) -> Field:
    field = default_field(name, domain)
    return own_field(field, seen) if field.role is Role.OWN else field


def _decisions(fields: Sequence[Field], types: dict[str, ColumnType]) -> Iterator[str]:
    own = [field for field in fields if field.role is Role.OWN]
    for field in own:
        blanks = types[field.name].blanks if field.name in types else 0
        null = f", null because {blanks:,} are blank" if field.nullable else ""
        signed = types[field.name].signed if field.name in types else 0
        plain = f"; {signed:,} have signs such as $ or %: write plain numbers where the file is made" if signed else ""
        yield f"{field.name}: {UNIT_WORDS[field.kind]}: {field.kind}{null}{plain}"
    if len(own) > MAX_METADATA_COLUMNS:
        yield f"{len(own)} columns of your own, and the service takes {MAX_METADATA_COLUMNS}: leave some out"


def next_command(output: str, domain: Domain) -> str:
    """The line to type next, once the schema is in a file."""
    words = ["aws", "personalize", "create-schema", "--name", "interactions", "--schema", f"file://{output}"]
    if domain is not Domain.CUSTOM:
        words += ["--domain", domain.value.upper().replace("-", "_")]
    return shlex.join(words)
