"""What the command line leaves open: where the data comes from and what time it is."""

from __future__ import annotations

import os
import re
import stat
import time
from collections.abc import Mapping, Sequence
from decimal import Decimal
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Final

from interactions_cli.cli.process import say
from interactions_cli.errors import InputError, UsageError
from interactions_cli.personalize.times import parse_time
from interactions_cli.storage.streams import STDIN, standard_input_kind

if TYPE_CHECKING:
    import typer

    from interactions_cli.personalize.target import EventParameters, Target
    from interactions_cli.settings.in_force import Settings

SIZE: Final = re.compile(r"([0-9]{1,18}(?:\.[0-9]{1,9})?) ?([kmgt]?)(i?)(b?)", re.IGNORECASE)
POWERS: Final = MappingProxyType({"": 0, "k": 1, "m": 2, "g": 3, "t": 4})
# SOURCE_DATE_EPOCH below this (2015) is a packaging default and not meant as the present.
EARLIEST_NOW = 1_420_070_400
SECONDS = re.compile(r"[0-9]{1,18}")


def named_inputs(ctx: typer.Context, paths: list[str]) -> list[str]:
    """The inputs that the command line names; without any, standard input if it carries data.

    Raises:
        InputError: Standard input is named and nothing comes from it.
        UsageError: There is nothing to read.
    """
    kind = standard_input_kind()
    if not paths and kind is not None and not stat.S_ISCHR(kind):
        say("reading standard input")
        return [STDIN]
    if not paths:
        say(ctx.get_help())
        raise UsageError("no input: name a file, a folder, a glob or -", f"Try `{ctx.command_path} FILE.csv`.")
    refuse_idle_input(paths, f"zcat FILE.csv.gz | {ctx.command_path} -")
    return paths


def refuse_idle_input(paths: Sequence[str], example: str) -> None:
    """Refuse to read standard input where nothing comes from it, instead of waiting for a person to type.

    Args:
        paths: What is read, `-` for standard input.
        example: A command that pipes it in.

    Raises:
        InputError: It is among the paths, and is closed or a terminal.
    """
    kind = standard_input_kind()
    if STDIN in paths and (kind is None or os.isatty(0)):
        raise InputError(
            "standard input is " + ("closed" if kind is None else "a terminal"),
            f"Pipe the data in: `{example}`.",
        )


def given_options(ctx: typer.Context) -> set[str]:
    """The parameters that the command line names."""
    sources = {name: ctx.get_parameter_source(name) for name in ctx.params}
    return {name for name, source in sources.items() if source is not None and source.name != "DEFAULT"}


def parse_byte_limit(text: str | None) -> int | None:
    """How many bytes each input may have, by `--max-bytes`; None if it is not given.

    Raises:
        UsageError: It is no size.
    """
    return None if text is None else parse_size(text, "--max-bytes")


def clock(text: str | None) -> int:
    """The present in Unix seconds: `--now`, else SOURCE_DATE_EPOCH, else the system's clock.

    Raises:
        UsageError: `text` is neither Unix seconds nor ISO 8601.
    """
    if text is None:
        fixed = os.environ.get("SOURCE_DATE_EPOCH", "")
        is_meant = SECONDS.fullmatch(fixed) and int(fixed) > EARLIEST_NOW
        return int(fixed) if is_meant else int(time.time())
    return parse_time(text, "--now")


def target_for(settings: Settings, options: Mapping[str, Any], *, import_mode: str = "full") -> Target:
    """What the data is for, from the settings in force and the options that no configuration file has.

    Args:
        settings: The settings in force.
        options: Parameter of the command → its value. A command without an event filter has none of its parameters.
        import_mode: `full` or `incremental`.

    Raises:
        InputError: The solution config cannot be read.
        UsageError: Options that contradict each other or name something that does not exist.
    """
    from interactions_cli.personalize.event_filter import choose_events, read_solution_config
    from interactions_cli.personalize.target import accounts_hidden, make_target
    from interactions_cli.storage.opening import read_text

    events: tuple[EventParameters, ...] = ()
    if "event" in options:
        from_config: tuple[EventParameters, ...] = ()
        path = options["solution_config"]
        if path:
            with accounts_hidden(is_on=settings.redact):
                from_config, recipe = read_solution_config(read_text(path, "the solution config"), path)
            settings = settings.with_solution(recipe)
        events = choose_events(
            events=settings.events,
            event_type=options["event_type"],
            event_value_threshold=options["event_value_threshold"],
            from_config=from_config,
        )
    return make_target(
        domain=settings.domain,
        use_cases=settings.use_cases,
        recipe=settings.recipe,
        import_mode=import_mode,
        events=events,
        now=clock(options["now"]),
    )


def parse_size(text: str, option: str) -> int:
    """Bytes from a number with or without a unit: `10GB` in thousands, `512MiB` in 1,024s; `512M` is `512MiB`.

    Raises:
        UsageError: It is no size, or less than a byte; `option` names where it was given.
    """
    match = SIZE.fullmatch(text.strip())
    if match:
        number, letter, binary, byte = match.groups()
        # MB counts in thousands and M in 1,024s, as in `head -c` and `dd`.
        base = 1000 if byte and not binary else 1024
        size = int(Decimal(number) * base ** POWERS[letter.lower()])
        if size and not (binary and not letter):
            return size
    raise UsageError(f"{option} {text!r} is not a number of bytes", "Write it like 10GB, 512MiB or 1000000.")
