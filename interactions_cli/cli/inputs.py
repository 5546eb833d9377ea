"""What the command line leaves open: where the data comes from and what time it is."""

from __future__ import annotations

import os
import stat
import sys
import time
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from interactions_cli.errors import InputError, UsageError
from interactions_cli.paths import STDIN, standard_input_kind

if TYPE_CHECKING:
    import typer

# SOURCE_DATE_EPOCH below this (2015) is a packaging default and not meant as the present.
EARLIEST_NOW = 1_420_070_400


def chosen_paths(ctx: typer.Context, paths: list[str]) -> list[str]:
    """The inputs; without any, standard input if it carries data.

    Raises:
        UsageError: There is nothing to read.
    """
    kind = standard_input_kind()
    if not paths and kind is not None and not stat.S_ISCHR(kind):
        print("reading standard input", file=sys.stderr)
        return [STDIN]
    if not paths:
        print(ctx.get_help(), file=sys.stderr)
        raise UsageError("no input: name a file, a folder, a glob or -", f"Try `{ctx.command_path} FILE.csv`.")
    if STDIN in paths and (kind is None or os.isatty(0)):
        raise InputError(
            "standard input is " + ("closed" if kind is None else "a terminal"),
            f"Pipe the data in: `zcat FILE.csv.gz | {ctx.command_path} -`.",
        )
    return paths


def clock(text: str | None) -> int:
    """The present in Unix seconds: `--now`, else SOURCE_DATE_EPOCH, else the system's clock.

    Raises:
        UsageError: `text` is neither Unix seconds nor ISO 8601.
    """
    if text is None:
        fixed = os.environ.get("SOURCE_DATE_EPOCH", "")
        return int(fixed) if fixed.isdecimal() and int(fixed) > EARLIEST_NOW else int(time.time())
    try:
        return int(text)
    except ValueError:
        pass
    try:
        moment = datetime.fromisoformat(text)
        return int((moment if moment.tzinfo else moment.replace(tzinfo=UTC)).timestamp())
    except (ValueError, OverflowError):
        raise UsageError(f"--now {text!r} is not a time", "Write Unix seconds or like 2025-01-31T12:00:00Z.") from None
