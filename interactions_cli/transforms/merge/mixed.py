"""Lists that are put together id by id: with the list that a row has already, or with an item that is not available."""

from __future__ import annotations

from typing import Final

import polars as pl

from interactions_cli.personalize.limits import MAX_ID_CHARS, MAX_IMPRESSION_CHARS
from interactions_cli.transforms.merge.held import HeldLists, needle, without_bars
from interactions_cli.transforms.merge.items import SEPARATOR, UNWRITABLE

# Where the ids of the list that was found begin: behind all ids that a row can have already.
LIST_START: Final = 2.0**40


def mix(rows: pl.DataFrame, held: HeldLists, catalogue: pl.Series | None, *, add_interacted: bool) -> pl.DataFrame:
    """The content of rows, and their figures, as `write_lists` gives them, with `row`.

    Args:
        rows: `row`, `list`, `position`, `item`, `old` and `has_old` as there; `base`, `total`, `dropped`: what can be
            written of the list, how many of its ids are available and how many are not; `is_written`, whether the item
            is in it.
        held: The lists.
        catalogue: The ids that are available, None for all.
        add_interacted: Whether the item is added where it is missing.
    """
    facts = rows.with_columns(_is_unavailable(catalogue).alias("item_unavailable"))
    old = _old_ids(facts, held, catalogue)
    facts = facts.join(_old_counts(old), on="row", how="left", maintain_order="left")
    facts = facts.with_columns(pl.col("^old_.*$").fill_null(0), pl.col("in_old").fill_null(value=False))
    kept = old.filter("is_kept").select("row", "order", "id", "is_item")
    ids = pl.concat([kept, _listed(facts), _item_in_place(facts, held, catalogue)]).sort("row", "order")
    single = ids.unique(["row", "id"], keep="first", maintain_order=True)
    has_item = pl.col("position").is_not_null() | pl.col("in_old")
    wanted = pl.col("list").is_not_null() & pl.col("item").is_not_null() & ~has_item & add_interacted
    facts = facts.with_columns(added=wanted & can_be_added(), not_added=wanted & ~can_be_added(), has_item=has_item)
    return _written(facts, single)


def can_be_added() -> pl.Expr:
    """Whether the item of a row, which has one, would not break a list."""
    item = pl.col("item")
    is_tidy = ~item.str.contains(UNWRITABLE) & (item.str.strip_chars() == item) & (item.str.len_chars() <= MAX_ID_CHARS)
    return is_tidy.fill_null(value=False)


def _is_unavailable(catalogue: pl.Series | None) -> pl.Expr:
    """Whether the item is in its list and not in the catalogue."""
    if catalogue is None:
        return pl.lit(value=False)
    return pl.col("position").is_not_null() & ~pl.col("item").is_in(catalogue.implode())


def _old_ids(rows: pl.DataFrame, held: HeldLists, catalogue: pl.Series | None) -> pl.DataFrame:
    """The ids that rows have already, each once: `row`, `order`, `id`, `is_item`, `is_kept`, `is_shown`."""
    ids = (
        rows.lazy()
        .filter(pl.col("old").is_not_null())
        .select("row", "list", "item", id=pl.col("old").str.split(SEPARATOR))
    )
    ids = ids.explode("id").with_columns(pl.col("id").str.strip_chars()).filter(pl.col("id") != "")
    ids = ids.unique(["row", "id"], keep="first", maintain_order=True).with_columns(
        order=pl.int_range(pl.len()).cast(pl.Float64),
        is_item=(pl.col("id") == pl.col("item")).fill_null(value=False),
        needle=needle("id"),
    )
    is_available = pl.lit(value=True) if catalogue is None else pl.col("id").is_in(catalogue.implode())
    found = ids.with_columns(is_kept=is_available | pl.col("is_item")).collect()
    is_shown = held.have(found["list"], found["needle"], found["id"])
    return found.select("row", "order", "id", "is_item", "is_kept", is_shown=is_shown)


def _old_counts(old: pl.DataFrame) -> pl.DataFrame:
    kept, shown = pl.col("is_kept"), pl.col("is_shown")
    figures = {"kept": kept, "dropped": ~kept, "kept_shown": kept & shown, "dropped_shown": ~kept & shown}
    sums = [figure.sum().cast(pl.Int64).alias(f"old_{name}") for name, figure in figures.items()]
    return old.group_by("row").agg(*sums, in_old=pl.col("is_item").any())


def _listed(rows: pl.DataFrame) -> pl.DataFrame:
    """The ids that can be written of the lists that were found."""
    ids = rows.lazy().filter(pl.col("base").is_not_null())
    ids = ids.select("row", "item", id=without_bars(pl.col("base")).str.split(SEPARATOR)).explode("id")
    return ids.select(
        "row",
        order=LIST_START + pl.int_range(pl.len()).over("row"),
        id="id",
        is_item=(pl.col("id") == pl.col("item")).fill_null(value=False),
    ).collect()


def _item_in_place(rows: pl.DataFrame, held: HeldLists, catalogue: pl.Series | None) -> pl.DataFrame:
    """The items that are in their list and not in what can be written of it, at their place among its ids."""
    asked = rows.filter(pl.col("position").is_not_null() & ~pl.col("is_written"))
    halves = pl.col("head").str.splitn(pl.col("needle"), 2)
    heads = asked.select("row", head=held.heads.gather(asked["list"]), needle=needle())
    before = heads.lazy().filter(halves.struct[1].is_not_null()).select("row", id=halves.struct[0].str.split(SEPARATOR))
    is_available = pl.lit(value=True) if catalogue is None else pl.col("id").is_in(catalogue.implode())
    counted = (
        before.explode("id").filter(pl.col("id") != "", is_available).group_by("row").agg(before=pl.len()).collect()
    )
    is_in_head = heads.select(halves.struct[1].is_not_null().fill_null(value=False).alias("in_head"))["in_head"]
    rank = held.further.find(asked["list"], asked["item"])["rank"]
    placed = asked.with_columns(rank, is_in_head).join(counted, on="row", how="left", maintain_order="left")
    return placed.select(
        "row",
        order=LIST_START - 0.5 + pl.when("in_head").then(pl.col("before").fill_null(0)).otherwise("rank"),
        id="item",
        is_item=pl.lit(value=True),
    )


def _written(facts: pl.DataFrame, ids: pl.DataFrame) -> pl.DataFrame:
    """As many ids as fit, in their order; the interacted item always does."""
    holds_item = pl.col("has_item") | pl.col("added")
    reserve = pl.when(holds_item).then(pl.col("item").str.len_chars().cast(pl.Int64) + 1).otherwise(0)
    cost = pl.when("is_item").then(0).otherwise(pl.col("id").str.len_chars().cast(pl.Int64) + 1)
    placed = ids.join(facts.select("row", reserve=reserve), on="row", maintain_order="left")
    placed = placed.with_columns(used=cost.cum_sum().over("row") + pl.col("reserve"))
    fits = pl.col("is_item") | (pl.col("used") <= MAX_IMPRESSION_CHARS + 1)
    texts = placed.group_by("row").agg(
        kept=pl.col("id").filter(fits).str.join(SEPARATOR), fitting=fits.sum().cast(pl.Int64)
    )
    joined = facts.join(texts, on="row", how="left", maintain_order="left")
    kept = pl.when(pl.col("kept") != "").then("kept")
    text = pl.concat_str(kept, pl.when("added").then("item"), separator=SEPARATOR, ignore_nulls=True)
    of_list = pl.col("item_unavailable").cast(pl.Int64)
    available = pl.col("old_kept") + pl.col("total") + of_list - pl.col("old_kept_shown")
    unavailable = pl.col("old_dropped") + pl.col("dropped") - of_list - pl.col("old_dropped_shown")
    # Where no list was found and all ids are available the row stays as it is.
    stays = pl.col("list").is_null() & (unavailable == 0)
    return joined.select(
        "row",
        text=pl.when(~stays & ((text != "") | pl.col("has_old"))).then(text),
        cut=pl.when(stays).then(0).otherwise(available - pl.col("fitting").fill_null(0)).cast(pl.UInt32),
        unavailable=unavailable.cast(pl.UInt32),
        added="added",
        not_added="not_added",
        emptied=~stays & (text == ""),
    )
