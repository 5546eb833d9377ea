"""CMP rules about what is in it: event types, columns and blanks beside those of the baseline."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from fractions import Fraction
from typing import Final

from interactions_cli.personalize.fields import EVENT_TYPE, guide
from interactions_cli.rules.baseline_rule import BaselineExample, BaselineRule
from interactions_cli.rules.cell import quoted_cell
from interactions_cli.rules.effect import Effect
from interactions_cli.rules.evidence import Problem
from interactions_cli.rules.kit.comparison import (
    Comparison,
    fraction,
    skip_comparison,
    with_column_in_both,
    with_named_types,
)
from interactions_cli.rules.kit.examples import PLAIN_NAMES, compared
from interactions_cli.rules.rule import Rule
from interactions_cli.wording import by_frequency, figure, listing, percent, plural

PAGE: Final = guide("interactions-datasets")
# The types that moved most are named, with their shares.
MOST_MOVED: Final = 3


def _types_beyond(types: Mapping[str, int], known: Mapping[str, int]) -> Iterable[Problem]:
    """The event types that only one of two has."""
    names = [name for name in by_frequency(types) if name not in known]
    if names:
        details = {
            "which": listing(f"{quoted_cell(name)} ({types[name]:,})" for name in names),
            "here": plural(len(types), "event type"),
            "there": f"{len(known):,}",
        }
        yield Problem(count=len(names), actual=len(names), limit=0, details=details)


def _types_gone(comparison: Comparison) -> Iterable[Problem]:
    return _types_beyond(comparison.then.event_types, comparison.now.event_types)


def _types_new(comparison: Comparison) -> Iterable[Problem]:
    return _types_beyond(comparison.now.event_types, comparison.then.event_types)


def _mix_shift(comparison: Comparison) -> Iterable[Problem]:
    now, then = _shares(comparison.now.event_types), _shares(comparison.then.event_types)
    moved = {name: now.get(name, Fraction(0)) - then.get(name, Fraction(0)) for name in {**then, **now}}
    variation, limit = sum(map(abs, moved.values()), Fraction(0)) / 2, comparison.limit("mix-shift")
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


def _shares(types: Mapping[str, int]) -> dict[str, Fraction]:
    total = sum(types.values())
    return {name: Fraction(count, total) for name, count in types.items()} if total else {}


def _types_in_both(comparison: Comparison) -> str | None:
    if not any(comparison.now.event_types.values()):
        return "no record has an event type"
    return None if any(comparison.then.event_types.values()) else "no record of the baseline has an event type"


def _columns_gone(comparison: Comparison) -> Iterable[Problem]:
    return _columns_beyond(comparison.then.columns, comparison.now.columns)


def _columns_new(comparison: Comparison) -> Iterable[Problem]:
    return _columns_beyond(comparison.now.columns, comparison.then.columns)


def _columns_beyond(names: Iterable[str], known: Iterable[str]) -> Iterable[Problem]:
    every, others = list(names), set(known)
    for name in every:
        if name not in others:
            details = {"here": plural(len(every), "column"), "there": plural(len(others), "column")}
            yield Problem(column=name, details=details)


def _less_complete(comparison: Comparison) -> Iterable[Problem]:
    limit = comparison.limit("less-complete")
    for name, then in comparison.then.completeness.items():
        now = comparison.now.completeness(name) if name in comparison.now.by_column else None
        if now is not None and fraction(then) - fraction(now) > limit:
            points = float((fraction(then) - fraction(now)) * 100)
            details = {"now": percent(now), "then": percent(then), "points": figure(points, digits=4)}
            least = float(fraction(then) - limit)
            yield Problem(
                column=name, actual=now, limit=least, missing=least - now, details=details | {"least": percent(least)}
            )


def _records(comparison: Comparison) -> str | None:
    return None if comparison.now.records else "no line is a record"


_TYPES_SKIP: Final = skip_comparison(with_column_in_both(EVENT_TYPE), with_named_types)
_TYPED: Final = f"{PLAIN_NAMES},EVENT_TYPE"
_DEVICE: Final = f"{PLAIN_NAMES},DEVICE"


def _typed(*types: str) -> tuple[str, ...]:
    return tuple(f"u{number},i{number},{1_700_000_000 + number},{name}" for number, name in enumerate(types))


COMPARED_CONTENTS: Final[tuple[Rule, ...]] = (
    BaselineRule(
        code="CMP004",
        name="event-type-gone",
        effect=Effect.SUSPICIOUS,
        message="{which} in the baseline and without a record now: {count} of its {here}; there are {there} now",
        hint="Look for the app or page that stopped to send it, or for a new spelling of its name. Where it is meant "
        "to be gone, take this report for the next baseline.",
        source=PAGE,
        why="Looks for event types of an earlier report of which there is not a record now. An app that was released "
        "anew, a tracker that is no longer loaded or a name in another spelling end a type from one day to the next. "
        "An event filter that names it then lets nothing of it pass.",
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
        code="CMP006",
        name="column-gone",
        effect=Effect.SUSPICIOUS,
        message="{column}, one of {here} in the baseline, is gone; there are {there} now",
        hint="Export the column as before. Where it is meant to be gone, the schema of the dataset must not have it "
        "either; then take this report for the next baseline.",
        source=PAGE,
        why="Looks for columns of an earlier report that no header has now. A dataset keeps the schema that it was "
        "made with, and a file must have its columns; without a given schema nothing else would notice that a column "
        "is not there any more.",
        before="USER_ID,ITEM_ID,TIMESTAMP,DEVICE in the baseline, USER_ID,ITEM_ID,TIMESTAMP now",
        after="USER_ID,ITEM_ID,TIMESTAMP,DEVICE in both",
        needs=("columns",),
        check=_columns_gone,
        valid=(compared(_DEVICE, ("u1,i1,1700000000,tv",), ("u1,i1,1700000000,",)),),
        invalid=(BaselineExample(then=(_DEVICE, "u1,i1,1700000000,tv"), now=(PLAIN_NAMES, "u1,i1,1700000000")),),
    ),
    BaselineRule(
        code="CMP007",
        name="column-new",
        effect=Effect.SUSPICIOUS,
        message="{column}, one of {here}, is new; the baseline has {there}",
        hint="Leave the column out, or give it a field in a new schema and with it a new dataset. Where it is meant, "
        "take this report for the next baseline.",
        source=PAGE,
        why="Looks for columns that no header of an earlier report had. A dataset keeps the schema that it was made "
        "with, and what a file has beyond its fields is not in it; a new column also shows that the query behind the "
        "export changed.",
        before="USER_ID,ITEM_ID,TIMESTAMP in the baseline, USER_ID,ITEM_ID,TIMESTAMP,DEVICE now",
        after="USER_ID,ITEM_ID,TIMESTAMP in both",
        needs=("columns",),
        check=_columns_new,
        valid=(compared(_DEVICE, ("u1,i1,1700000000,",), ("u1,i1,1700000000,tv",)),),
        invalid=(BaselineExample(then=(PLAIN_NAMES, "u1,i1,1700000000"), now=(_DEVICE, "u1,i1,1700000000,tv")),),
    ),
    BaselineRule(
        code="CMP010",
        name="less-complete",
        effect=Effect.SUSPICIOUS,
        message="{column} has a value in {now} of the records, in the baseline in {then}: {points} points fewer; "
        "{least} or more are expected",
        hint="Look for what no longer fills the column: an app, a join, a tracker. Where it is meant to be blank so "
        "often, take this report for the next baseline, or set less-complete under [baseline] in the configuration.",
        source=PAGE,
        why="Compares how complete each column that may be blank is with an earlier report: by default more than ten "
        "points less is reported. A join that finds nothing any more leaves blanks and no error. The guide recommends "
        "columns that are at least 70 % complete.",
        before="EVENT_VALUE in 83 % of the records in the baseline, in 41 % now",
        after="EVENT_VALUE in 83 % of the records in the baseline, in 82 % now",
        needs=("completeness",),
        check=_less_complete,
        skip=_records,
        valid=(compared(_DEVICE, ("u1,i1,1700000000,tv",), ("u1,i1,1700000000,web",)),),
        invalid=(compared(_DEVICE, ("u1,i1,1700000000,tv",), ("u1,i1,1700000000,",)),),
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
