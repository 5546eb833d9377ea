"""The ids of a list, however a log writes them, as one text: between bars, trimmed, each id once."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import polars as pl

from interactions_cli.personalize.limits import MAX_ID_CHARS
from interactions_cli.reading.json_lines import decode_each
from interactions_cli.reading.lines import CONTROL_PATTERN
from interactions_cli.transforms.merge.log_options import ITEM_SPELLINGS

SEPARATOR: Final = "|"
# An id with a bar cannot be told from two ids, and one with a line end or a hidden character would break its line.
UNWRITABLE: Final = rf"\||{CONTROL_PATTERN}"
# White space around an id is not part of it; inside one it is, which only a closer look can tell.
ODD_CHARACTER: Final = rf"\s|{CONTROL_PATTERN}"
ID_LIST: Final = pl.List(pl.String)


def read_lists(written: pl.Series, spellings: Sequence[str] = ITEM_SPELLINGS) -> pl.DataFrame:
    """Lists as a log writes them.

    Args:
        written: Ids joined by bars, or a JSON array of ids or of objects with an `itemId` (String).
        spellings: What such objects call the id, the likeliest first.

    Returns:
        One row per list: `text`, the ids with bars between them and at both ends, null if no id is left; `unreadable`,
        where an array cannot be read; `unwritable` and `overlong`, where an id was left out because it cannot stand in
        an IMPRESSION, or has more characters than any ITEM_ID.
    """
    is_array = written.str.contains(r"^\s*\[").fill_null(value=False)
    if not is_array.any():
        return _joined(written, written.str.split(SEPARATOR)).with_columns(unreadable=pl.lit(value=False))
    frame = pl.DataFrame({"written": written, "is_array": is_array}).with_row_index("row")
    arrays, plain = frame.filter("is_array"), frame.filter(~pl.col("is_array"))
    decoded = _decoded(arrays["written"], spellings)
    parts = [
        plain.select("row", unreadable=pl.lit(value=False)).hstack(
            _joined(plain["written"], plain["written"].str.split(SEPARATOR))
        ),
        arrays.select("row", unreadable=decoded.is_null()).hstack(join_ids(decoded)),
    ]
    return pl.concat(parts, how="diagonal").sort("row").drop("row")


def join_ids(ids: pl.Series) -> pl.DataFrame:
    """Lists of ids as texts: columns `text`, `unwritable` and `overlong` as in `read_lists`."""
    present = ids.list.drop_nulls()
    return _joined(present.list.join(SEPARATOR), present)


def _joined(texts: pl.Series, ids: pl.Series) -> pl.DataFrame:
    """The same from ids and what they make when they are joined."""
    padded = pl.concat_str(pl.lit(SEPARATOR), "text", pl.lit(SEPARATOR))
    frame = pl.DataFrame({"text": texts, "ids": ids}).lazy().with_columns(text=padded)
    joined = frame.with_columns(tidy=_is_tidy().fill_null(value=True)).collect()
    result = joined.select("text", unwritable=pl.lit(value=False), overlong=pl.lit(value=False))
    if joined["tidy"].all():
        return result
    untidy = joined.select("ids", "tidy").with_row_index("row").filter(~pl.col("tidy"))
    repaired = _repaired(untidy.select("row", "ids"))
    return result.with_row_index("row").update(repaired, on="row", include_nulls=True).drop("row")


def _is_tidy() -> pl.Expr:
    """Whether a text with bars at both ends needs no repair; null for none. Nearly every list is tidy."""
    text, ids = pl.col("text"), pl.col("ids")
    count = ids.list.len()
    has_bar_inside = text.str.count_matches(SEPARATOR, literal=True) != count + 1
    has_gap = text.str.contains("||", literal=True) | text.str.contains(ODD_CHARACTER)
    is_long = text.str.len_bytes() > MAX_ID_CHARS
    overlong = is_long & (ids.list.eval(pl.element().str.len_chars()).list.max() > MAX_ID_CHARS)
    return ~(has_gap | has_bar_inside | overlong | (ids.list.n_unique() < count))


def _repaired(frame: pl.DataFrame) -> pl.DataFrame:
    ids = frame.lazy().explode("ids").with_columns(pl.col("ids").str.strip_chars()).filter(pl.col("ids") != "")
    marked = ids.with_columns(
        unwritable=pl.col("ids").str.contains(UNWRITABLE), overlong=pl.col("ids").str.len_chars() > MAX_ID_CHARS
    ).collect()
    good = marked.filter(~(pl.col("unwritable") | pl.col("overlong"))).unique(
        ["row", "ids"], keep="first", maintain_order=True
    )
    joined = pl.concat_str(pl.lit(SEPARATOR), pl.col("ids").str.join(SEPARATOR), pl.lit(SEPARATOR))
    texts = good.group_by("row", maintain_order=True).agg(text=joined)
    marks = marked.group_by("row").agg(pl.col("unwritable").any(), pl.col("overlong").any())
    repaired = frame.select("row").join(texts, on="row", how="left").join(marks, on="row", how="left")
    return repaired.with_columns(pl.col("unwritable", "overlong").fill_null(value=False))


def _decoded(texts: pl.Series, spellings: Sequence[str]) -> pl.Series:
    """The ids of JSON arrays; null where a text is none."""
    frame = pl.DataFrame({"text": texts}).with_row_index("row")
    is_objects = pl.col("text").str.contains(r"^\s*\[\s*\{")
    objects, scalars = frame.filter(is_objects), frame.filter(~is_objects)
    fields = [pl.element().struct.field(name) for name in spellings]
    object_list = pl.List(pl.Struct(dict.fromkeys(spellings, pl.String)))
    parts = [
        scalars.select("row", ids=decode_each(scalars["text"], ID_LIST)),
        objects.select("row", ids=decode_each(objects["text"], object_list)).with_columns(
            pl.col("ids").list.eval(pl.coalesce(fields))
        ),
    ]
    return pl.concat(parts).sort("row")["ids"]
