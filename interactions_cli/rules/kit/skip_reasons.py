"""Reasons for a rule to be skipped, in words."""

from __future__ import annotations

from collections.abc import Callable

from interactions_cli.personalize.limits import ImportMode
from interactions_cli.reading.view import DatasetView
from interactions_cli.rules.evidence import Facts

Reason = Callable[[DatasetView], str | None]


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


def with_threshold(view: DatasetView) -> str | None:
    """Skip reason of the rules about thresholds of the event filter."""
    return None if any(entry.threshold is not None for entry in view.target.events) else "no threshold given"
