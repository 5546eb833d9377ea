"""The Typer app: the root command, and the commands below it, which are built when asked for."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, MutableMapping
from functools import cache
from importlib import import_module
from typing import Annotated, Any, cast

import typer.main
from typer.core import TyperGroup

from interactions_cli.cli.process import run, say
from interactions_cli.errors import ExitCode
from interactions_cli.version import __version__

# Each module has the texts of its command's help, `HELP`, and its function, `command`.
MODULES = {
    "validate": "validate_command",
    "prepare": "prepare_command",
    "filter": "filter_command",
    "merge-impressions": "merge_command",
    "stats": "stats_command",
    "schema": "schema_command",
    "rules": "rules_command",
}


class CommandsOnDemand(Mapping[str, Any]):
    """The commands by name, each built when it is looked up: building all of them takes longer than `--version`."""

    def __getitem__(self, name: str) -> Any:
        return _build(name, MODULES[name])

    def __iter__(self) -> Iterator[str]:
        return iter(MODULES)

    def __len__(self) -> int:
        return len(MODULES)


@cache
def _build(name: str, module: str) -> Any:
    source = import_module(f"interactions_cli.cli.{module}")
    single = typer.Typer(add_completion=False, rich_markup_mode=None)
    single.command(name, help=source.HELP)(source.command)
    return typer.main.get_command(single)


class RootCommand(TyperGroup):
    """The group that Typer builds, with commands on demand."""

    def __init__(self, **attributes: Any) -> None:
        super().__init__(**attributes)
        self.commands = cast("MutableMapping[str, Any]", CommandsOnDemand())


app = typer.Typer(
    cls=RootCommand,
    add_completion=True,
    context_settings={"help_option_names": ["-h", "--help"]},
    pretty_exceptions_enable=False,
    # Plain help is half the start-up time, and reads the same at 60 columns and in a pipe.
    rich_markup_mode=None,
    help="Check item-interactions files before an Amazon Personalize import.",
)


def _version(value: bool) -> None:
    if value:
        typer.echo(f"interactions-cli {__version__}")
        raise typer.Exit


@app.callback(invoke_without_command=True)
def root(
    ctx: typer.Context,
    version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Print the version and exit.")
    ] = False,
) -> None:
    """Check item-interactions files before an Amazon Personalize import."""
    if ctx.invoked_subcommand is None:
        say(ctx.get_help())
        raise typer.Exit(ExitCode.ERROR)


def main() -> None:
    """Entry point of the `interactions-cli` command; never returns."""
    run(app)
