"""SET rules about what a training or an import needs at least: interactions, users, records."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from interactions_cli.measures.metrics import Metrics
from interactions_cli.personalize.fields import USER_ID, guide
from interactions_cli.personalize.limits import (
    MIN_RECORDS_PER_JOB,
    MIN_SHARE_USERS_WITH_2,
    MIN_UNIQUE_INTERACTIONS,
    MIN_USERS_WITH_2,
    part_of,
)
from interactions_cli.rules.effect import Effect
from interactions_cli.rules.evidence import Facts, Problem
from interactions_cli.rules.kit.notes import active_users, filter_note
from interactions_cli.rules.kit.skip_reasons import interactions_needed, skip_facts, whole_dataset, with_column
from interactions_cli.rules.rule import DatasetRule, Rule
from interactions_cli.wording import plural

LIMITS_PAGE: Final = guide("limits")


def _widen(facts: Facts) -> str:
    return " or widen the event filter" if facts.view.target.events else ""


def _copies(metrics: Metrics) -> str:
    if len(set(metrics.active_users)) == 1:
        return ""
    more = max(metrics.active_users)
    return f" ({more:,} if copies of a record count, which the guide leaves open)"


def _unusable(metrics: Metrics) -> str:
    """What was read beyond the records that can be used."""
    lacking = 0 if metrics.usable_records is None else metrics.records - metrics.usable_records
    return f" ({metrics.records:,} read, {lacking:,} of them lack a value that can be used)" if lacking else ""


def _interactions(facts: Facts) -> Iterable[Problem]:
    have, whole, limit = facts.training.usable_interactions, facts.metrics.usable_interactions, MIN_UNIQUE_INTERACTIONS
    if have < limit:
        note = filter_note(facts, have=f"{have:,}", whole=f"{whole:,}", whole_passes=whole >= limit)
        details = {
            "have": plural(have, "unique interaction"),
            "note": facts.bulk_note + _unusable(facts.training) + note,
            "widen": _widen(facts),
        }
        yield Problem(actual=have, limit=limit, missing=limit - have, details=details)


def _users(facts: Facts) -> Iterable[Problem]:
    have, whole, limit = active_users(facts.training), active_users(facts.metrics), MIN_USERS_WITH_2
    if have < limit:
        note = filter_note(facts, have=f"{have:,}", whole=f"{whole:,}", whole_passes=whole >= limit)
        details = {
            "have": plural(have, "user"),
            "copies": _copies(facts.training),
            "note": facts.bulk_note + _unusable(facts.training) + note,
            "widen": _widen(facts),
        }
        yield Problem(actual=have, limit=limit, missing=limit - have, details=details)


def _active_share(facts: Facts) -> Iterable[Problem]:
    training, whole = facts.training, facts.metrics
    users, of_whole = _users_of(training), _users_of(whole)
    have, needed = active_users(training), part_of(MIN_SHARE_USERS_WITH_2, users)
    if have < needed:
        note = filter_note(
            facts,
            have=f"{have:,} of {users:,}",
            whole=f"{active_users(whole):,} of {of_whole:,}",
            whole_passes=active_users(whole) >= part_of(MIN_SHARE_USERS_WITH_2, of_whole),
        )
        details = {
            "users": plural(users, "user"),
            "copies": _copies(training),
            "note": _unusable(training) + note,
            "widen": _widen(facts),
        }
        yield Problem(actual=have, limit=needed, missing=needed - have, details=details)


def _users_of(metrics: Metrics) -> int:
    return metrics.users if metrics.usable_users is None else metrics.usable_users


def _records(facts: Facts) -> Iterable[Problem]:
    metrics, limit = facts.metrics, MIN_RECORDS_PER_JOB
    have = metrics.records if metrics.usable_records is None else metrics.usable_records
    if have < limit:
        broken = metrics.rows - metrics.records
        note = f" (another {broken:,} cannot be read as records)" if broken else ""
        note = _unusable(metrics) + note
        details = {"have": plural(have, "record"), "note": note}
        yield Problem(actual=have, limit=limit, missing=limit - have, details=details)


MINIMUMS: Final[tuple[Rule, ...]] = (
    DatasetRule(
        code="SET001",
        name="too-few-interactions",
        effect=Effect.TRAINING_FAILS,
        message="{have}, {limit} needed to train: {missing} missing{note}",
        hint="Export a longer period{widen}; streamed events count, too.",
        source=LIMITS_PAGE,
        why="Counts different records; copies count once, and a record that lacks a value it must have, or has one "
        "that no conversion saves, does not. A model needs a minimum of unique interactions, counted over bulk and "
        "streamed data together and after any filter on event type or event value. Below it training fails.",
        before="412 unique interactions",
        after="1,000 unique interactions",
        check=_interactions,
        skip=skip_facts(whole_dataset, interactions_needed),
    ),
    DatasetRule(
        code="SET002",
        name="too-few-users",
        effect=Effect.TRAINING_FAILS,
        message="{have} with two or more interactions{copies}, {limit} needed to train: {missing} missing{note}",
        hint="Export a longer period or more users{widen}; streamed events count, too.",
        source=LIMITS_PAGE,
        why="Counts the users who have at least two interactions that can be used; training fails with too few of "
        "them. The guide does not say whether copies of a record or records that the event filter drops count here, so "
        "the lower figure is judged and both are named where copies make the difference.",
        before="12 users with two interactions, 3,000 with one",
        after="25 users with two interactions, 2,475 with one",
        check=_users,
        skip=skip_facts(whole_dataset, interactions_needed, with_column(USER_ID)),
    ),
    DatasetRule(
        code="SET003",
        name="too-few-active-users",
        effect=Effect.TRAINING_FAILS,
        message="{actual} of {users} with two or more interactions{copies}, {limit} needed to train (1 % of the "
        "users): {missing} missing{note}",
        hint="Export the older interactions of these users as well{widen}; streamed events count, too.",
        source=LIMITS_PAGE,
        why="Compares the users who have at least two interactions with all users of the file; below 1 % training "
        "fails. Up to 2,500 users the minimum of 25 such users is the stricter one. The guide does not say whether "
        "users that only a Users dataset has belong to the total; they are not known here.",
        before="30 of 4,000 users have two interactions",
        after="40 of 4,000 users have two interactions",
        check=_active_share,
        skip=skip_facts(whole_dataset, interactions_needed, with_column(USER_ID)),
    ),
    DatasetRule(
        code="SET004",
        name="too-few-records",
        effect=Effect.UNSTATED,
        message="{have}{note}, {limit} needed in one import job: {missing} missing",
        hint="Import several files in one job, stream a small number of events with PutEvents, or export more.",
        source=LIMITS_PAGE,
        why="Counts the records of all inputs together, as one import job would. A job has a minimum of records, full "
        "or incremental; what happens below it is not documented, nor whether copies of a record count. They count "
        "here.",
        before="412 records in one job",
        after="1,000 records in one job",
        check=_records,
        of_files=True,
    ),
)
