"""SET rules about the values of a column together: how many, how different."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Final

from interactions_cli.personalize.fields import EVENT_ATTRIBUTION_SOURCE, EVENT_VALUE, Domain, guide
from interactions_cli.personalize.limits import (
    MAX_ATTRIBUTION_SOURCES,
    MIN_COMPLETENESS,
    RECOMMENDED_MAX_CATEGORIES,
    part_of,
)
from interactions_cli.personalize.schema import Field
from interactions_cli.reading.view import DatasetView
from interactions_cli.rules.effect import Effect
from interactions_cli.rules.evidence import Facts, Problem
from interactions_cli.rules.kit.skip_reasons import (
    skip_facts,
    with_column,
)
from interactions_cli.rules.rule import DatasetRule, HeaderExample, HeaderRule, Rule
from interactions_cli.wording import percent

INSIGHTS_PAGE: Final = guide("analyzing-data")


# Our own judgement: context repeats, an id does not.
ID_LIKE_SHARE: Final = 0.9
ENOUGH_VALUES: Final = 100


def _nullable(view: DatasetView) -> list[Field]:
    return [field for field in view.schema.fields if field.nullable and field.name in view.names]


def _categorical(view: DatasetView) -> list[Field]:
    return [
        field for field in view.schema.own if field.categorical and field.kind == "string" and field.name in view.names
    ]


def _some(fields: Callable[[DatasetView], list[Field]], reason: str) -> Callable[[DatasetView], str | None]:
    return lambda view: None if fields(view) else reason


def _incomplete(facts: Facts) -> Iterable[Problem]:
    metrics = facts.metrics
    needed = part_of(MIN_COMPLETENESS, metrics.records)
    for field in _nullable(facts.view):
        measured = metrics.by_column.get(field.name)
        filled = metrics.records - (measured.blanks if measured else 0)
        if filled < needed:
            # Rounded down: "70 % complete, 70 % recommended" would explain nothing.
            thousandths = filled * 1000 // metrics.records
            details = {
                "complete": percent(thousandths / 1000 if thousandths else filled / metrics.records),
                "records": f"{metrics.records:,}",
            }
            blanks = metrics.records - filled
            yield Problem(
                column=field.name,
                count=blanks,
                share=blanks / metrics.rows,
                actual=filled,
                limit=needed,
                missing=needed - filled,
                details=details,
            )


def _categories(facts: Facts) -> Iterable[Problem]:
    limit = RECOMMENDED_MAX_CATEGORIES
    for field in _categorical(facts.view):
        measured = facts.metrics.by_column.get(field.name)
        if measured and measured.distinct is not None and measured.distinct > limit and not measured.all_numbers:
            details = {
                "about": "about " if measured.estimated else "",
                "excess": f"{measured.distinct - limit:,}",
            }
            yield Problem(column=field.name, actual=measured.distinct, limit=limit, details=details)


def _id_like(facts: Facts) -> Iterable[Problem]:
    for field in _categorical(facts.view):
        measured = facts.metrics.by_column.get(field.name)
        if measured is None or measured.distinct is None:
            continue
        filled = facts.metrics.records - measured.blanks
        if filled >= ENOUGH_VALUES and measured.distinct >= ID_LIKE_SHARE * filled:
            details = {
                "about": "about " if measured.estimated else "",
                "distinct": f"{min(measured.distinct, filled):,}",
                "values": f"{filled:,}",
            }
            yield Problem(column=field.name, actual=min(measured.distinct, filled), limit=filled, details=details)


def _sources(facts: Facts) -> Iterable[Problem]:
    limit = MAX_ATTRIBUTION_SOURCES
    measured = facts.metrics.by_column.get(EVENT_ATTRIBUTION_SOURCE)
    if measured and measured.distinct is not None and measured.distinct > limit:
        details = {
            "about": "about " if measured.estimated else "",
            "excess": f"{measured.distinct - limit:,}",
        }
        yield Problem(actual=measured.distinct, limit=limit, details=details)


def _unused_value(view: DatasetView) -> Iterable[Problem]:
    if EVENT_VALUE in view.names:
        cases = view.target.use_cases
        titles = f"domain recommenders ({' and '.join(case.title for case in cases)}) do"
        yield Problem(details={"titles": titles if cases else f"a dataset group of {view.target.domain.value} does"})


def _in_domain(view: DatasetView) -> str | None:
    is_custom = view.target.domain is Domain.CUSTOM and not view.target.use_cases
    return "no domain and no use case chosen (--domain, --use-case)" if is_custom else None


COLUMN_CONTENTS: Final[tuple[Rule, ...]] = (
    DatasetRule(
        code="SET011",
        name="incomplete-column",
        effect=Effect.RECOMMENDED,
        counts_rows=True,
        message="{column} is {complete} complete, 70 % recommended: {missing} more of the {records} records need a "
        "value",
        hint="Fill in {column} where the value is known, or leave the column out of the export.",
        source=guide("interactions-datasets"),
        why="Looks at the columns that may be blank. The guide recommends that they have a value in at least 70 % of "
        "the records.",
        before="EVENT_VALUE filled in 650 of 1,000 records",
        after="EVENT_VALUE filled in 700 of 1,000 records",
        check=_incomplete,
        of_files=True,
        skip=skip_facts(_some(_nullable, "no column of the file may be blank")),
    ),
    DatasetRule(
        code="SET012",
        name="too-many-categories",
        effect=Effect.RECOMMENDED,
        message="{column} has {about}{actual} different values, and the service's own analysis flags more than "
        "{limit}: {excess} too many",
        hint="Group rare values of {column} into broader ones where the file is made.",
        source=INSIGHTS_PAGE,
        why="Counts the different values of your own categorical columns. The service's own analysis flags more than "
        "1,000 categories. A column in which every value is a number is left alone here; values of a list joined by "
        "vertical bars count as they are written.",
        before="CITY with 1,500 different values",
        after="REGION with 40 different values",
        check=_categories,
        of_files=True,
        skip=skip_facts(_some(_categorical, "no own categorical column in the file")),
    ),
    DatasetRule(
        code="SET028",
        name="id-like-column",
        effect=Effect.RECOMMENDED,
        message="{column} has {about}{distinct} different values in {values} records, so it looks like an id: it tells "
        "a model nothing that another record could share, and records that are equal else are no copies",
        hint="Leave {column} out of the export; a measure such as a price needs a number type in the schema.",
        source=INSIGHTS_PAGE,
        why="Looks for own categorical columns with at least 100 values of which nine in ten are different: row "
        "numbers, sessions, request ids. The service's own analysis flags more than 1,000 categories; that a column "
        "whose values hardly repeat is no context is our own judgement.",
        before="ROW_ID with 1,200 different values in 1,200 records",
        after="no column ROW_ID",
        covers=("SET012",),
        check=_id_like,
        skip=skip_facts(_some(_categorical, "no own categorical column in the file")),
    ),
    DatasetRule(
        code="SET023",
        name="too-many-attribution-sources",
        effect=Effect.UNSTATED,
        message="{about}{actual} different values of EVENT_ATTRIBUTION_SOURCE, at most {limit} allowed: {excess} too "
        "many",
        hint="Name the place that showed the item, not a single request or session.",
        source=guide("limits"),
        why="Counts the different sources that a metric attribution would have to tell apart. There is a quota of "
        "100; what happens beyond it is not documented.",
        before="EVENT_ATTRIBUTION_SOURCE with 4,000 request ids",
        after="EVENT_ATTRIBUTION_SOURCE with home, search, mail",
        check=_sources,
        skip=skip_facts(with_column(EVENT_ATTRIBUTION_SOURCE)),
    ),
    HeaderRule(
        code="SET024",
        name="event-value-unused",
        effect=Effect.INFORMATION,
        message="the file has an EVENT_VALUE column, and {titles} not use event values",
        hint="Keep it for a custom solution, or leave the column out; to check for a custom recipe give "
        "`--recipe aws-user-personalization-v2` in place of the domain or use case.",
        source=guide("interactions-datasets"),
        why="Looks for EVENT_VALUE when a domain or one of its use cases is chosen. Recommenders of a domain do not "
        "use the values and cannot filter by them. The column does no harm.",
        before="USER_ID,ITEM_ID,TIMESTAMP,EVENT_TYPE,EVENT_VALUE",
        after="USER_ID,ITEM_ID,TIMESTAMP,EVENT_TYPE",
        check=_unused_value,
        skip=_in_domain,
        valid=(
            HeaderExample(header="USER_ID,ITEM_ID,TIMESTAMP,EVENT_TYPE", options=("--use-case", "most-viewed")),
            HeaderExample(header="USER_ID,ITEM_ID,TIMESTAMP,EVENT_TYPE,EVENT_VALUE"),
            HeaderExample(header="USER_ID,ITEM_ID,TIMESTAMP,EVENT_TYPE", options=("--domain", "ecommerce")),
            HeaderExample(
                header="USER_ID,ITEM_ID,TIMESTAMP,EVENT_TYPE,EVENT_VALUE",
                options=("--recipe", "aws-user-personalization-v2"),
            ),
        ),
        invalid=(
            HeaderExample(
                header="USER_ID,ITEM_ID,TIMESTAMP,EVENT_TYPE,EVENT_VALUE", options=("--use-case", "most-viewed")
            ),
            HeaderExample(
                header="EVENT_VALUE,USER_ID,ITEM_ID,TIMESTAMP,EVENT_TYPE", options=("--use-case", "top-picks-for-you")
            ),
        ),
    ),
)
