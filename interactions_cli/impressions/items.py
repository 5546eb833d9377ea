"""The ids of a list, however a log writes them, as one text: joined by bars, trimmed, each id once."""

from __future__ import annotations

from typing import Final

import polars as pl

from interactions_cli.impressions.fields import ITEM_SPELLINGS
from interactions_cli.lines import CONTROL_PATTERN
from interactions_cli.personalize import MAX_ID_CHARS

SEPARATOR: Final = "|"
# An id with a bar cannot be told from two ids, and one with a line end or a hidden character would break its line.
UNWRITABLE: Final = rf"\||{CONTROL_PATTERN}"
ID_LIST: Final = pl.List(pl.String)
OBJECT_LIST: Final = pl.List(pl.Struct(dict.fromkeys(ITEM_SPELLINGS, pl.String)))


def read_lists(written: pl.Series) -> pl.DataFrame:
    """Lists as a log writes them.

    Args:
        written: Ids joined by bars, or a JSON array of ids or of objects with an `itemId` (String).

    Returns:
        One row per list: `text`, null if no id is left; `unreadable`, where an array cannot be read; `unwritable` and
        `overlong`, where an id was left out because it cannot stand in an IMPRESSION, or has more characters than any
        ITEM_ID.
    """
    frame = pl.DataFrame({"written": written}).with_row_index("row")
    is_array = pl.col("written").str.contains(r"^\s*\[").fill_null(value=False)
    arrays = frame.filter(is_array)
    plain = frame.filter(~is_array).with_columns(pl.col("written").str.split(SEPARATOR).alias("ids"))
    ids = plain.select("row", "ids")
    if arrays.height:
        decoded = arrays.select("row", ids=_decoded(arrays["written"]))
        ids = pl.concat([ids, decoded]).sort("row")
    unreadable = ids.select(
        (pl.col("ids").is_null() & pl.Series(written.is_not_null())).alias("unreadable"),
    )["unreadable"]
    return join_ids(ids["ids"]).with_columns(unreadable)


def join_ids(ids: pl.Series) -> pl.DataFrame:
    """Lists of ids as texts: columns `text`, `unwritable` and `overlong` as in `read_lists`."""
    frame = pl.DataFrame({"ids": ids}).lazy().with_columns(pl.col("ids").list.drop_nulls())
    ids_column = pl.col("ids")
    text = frame.with_columns(text=ids_column.list.join(SEPARATOR), count=ids_column.list.len())
    joined = text.with_columns(tidy=_is_tidy()).with_row_index("row").collect()
    tidy = joined["tidy"].fill_null(value=True)
    empty = joined["count"] == 0
    result = joined.select("row", pl.when(~empty).then("text").alias("text")).with_columns(
        unwritable=pl.lit(value=False), overlong=pl.lit(value=False)
    )
    if tidy.all():
        return result.drop("row")
    repaired = _repaired(joined.filter(~tidy).select("row", "ids"))
    return result.update(repaired, on="row", include_nulls=True).drop("row")


def _is_tidy() -> pl.Expr:
    """Whether a joined text needs no repair; null for none. Cheap tests first: nearly every list is tidy."""
    text, ids = pl.col("text"), pl.col("ids")
    has_bar_inside = text.str.count_matches(SEPARATOR, literal=True) + 1 != pl.col("count")
    has_gap = text.str.starts_with(SEPARATOR) | text.str.ends_with(SEPARATOR) | text.str.contains("||", literal=True)
    has_gap |= (text == "") | text.str.contains(r"\s")
    overlong = (text.str.len_bytes() > MAX_ID_CHARS) & (
        ids.list.eval(pl.element().str.len_chars()).list.max() > MAX_ID_CHARS
    )
    untidy = has_gap | has_bar_inside | text.str.contains(CONTROL_PATTERN)
    return ~(untidy | overlong | (ids.list.n_unique() < pl.col("count")))


def _repaired(frame: pl.DataFrame) -> pl.DataFrame:
    ids = frame.lazy().explode("ids").with_columns(pl.col("ids").str.strip_chars()).filter(pl.col("ids") != "")
    marked = ids.with_columns(
        unwritable=pl.col("ids").str.contains(UNWRITABLE), overlong=pl.col("ids").str.len_chars() > MAX_ID_CHARS
    ).collect()
    good = marked.filter(~(pl.col("unwritable") | pl.col("overlong"))).unique(
        ["row", "ids"], keep="first", maintain_order=True
    )
    texts = good.group_by("row", maintain_order=True).agg(text=pl.col("ids").str.join(SEPARATOR))
    marks = marked.group_by("row").agg(pl.col("unwritable").any(), pl.col("overlong").any())
    repaired = frame.select("row").join(texts, on="row", how="left").join(marks, on="row", how="left")
    return repaired.with_columns(pl.col("unwritable", "overlong").fill_null(value=False))


def _decoded(texts: pl.Series) -> pl.Series:
    """The ids of JSON arrays; null where a text is none."""
    frame = pl.DataFrame({"text": texts}).with_row_index("row")
    is_objects = pl.col("text").str.contains(r"^\s*\[\s*\{")
    objects, scalars = frame.filter(is_objects), frame.filter(~is_objects)
    fields = [pl.element().struct.field(name) for name in ITEM_SPELLINGS]
    parts = [
        scalars.select("row", ids=decode_each(scalars["text"], ID_LIST)),
        objects.select("row", ids=decode_each(objects["text"], OBJECT_LIST)).with_columns(
            pl.col("ids").list.eval(pl.coalesce(fields))
        ),
    ]
    return pl.concat(parts).sort("row")["ids"]


def decode_each(texts: pl.Series, dtype: pl.DataType) -> pl.Series:
    """Decode JSON texts; null where one is not JSON of that type. One that is not must not stop the others."""
    try:
        return texts.str.json_decode(dtype)
    except pl.exceptions.PolarsError:
        if len(texts) == 1:
            return pl.Series([None], dtype=dtype)
    half = len(texts) // 2
    return pl.concat([decode_each(texts[:half], dtype), decode_each(texts[half:], dtype)])
