"""SET rules about the event filter: whether it is used at all, and whether the file has what it names."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Final

from interactions_cli.measures.event_counts import by_frequency
from interactions_cli.personalize.fields import EVENT_TYPE, EVENT_VALUE, guide
from interactions_cli.personalize.recipes import RECIPES
from interactions_cli.personalize.target import EventParameters
from interactions_cli.reading.view import DatasetView
from interactions_cli.rules.cell import quoted_cell
from interactions_cli.rules.effect import Effect
from interactions_cli.rules.evidence import Facts, Problem
from interactions_cli.rules.kit.absent_types import absent_types
from interactions_cli.rules.kit.advice import can_be_typed, events_option
from interactions_cli.rules.kit.notes import counted
from interactions_cli.rules.kit.skip_reasons import (
    skip_facts,
    skip_view,
    with_column,
    with_filter,
    with_recipe,
    with_threshold,
    with_use_case,
)
from interactions_cli.rules.rule import DatasetRule, HeaderExample, HeaderRule, Rule
from interactions_cli.wording import listing, quoted, typed

TYPES_PAGE: Final = guide("event-values-types")
TYPED: Final = "USER_ID,ITEM_ID,TIMESTAMP,EVENT_TYPE"
VALUED: Final = TYPED + ",EVENT_VALUE"
LISTED_TYPES: Final = re.compile(r"[,;|]")
COMPARED_TYPE: Final = re.compile(r"(.+?)\s*(?:>=|=|>)\s*([0-9]+(?:\.[0-9]+)?)")


def _entry(entry: EventParameters) -> str:
    kind = "any type" if entry.event_type is None else quoted(entry.event_type)
    return kind if entry.threshold is None else f"{kind} from {typed(entry.threshold)}"


def _names_a_type(view: DatasetView) -> str | None:
    return (
        None if any(entry.event_type is not None for entry in view.target.events) else "the event filter names no type"
    )


def _unused(view: DatasetView) -> Iterable[Problem]:
    target = view.target
    if target.events:
        details = {
            "filter": listing(_entry(entry) for entry in target.events),
            "titles": " and ".join(case.title for case in target.use_cases),
        }
        yield Problem(details=details)


def _unsupported(view: DatasetView) -> Iterable[Problem]:
    recipe, events = view.target.recipe, view.target.events
    if recipe is None or recipe.weights:
        return
    weighted = sum(entry.weight is not None for entry in events)
    parts = [f"{len(events)} entries"] if len(events) > 1 else []
    if weighted:
        parts.append("a weight" if weighted == 1 else "weights")
    if parts:
        takers = " and ".join(name for name, known in RECIPES.items() if known.weights)
        yield Problem(details={"what": " and ".join(parts), "recipe": recipe.name, "takers": takers})


def _threshold_without_values(view: DatasetView) -> Iterable[Problem]:
    if EVENT_VALUE not in view.names:
        entries = [entry for entry in view.target.events if entry.threshold is not None]
        yield Problem(details={"entries": listing(_entry(entry) for entry in entries), **_without_thresholds(view)})


def _without_thresholds(view: DatasetView) -> Mapping[str, str]:
    events = [replace(entry, threshold=None) for entry in view.target.events]
    if any(entry.event_type is None for entry in events):
        return {"advice": "Export EVENT_VALUE as well, or leave the threshold out"}
    return {
        "advice": "Export EVENT_VALUE as well, or leave the threshold out: `{given}`",
        "given": events_option(events),
    }


def _absent(facts: Facts) -> Iterable[Problem]:
    types = facts.event_types
    near = absent_types(facts.view.target.events, types)
    if near:
        ranked = by_frequency(types)
        parts = [
            quoted(name) + (f" (did you mean {quoted_cell(other)}?)" if other is not None else "")
            for name, other in near.items()
        ]
        details = {
            "absent": listing(parts, joint=" or "),
            **_corrected(facts, near),
            "present": listing((counted(facts, name) for name in ranked), of=len(ranked)) or "none",
        }
        yield Problem(count=len(near), details=details)


def _several_in_one(facts: Facts) -> Mapping[str, str]:
    """{advice} where an entry names several types of the file, or a type and a comparison; nothing where none does."""
    types, events = facts.event_types, list[EventParameters]()
    for entry in facts.view.target.events:
        name = entry.event_type or ""
        parts = [part.strip() for part in LISTED_TYPES.split(name)]
        compared = COMPARED_TYPE.fullmatch(name)
        if len(parts) > 1 and name not in types and all(part in types for part in parts):
            events += [replace(entry, event_type=part) for part in parts]
        elif compared and name not in types and compared[1] in types:
            events.append(replace(entry, event_type=compared[1], threshold=float(compared[2])))
        else:
            events.append(entry)
    names = [entry.event_type or "" for entry in events]
    if tuple(events) == facts.view.target.events or not can_be_typed(*names) or "" in names:
        return {}
    return {
        "advice": "Give each type an option, and a threshold after a colon: `{given}`",
        "given": events_option(events),
    }


def _corrected(facts: Facts, near: Mapping[str, str | None]) -> Mapping[str, str]:
    """{advice} for types that no record has: the event filter with those that the file has."""
    if several := _several_in_one(facts):
        return several
    # A slice is the bare text of a cell.
    known = {name: other[:] for name, other in near.items() if other is not None}
    events = [
        replace(entry, event_type=known.get(entry.event_type or "", entry.event_type))
        for entry in facts.view.target.events
    ]
    corrected = "Correct the type in the event filter, or export the events of that type as well"
    is_known = len(known) == len(near) and can_be_typed(*known.values())
    if not is_known or any(entry.event_type is None for entry in events):
        return {"advice": corrected}
    advice = "Name the types that the file has: `{given}`"
    return {"advice": advice, "advice_without_cells": corrected, "given": events_option(events)}


EVENT_FILTER: tuple[Rule, ...] = (
    HeaderRule(
        code="SET017",
        name="event-filter-unused",
        effect=Effect.IGNORED,
        message="the event filter ({filter}) has no effect on {titles}: a domain recommender cannot filter events",
        hint="Leave out the event filter, or give `--recipe aws-user-personalization-v2` in place of the use case.",
        source=guide("interactions-datasets"),
        why="Looks for an event filter given together with a domain use case. Only custom solutions can filter events "
        "by type or value before training; a use case works with its own event type.",
        before="--use-case most-viewed --event View",
        after="--use-case most-viewed",
        check=_unused,
        skip=skip_view(with_use_case),
        valid=(
            HeaderExample(header=TYPED, options=("--use-case", "most-viewed")),
            HeaderExample(header=TYPED, options=("--event", "View")),
            HeaderExample(header=TYPED, options=("--domain", "ecommerce", "--event", "View")),
        ),
        invalid=(
            HeaderExample(header=TYPED, options=("--use-case", "most-viewed", "--event", "View")),
            HeaderExample(header=VALUED, options=("--use-case", "top-picks-for-you", "--event", "Watch:0.5")),
        ),
    ),
    DatasetRule(
        code="SET018",
        name="event-not-present",
        effect=Effect.SUSPICIOUS,
        message="no record has the event type {absent} that the event filter names; the file has {present}",
        hint="{advice}.",
        source=TYPES_PAGE,
        why="Looks for types of the event filter that no record has. Types are compared exactly here, case included; "
        "the guide does not say whether the service does. Taken literally, the records of a misspelled type are left "
        "out of the training.",
        before="--event Watch, where the file has watch",
        after="--event watch",
        check=_absent,
        looks_at_read_types=True,
        skip=skip_facts(with_filter, _names_a_type, with_column(EVENT_TYPE)),
    ),
    HeaderRule(
        code="SET020",
        name="events-config-unsupported",
        effect=Effect.UNSTATED,
        message="{what} in the event filter of {recipe}: the guide describes that for {takers} only",
        hint="Give a single --event without a weight, or `--recipe aws-user-personalization-v2`.",
        source=guide("optimizing-solution-events-config"),
        why="Looks for weights, or more than one entry, in the event filter of a recipe other than the two that take "
        "an events configuration. Every other recipe has a single event type and a single threshold. What the service "
        "does with more is not documented.",
        before="--recipe aws-sims --event watch --event click",
        after="--recipe aws-sims --event watch",
        check=_unsupported,
        skip=skip_view(with_recipe, with_filter),
        valid=(
            HeaderExample(header=VALUED, options=("--recipe", "aws-sims", "--event", "watch:0.5")),
            HeaderExample(
                header=VALUED,
                options=("--recipe", "aws-user-personalization-v2", "--event", "watch:0.5:0.3", "--event", "click"),
            ),
            HeaderExample(header=TYPED, options=("--event", "watch", "--event", "click")),
        ),
        invalid=(
            HeaderExample(header=TYPED, options=("--recipe", "aws-sims", "--event", "watch", "--event", "click")),
            HeaderExample(header=VALUED, options=("--recipe", "aws-user-personalization", "--event", "watch:0.5:0.3")),
        ),
    ),
    HeaderRule(
        code="SET022",
        name="threshold-without-values",
        effect=Effect.UNSTATED,
        message="the event filter has a threshold ({entries}), and there is no EVENT_VALUE column to compare it with",
        hint="{advice}.",
        source=TYPES_PAGE,
        why="Looks for an event value threshold when the file has no EVENT_VALUE column. What the service does then "
        "is not documented; taken literally, only events with a value at or above the threshold are used, and there "
        "are none.",
        before="USER_ID,ITEM_ID,TIMESTAMP,EVENT_TYPE with --event watch:0.5",
        after="USER_ID,ITEM_ID,TIMESTAMP,EVENT_TYPE,EVENT_VALUE with --event watch:0.5",
        check=_threshold_without_values,
        skip=skip_view(with_filter, with_threshold),
        valid=(
            HeaderExample(header=VALUED, options=("--event", "watch:0.5")),
            HeaderExample(header=TYPED, options=("--event", "watch")),
        ),
        invalid=(
            HeaderExample(header=TYPED, options=("--event", "watch:0.5")),
            HeaderExample(header=TYPED, options=("--event-value-threshold", "3")),
            HeaderExample(header=TYPED, options=("--event", "click", "--event", "watch:0.5")),
        ),
    ),
)
