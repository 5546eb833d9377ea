"""IMP rules about a list and what stands beside it: the recommendation, the purpose, another separator."""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Final

from interactions_cli.personalize.fields import (
    IMPRESSION,
    IMPRESSION_SEPARATOR,
    ITEM_ID,
    RECOMMENDATION_ID,
    Domain,
    guide,
)
from interactions_cli.reading.view import DatasetView
from interactions_cli.rules.effect import Effect
from interactions_cli.rules.evidence import Problem
from interactions_cli.rules.kit.cells import is_impression
from interactions_cli.rules.kit.headers import header_sample, purpose_names, purposes, readable, with_purpose
from interactions_cli.rules.rule import HeaderExample, HeaderRule, RowRule, Rule
from interactions_cli.rules.unusual_separators import UNUSUAL_SEPARATOR

if TYPE_CHECKING:
    import polars as pl

    from interactions_cli.reading.columns import Column

IMPRESSIONS_PAGE: Final = guide("interactions-datasets")
USERS_OF_IMPRESSIONS: Final = {
    Domain.CUSTOM: "--recipe aws-user-personalization",
    Domain.ECOMMERCE: "--use-case recommended-for-you",
    Domain.VIDEO_ON_DEMAND: "--use-case top-picks-for-you",
}


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


# What other lists are joined by. No hyphen and no underscore: ids are full of them.
SEPARATORS: Final = {
    ",": "commas",
    ";": "semicolons",
    "\t": "tabs",
    " ": "spaces",
    "/": "slashes",
    ":": "colons",
    "~": "tildes",
    "^": "carets",
    "+": "plus signs",
    "&": "ampersands",
    "#": "number signs",
}
TYPED_AS: Final = {"\t": "tab", " ": "space"}
UNPACKED: Final = "Join the ids with vertical bars: {prepare}"
SPLIT_AT: Final = "Join the ids with vertical bars: add `--list-separator {mark}` to {prepare}"
SPLIT_AT_SOMETHING: Final = (
    "Join the ids with vertical bars: {prepare}, with --list-separator where nothing proves what separates them"
)
ARRAY: Final = r"^\s*(\[.*\]|\{.*\}|\(.*\))\s*$"


def _other_separator(column: Column, item: Column) -> pl.Expr:
    raw, own = column.raw, item.raw
    joined = raw.str.contains(ARRAY) & ~own.str.contains(ARRAY).fill_null(value=False)
    for separator in SEPARATORS:
        elsewhere = own.str.contains(separator, literal=True).fill_null(value=False)
        joined = joined | (raw.str.strip_chars().str.contains(separator, literal=True) & ~elsewhere)
    return joined & ~raw.str.contains(IMPRESSION_SEPARATOR, literal=True)


def _separator_details(value: str) -> Mapping[str, str]:
    """{joined}: how the lists are written, as far as the first shows; {advice}: what rewrites them."""
    if re.fullmatch(ARRAY, value):
        return {"joined": "arrays", "advice": UNPACKED}
    mark = next((separator for separator in SEPARATORS if separator in value.strip()), None)
    if mark is None:
        return {"joined": "ids joined by another character", "advice": SPLIT_AT_SOMETHING}
    typed = shlex.quote(TYPED_AS.get(mark, mark))
    return {"joined": f"ids joined by {SEPARATORS[mark]}", "advice": SPLIT_AT, "mark": typed}


IMPRESSION_USE: Final[tuple[Rule, ...]] = (
    RowRule(
        code="IMP006",
        name="impression-and-recommendation",
        effect=Effect.INFORMATION,
        message="{rows} with both an IMPRESSION and a RECOMMENDATION_ID: for recorded events the explicit list wins, "
        "for imported files the guide does not say",
        hint="Keep both if metrics need the id; where the list that was recommended should count, leave IMPRESSION "
        "blank where the file is made.",
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
        hint="Keep the column for a later solution or leave it out; to check for one that uses it give `{option}`.",
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
    RowRule(
        code="IMP008",
        name="wrong-list-separator",
        effect=Effect.UNSTATED,
        message="{rows} with an IMPRESSION without a vertical bar, nearly all that have one: they look like {joined}, "
        "and the guide asks for vertical bars; read as it stands each is one id, which no item has",
        hint="{advice}.",
        source=IMPRESSIONS_PAGE,
        why="Looks for an IMPRESSION column in which at least nine of ten lists have no vertical bar but another "
        "separator that the ITEM_ID of the row does not contain, or are arrays of a programming language. The guide "
        "joins the ids by vertical bars. It does not say what becomes of another list; read as one id it names no "
        "item.",
        before="u1,i1,1700000000,i1;i2;i3",
        after="u1,i1,1700000000,i1|i2|i3",
        applies_to=is_impression,
        exclusive=False,
        needs=(ITEM_ID,),
        share_at_least=0.9,
        covers=("IMP002", "IMP003", "IMP005", "IMP009"),
        variants=(UNUSUAL_SEPARATOR,),
        violation=_other_separator,
        suspects=lambda lists, _item: lists.without_bar(),
        details=_separator_details,
        example_column=IMPRESSION,
        valid=("i1", "i1|i2", "i1|red shoes", "i1-i2", "i1_i2", ""),
        invalid=(
            "i1,i2",
            "i1;i2",
            "i1 i2",
            "i1\ti2",
            "i1/i2",
            "['i1', 'i2']",
            '["i1","i2"]',
            "{i1,i2}",
            "[1 2]",
            "(i1)",
        ),
    ),
)
