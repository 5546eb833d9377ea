"""What was shown: lists per row, items per list, and how often a shown item was the one interacted with."""

from __future__ import annotations

from dataclasses import dataclass

import polars as pl

from interactions_cli.measures.parts import Part
from interactions_cli.personalize.fields import IMPRESSION_SEPARATOR as SEPARATOR
from interactions_cli.reading.columns import Column

PARTS = 32
ITEMS = {"item": pl.String, "shown": pl.Int64, "clicks": pl.Int64}
SIZES = {"size": pl.Int64, "n": pl.Int64}


@dataclass(frozen=True, kw_only=True)
class ImpressionPart(Part):
    """Counts of some rows.

    `lists` rows with a list, `judged` of these the ones with an item, `shown` of these the ones whose list has it.
    `sizes` is rows per number of items (`size`, `n`), `characters` rows per length of the cell (`size`, `n`), `items`
    per id how often it stands in a list and how often it was interacted with there (`item`, `shown`, `clicks`),
    `positions` rows per place of their own item in their list, from 1 (`size`, `n`).
    """

    lists: int
    judged: int
    shown: int
    sizes: pl.DataFrame
    characters: pl.DataFrame
    items: pl.DataFrame
    positions: pl.DataFrame


def is_shown(impression: pl.Expr, item: pl.Expr) -> pl.Expr:
    """Whether the list has the item; null where one of them is blank."""
    # Both padded with separators, which is a search in the text instead of a list for every row. It is one for bytes:
    # a search for a column of texts would compile each of them as a pattern.
    bar = pl.lit(SEPARATOR)
    padded = pl.concat_str(bar, item, bar).cast(pl.Binary)
    found = pl.concat_str(bar, impression, bar).cast(pl.Binary).bin.contains(padded)
    is_one_id = ~item.str.contains(SEPARATOR, literal=True)
    return pl.when(impression.is_not_null()).then(found & is_one_id)


def impression_part(frame: pl.DataFrame, impression: Column, item: Column | None) -> ImpressionPart:
    """Count some records. Ids are compared without blanks around them; nothing between two separators is no id."""
    own = item.raw if item else pl.lit(None, dtype=pl.String)
    cells = frame.lazy().select(written=impression.raw, cell=impression.raw, own=own)
    spaced = [text.str.contains(r"\s").any() for text in (impression.raw, *([item.raw] if item else []))]
    if frame.lazy().select(pl.any_horizontal(spaced)).collect().item():
        without = pl.col("cell").str.replace_all(rf"\s*\{SEPARATOR}\s*", SEPARATOR)
        cells = cells.with_columns(_stripped(without), _stripped(pl.col("own")))
    rows = cells.drop_nulls("cell").with_columns(shown=is_shown(pl.col("cell"), pl.col("own"))).collect()
    ids = rows.lazy().select(ids=pl.col("cell").str.split(SEPARATOR))
    sizes = ids.select(size=_ids(pl.col("ids")))
    entries = ids.explode("ids").select(item="ids").filter(pl.col("item") != "")
    shown = entries.group_by("item").agg(shown=pl.len().cast(pl.Int64))
    clicked = rows.filter(rows["shown"].fill_null(value=False))
    bar = pl.lit(SEPARATOR)
    # The ids before the first that is the row's own; cut at a text, for a search would compile it as a pattern.
    before = pl.concat_str(bar, "cell", bar).str.splitn(pl.concat_str(bar, "own", bar), 2).struct.field("field_0")
    clicks = clicked.lazy().group_by(item="own").agg(clicks=pl.len().cast(pl.Int64))
    return ImpressionPart(
        lists=rows.height,
        judged=rows.height - rows["own"].null_count(),
        shown=clicked.height,
        sizes=_counted(sizes),
        characters=_counted(rows.lazy().select(size=pl.col("written").str.len_chars())),
        items=shown.join(clicks, on="item", how="left").with_columns(pl.col("clicks").fill_null(0)).collect(),
        positions=_counted(clicked.lazy().select(size=_ids(before.str.split(SEPARATOR)) + 1)),
    )


def _stripped(text: pl.Expr) -> pl.Expr:
    """A text without blanks around it; of white space alone nothing is left."""
    bare = text.str.strip_chars()
    return pl.when(bare != "").then(bare)


def _ids(pieces: pl.Expr) -> pl.Expr:
    """How many of the pieces of a list are ids: the blank ones are none."""
    return pieces.list.len() - pieces.list.count_matches("")


def _counted(sizes: pl.LazyFrame) -> pl.DataFrame:
    return sizes.group_by(pl.col("size").cast(pl.Int64)).agg(n=pl.len().cast(pl.Int64)).collect()


class ImpressionCounts:
    """The sum of the parts."""

    def __init__(self) -> None:
        self.lists = self.judged = self.shown = 0
        self._other_items = 0
        self._sizes: list[pl.DataFrame] = []
        self._characters: list[pl.DataFrame] = []
        self._items: list[pl.DataFrame] = []
        self._positions: list[pl.DataFrame] = []

    def add(self, part: ImpressionPart) -> None:
        """Add the counts of some rows."""
        self.lists += part.lists
        self.judged += part.judged
        self.shown += part.shown
        for parts, new in (
            (self._sizes, part.sizes),
            (self._characters, part.characters),
            (self._items, part.items),
            (self._positions, part.positions),
        ):
            parts.append(new)
            if len(parts) > PARTS:
                parts[:] = [_summed(parts)]

    def sizes(self) -> list[tuple[int, int]]:
        """(Items in a list, rows), ascending."""
        return _summed(self._sizes).sort("size").rows() if self._sizes else []

    def characters(self) -> list[tuple[int, int]]:
        """(Characters of the cell, rows), ascending."""
        return _summed(self._characters).sort("size").rows() if self._characters else []

    def positions(self) -> list[tuple[int, int]]:
        """(Place of their own item in the list from 1, rows), ascending."""
        return _summed(self._positions).sort("size").rows() if self._positions else []

    def items(self) -> pl.DataFrame:
        """Columns `item`, `shown`, `clicks`; the most shown first, equals by id."""
        return _summed([pl.DataFrame(schema=ITEMS), *self._items]).sort(["shown", "item"], descending=[True, False])

    @property
    def shown_items(self) -> int:
        """How many different items are in lists."""
        return self.items().height + self._other_items

    def take_items(self, most_shown: pl.DataFrame, others: int) -> None:
        """Take the items that were counted elsewhere: those most often shown, and how many others there are."""
        self._items, self._other_items = [most_shown], others

    def summed(self) -> ImpressionPart:
        """The sum as a part."""
        return ImpressionPart(
            lists=self.lists,
            judged=self.judged,
            shown=self.shown,
            sizes=_summed([pl.DataFrame(schema=SIZES), *self._sizes]),
            characters=_summed([pl.DataFrame(schema=SIZES), *self._characters]),
            items=self.items(),
            positions=_summed([pl.DataFrame(schema=SIZES), *self._positions]),
        )


def _summed(parts: list[pl.DataFrame]) -> pl.DataFrame:
    key, *counts = parts[0].columns
    return pl.concat(parts).group_by(key).agg(pl.col(*counts).sum())
