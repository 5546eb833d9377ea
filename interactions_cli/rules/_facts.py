"""What the dataset rules share: reasons to skip them, and how figures and cell values are put into messages."""

from __future__ import annotations

import shlex
from collections.abc import Callable, Iterable, Mapping
from fractions import Fraction
from math import ceil

from interactions_cli.facts import DatasetView, Facts, Metrics
from interactions_cli.personalize import Domain, ImportMode
from interactions_cli.report import VALUE_WIDTH
from interactions_cli.shell import STREAM, shell_name
from interactions_cli.target import EventParameters, Target

Reason = Callable[[DatasetView], str | None]

LISTED = 5
NAMED_INPUTS = 3
JOINERS = str.maketrans("", "", " _-")


def skip_view(*reasons: Reason) -> Reason:
    """The first reason that holds, for a header rule."""
    return lambda view: next((text for reason in reasons if (text := reason(view))), None)


def skip_facts(*reasons: Reason) -> Callable[[Facts], str | None]:
    """The first reason that holds, for a dataset rule."""
    first = skip_view(*reasons)
    return lambda facts: first(facts.view)


def with_column(name: str) -> Reason:
    """Skip reason of the rules about one column."""
    return lambda view: None if name in view.names else f"the file has no column {name}"


def whole_dataset(view: DatasetView) -> str | None:
    """Skip reason of the rules about everything the service has, of which an increment is only a part."""
    incremental = view.target.import_mode is ImportMode.INCREMENTAL
    return "about the whole dataset, not this delta" if incremental else None


def interactions_needed(view: DatasetView) -> str | None:
    """Skip reason of the training minima for a recipe that trains without interactions."""
    recipe = view.target.recipe
    return f"interactions are optional for {recipe.name}" if recipe and not recipe.interactions_required else None


def with_use_case(view: DatasetView) -> str | None:
    """Skip reason of the rules about domain use cases."""
    return None if view.target.use_cases else "no use case chosen (--use-case)"


def with_recipe(view: DatasetView) -> str | None:
    """Skip reason of the rules about custom recipes."""
    return None if view.target.recipe else "no recipe chosen (--recipe)"


def with_filter(view: DatasetView) -> str | None:
    """Skip reason of the rules about the event filter."""
    return None if view.target.events else "no event filter given (--event)"


def part_of(share: float, whole: int) -> int:
    """The smallest count that is at least `share` of `whole`, in whole numbers so that a limit is met exactly."""
    return ceil(Fraction(str(share)) * whole)


def active_users(metrics: Metrics) -> int:
    """Users with two or more interactions: copies left out where that makes a difference."""
    return min(metrics.users_with_2, metrics.users_with_2_unique)


def filter_note(facts: Facts, *, have: str, whole: str, whole_passes: bool) -> str:
    """Whether the file would do without the event filter; nothing to say without one."""
    if not facts.filtered:
        return ""
    if whole_passes:
        few = "none" if have == "0" else f"only {have}"
        return f" (the file has {whole}, but {few} pass the event filter)"
    return f" (after the event filter; the whole file has {whole}, too few as well)"


def quoted(text: str) -> str:
    """A word in backticks, cut where it is longer than a sample's value."""
    return f"`{text}`" if len(text) <= VALUE_WIDTH else f"`{text[:VALUE_WIDTH]}…`"


def counted(facts: Facts, name: str, types: Mapping[str, int] | None = None) -> str:
    """An event type and how often it occurs in the file, or as `types` has it: `` `watch` (1,203) ``."""
    occurrences = (types or facts.event_types)[name]
    return f"{quoted(facts.show(name))} ({occurrences:,})"


def amount(count: int, noun: str) -> str:
    """`1 user`, `1,203 users`."""
    return f"{count:,} {noun}{'' if count == 1 else 's'}"


def normalised(name: str) -> str:
    """An event type without case, spaces, underscores and hyphens."""
    return name.casefold().translate(JOINERS)


def by_frequency(types: Mapping[str, int]) -> list[str]:
    """Event types, the most frequent first, equals by name."""
    return sorted(types, key=lambda name: (-types[name], name))


def listing(parts: Iterable[str], *, joint: str = ", ") -> str:
    """`a, b, c, d, e and 7 more`."""
    every = list(parts)
    rest = len(every) - LISTED
    return joint.join(every[:LISTED]) + (f" and {rest:,} more" if rest > 0 else "")


def inputs(view: DatasetView) -> str:
    """The inputs as they are typed after a command."""
    paths = [header.path if header.path == STREAM else shell_name(header.path) for header in view.headers]
    return " ".join(paths[:NAMED_INPUTS]) + (" …" if len(paths) > NAMED_INPUTS else "")


def again(view: DatasetView) -> str:
    """The command that judges the same inputs for the same purpose once more."""
    target = view.target
    words = ["--schema", view.schema.path] if view.schema.path else []
    if target.domain is not Domain.CUSTOM and not target.use_cases:
        words += ["--domain", target.domain.value]
    for case in target.use_cases:
        words += ["--use-case", case.slug]
    if target.recipe:
        words += ["--recipe", target.recipe.name]
    if target.import_mode is not ImportMode.FULL:
        words += ["--import-mode", target.import_mode.value]
    return " ".join(["interactions-cli validate", inputs(view), *map(shlex.quote, words), *_filter_options(target)])


def _filter_options(target: Target) -> list[str]:
    entries = target.events
    if any(entry.event_type is None for entry in entries):
        single = entries[0].threshold if len(entries) == 1 else None
        # Only a configuration file can list an entry without a type beside others.
        return ["--solution-config FILE" if single is None else f"--event-value-threshold {exact(single)}"]
    return [f"--event {shlex.quote(_event_option(entry))}" for entry in entries]


def _event_option(entry: EventParameters) -> str:
    numbers = ["" if number is None else exact(number) for number in (entry.threshold, entry.weight)]
    while numbers and not numbers[-1]:
        numbers.pop()
    return ":".join([(entry.event_type or "").replace(":", "\\:"), *numbers])


def exact(number: float) -> str:
    """A number as it would be typed, `0.5`, `3`."""
    return repr(number).removesuffix(".0")
