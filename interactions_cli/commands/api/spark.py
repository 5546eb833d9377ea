"""The `spark` of functions: a session whose executors do the work."""

from __future__ import annotations

from collections.abc import Mapping

from interactions_cli.commands.api.border import Paths, path_names
from interactions_cli.commands.api.frames import Frame
from interactions_cli.commands.on_spark import NOT_ON_SPARK, refuse_paths
from interactions_cli.engine.spark import SparkRun
from interactions_cli.errors import UsageError


def run_on(session: object, paths: Paths | Frame, beside: Mapping[str, object]) -> SparkRun | None:
    """The run of a function on a session; None without one.

    Args:
        session: What it was given as `spark`.
        paths: What it is to read.
        beside: Its arguments by name; those of `NOT_ON_SPARK` may not be given.

    Raises:
        UsageError: No session, or arguments that Spark does not do.
    """
    if session is None:
        return None
    if isinstance(paths, Frame):
        raise UsageError(
            f"paths is a {type(paths).__name__}: not with spark, whose executors cannot read it",
            "Name files, or leave out spark.",
        )
    if given := [name for name in NOT_ON_SPARK if beside.get(name) not in (None, False)]:
        raise UsageError(
            f"{', '.join(given)}: not with spark", "Leave one of both out: without spark this machine does it."
        )
    if not (hasattr(session, "conf") and hasattr(session, "range")):
        raise UsageError(
            f"spark is of type {type(session).__name__}, not a SparkSession", "Name it: `spark=SparkSession.active()`."
        )
    refuse_paths([*path_names(paths), str(beside.get("output") or "")], "spark")
    return SparkRun(session=session)
