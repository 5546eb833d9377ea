"""The options that only `prepare` has."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Annotated

import typer

from interactions_cli.cli.options import given
from interactions_cli.errors import UsageError

if TYPE_CHECKING:
    from interactions_cli.judging.policy import Budget

FIELDS, READING, RESULT = "Fields", "How values are read", "Result"
RawPaths = Annotated[
    list[str] | None,
    typer.Argument(
        metavar="PATHS",
        help="Raw files (CSV, JSON, Parquet, also .gz, .zst), folders, globs, or - for standard input: one data set.",
    ),
]
Map = Annotated[
    list[str] | None,
    typer.Option("--map", metavar="FIELD=COLUMN", help="Where a field comes from. Repeatable."),
]
Set = Annotated[
    list[str] | None,
    typer.Option("--set", metavar="FIELD=VALUE", help="The same value in every record. Repeatable."),
]
Keep = Annotated[
    list[str] | None,
    typer.Option("--keep", metavar="COLUMN", help="Keep a column as contextual metadata. Repeatable."),
]
Drop = Annotated[list[str] | None, typer.Option("--drop", metavar="COLUMN", help="Leave a column out. Repeatable.")]
NoGuess = Annotated[
    bool, typer.Option("--no-guess", help="Take no column by a synonym of its name, such as product_id or rating.")
]
Columns = Annotated[
    str | None,
    typer.Option("--columns", metavar="NAMES", callback=given, help="Names of the columns where no header line is."),
]
Delimiter = Annotated[
    str | None,
    typer.Option("--delimiter", metavar="CHAR", callback=given, help="What separates fields; else detected."),
]
Encoding = Annotated[
    str | None, typer.Option("--encoding", metavar="NAME", callback=given, help="Encoding other than UTF-8: cp1252, …")
]
InputFormatName = Annotated[
    str | None,
    typer.Option(
        "--input-format",
        metavar="FORMAT",
        callback=given,
        help="csv, json-lines, json or parquet; else told by the first bytes.",
    ),
]
Null = Annotated[
    list[str] | None,
    typer.Option("--null", metavar="WORD", help="A word for nothing in own columns, besides \\N. Repeatable."),
]
RenameEvent = Annotated[
    list[str] | None,
    typer.Option("--rename-event", metavar="OLD=NEW", help="Another spelling of an event type. Repeatable."),
]
TimeZone = Annotated[
    str | None,
    typer.Option(
        "--time-zone", metavar="ZONE", callback=given, help="Zone of times that name none: UTC, Europe/Berlin."
    ),
]
TimeFormat = Annotated[
    str | None,
    typer.Option("--time-format", metavar="FORMAT", callback=given, help="How times are written: '%d/%m/%Y %H:%M'."),
]
TimeEpoch = Annotated[
    str | None,
    typer.Option(
        "--time-epoch",
        metavar="NAME",
        callback=given,
        help="What times count: dotnet, windows, webkit, apple, days, excel or excel-1904.",
    ),
]
Decimal = Annotated[
    str | None,
    typer.Option("--decimal", metavar="CHAR", callback=given, help="What stands before the fraction: , or ."),
]
MaxRejected = Annotated[
    str,
    typer.Option("--max-rejected", metavar="N|N%", callback=given, help="Exit with 1 if more records are rejected."),
]
AcceptRejects = Annotated[bool, typer.Option("--accept-rejects", help="Write what is left, however much is rejected.")]
RejectsFile = Annotated[
    str | None,
    typer.Option(
        "--rejects", metavar="FILE", callback=given, help="Write what is rejected: path,record,line,reason,text."
    ),
]
SchemaOutput = Annotated[
    str | None,
    typer.Option("--schema-output", metavar="FILE", callback=given, help="Write the Avro schema of the result."),
]
SavePlan = Annotated[
    str | None,
    typer.Option("--save-plan", metavar="FILE", callback=given, help="Write the plan, for --plan of a later run."),
]
PlanFile = Annotated[
    str | None,
    typer.Option(
        "--plan", metavar="FILE", callback=given, help="Follow a saved plan; an input that differs is exit 2."
    ),
]
Sample = Annotated[int, typer.Option("--sample", min=1, metavar="N", help="Records that a dry run looks at.")]


def parse_pairs(texts: Sequence[str] | None, option: str, form: str) -> Mapping[str, str]:
    """Options of the form `A=B` as a mapping.

    Raises:
        UsageError: One is not of that form, or names the same thing twice.
    """
    found: dict[str, str] = {}
    for text in texts or ():
        name, equals, value = text.partition("=")
        if not equals or not name or (not value and option != "--set"):
            raise UsageError(f"{option} {text!r} is not {form}", f"Write it like {option} {EXAMPLES[option]}.")
        if name in found:
            raise UsageError(f"{option} names {name} twice", "Leave one of them out.")
        found[name] = value
    return found


EXAMPLES = {
    "--map": "ITEM_ID=product_id",
    "--set": "EVENT_TYPE=View",
    "--rename-event": "view=View",
}


def parse_delimiter(text: str | None) -> str | None:
    """A separator as it is typed: one character, or a word for the tab.

    Raises:
        UsageError: It is longer.
    """
    if text is None:
        return None
    character = {"\\t": "\t", "tab": "\t", "comma": ",", "semicolon": ";", "pipe": "|"}.get(text.lower(), text)
    if len(character) != 1 or character in '"\n\r' or not character.isascii():
        raise UsageError(
            f"--delimiter {text!r} is not one character", "Write it like --delimiter ';' or --delimiter tab."
        )
    return character


def parse_most(text: str) -> Budget:
    """`--max-rejected` as a number of records or a share.

    Raises:
        UsageError: It is neither.
    """
    from interactions_cli.judging.policy import parse_budget

    found = parse_budget(int(text) if text.isdecimal() else text)
    if found is None:
        raise UsageError(f"--max-rejected {text!r} is neither a number nor a share", "Write it like 100 or 5%.")
    return found


def parse_names(text: str | None) -> tuple[str, ...]:
    """`--columns` as names.

    Raises:
        UsageError: One of them is empty or occurs twice.
    """
    names = tuple(name.strip() for name in text.split(",")) if text else ()
    if not all(names) or len(set(names)) < len(names):
        raise UsageError(
            f"--columns {text!r} has an empty name or one twice", "Write it like USER_ID,ITEM_ID,TIMESTAMP."
        )
    return names
