"""Questions about columns of days and of times of day, each with the options that answer it."""

from __future__ import annotations

import shlex
from collections.abc import Sequence

from interactions_cli.personalize.fields import TIMESTAMP
from interactions_cli.shell import map_option
from interactions_cli.transforms.prepare.contents import are_clocks
from interactions_cli.transforms.prepare.evidence import Evidence
from interactions_cli.transforms.prepare.plan import OpenQuestionError, PlanOptions
from interactions_cli.wording import listing


def clock_columns(evidence: Evidence) -> list[str]:
    """The columns that hold times of day."""
    return [name for name, column in evidence.columns.items() if are_clocks(column)]


def days_alone(source: str, clocks: Sequence[str], options: PlanOptions, *, is_given: bool = True) -> OpenQuestionError:
    """Which column has the times of day to the days of TIMESTAMP?

    Args:
        source: The column of days.
        clocks: Columns with times of day.
        options: What is given.
        is_given: Whether TIMESTAMP comes from the days without being told.
    """
    days = "" if is_given else f"{map_option(TIMESTAMP, source)} "
    zone = "" if options.time_zone or options.time_format else " --time-zone UTC"
    ways = " or ".join(f"`{days}--time-of-day {shlex.quote(name)}{zone}`" for name in clocks)
    drops = " ".join(f"--drop {shlex.quote(name)}" for name in clocks)
    midnight = f"`{days}{drops}{zone}`"
    other_zone = ", or the zone of the clock that wrote them" if zone else ""
    return OpenQuestionError(
        f"{source} has days, and {listing(clocks, joint=' or ', most=9)} the times of day",
        f"Put them together: {ways}{other_zone}. Where midnight is right for all: {midnight}.",
        answer=f"{days}--time-of-day {shlex.quote(clocks[0])}{zone}",
    )


def no_days(source: str, clock: str) -> OpenQuestionError:
    """Which column has the days to the times of day?

    Args:
        source: The column that TIMESTAMP comes from.
        clock: The column of `--time-of-day`.
    """
    return OpenQuestionError(
        f"--time-of-day {shlex.quote(clock)} would have no effect: TIMESTAMP comes from {source}, which has no days "
        "without a time",
        "Leave it out, or name the column with the days: `--map TIMESTAMP=COLUMN`.",
    )
