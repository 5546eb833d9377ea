"""IMP rules about a list and the item of its row."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from interactions_cli.personalize.fields import IMPRESSION, IMPRESSION_SEPARATOR, ITEM_ID, guide
from interactions_cli.rules.effect import Effect
from interactions_cli.rules.kit.cells import is_impression
from interactions_cli.rules.rule import RowRule, Rule

if TYPE_CHECKING:
    import polars as pl

    from interactions_cli.reading.columns import Column

IMPRESSIONS_PAGE: Final = guide("interactions-datasets")
ITEM_NOT_SHOWN: Final = "IMP003"
LISTS_OF_OTHERS: Final = "IMP009"
# White space around a bar.
BLANKS: Final = r"\s*\|\s*"


def _not_shown(column: Column, item: Column) -> pl.Expr:
    """Ids with blanks around are judged without them: of the blanks other rules speak."""
    import polars as pl

    from interactions_cli.measures.impression_counts import is_shown

    absent = ~is_shown(column.raw, item.raw)
    # A pattern costs much more than the search, and there are few lists in which the item is not found.
    left = pl.when(absent).then(column.raw).str.strip_chars().str.replace_all(BLANKS, IMPRESSION_SEPARATOR)
    return absent & ~is_shown(left, item.raw.str.strip_chars())


def _list_of_others(column: Column, item: Column) -> pl.Expr:
    """White space alone is no list: it is not among those that the share is taken of."""
    return _not_shown(column, item) & (column.trimmed != "")


SHOWN_ITEMS: Final[tuple[Rule, ...]] = (
    RowRule(
        code=ITEM_NOT_SHOWN,
        name="interacted-item-not-shown",
        effect=Effect.RECOMMENDED,
        message="{rows} with an ITEM_ID that is not in IMPRESSION; the guide's examples always list it, "
        "though no sentence requires it",
        hint="Check that lists and clicks were joined by the right key.",
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
        suspects=lambda lists, item: lists.without(item),
        settles=lambda lists: lists.tell_absence,
        example_column=IMPRESSION,
        valid=("i1", "i1|i2", "i2|i1|i3", "i2|i1", "", "i2| i1 |i3", " i1|i2"),
        invalid=("i2|i3", "i12|i10", "xi1|i2", "I1|i2", "i2|i 1"),
    ),
    RowRule(
        code=LISTS_OF_OTHERS,
        name="lists-of-other-items",
        effect=Effect.SUSPICIOUS,
        message="{rows} with an ITEM_ID that is not in IMPRESSION, nearly all that have a list: lists and interactions "
        "were joined by a key that does not belong to both, or their ids are written in two ways",
        hint="Join the lists anew by what names one list, such as the id of the recommendation, and write item ids in "
        "one way.",
        source=IMPRESSIONS_PAGE,
        why="Looks for files in which at least nine of ten lists do not have the item of their row. What was chosen "
        "was on the screen, so such lists are those of somebody or something else: the usual causes are a join by "
        "user alone, and ids of two catalogues. That this is a mistake is our own judgement; the guide's examples "
        "always list the item.",
        before="u1,i1,1700000000,sku-1|sku-2",
        after="u1,i1,1700000000,i1|i2",
        applies_to=is_impression,
        exclusive=False,
        needs=(ITEM_ID,),
        share_at_least=0.9,
        covers=("IMP003",),
        violation=_list_of_others,
        suspects=lambda lists, item: lists.without(item),
        settles=lambda lists: lists.tell_absence,
        example_column=IMPRESSION,
        valid=("i1", "i1|i2", "i2| i1", ""),
        invalid=("i2|i3", "sku-1|sku-2"),
    ),
)
