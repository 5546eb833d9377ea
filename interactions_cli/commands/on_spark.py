"""What Spark does not do."""

from __future__ import annotations

from collections.abc import Collection
from typing import Final

from interactions_cli.errors import UsageError
from interactions_cli.storage.streams import STDOUT

# Parameters of commands and functions.
NOT_ON_SPARK: Final = (
    "baseline",
    "items",
    "users",
    "streamed",
    "max_bytes",
    "drop_duplicates",
    "min_user_interactions",
    "min_item_interactions",
    "rejects",
    "threads",
    "progress",
)


def refuse_stream(output: str | None) -> None:
    """Refuse an output that no executor can write; None is for no output at all.

    Raises:
        UsageError: It is standard output.
    """
    if output == STDOUT:
        raise UsageError(
            "with spark the output is a folder of part files, and none is named", "Name one: `-o FOLDER` or `output=`."
        )


def refuse_options(given: Collection[str]) -> None:
    """Refuse what a command line has beside `--engine spark`.

    Args:
        given: Its parameters.

    Raises:
        UsageError: Spark does not do it.
    """
    names = [f"--{name.replace('_', '-')}" for name in NOT_ON_SPARK if name in given]
    if names:
        raise UsageError(
            f"{', '.join(names)}: not with --engine spark",
            "Leave one of both out: without --engine spark this machine does it.",
        )
