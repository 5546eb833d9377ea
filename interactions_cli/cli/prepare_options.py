"""The options that only `prepare` has."""

from __future__ import annotations

from typing import Annotated

import typer

from interactions_cli.cli.help import INPUT, OUTPUT
from interactions_cli.cli.option_values import given, output_name

FIELDS, READING, RESULT = "Fields", "How values are read", "Result"
RawPaths = Annotated[
    list[str] | None,
    typer.Argument(
        metavar="PATHS",
        rich_help_panel=INPUT,
        help="Raw files (CSV, JSON, Parquet, also .gz, .zst), folders, globs, or - for standard input: one data set.",
    ),
]
Map = Annotated[
    list[str] | None,
    typer.Option(
        "--map",
        metavar="FIELD=COLUMN",
        rich_help_panel=FIELDS,
        help="Where a field comes from; again where other files call it otherwise. Repeatable.",
    ),
]
Set = Annotated[
    list[str] | None,
    typer.Option(
        "--set", metavar="FIELD=VALUE", rich_help_panel=FIELDS, help="The same value in every record. Repeatable."
    ),
]
Keep = Annotated[
    list[str] | None,
    typer.Option(
        "--keep", metavar="COLUMN", rich_help_panel=FIELDS, help="Keep a column as contextual metadata. Repeatable."
    ),
]
Drop = Annotated[
    list[str] | None,
    typer.Option("--drop", metavar="COLUMN", rich_help_panel=FIELDS, help="Leave a column out. Repeatable."),
]
NoGuess = Annotated[
    bool,
    typer.Option(
        "--no-guess",
        rich_help_panel=FIELDS,
        help="Take no column by a synonym of its name, such as product_id or rating.",
    ),
]
Columns = Annotated[
    str | None,
    typer.Option(
        "--columns",
        metavar="NAMES",
        callback=given,
        rich_help_panel=INPUT,
        help="Names of the columns where no header line is.",
    ),
]
Explode = Annotated[
    str | None,
    typer.Option(
        "--explode",
        metavar="COLUMN",
        callback=given,
        rich_help_panel=INPUT,
        help="A list of whose entries each is a record, as the items of an order: items, properties.products.",
    ),
]
Delimiter = Annotated[
    str | None,
    typer.Option(
        "--delimiter",
        metavar="CHAR",
        callback=given,
        rich_help_panel=INPUT,
        help="What separates fields; else detected.",
    ),
]
Encoding = Annotated[
    str | None,
    typer.Option(
        "--encoding", metavar="NAME", callback=given, rich_help_panel=INPUT, help="Encoding other than UTF-8: cp1252, …"
    ),
]
InputFormatName = Annotated[
    str | None,
    typer.Option(
        "--input-format",
        metavar="FORMAT",
        callback=given,
        rich_help_panel=INPUT,
        help="csv, json-lines, json or parquet; else told by the first bytes.",
    ),
]
Null = Annotated[
    list[str] | None,
    typer.Option(
        "--null",
        metavar="WORD",
        rich_help_panel=READING,
        help="A word for nothing in own columns, besides \\N. Repeatable.",
    ),
]
RenameEvent = Annotated[
    list[str] | None,
    typer.Option(
        "--rename-event",
        metavar="OLD=NEW",
        rich_help_panel=READING,
        help="Another spelling of an event type. Repeatable.",
    ),
]
TimeZone = Annotated[
    str | None,
    typer.Option(
        "--time-zone",
        metavar="ZONE",
        callback=given,
        rich_help_panel=READING,
        help="Zone of times that name none: UTC, Europe/Berlin.",
    ),
]
TimeFormat = Annotated[
    str | None,
    typer.Option(
        "--time-format",
        metavar="FORMAT",
        callback=given,
        rich_help_panel=READING,
        help="How times are written: '%d/%m/%Y %H:%M'.",
    ),
]
TimeEpoch = Annotated[
    str | None,
    typer.Option(
        "--time-epoch",
        metavar="NAME",
        callback=given,
        rich_help_panel=READING,
        help="What times count: dotnet, windows, webkit, apple, tenths, hundredths, minutes, hours, days, excel or "
        "excel-1904.",
    ),
]
TimeOfDay = Annotated[
    str | None,
    typer.Option(
        "--time-of-day",
        metavar="COLUMN",
        callback=given,
        rich_help_panel=READING,
        help="The column with times of day, where TIMESTAMP comes from one with days.",
    ),
]
Decimal = Annotated[
    str | None,
    typer.Option(
        "--decimal",
        metavar="CHAR",
        callback=given,
        rich_help_panel=READING,
        help="What stands before the fraction: , or .",
    ),
]
ListSeparator = Annotated[
    str | None,
    typer.Option(
        "--list-separator",
        metavar="CHAR",
        callback=given,
        rich_help_panel=READING,
        help="What stands between the ids of IMPRESSION; else found where ids of other records prove it.",
    ),
]
MaxRejected = Annotated[
    str,
    typer.Option(
        "--max-rejected",
        metavar="N|N%",
        callback=given,
        rich_help_panel=RESULT,
        help="Exit with 1 if more records are rejected.",
    ),
]
AcceptRejects = Annotated[
    bool, typer.Option("--accept-rejects", rich_help_panel=RESULT, help="Write what is left, however much is rejected.")
]
RejectsFile = Annotated[
    str | None,
    typer.Option(
        "--rejects",
        metavar="FILE",
        callback=output_name,
        rich_help_panel=OUTPUT,
        help="Write what is rejected: path,record,line,reason,text.",
    ),
]
SchemaOutput = Annotated[
    str | None,
    typer.Option(
        "--schema-output",
        metavar="FILE",
        callback=output_name,
        rich_help_panel=OUTPUT,
        help="Write the Avro schema of the result.",
    ),
]
SavePlan = Annotated[
    str | None,
    typer.Option(
        "--save-plan",
        metavar="FILE",
        callback=output_name,
        rich_help_panel=OUTPUT,
        help="Write the plan, for --plan of a later run; a dry run writes it, too.",
    ),
]
PlanFile = Annotated[
    str | None,
    typer.Option(
        "--plan",
        metavar="FILE",
        callback=given,
        rich_help_panel=FIELDS,
        help="Follow a saved plan; an input that differs is exit 2.",
    ),
]
Sample = Annotated[
    int, typer.Option("--sample", min=1, metavar="N", rich_help_panel=INPUT, help="Records that a dry run looks at.")
]
