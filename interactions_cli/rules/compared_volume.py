"""CMP rules about how much there is: rows, users, items and copies beside those of the baseline."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from fractions import Fraction
from math import ceil, floor
from typing import Final

from interactions_cli.measures.baseline import BaselineFigures
from interactions_cli.measures.metrics import Metrics
from interactions_cli.personalize.fields import ITEM_ID, USER_ID, guide
from interactions_cli.rules.baseline_rule import BaselineRule
from interactions_cli.rules.effect import Effect
from interactions_cli.rules.evidence import Problem
from interactions_cli.rules.kit.comparison import Comparison, with_column_in_both
from interactions_cli.rules.kit.examples import PLAIN_NAMES, compared
from interactions_cli.rules.rule import Rule
from interactions_cli.wording import figure, percent, plural

PAGE: Final = guide("interactions-datasets")


def _fewer(
    name: str, now: Callable[[Comparison], int], then: Callable[[Comparison], int]
) -> Callable[[Comparison], Iterable[Problem]]:
    def check(comparison: Comparison) -> Iterable[Problem]:
        have, had = now(comparison), then(comparison)
        if had - have > comparison.limit(name) * had:
            least = ceil((1 - comparison.limit(name)) * had)
            noun = name.removeprefix("fewer-").removesuffix("s")
            details = {"have": plural(have, noun), "then": f"{had:,}", "change": percent((had - have) / had)}
            yield Problem(actual=have, limit=least, missing=least - have, details=details)

    return check


def _more_rows(comparison: Comparison) -> Iterable[Problem]:
    have, had = comparison.now.rows, comparison.then.rows
    if have - had > comparison.limit("more-rows") * had:
        most = floor((1 + comparison.limit("more-rows")) * had)
        details = {"have": plural(have, "row"), "then": f"{had:,}", "change": percent((have - had) / had)}
        yield Problem(actual=have, limit=most, details=details)


def _more_duplicates(comparison: Comparison) -> Iterable[Problem]:
    now, then = comparison.now, comparison.then
    have, had = Fraction(now.duplicate_rows, now.records), Fraction(then.duplicate_rows, then.records)
    most = had + comparison.limit("more-duplicates")
    if have > most:
        about = "about " if "duplicate_rows" in now.estimated else ""
        details = {"now": about + percent(float(have)), "then": percent(float(had)), "most": percent(float(most))}
        yield Problem(actual=float(have), limit=float(most), details=details | {"copies": figure(now.duplicate_rows)})


def _rows_then(comparison: Comparison) -> str | None:
    return None if comparison.then.rows else "the baseline has no rows"


def _records_in_both(comparison: Comparison) -> str | None:
    if not comparison.now.records:
        return "no line is a record"
    return None if comparison.then.records else "the baseline has no records"


_ROWS: Final = tuple(f"u{number},i{number},{1_700_000_000 + number}" for number in range(6))


def _fewer_ids(
    code: str,
    what: str,
    column: str,
    count: Callable[[Metrics | BaselineFigures], int],
    *,
    look_for: str,
    why: str,
    before_after: tuple[str, str],
    same_id: tuple[str, ...],
) -> BaselineRule:
    """The rule about the different ids of a column; `same_id` are two rows with one of them."""
    return BaselineRule(
        code=code,
        name=f"fewer-{what}",
        effect=Effect.SUSPICIOUS,
        message="{have} where the baseline has {then}: {change} fewer; {limit} or more are expected",
        hint=f"Look for {look_for}. Where so few {what} are right, take this report for the next baseline, or set "
        f"fewer-{what} under [baseline] in the configuration.",
        source=PAGE,
        why=f"Compares the different {what} with those of an earlier report: by default more than a fifth less is "
        f"reported. {why}",
        before=before_after[0],
        after=before_after[1],
        needs=(what,),
        check=_fewer(f"fewer-{what}", lambda both: count(both.now), lambda both: count(both.then)),
        skip=with_column_in_both(column),
        valid=(compared(PLAIN_NAMES, _ROWS[:5], _ROWS[:4]),),
        invalid=(compared(PLAIN_NAMES, _ROWS[:2], same_id),),
    )


COMPARED_VOLUME: Final[tuple[Rule, ...]] = (
    BaselineRule(
        code="CMP001",
        name="fewer-rows",
        effect=Effect.SUSPICIOUS,
        message="{have} where the baseline has {then}: {change} fewer; {limit} or more are expected",
        hint="Look for what the export left out: a day, a shop, a part file. Where so few rows are right, take this "
        "report for the next baseline, or set fewer-rows under [baseline] in the configuration.",
        source=PAGE,
        why="Compares the rows with those of an earlier report: by default more than a fifth less is reported. A file "
        "can be flawless and still be half of what it was, because a query timed out, a partition was not there yet or "
        "a filter changed. A full import replaces everything, so what is missing is forgotten.",
        before="5,000 rows in the baseline, 2,600 now",
        after="5,000 rows in the baseline, 5,080 now",
        needs=("rows",),
        check=_fewer("fewer-rows", lambda both: both.now.rows, lambda both: both.then.rows),
        valid=(compared(PLAIN_NAMES, _ROWS[:5], _ROWS[:4]),),
        invalid=(compared(PLAIN_NAMES, _ROWS[:4], _ROWS[:3]), compared(PLAIN_NAMES, _ROWS[:4], ())),
    ),
    _fewer_ids(
        "CMP002",
        "users",
        USER_ID,
        lambda metrics: metrics.users,
        look_for="whom the export left out: a country, an app, those who did not sign in",
        why="Rows may be as many as ever while whole groups of users are gone, or while one id is written for many of "
        "them. Users without interactions get what is popular and nothing of their own.",
        before_after=("480 users in the baseline, 210 now", "480 users in the baseline, 495 now"),
        same_id=("u0,i0,1700000000", "u0,i1,1700000001"),
    ),
    _fewer_ids(
        "CMP003",
        "items",
        ITEM_ID,
        lambda metrics: metrics.items,
        look_for="what the export left out: a category, a shop, a kind of page",
        why="What no interaction names is hardly ever recommended, so a category that is missing from the export is "
        "soon missing from the shop.",
        before_after=("547 items in the baseline, 300 now", "547 items in the baseline, 561 now"),
        same_id=("u0,i0,1700000000", "u1,i0,1700000001"),
    ),
    BaselineRule(
        code="CMP012",
        name="more-rows",
        effect=Effect.SUSPICIOUS,
        message="{have} where the baseline has {then}: {change} more; {limit} at most are expected",
        hint="Look for a join that repeats rows, a period exported twice or a second source. Where so many rows are "
        "right, take this report for the next baseline, or set more-rows under [baseline] in the configuration.",
        source=PAGE,
        why="Compares the rows with those of an earlier report: by default more than twice as many are reported. A "
        "join with a table that has several rows for a key multiplies interactions, and each copy that differs in one "
        "column counts as an interaction of its own.",
        before="5,000 rows in the baseline, 14,800 now",
        after="5,000 rows in the baseline, 5,080 now",
        needs=("rows",),
        check=_more_rows,
        skip=_rows_then,
        valid=(compared(PLAIN_NAMES, _ROWS[:2], _ROWS[:4]),),
        invalid=(compared(PLAIN_NAMES, _ROWS[:2], _ROWS[:5]),),
    ),
    BaselineRule(
        code="CMP013",
        name="more-duplicates",
        effect=Effect.SUSPICIOUS,
        message="{now} of the records ({copies}) are copies of an earlier one, {then} in the baseline; {most} at most "
        "are expected",
        hint="Look for deliveries that were repeated and for files exported twice. Where so many copies are right, "
        "take this report for the next baseline, or set more-duplicates under [baseline] in the configuration.",
        source=PAGE,
        why="Compares the share of records that equal an earlier one in every column with that of an earlier report: "
        "by default five points more are reported. The service counts copies once, so that they do little harm; but "
        "they tell that a job ran twice or that a queue delivered again, and the next such fault may do more.",
        before="0.4 % copies in the baseline, 12 % now",
        after="0.4 % copies in the baseline, 0.5 % now",
        needs=("duplicate_rows", "unique_interactions"),
        check=_more_duplicates,
        skip=_records_in_both,
        valid=(compared(PLAIN_NAMES, (*_ROWS[:4], _ROWS[0]), (*_ROWS[1:5], _ROWS[1])),),
        invalid=(compared(PLAIN_NAMES, _ROWS[:4], (*_ROWS[:4], _ROWS[0])),),
    ),
)
