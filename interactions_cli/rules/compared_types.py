"""CMP rules about event types: those that came and went beside those of the baseline, and their mix."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Final

from interactions_cli.measures.event_counts import by_frequency
from interactions_cli.personalize.fields import EVENT_TYPE, guide
from interactions_cli.rules.baseline_rule import BaselineRule
from interactions_cli.rules.cell import quoted_cell
from interactions_cli.rules.effect import Effect
from interactions_cli.rules.evidence import Problem
from interactions_cli.rules.kit.comparison import (
    Comparison,
    skip_comparison,
    with_column_in_both,
    with_named_types,
)
from interactions_cli.rules.kit.examples import PLAIN_NAMES, compared
from interactions_cli.rules.kit.renamed_types import moved_shares, renamed_types, total_variation, type_shares
from interactions_cli.rules.rule import Rule
from interactions_cli.wording import figure, listing, percent, plural

PAGE: Final = guide("interactions-datasets")
# The types that moved most are named, with their shares.
MOST_MOVED: Final = 3


def _types_beyond(types: Mapping[str, int], known: Mapping[str, int]) -> Problem | None:
    """The event types that only one of two has."""
    names = [name for name in by_frequency(types) if name not in known]
    details = {
        "which": listing((f"{quoted_cell(name)} ({types[name]:,})" for name in names), of=len(names)),
        "here": plural(len(types), "event type"),
        "there": f"{len(known):,}",
    }
    return Problem(count=len(names), actual=len(names), limit=0, details=details) if names else None


def _types_gone(comparison: Comparison) -> Iterable[Problem]:
    then, now = comparison.then.event_types, comparison.now.event_types
    problem = _types_beyond(then, now)
    if problem:
        renamed = renamed_types(then, now)
        pairs = listing(f"{quoted_cell(old)} → {quoted_cell(new)}" for old, new in renamed.items())
        details = {**problem.details, "renamed": f"renamed: {pairs}? " if renamed else ""}
        yield replace(problem, details=details, explains=_explained(comparison, renamed))


def _explained(comparison: Comparison, renamed: Mapping[str, str]) -> tuple[str, ...]:
    """The rules that would only say once more that event types have other names."""
    now = comparison.now.event_types
    then = {renamed.get(name, name): count for name, count in comparison.then.event_types.items()}
    if not renamed:
        return ()
    is_mix_same = total_variation(moved_shares(type_shares(then), type_shares(now))) <= comparison.limit("mix-shift")
    return ("CMP005",) * (now.keys() <= then.keys()) + ("CMP011",) * is_mix_same


def _types_new(comparison: Comparison) -> Iterable[Problem]:
    problem = _types_beyond(comparison.now.event_types, comparison.then.event_types)
    return [problem] if problem else []


def _mix_shift(comparison: Comparison) -> Iterable[Problem]:
    now, then = type_shares(comparison.now.event_types), type_shares(comparison.then.event_types)
    moved = moved_shares(then, now)
    variation, limit = total_variation(moved), comparison.limit("mix-shift")
    if variation > limit:
        names = sorted(moved, key=lambda name: (-abs(moved[name]), name))
        which = listing(
            (
                f"{quoted_cell(name)} {percent(float(then.get(name, 0)))} → {percent(float(now.get(name, 0)))}"
                for name in names
            ),
            most=MOST_MOVED,
        )
        details = {"which": which, "variation": figure(float(variation), digits=3), "most": figure(float(limit))}
        yield Problem(actual=float(variation), limit=float(limit), details=details)


def _types_in_both(comparison: Comparison) -> str | None:
    if not any(comparison.now.event_types.values()):
        return "no record has an event type"
    return None if any(comparison.then.event_types.values()) else "no record of the baseline has an event type"


_TYPES_SKIP: Final = skip_comparison(with_column_in_both(EVENT_TYPE), with_named_types)
_TYPED: Final = f"{PLAIN_NAMES},EVENT_TYPE"


def _typed(*types: str) -> tuple[str, ...]:
    return tuple(f"u{number},i{number},{1_700_000_000 + number},{name}" for number, name in enumerate(types))


COMPARED_TYPES: Final[tuple[Rule, ...]] = (
    BaselineRule(
        code="CMP004",
        name="event-type-gone",
        effect=Effect.SUSPICIOUS,
        message="{renamed}{which} in the baseline and without a record now: {count} of its {here}; there are {there} "
        "now",
        hint="Look for the app or page that stopped to send it, or for a new spelling of its name. Where it is meant "
        "to be gone, take this report for the next baseline.",
        source=PAGE,
        why="Looks for event types of an earlier report of which there is not a record now. An app that was released "
        "anew, a tracker that is no longer loaded or a name in another spelling end a type from one day to the next. "
        "An event filter that names it then lets nothing of it pass. A new type of about the same share of the records "
        "is named as what it may be called now; then this is one finding, and stands for the new type and the other "
        "mix.",
        before="watch 3,791 and click 1,209 in the baseline, click 1,310 now",
        after="watch 3,791 and click 1,209 in the baseline, watch 3,802 and click 1,310 now",
        needs=("event_types", "event_types_distinct"),
        check=_types_gone,
        skip=_TYPES_SKIP,
        valid=(compared(_TYPED, _typed("watch", "click"), _typed("click", "watch")),),
        invalid=(compared(_TYPED, _typed("watch", "click"), _typed("click", "click")),),
    ),
    BaselineRule(
        code="CMP005",
        name="event-type-new",
        effect=Effect.SUSPICIOUS,
        message="{which} not in the baseline: {count} of {here} here; it has {there}",
        hint="Look for who sends it, and whether it is a known type in a new spelling. Where it is meant, take this "
        "report for the next baseline; an event filter does not let it pass by itself.",
        source=PAGE,
        why="Looks for event types that an earlier report does not have. Without an event filter the new type is "
        "trained on like all others, with a filter it is left out; a known type in a new spelling is two types.",
        before="watch and click in the baseline, watch, click and Watch now",
        after="watch and click in the baseline, watch and click now",
        needs=("event_types", "event_types_distinct"),
        check=_types_new,
        skip=_TYPES_SKIP,
        valid=(compared(_TYPED, _typed("watch", "click"), _typed("click", "watch")),),
        invalid=(compared(_TYPED, _typed("watch", "click"), _typed("watch", "click", "Watch")),),
    ),
    BaselineRule(
        code="CMP011",
        name="mix-shift",
        effect=Effect.SUSPICIOUS,
        message="the event types are mixed otherwise than in the baseline, by a total variation of {variation}; {most} "
        "at most is expected: {which}",
        hint="Look for the source that sends more or less than before. Where the mix is meant to be another, take this "
        "report for the next baseline, or set mix-shift under [baseline] in the configuration.",
        source=PAGE,
        why="Compares the shares of the event types with those of an earlier report. The total variation is half the "
        "sum of the differences: the part of the records that would need another type to have the old mix; by default "
        "more than a fifth is reported. Without an event filter all types weigh the same, so that a flood of clicks "
        "drowns what was bought.",
        before="watch 76 % and click 24 % in the baseline, watch 41 % and click 59 % now",
        after="watch 76 % and click 24 % in the baseline, watch 74 % and click 26 % now",
        needs=("event_types", "event_types_distinct"),
        check=_mix_shift,
        skip=skip_comparison(_TYPES_SKIP, _types_in_both),
        valid=(compared(_TYPED, _typed("a", "b"), _typed("b", "a")),),
        invalid=(compared(_TYPED, _typed("a", "b"), _typed("a", "a", "a", "b")),),
    ),
)
