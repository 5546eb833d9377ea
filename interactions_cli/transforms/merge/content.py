"""What is written into IMPRESSION: which ids, each once, and no more of them than fit."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import polars as pl

from interactions_cli.personalize.limits import MAX_ID_CHARS, MAX_IMPRESSION_CHARS
from interactions_cli.transforms.merge.items import SEPARATOR, UNWRITABLE

KEEP, REPLACE, UNION = "keep", "replace", "union"
EXISTING: Final = (KEEP, REPLACE, UNION)


@dataclass(frozen=True, kw_only=True)
class ContentOptions:
    """What becomes of a list on its way into the file.

    `existing` is what happens to a row that has a list already: one of EXISTING. Of `available` (None for all) and the
    interacted item the rest is left out. `add_interacted` adds the interacted item where it is missing.
    """

    existing: str = KEEP
    available: pl.Series | None = None
    add_interacted: bool = False


def write_lists(rows: pl.DataFrame, options: ContentOptions) -> pl.DataFrame:
    """The content of IMPRESSION.

    Args:
        rows: `shown`, the list that was found, with bars at both ends, or null; `item`, the interacted item or null;
            `old`, what IMPRESSION holds or null.
        options: What becomes of lists.

    Returns:
        `text`, the new content, null where nothing is to be changed or no id is left; `cut` and `unavailable`
        (UInt32), ids that did not fit and ids that are not available; `added` and `not_added`, whether the interacted
        item was missing and could or could not be added; `emptied`, whether no id was left.
    """
    base = pl.col("shown").str.strip_prefix(SEPARATOR).str.strip_suffix(SEPARATOR)
    frame = rows.lazy().with_columns(_old(options), base=base).with_columns(work=_needs_work(options)).collect()
    simple = pl.when(~pl.col("work")).then("base")
    if not frame["work"].any():
        return frame.select(text=simple, cut=_none(), unavailable=_none(), added=_no(), not_added=_no(), emptied=_no())
    numbered = frame.with_row_index("row")
    written = _worked(numbered.filter("work"), options)
    result = numbered.join(written, on="row", how="left", maintain_order="left")
    return result.select(
        text=pl.when("work").then("text").otherwise("base"),
        cut=pl.col("cut").fill_null(0),
        unavailable=pl.col("unavailable").fill_null(0),
        added=pl.col("added").fill_null(value=False),
        not_added=pl.col("not_added").fill_null(value=False),
        emptied=pl.col("work") & pl.col("text").is_null(),
    )


def _old(options: ContentOptions) -> pl.Expr:
    return pl.col("old") if options.existing == UNION else pl.lit(None, dtype=pl.String).alias("old")


def _needs_work(options: ContentOptions) -> pl.Expr:
    """Whether a list cannot be written just as it is."""
    base = pl.col("base")
    if options.available is not None:
        return base.is_not_null()
    overlong = (base.str.len_bytes() > MAX_IMPRESSION_CHARS) & (base.str.len_chars() > MAX_IMPRESSION_CHARS)
    needed = overlong | pl.col("old").is_not_null()
    if options.add_interacted:
        padded = pl.concat_str(pl.lit(SEPARATOR), "item", pl.lit(SEPARATOR))
        needed |= pl.col("item").is_not_null() & ~pl.col("shown").str.contains(padded, literal=True)
    return (needed & base.is_not_null()).fill_null(value=False)


def _worked(work: pl.DataFrame, options: ContentOptions) -> pl.DataFrame:
    joined = pl.concat_str("old", "base", separator=SEPARATOR, ignore_nulls=True)
    ids = work.lazy().select("row", "item", id=joined.str.split(SEPARATOR)).explode("id")
    ids = ids.with_columns(pl.col("id").str.strip_chars()).filter(pl.col("id") != "")
    ids = ids.with_columns(is_item=(pl.col("id") == pl.col("item")).fill_null(value=False))
    is_there = pl.lit(value=True)
    if options.available is not None:
        is_there = pl.col("id").is_in(options.available.implode()) | pl.col("is_item")
    listed = ids.unique(["row", "id"], keep="first", maintain_order=True).with_columns(is_there=is_there).collect()
    has_item = listed.group_by("row").agg(
        has_item=pl.col("is_item").any(), unavailable=(~pl.col("is_there")).sum().cast(pl.UInt32)
    )
    single = listed.filter("is_there")
    facts = work.select("row", "item").join(has_item, on="row", how="left").with_columns(_additions(options))
    facts = facts.with_columns(reserve=_reserve())
    cost = pl.when("is_item").then(0).otherwise(pl.col("id").str.len_chars().cast(pl.Int64) + 1)
    placed = single.join(facts.select("row", "reserve"), on="row", maintain_order="left").with_columns(
        used=cost.cum_sum().over("row") + pl.col("reserve")
    )
    fits = pl.col("is_item") | (pl.col("used") <= MAX_IMPRESSION_CHARS + 1)
    texts = (
        placed.lazy()
        .group_by("row", maintain_order=True)
        .agg(text=pl.col("id").filter(fits).str.join(SEPARATOR), cut=(~fits).sum())
        .collect()
    )
    written = facts.join(texts, on="row", how="left").with_columns(
        pl.col("cut").fill_null(0).cast(pl.UInt32), kept=pl.when(pl.col("text") != "").then("text")
    )
    addition = pl.when("added").then("item")
    text = pl.concat_str("kept", addition, separator=SEPARATOR, ignore_nulls=True)
    return written.select(
        "row",
        pl.when(text != "").then(text).alias("text"),
        "cut",
        pl.col("unavailable").fill_null(0),
        "added",
        "not_added",
    )


def _additions(options: ContentOptions) -> list[pl.Expr]:
    """Whether the item is added, and whether it should be and cannot: it would break the list."""
    item = pl.col("item")
    missing = item.is_not_null() & ~pl.col("has_item").fill_null(value=False) & options.add_interacted
    is_tidy = ~item.str.contains(UNWRITABLE) & (item.str.strip_chars() == item) & (item.str.len_chars() <= MAX_ID_CHARS)
    return [
        (missing & is_tidy).fill_null(value=False).alias("added"),
        (missing & ~is_tidy).fill_null(value=False).alias("not_added"),
    ]


def _reserve() -> pl.Expr:
    """Characters kept free for the interacted item and its bar."""
    holds_item = pl.col("has_item").fill_null(value=False) | pl.col("added")
    return pl.when(holds_item).then(pl.col("item").str.len_chars().cast(pl.Int64) + 1).otherwise(0)


def _none() -> pl.Expr:
    return pl.lit(0, dtype=pl.UInt32)


def _no() -> pl.Expr:
    return pl.lit(value=False)
