"""SCH rules about own columns: how many, reserved for others, of no use."""

from __future__ import annotations

import shlex
from collections.abc import Iterable
from typing import Final

from interactions_cli.personalize.fields import FOREIGN_KEYWORDS, Domain, guide
from interactions_cli.personalize.limits import MAX_METADATA_COLUMNS
from interactions_cli.reading.view import DatasetView
from interactions_cli.rules.effect import Effect
from interactions_cli.rules.evidence import Problem
from interactions_cli.rules.kit.examples import PLAIN, WITH_DEVICE
from interactions_cli.rules.kit.headers import (
    column_problem,
    header_sample,
    holding,
    purpose_names,
    purposes,
    readable,
    with_purpose,
)
from interactions_cli.rules.rule import HeaderExample, HeaderRule, Rule
from interactions_cli.wording import listing

KEYWORD_PAGE: Final = guide("custom-datasets-and-schemas")
CONTEXT_OPTIONS: Final = {
    Domain.CUSTOM: "--recipe aws-user-personalization-v2",
    Domain.ECOMMERCE: "--use-case recommended-for-you",
    Domain.VIDEO_ON_DEMAND: "--use-case top-picks-for-you",
}


def _own(view: DatasetView) -> list[str]:
    return [field.name for field in view.schema.own if field.name]


def _too_many(view: DatasetView) -> Iterable[Problem]:
    own = _own(view)
    if len(own) > MAX_METADATA_COLUMNS:
        yield Problem(
            actual=len(own),
            limit=MAX_METADATA_COLUMNS,
            samples=tuple(header_sample(header) for header in readable(view)),
            details={"names": listing(own)},
        )


def _foreign(view: DatasetView) -> Iterable[Problem]:
    for name in view.names:
        if name in FOREIGN_KEYWORDS[view.target.domain]:
            yield column_problem(name, holding(view, name), quoted=shlex.quote(name))


def _context_unused(view: DatasetView) -> Iterable[Problem]:
    own = [name for name in _own(view) if name in view.names]
    if own and not any(purpose.context for purpose in purposes(view.target)):
        yield Problem(
            count=len(own),
            details={
                "names": listing(own),
                "purpose": purpose_names(view.target),
                "option": CONTEXT_OPTIONS[view.target.domain],
            },
        )


OWN_COLUMNS: Final[tuple[Rule, ...]] = (
    HeaderRule(
        code="SCH006",
        name="too-many-metadata-columns",
        effect=Effect.UNSTATED,
        message="{actual} metadata columns ({names}), and the quota is {limit}; reserved columns are not counted",
        hint="Choose the {limit} that say most about the moment of the interaction (--keep, --drop); {prepare} keeps "
        "the first that look like it and lists the others.",
        source=guide("limits"),
        why="Counts the columns that are neither required nor reserved. The quota is part of the guide's table of "
        "limits; which step refuses a surplus column is not said there.",
        before="USER_ID,ITEM_ID,TIMESTAMP,A,B,C,D,E,F",
        after="USER_ID,ITEM_ID,TIMESTAMP,A,B,C,D,E",
        check=_too_many,
        valid=(
            HeaderExample(header="USER_ID,ITEM_ID,TIMESTAMP,A,B,C,D,E"),
            HeaderExample(header="USER_ID,ITEM_ID,TIMESTAMP,EVENT_TYPE,EVENT_VALUE,A,B,C,D,E"),
        ),
        invalid=(HeaderExample(header="USER_ID,ITEM_ID,TIMESTAMP,A,B,C,D,E,F"),),
    ),
    HeaderRule(
        code="SCH010",
        name="foreign-keyword",
        effect=Effect.SUSPICIOUS,
        message="column {column} has a name that the guide reserves for another type of dataset",
        hint="Move it to the items or users file if it describes those, and add `--drop {quoted}` to {prepare}.",
        source=KEYWORD_PAGE,
        why="Looks for column names that are keywords of the Items or Users dataset of the same domain. They usually "
        "mean that item data was joined to the interactions. What an import of interactions makes of such a name is "
        "not documented.",
        before="USER_ID,ITEM_ID,TIMESTAMP,CREATION_TIMESTAMP",
        after="USER_ID,ITEM_ID,TIMESTAMP",
        check=_foreign,
        valid=(
            PLAIN,
            HeaderExample(header="USER_ID,ITEM_ID,TIMESTAMP,GENDER"),
            HeaderExample(header="USER_ID,ITEM_ID,TIMESTAMP,EVENT_TYPE,PRICE", options=("--domain", "ecommerce")),
        ),
        invalid=(
            HeaderExample(header="USER_ID,ITEM_ID,TIMESTAMP,CREATION_TIMESTAMP"),
            HeaderExample(header="USER_ID,ITEM_ID,TIMESTAMP,EVENT_TYPE,GENDER", options=("--domain", "ecommerce")),
            HeaderExample(header="USER_ID,ITEM_ID,TIMESTAMP,EVENT_TYPE,PRICE", options=("--domain", "video-on-demand")),
        ),
    ),
    HeaderRule(
        code="SCH011",
        name="context-unused",
        effect=Effect.INFORMATION,
        message="contextual metadata in the file ({names}), and the guide does not list {purpose} "
        "among the recipes and use cases that use it",
        hint="Keep the columns if filters or a later solution need them; to check for one that uses them give "
        "`{option}`.",
        source=guide("contextual-metadata"),
        why="Looks for own columns when a recipe or use case is chosen that is not on the guide's list of those that "
        "use contextual metadata. The columns do no harm there, but they do not improve the recommendations either.",
        before="--recipe aws-sims, with a column DEVICE",
        after="--recipe aws-user-personalization-v2, with a column DEVICE",
        check=_context_unused,
        skip=with_purpose,
        valid=(
            HeaderExample(header=WITH_DEVICE, options=("--recipe", "aws-user-personalization-v2")),
            HeaderExample(header="USER_ID,ITEM_ID,TIMESTAMP", options=("--recipe", "aws-sims")),
            HeaderExample(
                header="USER_ID,ITEM_ID,TIMESTAMP,EVENT_TYPE,DEVICE",
                options=("--use-case", "most-viewed", "--use-case", "recommended-for-you"),
            ),
        ),
        invalid=(
            HeaderExample(header=WITH_DEVICE, options=("--recipe", "aws-sims")),
            HeaderExample(header="USER_ID,ITEM_ID,TIMESTAMP,EVENT_TYPE,DEVICE", options=("--use-case", "most-viewed")),
        ),
    ),
)
