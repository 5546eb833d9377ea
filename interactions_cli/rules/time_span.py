"""SET rules about the days that have records, and about times that are coarser than seconds."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta
from itertools import pairwise
from types import MappingProxyType
from typing import Final

from interactions_cli.personalize.fields import TIMESTAMP, guide
from interactions_cli.personalize.times import EPOCH, SECONDS_PER_DAY, SECONDS_PER_HOUR
from interactions_cli.rules.effect import Effect
from interactions_cli.rules.evidence import Facts, Problem
from interactions_cli.rules.kit.skip_reasons import skip_facts, whole_dataset, with_column
from interactions_cli.rules.rule import DatasetRule, Rule
from interactions_cli.wording import duration

VALUES_PAGE: Final = guide("interactions-datasets")
# Our own judgement: a quarter without an interaction is no rhythm of a service in use.
STALE_DAYS: Final = 90
# Our own judgement: shorter silences are holidays, repairs and seasons.
GAP_DAYS: Final = 30
# Fewer times agree by chance.
ENOUGH_RECORDS: Final = 100
# Seconds from 1970 to where other programs start to count.
OTHER_STARTS: Final = MappingProxyType({"1980": 315_964_800, "2000": 946_684_800, "2001": 978_307_200})
QUARTER_HOUR: Final = 900
HOURS_PER_DAY: Final = 24


def _measured(facts: Facts) -> str | None:
    return None if facts.metrics.busy_hours else "no TIMESTAMP is a likely time in Unix seconds"


def _date(seconds: int) -> str:
    return (EPOCH + timedelta(seconds=seconds)).date().isoformat()


def _stale(facts: Facts) -> Iterable[Problem]:
    newest, now = facts.metrics.timestamp_newest, facts.view.target.now
    if newest is None or (age := (now - newest) // SECONDS_PER_DAY) <= STALE_DAYS:
        return
    starts = (
        f"; counted from {start} on in place of 1970 it would be {facts.show(_date(newest + shift))}"
        for start, shift in OTHER_STARTS.items()
        if now - STALE_DAYS * SECONDS_PER_DAY <= newest + shift <= now + SECONDS_PER_DAY
    )
    details = {
        "date": facts.show(_date(newest)),
        "days": f"{age:,}",
        "today": _date(now),
        "start": next(starts, ""),
    }
    yield Problem(actual=age, limit=STALE_DAYS, details=details)


def _gap(facts: Facts) -> Iterable[Problem]:
    runs = facts.metrics.busy_hours
    gaps = [(later[0] - run[1] - 1, later[0]) for run, later in pairwise(runs)]
    # What follows is as long as the time from the end of the gap to the newest record.
    longest = max(((hours, end) for hours, end in gaps if hours > runs[-1][1] - end + 1), default=(0, 0))
    hours, end = longest
    if hours <= GAP_DAYS * HOURS_PER_DAY:
        return
    details = {
        "length": duration(hours),
        "first": facts.show(_date((end - hours) * SECONDS_PER_HOUR)),
        "last": facts.show(_date(end * SECONDS_PER_HOUR)),
        "after": duration(runs[-1][1] - end + 1),
    }
    yield Problem(actual=hours / HOURS_PER_DAY, limit=GAP_DAYS, details=details)


def _is_enough(facts: Facts) -> bool:
    # Of a single time SET009 speaks.
    return facts.metrics.records >= ENOUGH_RECORDS and facts.metrics.timestamp_min != facts.metrics.timestamp_max


def _midnight(facts: Facts) -> Iterable[Problem]:
    second = facts.metrics.second_of_day
    if second is None or not _is_enough(facts):
        return
    hour = f"{second // SECONDS_PER_HOUR:02}:{second // 60 % 60:02}:{second % 60:02} UTC"
    zone = ", midnight in another time zone" if second and not second % QUARTER_HOUR else ""
    details = {"hour": f"midnight ({hour})" if not second else f"{hour}{zone}"}
    yield Problem(details=details)


def _coarse(facts: Facts) -> Iterable[Problem]:
    divisor = facts.metrics.time_divisor
    if divisor == 1 or facts.metrics.second_of_day is not None or not _is_enough(facts):
        return
    kept = "whole hours" if divisor == SECONDS_PER_HOUR else "as a 32-bit float keeps times"
    details = {"divisor": f"{divisor:,}", "kept": kept}
    yield Problem(actual=divisor, limit=1, details=details)


TIME_SPAN: Final[tuple[Rule, ...]] = (
    DatasetRule(
        code="SET026",
        name="stale-history",
        effect=Effect.INFORMATION,
        message="the newest TIMESTAMP is of {date}, {days} days before {today}{start}",
        hint="Export up to the present if there are newer interactions: item age is counted from the newest one.",
        source=VALUES_PAGE,
        why="Looks for a data set whose newest interaction is more than 90 days older than now (`--now`). The guide "
        "sets no bound: the limit is our own judgement. Users report that a recipe did not train on a history of two "
        "years ago until it was made recent. An increment may well be old, so it is not asked.",
        before="the newest record of May 2020, imported in September 2022",
        after="records up to September 2022",
        check=_stale,
        skip=lambda facts: skip_facts(whole_dataset, with_column(TIMESTAMP))(facts) or _measured(facts),
    ),
    DatasetRule(
        code="SET027",
        name="midnight-times",
        effect=Effect.INFORMATION,
        message="every TIMESTAMP is at {hour}: the times are days, so the order of a user's interactions within a day "
        "is not known",
        hint="Export the time of each interaction if the source has it.",
        source=VALUES_PAGE,
        why="Looks for times that all fall on the same second of the day, on more than one day. A date was written in "
        "place of a time. The service takes TIMESTAMP for the moment of the interaction; what a user did first within "
        "a day is lost, and different events may look like copies (SET010). That this is worth saying is our own "
        "judgement.",
        before="u1,i1,1699920000\nu1,i2,1700006400",
        after="u1,i1,1699951217\nu1,i2,1700040921",
        check=_midnight,
        skip=lambda facts: skip_facts(with_column(TIMESTAMP))(facts) or _measured(facts),
    ),
    DatasetRule(
        code="SET029",
        name="history-gap",
        effect=Effect.SUSPICIOUS,
        message="no record for {length}, from {first} to {last}: longer than the history after it, which is {after}",
        hint="Look for the part of the export that is missing, or leave out the history before the silence.",
        source=VALUES_PAGE,
        why="Looks for more than 30 days without a record that are longer than the history after them. Part of an "
        "export is missing, or an old history was put beside a few new events. The guide sets no bound: the limit is "
        "our own judgement. An increment holds what is new, so it is not asked.",
        before="3,000 records of May 2020 and 12 of September 2022",
        after="records from May 2020 to September 2022",
        check=_gap,
        skip=lambda facts: skip_facts(whole_dataset, with_column(TIMESTAMP))(facts) or _measured(facts),
    ),
    DatasetRule(
        code="SET030",
        name="coarse-times",
        effect=Effect.INFORMATION,
        message="every TIMESTAMP is a multiple of {divisor} seconds, {kept}: the times are not exact, and different "
        "events may look like copies",
        hint="Export TIMESTAMP as a whole number (int64), never as a 32-bit float, if the source has the seconds.",
        source=VALUES_PAGE,
        why="Looks for times that are all multiples of 64 or 128 seconds, which is what is left of Unix seconds in a "
        "32-bit float, or of an hour. Such times look right, their order is lost, and events of one user with one item "
        "within two minutes become copies (SET010). That this is worth saying is our own judgement.",
        before="u1,i1,1700000000\nu1,i2,1700000128",
        after="u1,i1,1699999987\nu1,i2,1700000101",
        check=_coarse,
        skip=lambda facts: skip_facts(with_column(TIMESTAMP))(facts) or _measured(facts),
    ),
)
