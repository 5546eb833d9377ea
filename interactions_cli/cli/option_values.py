"""What the values of options must be: functions for their `callback`."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable

import typer

from interactions_cli.errors import InteractionsError, UsageError
from interactions_cli.formats import known_format


def given(param: typer.CallbackParam, value: str | None) -> str | None:
    """The value of an option; for its `callback`.

    Raises:
        UsageError: It is empty, as an unset shell variable leaves it: the option must not be taken as absent.
    """
    if value == "":
        name = max(param.opts, key=len)
        raise UsageError(f"{name} is given an empty value", "Check the shell variable that should hold it.")
    return value


def one_of(*choices: str) -> Callable[[typer.CallbackParam, str | None], str | None]:
    """A `callback` that takes only some values."""

    def check(param: typer.CallbackParam, value: str | None) -> str | None:
        if value is None or value in choices:
            return value
        from interactions_cli.wording import did_you_mean

        raise UsageError(
            f"{max(param.opts, key=len)} {value!r} is not known",
            did_you_mean(value.lower(), choices, then=f"Choose one of {', '.join(choices)}."),
        )

    return check


def limit_threads(ctx: typer.Context, threads: int | None) -> int | None:
    """The number of worker threads; for its `callback`. Polars gets no more threads of its own either."""
    if "polars" in sys.modules or ctx.resilient_parsing:
        return threads
    # Polars reads the variable once, when it is imported.
    wanted = threads or _configured_threads(ctx)
    if wanted is not None and wanted < (os.cpu_count() or 1):
        os.environ.setdefault("POLARS_MAX_THREADS", str(wanted))
    return threads


def _configured_threads(ctx: typer.Context) -> int | None:
    if ctx.params.get("no_config"):
        return None
    from interactions_cli.settings.config import find_config, read_config

    path = ctx.params.get("config")
    try:
        config = find_config() if path is None else read_config(path)
    except InteractionsError:
        # The command says so when it takes its settings from it.
        return None
    return config.threads if config else None


def format_name(value: str) -> str:
    """The name of a format; for its `callback`."""
    return known_format(value)


def output_name(param: typer.CallbackParam, path: str | None) -> str | None:
    """The name of an output; for its `callback`."""
    path = given(param, path)
    from interactions_cli.storage.streams import named_output

    return None if path is None else named_output(path)
