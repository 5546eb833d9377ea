"""IMP rules about the form of a list: one cell of ids joined by vertical bars."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from interactions_cli.personalize.fields import (
    IMPRESSION,
    IMPRESSION_SEPARATOR,
    guide,
)
from interactions_cli.personalize.limits import MAX_ID_CHARS, MAX_IMPRESSION_CHARS
from interactions_cli.rules.effect import Effect
from interactions_cli.rules.kit.cells import is_impression
from interactions_cli.rules.rule import RowRule, Rule

if TYPE_CHECKING:
    import polars as pl

    from interactions_cli.reading.columns import Column

SEPARATOR: Final = IMPRESSION_SEPARATOR
IMPRESSIONS_PAGE: Final = guide("interactions-datasets")


# A separator or white space at either end, or beside a separator.
BLANK_ITEM: Final = r"^[|\s]|[|\s]$|[|\s]\||\|\s"


def _items(column: Column) -> pl.Expr:
    return column.raw.str.split(SEPARATOR)


def _repeats(column: Column) -> pl.Expr:
    import polars as pl

    # Blank items belong to IMP002. Polars would split a list once for each time that an expression names its items.
    filled = pl.element().filter(pl.element() != "")
    return _items(column).list.eval(filled.is_duplicated().any()).list.first()


def _long_item(column: Column) -> pl.Expr:
    import polars as pl

    return _items(column).list.eval(pl.element().str.len_chars()).list.max() > MAX_ID_CHARS


def _example_list(size: int) -> str:
    return "|".join(["i1", *(str(number) for number in range(100_000, 100_200))])[:size]


IMPRESSIONS: Final[tuple[Rule, ...]] = (
    RowRule(
        code="IMP001",
        name="impression-too-long",
        effect=Effect.UNSTATED,
        message=f"{{rows}} with an IMPRESSION of more than {MAX_IMPRESSION_CHARS:,} characters, separators included; "
        "whether such a list is cut or fails the import is not stated",
        hint="Cut the lists: {prepare} never cuts off the item of the row.",
        source=IMPRESSIONS_PAGE,
        why="Counts the characters of the whole value. The guide allows 1,000 with the vertical bars, however many "
        "ids that is. For categorical values of that length it says that the import fails, for impressions it says "
        "nothing. The order of the ids has no meaning, so any of them can go.",
        before="i1|i2|…(more than 1,000 characters)",
        after="i1|i2|…(1,000 characters or fewer)",
        applies_to=is_impression,
        exclusive=False,
        violation=lambda column: column.raw.str.len_chars() > MAX_IMPRESSION_CHARS,
        screen=lambda column: column.raw.str.len_bytes().max() > MAX_IMPRESSION_CHARS,
        example_column=IMPRESSION,
        valid=("i1|i2", _example_list(MAX_IMPRESSION_CHARS), ""),
        invalid=(_example_list(MAX_IMPRESSION_CHARS + 1),),
    ),
    RowRule(
        code="IMP002",
        name="empty-impression-item",
        effect=Effect.SUSPICIOUS,
        message="{rows} with an IMPRESSION that has an empty item or white space around one; "
        "how such items are read is not documented",
        hint="Leave out what is no id: {prepare}.",
        source=IMPRESSIONS_PAGE,
        why="Looks for two vertical bars in a row, a bar at either end, and white space beside an id. Code that joins "
        "a list with gaps in it writes these. An id with a blank in front is not the id of the item that was shown.",
        before="i1||i2| i3|",
        after="i1|i2|i3",
        applies_to=is_impression,
        exclusive=False,
        violation=lambda column: column.raw.str.contains(BLANK_ITEM),
        suspects=lambda lists: lists.with_blanks(),
        example_column=IMPRESSION,
        valid=("i1", "i1|i2", "i1|red shoes", ""),
        invalid=("i1||i2", "|i1", "i1|", "i1 |i2", "i1| i2", " i1", "i1 ", "i1|\u00a0i2", "i1|\t|i2", "|", " "),
    ),
    RowRule(
        code="IMP004",
        name="duplicate-impression-item",
        effect=Effect.SUSPICIOUS,
        message="{rows} with an IMPRESSION that lists an item more than once; "
        "the guide does not say whether a repeated item counts twice",
        hint="List every item once: {prepare}.",
        source=IMPRESSIONS_PAGE,
        why="Looks for an id that occurs twice in one list. Impressions from several shelves or pages are often "
        "simply joined. The more often an item is in impressions, the less it is explored, so a repetition may weigh.",
        before="i1|i2|i1",
        after="i1|i2",
        applies_to=is_impression,
        exclusive=False,
        violation=_repeats,
        suspects=lambda lists: lists.with_repeats(),
        example_column=IMPRESSION,
        valid=("i1", "i1|i11|i111", "i1|I1", ""),
        invalid=("i1|i1", "i1|i2|i1", "i2|i1|i3|i3"),
    ),
    RowRule(
        code="IMP005",
        name="impression-item-too-long",
        effect=Effect.SUSPICIOUS,
        message=f"{{rows}} with an id of more than {MAX_ID_CHARS} characters in IMPRESSION; no ITEM_ID is that long",
        hint="Join the ids with vertical bars and nothing else where the file is made.",
        source=guide("limits"),
        why=f"Counts the characters between the vertical bars. An ITEM_ID has at most {MAX_ID_CHARS}, so a longer one "
        "matches nothing. Mostly the list was joined with another character and reads as one id.",
        before="u1,i1,1700000000,i1;i2;i3;…(300 characters)",
        after="u1,i1,1700000000,i1|i2|i3|…",
        applies_to=is_impression,
        exclusive=False,
        violation=_long_item,
        suspects=lambda lists: lists.with_long_ids(),
        example_column=IMPRESSION,
        valid=("i1|" + "x" * MAX_ID_CHARS, "i1|" + "é" * MAX_ID_CHARS, _example_list(MAX_IMPRESSION_CHARS), ""),
        invalid=("i1|" + "x" * (MAX_ID_CHARS + 1), "i1|" + "é" * (MAX_ID_CHARS + 1) + "|i2"),
    ),
)
