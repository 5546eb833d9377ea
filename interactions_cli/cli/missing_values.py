"""Options without their value: the next word is an option, which must not be taken for it."""

from __future__ import annotations

import shlex
from collections.abc import Sequence
from typing import Any

from interactions_cli.errors import UsageError


def refuse_missing_values(words: Sequence[str], params: Sequence[Any]) -> None:
    """Refuse an option with a value where another option of the command stands in its place.

    A value that begins with a hyphen and is no option, such as `-86400`, is a value.

    Args:
        words: What follows the name of the command.
        params: Its parameters, as Typer has them.

    Raises:
        UsageError: There is one.
    """
    options = {name: param for param in params for name in (*param.opts, *param.secondary_opts) if name[:1] == "-"}
    following = iter(words)
    for word in following:
        if word == "--":
            return
        param = options.get(word)
        if param is None or param.is_flag or param.count:
            continue
        value = next(following, None)
        if value is not None and value.partition("=")[0] in options:
            name = max(param.opts, key=len)
            raise UsageError(
                f"{word} needs a value and has none: {value} is an option",
                f"Write it as `{name} VALUE`, or `{name}={shlex.quote(value)}` if that is the value.",
            )
