"""CMP rules about time: whether the newest record is newer than that of the baseline, and what lies between."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from interactions_cli.personalize.fields import TIMESTAMP, guide
from interactions_cli.personalize.times import SECONDS_PER_HOUR
from interactions_cli.rules.baseline_rule import BaselineRule
from interactions_cli.rules.cell import Cell
from interactions_cli.rules.effect import Effect
from interactions_cli.rules.evidence import Problem
from interactions_cli.rules.kit.comparison import Comparison, skip_comparison, with_column_in_both
from interactions_cli.rules.kit.examples import PLAIN_NAMES, compared
from interactions_cli.rules.rule import Rule
from interactions_cli.wording import duration, listing, moment, plural, span

PAGE: Final = guide("interactions-datasets")
# So many hours without a record are nothing to speak of, however regular the baseline is.
SHORT_GAP: Final = 24


def _stands_still(comparison: Comparison) -> Iterable[Problem]:
    now, then = comparison.now.timestamp_newest, comparison.newest_then
    if now is None or then is None:
        return
    newest = Cell(moment(now))
    if now < then:
        ago = span(then - now)
        text = f"{newest}, {ago} earlier than that of the baseline, {Cell(moment(then))}"
        yield _not_newer(now - then, text)
    elif now == then and (others := _differences(comparison)):
        text = f"{newest}, the same as in the baseline, although other figures differ: {listing(others)}"
        yield _not_newer(0, text)


def _not_newer(seconds: int, text: str) -> Problem:
    """`seconds` are those from the newest TIMESTAMP of the baseline to that of now: neither of them is told."""
    return Problem(actual=seconds, limit=1, missing=1 - seconds, details={"times": text})


def _differences(comparison: Comparison) -> list[str]:
    now, then = comparison.now, comparison.then
    figures = (
        ("rows", "row", now.rows, then.rows),
        ("users", "user", now.users, then.users),
        ("items", "item", now.items, then.items),
        ("event_types_distinct", "event type", len(now.event_types), then.event_types_distinct),
    )
    return [
        f"{plural(have, noun)} where the baseline has {had:,}"
        for key, noun, have, had in figures
        if key in then.given and have != had
    ]


def _gap(comparison: Comparison) -> Iterable[Problem]:
    then = comparison.newest_then
    gap = None if then is None else comparison.now.empty_hours_after(then // SECONDS_PER_HOUR)
    longest = comparison.then.longest_gap_hours or 0
    limit = max(SHORT_GAP, int(comparison.limit("gap-since-baseline") * longest))
    if then is not None and gap is not None and gap > limit:
        details = {
            "gap": duration(gap),
            "then": Cell(moment(then)),
            "longest": duration(longest),
            "most": duration(limit),
        }
        yield Problem(actual=gap, limit=limit, details=details)


def _times_in_both(comparison: Comparison) -> str | None:
    if comparison.now.timestamp_newest is None:
        return "no TIMESTAMP is plausible"
    return None if comparison.newest_then is not None else "no plausible TIMESTAMP of the baseline is known"


def _something_newer(comparison: Comparison) -> str | None:
    newest = comparison.newest_then
    is_newer = newest is not None and comparison.now.empty_hours_after(newest // SECONDS_PER_HOUR) is not None
    return None if is_newer else "no record is of a later hour than the newest of the baseline"


_FIRST: Final = ("u1,i1,1700000000", "u2,i2,1700003600")


COMPARED_TIMES: Final[tuple[Rule, ...]] = (
    BaselineRule(
        code="CMP008",
        name="time-stands-still",
        effect=Effect.SUSPICIOUS,
        message="the newest TIMESTAMP is {times}",
        hint="Look for the part of the export that brings the newest records, and for a cut-off date that is fixed. "
        "Where the time span is meant to end there, take this report for the next baseline.",
        source=PAGE,
        why="Compares the newest plausible TIMESTAMP with that of an earlier report. Where it is earlier, the newest "
        "records are missing; where it is the same and rows, users, items or event types are not, something else "
        "changed while no time went by. Recommendations follow what happened last, so that the newest records weigh "
        "most.",
        before="newest record 2025-05-30 in the baseline, 2025-05-12 now",
        after="newest record 2025-05-30 in the baseline, 2025-05-31 now",
        needs=("timestamp_max",),
        check=_stands_still,
        skip=skip_comparison(with_column_in_both(TIMESTAMP), _times_in_both),
        valid=(
            compared(PLAIN_NAMES, _FIRST, (*_FIRST, "u3,i3,1700007200")),
            compared(PLAIN_NAMES, _FIRST, _FIRST[::-1]),
        ),
        invalid=(
            compared(PLAIN_NAMES, _FIRST, _FIRST[:1]),
            compared(PLAIN_NAMES, _FIRST, (*_FIRST, "u3,i3,1700000000")),
        ),
    ),
    BaselineRule(
        code="CMP009",
        name="gap-since-baseline",
        effect=Effect.SUSPICIOUS,
        message="no record for {gap} after {then}, the newest TIMESTAMP of the baseline, whose longest gap is "
        "{longest}; {most} at most are expected",
        hint="Export what happened in between. Where nothing did, take this report for the next baseline, or set "
        "gap-since-baseline under [baseline] in the configuration.",
        source=PAGE,
        why="Looks for the hours without a record between the newest record of an earlier report and the next one: "
        "more than a day, and by default more than three times the longest such gap within the baseline. A run that "
        "failed for some nights and then exported the last day only leaves such a hole, and nothing else shows it.",
        before="the baseline ends on 2025-05-30, the next record is of 2025-06-04",
        after="the baseline ends on 2025-05-30, the next record is of 2025-05-31",
        needs=("timestamp_max", "longest_gap_hours"),
        check=_gap,
        skip=skip_comparison(with_column_in_both(TIMESTAMP), _times_in_both, _something_newer),
        valid=(compared(PLAIN_NAMES, _FIRST, (*_FIRST, "u3,i3,1700090000")),),
        invalid=(compared(PLAIN_NAMES, _FIRST, (*_FIRST, "u3,i3,1700097200")),),
    ),
)
