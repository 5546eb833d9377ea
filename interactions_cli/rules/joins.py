"""REF rules: the ids of the interactions against catalogues of items and users."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Final

from interactions_cli.measures.join_figures import JoinFigures, NearMiss, Place
from interactions_cli.personalize.fields import ITEM_ID, USER_ID, guide
from interactions_cli.personalize.limits import part_of
from interactions_cli.report import Sample
from interactions_cli.rules.cell import quoted_cell
from interactions_cli.rules.effect import Effect
from interactions_cli.rules.evidence import Facts, Problem
from interactions_cli.rules.rule import DatasetRule, Rule
from interactions_cli.wording import figure, listing, percent, plural

INSIGHTS_PAGE: Final = guide("analyzing-data")
# What the ids of a column are called, and the limit of those that are not known.
THINGS: Final = {ITEM_ID: ("item", "unknown-items"), USER_ID: ("user", "unknown-users")}
OPTIONS: Final = {ITEM_ID: "no catalogue of items given (--items)", USER_ID: "no catalogue of users given (--users)"}


def _absent(facts: Facts, *columns: str) -> str | None:
    """Why a rule about some of the catalogues has nothing to compare with."""
    joined = [join.column for join in facts.joins if join.column in columns]
    if not joined:
        return OPTIONS[columns[0]] if facts.joins else "no catalogue given (--items, --users)"
    missing = [column for column in joined if column not in facts.view.names]
    return f"the file has no column {missing[0]}" if missing == joined else None


def _skip(*columns: str) -> Callable[[Facts], str | None]:
    return lambda facts: _absent(facts, *columns)


def _joins(facts: Facts, *columns: str) -> list[JoinFigures]:
    return [join for join in facts.joins if join.column in columns and join.column in facts.view.names]


def _samples(facts: Facts, places: Sequence[Place]) -> list[Sample]:
    return [facts.sample(path, line, text) for path, line, text in places]


def _catalogue(join: JoinFigures) -> str:
    first, *more = join.paths
    return f"{first} and {plural(len(more), 'more file')}" if more else first


def _unknown(column: str) -> Callable[[Facts], Iterable[Problem]]:
    def check(facts: Facts) -> Iterable[Problem]:
        thing, limit = THINGS[column]
        for join in _joins(facts, column):
            rows, count = facts.metrics.rows, join.unknown_rows
            if count and count >= part_of(facts.limit(limit), rows):
                near = f"; {plural(join.near_ids, 'of them is', 'of them are')} known in another writing (REF003)"
                yield Problem(
                    column=column,
                    count=count,
                    share=count / rows,
                    samples=_samples(facts, join.samples),
                    details={
                        "part": percent(count / rows),
                        "ids": plural(join.unknown_ids, thing),
                        "catalogue": _catalogue(join),
                        "known": figure(join.ids),
                        "near": near if join.near_ids else "",
                    },
                )

    return check


def _near(facts: Facts) -> Iterable[Problem]:
    for join in _joins(facts, ITEM_ID, USER_ID):
        rows, count = facts.metrics.rows, join.near_rows
        if count and count >= part_of(facts.limit("near-miss-ids"), rows):
            causes = [_cause(entry) for entry in sorted(join.near_misses, key=lambda entry: -entry.rows)]
            yield Problem(
                column=join.column,
                count=count,
                share=count / rows,
                samples=_samples(facts, join.near_samples),
                details={
                    "part": percent(count / rows),
                    "ids": plural(join.near_ids, THINGS[join.column][0]),
                    "catalogue": _catalogue(join),
                    "causes": listing(causes),
                },
            )


def _cause(entry: NearMiss) -> str:
    words = entry.words.format(prefix=quoted_cell(entry.prefix)) if entry.prefix else entry.words
    return f"{entry.ids:,} {words}"


def _idle(facts: Facts) -> Iterable[Problem]:
    limit = facts.limit("idle-catalogue")
    for join in _joins(facts, ITEM_ID, USER_ID):
        # What the interactions have in another writing is REF003's business.
        idle = join.idle_ids - join.near_ids
        if idle > 0 and idle >= part_of(limit, join.ids):
            share = join.idle_ids / join.ids
            yield Problem(
                column=join.column,
                count=join.idle_ids,
                actual=share,
                limit=limit,
                details={
                    "idle": f"{join.idle_ids:,} of {plural(join.ids, THINGS[join.column][0])}",
                    "part": percent(share),
                    "catalogue": _catalogue(join),
                },
            )


def _unknown_rule(code: str, name: str, column: str, things: str, before: str, after: str) -> Rule:
    return DatasetRule(
        code=code,
        name=name,
        effect=Effect.SUSPICIOUS,
        counts_rows=True,
        message="{rows} ({part}) with one of {ids} that {catalogue} does not have{near}",
        hint=f"Export the {things} and the interactions of the same day from the same system, and ask whoever writes "
        f"the events where the other {things} come from: a deleted product, a test, another shop.",
        source=INSIGHTS_PAGE,
        why=f"Compares every {column} with the catalogue that stands beside the interactions, from 1 % of the rows on "
        f"(`[limits] {THINGS[column][1]}` in the configuration). The service takes such rows; but metadata and filters "
        "know nothing of an id that the other dataset lacks, and many of them mean that the two exports do not belong "
        "together. That this is a mistake is our own judgement.",
        before=before,
        after=after,
        check=_unknown(column),
        skip=_skip(column),
    )


JOINS: Final[tuple[Rule, ...]] = (
    _unknown_rule("REF001", "unknown-item", ITEM_ID, "items", "4 of 100 rows with i77, which items.csv lacks", "i7"),
    _unknown_rule("REF002", "unknown-user", USER_ID, "users", "4 of 100 rows with u77, which users.csv lacks", "u7"),
    DatasetRule(
        code="REF003",
        name="near-miss-ids",
        effect=Effect.SUSPICIOUS,
        counts_rows=True,
        covers_equal=("REF001", "REF002"),
        message="{rows} ({part}) with one of {ids} that {catalogue} has in another writing: {causes}",
        hint="Write the ids of both exports alike, as one and the same type and without additions: to the service "
        "another writing is another id.",
        source=INSIGHTS_PAGE,
        why="Looks among unknown ids for those that the catalogue would know without blanks around them, in lower "
        "case, without `.0` at the end, without zeros in front, or without a text that stands in front of them on one "
        "side (learnt from the first 1,000 unknown ids), from 1 % of the rows on (`[limits] near-miss-ids`). Two jobs "
        "wrote the same ids in two ways; the service joins the datasets by equal ids, so nothing would meet.",
        before="movie-12 in the interactions, 12 in the catalogue",
        after="12 in both",
        check=_near,
        skip=_skip(ITEM_ID, USER_ID),
    ),
    DatasetRule(
        code="REF004",
        name="idle-catalogue",
        effect=Effect.INFORMATION,
        message="{idle} of {catalogue} ({part}) have no interaction",
        hint="Export a longer period if these should have been seen; an item without interactions might not be "
        "recommended, and a user without any gets popular items.",
        source=INSIGHTS_PAGE,
        why="Counts the ids of the catalogue that no interaction has, from half of it on (`[limits] idle-catalogue`). "
        "What the interactions have in another writing does not count. The data insights of the service name the same "
        "share. Often the period is too short, or the catalogue is that "
        "of everything there ever was.",
        before="20,000 items, of which 700 have interactions",
        after="700 items, of which 650 have interactions",
        check=_idle,
        skip=_skip(ITEM_ID, USER_ID),
    ),
)
