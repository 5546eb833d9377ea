"""`interactions-cli help COMMAND`: what `--help` after the command says."""

from __future__ import annotations

from typing import Annotated

import typer

from interactions_cli.cli import complete

Name = Annotated[str | None, typer.Argument(metavar="COMMAND", autocompletion=complete.commands, help="A command.")]
HELP = """
Show what a command does and its options, as --help after it does.

\b
Examples:
  interactions-cli help
  interactions-cli help validate
"""


def command(ctx: typer.Context, name: Name = None) -> None:
    from interactions_cli.cli.app import COMMANDS, command_named
    from interactions_cli.cli.output import print_text
    from interactions_cli.cli.usage_errors import unknown_command

    root = ctx.find_root()
    if name is None:
        print_text(root.get_help() + "\n")
    elif name in COMMANDS:
        asked = command_named(name)
        print_text(asked.make_context(name, [], parent=root, resilient_parsing=True).get_help() + "\n")
    else:
        raise unknown_command(name, COMMANDS)
