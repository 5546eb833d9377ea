"""`--engine`: on this machine, or by the executors of Spark."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from interactions_cli.cli.complete import SPARK
from interactions_cli.cli.inputs import given_options
from interactions_cli.errors import UsageError
from interactions_cli.storage.streams import STDIN, STDOUT

if TYPE_CHECKING:
    import typer

    from interactions_cli.engine.spark import SparkRun


def chosen_engine(ctx: typer.Context) -> Callable[[], SparkRun] | None:
    """What makes the run on the session that there is, if executors of Spark are to do the work; it may take seconds.

    Raises:
        UsageError: They are, and cannot do what else the command line says.
    """
    if ctx.params.get("engine") != SPARK:
        return None
    from interactions_cli.commands.on_spark import refuse_options, refuse_output, refuse_paths

    refuse_options(given_options(ctx))
    paths = ctx.params["paths"] or []
    # Whoever starts Spark holds a pipe as standard input, which never ends: it is not looked at without a path.
    if not paths or STDIN in paths:
        raise UsageError(
            "standard input: not with --engine spark, whose executors cannot read it",
            "Name a file, a folder or a glob.",
        )
    refuse_paths([*paths, ctx.params["output"] or ""], "--engine spark")
    if ctx.params.get("dry_run") is False:
        refuse_output(ctx.params["output"] or STDOUT)
    return _run


def _run() -> SparkRun:
    from interactions_cli.engine.spark import SparkRun
    from interactions_cli.engine.spark_session import running_session

    return SparkRun(session=running_session())
