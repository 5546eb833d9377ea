"""SET rules about the number of event types and of their records."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final

from interactions_cli.measures.event_counts import EventCounts, by_frequency
from interactions_cli.measures.metrics import Metrics
from interactions_cli.personalize.fields import EVENT_TYPE, EVENT_VALUE, Domain, guide
from interactions_cli.personalize.limits import MAX_EVENT_TYPES
from interactions_cli.personalize.recipes import ANY_EVENT, UseCase
from interactions_cli.reading.view import DatasetView
from interactions_cli.rules.effect import Effect
from interactions_cli.rules.evidence import Facts, Problem
from interactions_cli.rules.kit.notes import counted, filter_note
from interactions_cli.rules.kit.skip_reasons import skip_facts, whole_dataset, with_column, with_use_case
from interactions_cli.rules.rule import DatasetRule, Rule
from interactions_cli.wording import LISTED, listing, plural, quoted


def _own_filter(view: DatasetView) -> str | None:
    return "an event filter is given" if view.target.events else None


def _custom_solution(view: DatasetView) -> str | None:
    custom = view.target.domain is Domain.CUSTOM and not view.target.use_cases
    return None if custom else "about custom solutions, not a domain"


def case_variants(types: Mapping[str, int], name: str) -> list[str]:
    """The types that differ from a name in case alone, the most frequent first."""
    counts = types if isinstance(types, EventCounts) else EventCounts(types)
    return counts.in_other_case(name)


def _too_many(facts: Facts) -> Iterable[Problem]:
    types, limit = facts.metrics.event_types, MAX_EVENT_TYPES
    have = len(types)
    if have > limit:
        rarest = by_frequency(types)[: -LISTED - 1 : -1]
        details = {
            "excess": f"{have - limit:,}",
            "rarest": listing((counted(facts, name, types) for name in rarest), of=have),
        }
        yield Problem(actual=have, limit=limit, details=details)


def _types_and_columns(facts: Facts) -> Iterable[Problem]:
    view, limit = facts.view, MAX_EVENT_TYPES
    counting: list[str] = [name for name in (EVENT_TYPE, EVENT_VALUE) if name in view.names]
    columns = counting + [field.name for field in view.schema.own]
    types = len(facts.metrics.event_types)
    total = types + len(columns)
    if total > limit:
        details = {
            "types": plural(types, "event type"),
            "columns": ("the column " if len(columns) == 1 else "the columns ") + listing(columns),
            "excess": f"{total - limit:,}",
        }
        yield Problem(actual=total, limit=limit, details=details)


@dataclass(frozen=True)
class _Shortage:
    """An event type of which the use cases need more than there is."""

    event_type: str
    cases: tuple[UseCase, ...]
    have: int
    whole: int

    @property
    def limit(self) -> int:
        return max(case.min_events for case in self.cases)

    @property
    def missing(self) -> int:
        return self.limit - self.have


def _occurrences(metrics: Metrics, event_type: str) -> int:
    """How many different records the service has of a type: it keeps one of each that are equal."""
    if event_type == ANY_EVENT:
        return metrics.usable_interactions
    return metrics.unique_by_type.get(event_type, 0)


def _shortages(facts: Facts) -> list[_Shortage]:
    needs: dict[str, list[UseCase]] = {}
    for case in facts.view.target.use_cases:
        needs.setdefault(case.event_type, []).append(case)
    found = [
        _Shortage(name, tuple(cases), _occurrences(facts.training, name), _occurrences(facts.metrics, name))
        for name, cases in needs.items()
    ]
    return sorted((need for need in found if need.missing > 0), key=lambda need: -need.missing)


def _shortage_text(facts: Facts, need: _Shortage) -> str:
    any_type = need.event_type == ANY_EVENT
    have = (
        f"{plural(need.have, 'interaction')} of any type"
        if any_type
        else plural(need.have, f"{quoted(need.event_type)} event")
    )
    titles = " and ".join(case.title for case in need.cases)
    read = facts.training.records if any_type else facts.training.event_types.get(need.event_type, 0)
    if read > need.have:
        have += f" ({read:,} read; copies and rows that lack a value that can be used do not count)"
    text = f"{have}, {need.limit:,} needed to train {titles}: {need.missing:,} missing"
    text += filter_note(facts, have=f"{need.have:,}", whole=f"{need.whole:,}", whole_passes=need.whole >= need.limit)
    variants = [] if any_type else case_variants(facts.metrics.event_types, need.event_type)
    if variants:
        others = listing(counted(facts, name, facts.metrics.event_types) for name in variants)
        text += f"; the file also has {others}: the guide spells it {quoted(need.event_type)} "
        text += "and does not say whether another spelling counts"
    return text


def _use_case_events(facts: Facts) -> Iterable[Problem]:
    short = _shortages(facts)
    if short:
        worst = short[0]
        details = {
            "shortages": "; ".join(_shortage_text(facts, need) for need in short),
        }
        yield Problem(actual=worst.have, limit=worst.limit, missing=worst.missing, details=details)


def _equal_weight(facts: Facts) -> Iterable[Problem]:
    types = facts.metrics.event_types
    have = len(types)
    if have > 1:
        names = by_frequency(types)
        details = {
            "names": listing((counted(facts, name, types) for name in names), of=have),
        }
        yield Problem(actual=have, details=details)


EVENT_TYPES: Final[tuple[Rule, ...]] = (
    DatasetRule(
        code="SET005",
        name="too-many-event-types",
        effect=Effect.TRAINING_FAILS,
        message="{actual} event types, at most {limit} allowed to train: {excess} too many; the rarest: {rarest}",
        hint="Merge types where the file is made, or leave out those that matter least.",
        source=guide("analyzing-data"),
        why="Counts the different values of EVENT_TYPE in the whole file. With more than ten of them training fails. "
        "Ids or free text in the column are the usual cause, then spelling variants.",
        before="EVENT_TYPE with 12 different values",
        after="EVENT_TYPE with 10 different values",
        check=_too_many,
        skip=skip_facts(with_column(EVENT_TYPE)),
    ),
    DatasetRule(
        code="SET006",
        name="event-types-and-columns",
        effect=Effect.SUSPICIOUS,
        message="{types} and {columns} make {actual}, {excess} more than the {limit} "
        "that the guide allows in its strict reading",
        hint="Merge event types or leave out an own column.",
        source=guide("interactions-dataset-requirements"),
        why="Adds the different event types, EVENT_TYPE, EVENT_VALUE and your own columns, as the guide's schema page "
        "does when it limits their sum to ten. The page of quotas does not say that EVENT_TYPE and EVENT_VALUE count, "
        "and only more than ten event types are said to make training fail. So this is the strict reading, and a "
        "warning.",
        before="8 event types, EVENT_TYPE, EVENT_VALUE and CITY: 11",
        after="7 event types, EVENT_TYPE, EVENT_VALUE and CITY: 10",
        check=_types_and_columns,
        skip=skip_facts(with_column(EVENT_TYPE)),
    ),
    DatasetRule(
        code="SET007",
        name="use-case-events",
        effect=Effect.TRAINING_FAILS,
        message="{shortages}",
        hint="Export more of these events, spelled as in the guide; streamed events count, too.",
        source=guide("domain-use-cases"),
        why="Counts the events that the chosen use cases are trained on; a recommender cannot be created with fewer "
        "than its minimum. The spelling is the guide's, with a capital letter. Whether another spelling counts is not "
        "documented, so it is named but not counted.",
        before="412 events of type `View` with --use-case most-viewed",
        after="1,000 events of type `View` with --use-case most-viewed",
        check=_use_case_events,
        skip=skip_facts(whole_dataset, with_use_case, with_column(EVENT_TYPE)),
    ),
    DatasetRule(
        code="SET019",
        name="equal-weight",
        effect=Effect.INFORMATION,
        message="{actual} event types and no event filter: all are trained on with equal weight; the types: {names}",
        hint="Name the types to train on if not all matter alike, here and in the solution: `--event TYPE`.",
        source=guide("event-values-types"),
        why="Looks for several event types when no event filter is given. A custom solution then uses all "
        "interactions with equal weight, whatever their type: a click counts as much as a purchase.",
        before="interactions-cli validate FILE",
        after="interactions-cli validate FILE --event purchase",
        check=_equal_weight,
        skip=skip_facts(_own_filter, _custom_solution, with_column(EVENT_TYPE)),
    ),
)
