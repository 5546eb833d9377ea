"""What Spark does not do."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from typing import Final

from interactions_cli.errors import OutputError, UsageError
from interactions_cli.shell import option_of
from interactions_cli.storage.opening import is_remote
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


# File systems that Java reads and this tool does not.
OF_JAVA: Final = re.compile(r"(hdfs|abfss?|wasbs?|dbfs|gs|s3a|s3n):", re.IGNORECASE)


def refuse_paths(paths: Sequence[str], option: str) -> None:
    """Refuse paths that only Spark itself can open; `option` is how Spark was asked for.

    Raises:
        UsageError: There is one.
    """
    for path in paths:
        if found := OF_JAVA.match(path):
            is_s3 = found[1].lower().startswith("s3")
            raise UsageError(
                f"{path}: not with {option}, whose executors open files by themselves",
                "Write it as s3://." if is_s3 else "Name a folder that all machines mount (DBFS: /dbfs/…), or s3://.",
            )


def refuse_output(output: str | None) -> None:
    """Refuse an output that no executor can write, before a session is looked for; None is for no output at all.

    Raises:
        UsageError: It is standard output.
        OutputError: It is in S3.
    """
    if output is not None and is_remote(output):
        raise OutputError(f"{output}: not with spark", "Name a folder that all executors mount.")
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
    names = [option_of(name) for name in NOT_ON_SPARK if name in given]
    if names:
        raise UsageError(
            f"{', '.join(names)}: not with --engine spark",
            "Leave one of both out: without --engine spark this machine does it.",
        )
