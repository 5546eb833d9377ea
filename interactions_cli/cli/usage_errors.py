"""What Typer finds wrong with a command line, in two lines: what it is, and what to type instead."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

from typer.exceptions import TyperException

from interactions_cli.errors import UsageError
from interactions_cli.wording import did_you_mean

_NO_COMMAND = re.compile(r"No such command '(.*?)'")
_NO_VALUE = re.compile(r"Option '(.*?)' requires (?:an argument|[0-9]+ arguments)")


def unknown_command(name: str, known: Iterable[str]) -> UsageError:
    """The error for a command that does not exist, with the nearest one."""
    return UsageError(
        f"no command is called {name!r}",
        did_you_mean(name.lower(), known, then="See `interactions-cli --help`."),
    )


def in_words(error: TyperException) -> tuple[str, str]:
    """The message and the hint of Typer's error about a command line."""
    context: Any = getattr(error, "ctx", None)
    see = f"See `{context.command_path if context else 'interactions-cli'} --help`."
    message = error.format_message()
    option, parameter = getattr(error, "option_name", None), getattr(error, "param", None)
    if command := _NO_COMMAND.match(message):
        from interactions_cli.cli.app import COMMANDS

        unknown = unknown_command(command[1], COMMANDS)
        return unknown.message, unknown.hint
    if value := _NO_VALUE.match(message):
        return f"{value[1]} needs a value and has none", f"Write it as `{value[1]} VALUE`. {see}"
    if option is not None and hasattr(error, "possibilities"):
        return f"no option is called {option!r}", did_you_mean(option, error.possibilities or (), cutoff=0, then=see)
    if parameter is not None and "integer" in message:
        return f"{max(parameter.opts, key=len)} takes a whole number{_bounds(parameter)}", see
    return message, see


def _bounds(parameter: Any) -> str:
    least = getattr(parameter, "min", None)
    return "" if least is None else f" from {least} up"
