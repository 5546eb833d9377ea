"""What `merge-impressions` may be told, and what of it contradicts the rest."""

from __future__ import annotations

from dataclasses import dataclass, field

from interactions_cli.commands.options import RuleOptions, WritingOptions
from interactions_cli.errors import UsageError
from interactions_cli.storage.inputs import Inputs
from interactions_cli.transforms.merge.content import EXISTING, KEEP
from interactions_cli.transforms.merge.log_heads import CSV, JSON
from interactions_cli.transforms.merge.log_options import LogOptions
from interactions_cli.transforms.merge.log_times import UNITS, refuse_unknown_zone
from interactions_cli.transforms.merge.shown import ITEMS, LISTS

SHOWN, LATEST = "shown", "latest"
MATCHES = (SHOWN, LATEST)
FORMATS, SHAPES = (CSV, JSON), (LISTS, ITEMS)


@dataclass(frozen=True, kw_only=True)
class MergeOptions(RuleOptions, WritingOptions):
    """What `merge-impressions` may be told; see the command's help.

    `impressions` are the logs, as paths or as the inputs that they mean; `within` is in seconds; `match` is one of
    MATCHES, None for the default.
    """

    impressions: tuple[str, ...] | Inputs
    on: tuple[str, ...] = ()
    by: tuple[str, ...] = ()
    within: int | None = None
    match: str | None = None
    existing: str = KEEP
    available: str | None = None
    add_interacted: bool = False
    log: LogOptions = field(default_factory=LogOptions)
    allow_empty: bool = False


def refuse_contradictions(options: MergeOptions) -> None:
    """Check the options against one another.

    Raises:
        UsageError: One has a value that is not known, or no meaning beside the others.
    """
    for value, allowed, name in (
        (options.match, MATCHES, "match"),
        (options.existing, EXISTING, "existing"),
        (options.log.format, FORMATS, "log-format"),
        (options.log.shape, SHAPES, "log-shape"),
        (options.log.time_unit, UNITS, "log-time-unit"),
    ):
        if value is not None and value not in allowed:
            raise UsageError(f"--{name} {value!r} is not known", f"Choose one of {', '.join(allowed)}.")
    refuse_unknown_zone(options.log.time_zone)
    if options.log.list_separator == "":
        raise UsageError(
            "--log-list-separator is blank", "Write what stands between ids, such as `--log-list-separator ';'`."
        )
    if options.within is not None and options.within < 0:
        raise UsageError(f"--within {options.within} is negative", "Write it like 90s, 30m, 2h or 1d.")
    if options.within is None and options.match is not None:
        raise UsageError("--match is about lists found by time", "Add `--within 30m`, or leave --match out.")
    if options.within is None and options.by:
        words = " ".join(f"--on {name}" for name in options.by)
        raise UsageError(
            "--by is about lists found by time", f"Match by these columns alone with `{words}`, or add `--within 30m`."
        )
