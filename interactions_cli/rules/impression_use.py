"""IMP rules about a list and what stands beside it: the item, the recommendation, the purpose."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Final

from interactions_cli.personalize.fields import (
    IMPRESSION,
    ITEM_ID,
    RECOMMENDATION_ID,
    Domain,
    guide,
)
from interactions_cli.reading.view import DatasetView
from interactions_cli.rules.evidence import Problem
from interactions_cli.rules.kit.cells import is_impression
from interactions_cli.rules.kit.headers import header_sample, purpose_names, purposes, readable, with_purpose
from interactions_cli.rules.rule import Effect, HeaderExample, HeaderRule, RowRule, Rule

if TYPE_CHECKING:
    import polars as pl

    from interactions_cli.reading.columns import Column

IMPRESSIONS_PAGE: Final = guide("interactions-datasets")


USERS_OF_IMPRESSIONS: Final = {
    Domain.CUSTOM: "--recipe aws-user-personalization",
    Domain.ECOMMERCE: "--use-case recommended-for-you",
    Domain.VIDEO_ON_DEMAND: "--use-case top-picks-for-you",
}


def _not_shown(column: Column, item: Column) -> pl.Expr:
    from interactions_cli.measures.impression_counts import is_shown

    return ~is_shown(column.raw, item.raw)


def _both_given(column: Column, recommendation: Column) -> pl.Expr:
    return column.raw.is_not_null() & recommendation.raw.is_not_null()


def _unused(view: DatasetView) -> Iterable[Problem]:
    headers = [header for header in readable(view) if IMPRESSION in header.names]
    if headers and not any(purpose.impressions for purpose in purposes(view.target)):
        yield Problem(
            column=IMPRESSION,
            samples=tuple(header_sample(header) for header in headers),
            details={"purpose": purpose_names(view.target), "option": USERS_OF_IMPRESSIONS[view.target.domain]},
        )


def _unused_skip(view: DatasetView) -> str | None:
    return with_purpose(view) or (None if IMPRESSION in view.names else f"the file has no column {IMPRESSION}")


IMPRESSION_USE: Final[tuple[Rule, ...]] = (
    RowRule(
        code="IMP003",
        name="interacted-item-not-shown",
        effect=Effect.RECOMMENDED,
        message="{rows} with an ITEM_ID that is not in IMPRESSION; the guide's examples always list it, "
        "though no sentence requires it",
        hint="Check that lists and clicks were joined by the right key, and look at the first such line: "
        "`sed -n {line}p {path}`.",
        source=IMPRESSIONS_PAGE,
        why="Looks for the interacted item among the ids of its own list. Impressions are what the user saw when they "
        "chose the item, so it should have been on the screen. Many misses mean that a list belongs to another "
        "moment, or that the ids are written in two ways.",
        before="u1,i1,1700000000,i2|i3",
        after="u1,i1,1700000000,i1|i2|i3",
        applies_to=is_impression,
        exclusive=False,
        needs=(ITEM_ID,),
        violation=_not_shown,
        example_column=IMPRESSION,
        valid=("i1", "i1|i2", "i2|i1|i3", "i2|i1", ""),
        invalid=("i2|i3", "i12|i10", "xi1|i2", "I1|i2", "i2|i 1"),
    ),
    RowRule(
        code="IMP006",
        name="impression-and-recommendation",
        effect=Effect.INFORMATION,
        message="{rows} with both an IMPRESSION and a RECOMMENDATION_ID: for recorded events the explicit list wins, "
        "for imported files the guide does not say",
        hint="Keep both if metrics need the id; where the list that was recommended should count, blank the other: "
        '`df.loc[df["RECOMMENDATION_ID"].notna(), "IMPRESSION"] = None`.',
        source=guide("putevents-including-impressions-data"),
        why="Looks for rows that say in two ways what was shown: the list itself, and the id of the recommendation it "
        "came from. The two may differ when a page adds or removes items after the recommendation; then the list is "
        "the better witness.",
        before="u1,i1,1700000000,i1|i2,RID-1",
        after="u1,i1,1700000000,i1|i2,",
        applies_to=is_impression,
        exclusive=False,
        needs=(RECOMMENDATION_ID,),
        violation=_both_given,
        example_column=IMPRESSION,
        example_row={RECOMMENDATION_ID: "RID-1"},
        valid=("",),
        invalid=("i1", "i1|i2"),
    ),
    HeaderRule(
        code="IMP007",
        name="impressions-unused",
        effect=Effect.INFORMATION,
        message="column IMPRESSION, and the guide does not count {purpose} among the recipes and use cases "
        "that use impressions",
        hint="Keep the column for a later solution or leave it out; to check for one that uses it add `{option}`.",
        source=IMPRESSIONS_PAGE,
        why="Looks for a column of impressions when the chosen recipe or use case does not use them. They guide "
        "exploration in User-Personalization, Top picks for you and Recommended for you, and are left out of training "
        "everywhere. The column costs import size and nothing else.",
        before="--recipe aws-sims, with a column IMPRESSION",
        after="--recipe aws-user-personalization, with a column IMPRESSION",
        check=_unused,
        skip=_unused_skip,
        valid=(
            HeaderExample(
                header="USER_ID,ITEM_ID,TIMESTAMP,IMPRESSION", options=("--recipe", "aws-user-personalization")
            ),
            HeaderExample(
                header="USER_ID,ITEM_ID,TIMESTAMP,EVENT_TYPE,IMPRESSION",
                options=("--use-case", "most-viewed", "--use-case", "recommended-for-you"),
            ),
            HeaderExample(header="USER_ID,ITEM_ID,TIMESTAMP", options=("--recipe", "aws-sims")),
        ),
        invalid=(
            HeaderExample(
                header="USER_ID,ITEM_ID,TIMESTAMP,IMPRESSION", options=("--recipe", "aws-user-personalization-v2")
            ),
            HeaderExample(
                header="USER_ID,ITEM_ID,TIMESTAMP,EVENT_TYPE,IMPRESSION", options=("--use-case", "most-viewed")
            ),
        ),
    ),
)
