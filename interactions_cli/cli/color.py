"""Whether a report is printed in colour."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final, TextIO

AUTO, ALWAYS, NEVER = "auto", "always", "never"
COLOR_CHOICES: Final = (AUTO, ALWAYS, NEVER)
# Variables with which other programs are told to use colour where there is no terminal, as CI logs have it.
FORCING: Final = ("FORCE_COLOR", "CLICOLOR_FORCE")


def wants_color(choice: str, stream: TextIO, environment: Mapping[str, str]) -> bool:
    """Whether to write colour to a stream.

    `--color always` and `never` decide; then NO_COLOR, then FORCE_COLOR or CLICOLOR_FORCE, then TERM=dumb; then whether
    the stream is a terminal. An empty variable says nothing, and `0` forces nothing.

    Args:
        choice: One of COLOR_CHOICES.
        stream: Where the report goes.
        environment: The variables.
    """
    if choice != AUTO:
        return choice == ALWAYS
    if environment.get("NO_COLOR"):
        return False
    if any(environment.get(name, "") not in ("", "0") for name in FORCING):
        return True
    return environment.get("TERM") != "dumb" and stream.isatty()
