"""Which use cases and recipes the data is enough for, and what the others lack: the rules' own verdicts, per target."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from types import MappingProxyType
from typing import Any

from interactions_cli.measures.metrics import Metrics
from interactions_cli.personalize.fields import EVENT_VALUE, IMPRESSION
from interactions_cli.personalize.recipes import ANY_EVENT, RECIPES, USE_CASES, Recipe, UseCase
from interactions_cli.personalize.target import Target
from interactions_cli.reading.view import DatasetView
from interactions_cli.rules import RULES
from interactions_cli.rules.cell import quoted_cell, settled
from interactions_cli.rules.effect import Effect
from interactions_cli.rules.event_types import case_variants
from interactions_cli.rules.evidence import Facts, Problem
from interactions_cli.rules.kit.headers import readable, renamed
from interactions_cli.rules.other_datasets import ANOTHER_DATASET
from interactions_cli.rules.rule import DatasetRule, HeaderRule
from interactions_cli.wording import listing, plural, quoted

Purpose = UseCase | Recipe
# What stops an import or a training and can be told from headers and figures; cells are judged by `validate` alone.
# What a file of another dataset lacks is told column by column.
DECIDING = tuple(
    rule
    for rule in RULES
    if isinstance(rule, HeaderRule | DatasetRule)
    and rule.effect in (Effect.IMPORT_FAILS, Effect.TRAINING_FAILS)
    and rule.code != ANOTHER_DATASET
)


def _more(noun: str) -> Callable[[Facts, Problem], str]:
    return lambda _facts, problem: plural(int(problem.missing or 0), f"more {noun}")


def _events(facts: Facts, problem: Problem) -> str:
    name = facts.view.target.use_cases[0].event_type
    if name == ANY_EVENT:
        return _more("interaction")(facts, problem)
    text = _more(f"{quoted(name)} event")(facts, problem)
    types = facts.metrics.event_types
    others = [f"{quoted_cell(other)} ({types[other]:,})" for other in case_variants(types, name)]
    return f"{text}; the file spells it {listing(others)}" if others else text


def _active(_facts: Facts, problem: Problem) -> str:
    return f"{_more('user')(_facts, problem)} with two or more interactions"


def _types(_facts: Facts, problem: Problem) -> str:
    excess = int((problem.actual or 0) - (problem.limit or 0))
    return f"{plural(excess, 'event type')} fewer"


def _column(facts: Facts, problem: Problem) -> str:
    name = problem.column or ""
    spelled = dict.fromkeys(names[name] for names in map(renamed, readable(facts.view)) if name in names)
    return f"the column {name}{f' (here {listing(spelled)})' if spelled else ''}"


# What has to be added, per rule; a test holds that every deciding rule has its words.
WORDS: Mapping[str, Callable[[Facts, Problem], str]] = MappingProxyType(
    {
        "SCH001": _column,
        "SET001": _more("unique interaction"),
        "SET002": _active,
        "SET003": lambda facts, problem: f"{_active(facts, problem)} (1 % of all users)",
        "SET005": _types,
        "SET007": _events,
        "SET021": lambda _facts, _problem: "a second TIMESTAMP",
    }
)


def readiness(view: DatasetView, whole: Metrics, training: Metrics, *, redact: bool) -> dict[str, Any]:
    """Every use case and recipe that the target does not exclude, with what it lacks and what of the data it uses.

    A target is ready if no rule about headers or figures says that the import or the training fails. Recipes are judged
    on what the event filter leaves, use cases on the whole set, because they use no filter; a rule that is about the
    whole set whatever is trained on, such as the one about the number of event types, stays that.

    Args:
        view: Headers, schema, and the target that narrows the choice.
        whole: The figures of the whole set.
        training: The figures of what the event filter leaves.
        redact: Whether names from the data are hidden.
    """
    # Event types are marked as cells once, and not for each target.
    marked = Facts(view=view, metrics=whole, training=training)
    whole, training = marked.metrics, marked.training
    return {
        "in_data": {
            "impressions": IMPRESSION in view.names,
            "context": any(field.name in view.names for field in view.schema.own),
            "event_values": EVENT_VALUE in view.names,
        },
        "targets": [
            _judged(purpose, Facts(view=seen, metrics=whole, training=figures), hide=redact)
            for purpose in purposes(view.target)
            for seen, figures in [_seen_for(purpose, view, whole, training)]
        ],
    }


def purposes(target: Target) -> tuple[Purpose, ...]:
    """The use cases and recipes that a target leaves open: the chosen ones, those of its domain, or all."""
    if target.use_cases or target.recipe:
        return (*target.use_cases, *((target.recipe,) if target.recipe else ()))
    if not target.domain_chosen:
        return (*USE_CASES.values(), *RECIPES.values())
    of_domain = tuple(case for case in USE_CASES.values() if case.domain is target.domain)
    return of_domain or tuple(RECIPES.values())


def _seen_for(purpose: Purpose, view: DatasetView, whole: Metrics, training: Metrics) -> tuple[DatasetView, Metrics]:
    if isinstance(purpose, UseCase):
        target = replace(view.target, domain=purpose.domain, use_cases=(purpose,), recipe=None)
        return replace(view, target=target), whole
    return replace(view, target=replace(view.target, use_cases=(), recipe=purpose)), training


def _judged(purpose: Purpose, facts: Facts, *, hide: bool) -> dict[str, Any]:
    missing = list(_missing(facts, hide=hide))
    is_case = isinstance(purpose, UseCase)
    return {
        "kind": "use-case" if is_case else "recipe",
        "name": purpose.name,
        "title": purpose.title if isinstance(purpose, UseCase) else None,
        "domain": purpose.domain.value if isinstance(purpose, UseCase) else None,
        "ready": not missing,
        "missing": missing,
        "also_needs": purpose.also_needs,
        "uses": {
            "impressions": purpose.impressions,
            "context": purpose.context,
            "event_values": purpose.event_values,
            "event_weights": purpose.weights,
        },
    }


def _missing(facts: Facts, *, hide: bool) -> Iterator[dict[str, Any]]:
    for rule in DECIDING:
        if isinstance(rule, HeaderRule):
            problems = () if rule.skip(facts.view) else rule.check(facts.view)
        else:
            problems = () if rule.skip(facts) else rule.check(facts)
        for problem in problems:
            yield {
                "code": rule.code,
                "amount": problem.missing,
                "text": settled(WORDS[rule.code](facts, problem), hide=hide),
            }
