"""Answers of APIs whose records no dotted path leads to: named, with the command that takes the records out."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from interactions_cli.errors import InputError
from interactions_cli.shell import shell_name


@dataclass(frozen=True)
class Answer:
    """An answer: whether a document is one, what it is, and the program of jq that writes one object a record."""

    fits: Callable[[Mapping[str, Any]], bool]
    words: str
    program: str


def _first_of(document: Mapping[str, Any], *path: str) -> Any:
    """What a path leads to, through the first entry of every list; None where it leads nowhere."""
    held: Any = document
    for key in path:
        held = held[0] if isinstance(held, list) and held else held
        held = held.get(key) if isinstance(held, dict) else None
    return held


NAMED_ROWS: Final = "[$names, .] | transpose | map({(.[0]): .[1]}) | add"
ANSWERS: Final = (
    Answer(
        lambda document: bool(_first_of(document, "schema", "fields", "name") and _first_of(document, "rows", "f")),
        "is an answer of BigQuery's API, whose values have no names",
        f"[.schema.fields[].name] as $names | .rows[] | [.f[].v] | {NAMED_ROWS}",
    ),
    Answer(
        lambda document: isinstance(_first_of(document, "ResultSet", "Rows", "Data"), list),
        "is an answer of Athena's API, whose values have no names",
        f".ResultSet.Rows | map([.Data[].VarCharValue]) | .[0] as $names | .[1:][] | {NAMED_ROWS}",
    ),
    Answer(
        lambda document: isinstance(_first_of(document, "Records", "kinesis", "data"), str),
        "has records of Kinesis, each of which is in base64",
        ".Records[].kinesis.data | @base64d | fromjson",
    ),
)


def refuse_answer(document: Mapping[str, Any], path: str) -> None:
    """Refuse an answer whose values stand under no names.

    Raises:
        InputError: It is one.
    """
    for answer in ANSWERS:
        if answer.fits(document):
            raise InputError(
                f"{path} {answer.words}",
                "Write one object a record on the way: "
                f"`jq -c '{answer.program}' {shell_name(path)} | interactions-cli prepare - -o interactions.csv`.",
            )
