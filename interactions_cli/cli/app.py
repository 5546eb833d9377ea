"""The Typer app: the root command, and the commands below it, which are built when asked for."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, MutableMapping
from functools import cache
from importlib import import_module
from typing import Annotated, Any, Final, NamedTuple, cast

import typer.main

from interactions_cli.cli.help import SectionedCommand, SectionedGroup
from interactions_cli.cli.process import run, say
from interactions_cli.errors import ExitCode
from interactions_cli.version import __version__


class Entry(NamedTuple):
    """A command: the module with its help, `HELP`, and its function, `command`; and what it is for, in a line."""

    module: str
    summary: str


COMMANDS: Final[Mapping[str, Entry]] = {
    "validate": Entry("validate_command", "Will it import and train, and what is wrong where."),
    "prepare": Entry("prepare_command", "Make an importable file of a raw export."),
    "filter": Entry("filter_command", "Keep the rows to train on, byte for byte."),
    "merge-impressions": Entry("merge_command", "Add what was on the screen to each interaction."),
    "stats": Entry("stats_command", "What is in the data, and what it is enough for."),
    "schema": Entry("schema_command", "Print the schema that CreateSchema takes."),
    "rules": Entry("rules_command", "List the rules, or explain one."),
    "help": Entry("help_command", "Show the help of a command."),
}
HELP: Final = """
Check item-interactions files before an Amazon Personalize import.

\b
Examples:
  interactions-cli validate interactions.csv
  interactions-cli help validate
"""


class CommandsOnDemand(Mapping[str, Any]):
    """The commands by name, each built when it is looked up: building all of them takes longer than `--version`."""

    def __getitem__(self, name: str) -> Any:
        return command_named(name)

    def __iter__(self) -> Iterator[str]:
        return iter(COMMANDS)

    def __len__(self) -> int:
        return len(COMMANDS)


@cache
def command_named(name: str) -> Any:
    """The command of that name, built from its module.

    Raises:
        KeyError: There is none.
    """
    module = COMMANDS[name].module
    source = import_module(f"interactions_cli.cli.{module}")
    single = typer.Typer(add_completion=False, rich_markup_mode=None)
    single.command(name, help=source.HELP, cls=SectionedCommand)(source.command)
    return typer.main.get_command(single)


class RootCommand(SectionedGroup):
    """The group that Typer builds, with commands on demand."""

    def __init__(self, **attributes: Any) -> None:
        super().__init__(**attributes)
        self.commands = cast("MutableMapping[str, Any]", CommandsOnDemand())

    def format_commands(self, ctx: Any, formatter: Any) -> None:
        """Write what each command is for, without building it."""
        with formatter.section("Commands"):
            formatter.write_dl([(name, entry.summary) for name, entry in COMMANDS.items()])


app = typer.Typer(
    cls=RootCommand,
    add_completion=True,
    context_settings={"help_option_names": ["-h", "--help"]},
    pretty_exceptions_enable=False,
    # Plain help is half the start-up time, and reads the same at 60 columns and in a pipe.
    rich_markup_mode=None,
    help=HELP,
)


def _version(value: bool) -> None:
    if value:
        typer.echo(f"interactions-cli {__version__}")
        raise typer.Exit


@app.callback(invoke_without_command=True)
def root(
    ctx: typer.Context,
    version: Annotated[
        bool, typer.Option("-V", "--version", callback=_version, is_eager=True, help="Print the version and exit.")
    ] = False,
) -> None:
    """Check item-interactions files before an Amazon Personalize import."""
    if ctx.invoked_subcommand is None:
        say(ctx.get_help())
        raise typer.Exit(ExitCode.ERROR)


def main() -> None:
    """Entry point of the `interactions-cli` command; never returns."""
    run(app)
