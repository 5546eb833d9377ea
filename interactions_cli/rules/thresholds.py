"""SET rules about event values beside a threshold of the event filter."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Final

from interactions_cli.personalize.fields import EVENT_VALUE, guide
from interactions_cli.personalize.single_floats import shorter_alike
from interactions_cli.personalize.target import EventParameters
from interactions_cli.reading.view import DatasetView
from interactions_cli.rules.effect import Effect
from interactions_cli.rules.evidence import Facts, Problem
from interactions_cli.rules.kit.advice import can_be_typed, events_option
from interactions_cli.rules.kit.skip_reasons import skip_facts, with_column, with_filter, with_threshold
from interactions_cli.rules.rule import DatasetRule, Rule
from interactions_cli.wording import listing, typed

EXPORTED: Final = "Export EVENT_VALUE with all its digits"


def _without_use_case(view: DatasetView) -> str | None:
    return "a domain recommender cannot filter events" if view.target.use_cases else None


def _beside(facts: Facts) -> Iterable[Problem]:
    found, events = facts.near_threshold, facts.view.target.events
    if not found.count:
        return
    value = facts.show(found.samples[0][2]) if found.samples else ""
    details = {
        "thresholds": listing(dict.fromkeys(typed(entry.threshold) for entry in events if entry.threshold is not None)),
        "such": f", such as {value}" if value else "",
        "verb": "does" if found.count == 1 else "do",
        **_lowered(events),
    }
    samples = [facts.sample(path, line, text) for path, line, text in found.samples]
    yield Problem(count=found.count, samples=samples, details=details)


def _lowered(events: Sequence[EventParameters]) -> Mapping[str, str]:
    """{advice}: the event filter with thresholds that such values reach."""
    lowered = [
        entry if entry.threshold is None else replace(entry, threshold=shorter_alike(entry.threshold))
        for entry in events
    ]
    threshold = lowered[0].threshold
    if lowered[0].event_type is None and len(lowered) == 1 and threshold is not None:
        given = f"--event-value-threshold {typed(threshold)}"
    elif all(entry.event_type is not None and can_be_typed(entry.event_type) for entry in lowered):
        given = events_option(lowered)
    else:
        return {"advice": f"{EXPORTED}, or lower the threshold"}
    return {"advice": EXPORTED + ", or let these values pass: `{given}`", "given": given}


THRESHOLDS: Final[tuple[Rule, ...]] = (
    DatasetRule(
        code="SET031",
        name="value-beside-threshold",
        effect=Effect.INFORMATION,
        message="{rows} {verb} not pass the event filter with an EVENT_VALUE that a 32-bit float cannot tell from the "
        "threshold ({thresholds}){such}",
        hint="{advice}.",
        source=guide("event-values-types"),
        why="Looks for values below a threshold that are equal to it in a 32-bit float, which is the type that the "
        "guide gives EVENT_VALUE. A program that kept 0.7 in one wrote 0.699999988, which is less. Values are compared "
        "here as they are written; how the service compares them is not documented. That this is worth saying is our "
        "own judgement.",
        before="--event watch:0.7 with u1,i1,1700000000,watch,0.699999988",
        after="--event watch:0.7 with u1,i1,1700000000,watch,0.7",
        check=_beside,
        looks_at_read_types=True,
        skip=skip_facts(with_filter, with_threshold, with_column(EVENT_VALUE), _without_use_case),
    ),
)
