"""The options of `merge-impressions` about the logs of shown lists."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated

import typer

from interactions_cli.cli import complete
from interactions_cli.errors import UsageError

LOGS = "Logs"
Impressions = Annotated[
    list[str] | None,
    typer.Option(
        "--impressions",
        metavar="LOG",
        rich_help_panel=LOGS,
        help="A log of shown lists (CSV or JSON Lines, also .gz, .zst), a folder, a glob, or -. Repeatable.",
    ),
]
Format = Annotated[
    str | None,
    typer.Option(
        "--log-format",
        metavar="FORMAT",
        autocompletion=complete.log_formats,
        rich_help_panel=LOGS,
        help="csv or json (one object a line).",
    ),
]
Shape = Annotated[
    str | None,
    typer.Option(
        "--log-shape",
        metavar="SHAPE",
        autocompletion=complete.log_shapes,
        rich_help_panel=LOGS,
        help="lists (one a row) or items (one shown item a row).",
    ),
]
TimeUnit = Annotated[
    str | None,
    typer.Option(
        "--log-time-unit",
        metavar="UNIT",
        autocompletion=complete.log_time_units,
        rich_help_panel=LOGS,
        help="Unit of numbers in the log: s, ms or us.",
    ),
]
TimeZone = Annotated[
    str | None,
    typer.Option(
        "--log-time-zone",
        metavar="ZONE",
        rich_help_panel=LOGS,
        help="Whose times without an offset are: UTC, Europe/Berlin …",
    ),
]
ListSeparator = Annotated[
    str | None,
    typer.Option(
        "--log-list-separator",
        metavar="TEXT",
        rich_help_panel=LOGS,
        help="What stands between the ids of a list, such as ; or \\t.",
    ),
]
Columns = Annotated[
    list[str] | None,
    typer.Option(
        "--log-column",
        metavar="NAME=FIELD",
        rich_help_panel=LOGS,
        help="What the log calls USER_ID, IMPRESSION … or a column of --on or --by; a.b is b inside a. Repeatable.",
    ),
]


def columns_by_name(texts: Sequence[str]) -> dict[str, str]:
    """Our name of a column → what the log calls it, by `--log-column`.

    Raises:
        UsageError: Not of the form NAME=FIELD, or a name given twice.
    """
    found: dict[str, str] = {}
    for text in texts:
        name, equals, column = text.partition("=")
        if not name or not equals or not column:
            raise UsageError(
                f"--log-column {text!r} is not NAME=FIELD", "Write it like --log-column TIMESTAMP=shown_at."
            )
        if found.setdefault(name, column) != column:
            raise UsageError(
                f"--log-column names {name} twice: {found[name]} and {column}",
                "One name holds for all logs: leave one out.",
            )
    return found
