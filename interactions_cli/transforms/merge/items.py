"""The ids of a list, however a log writes them, as one text: between bars, trimmed, each id once."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import polars as pl

from interactions_cli.measures.repeats import repeating
from interactions_cli.personalize.limits import MAX_ID_CHARS
from interactions_cli.reading.json_arrays import decode_each
from interactions_cli.reading.lines import CONTROL_PATTERN
from interactions_cli.transforms.merge.barred import look_at
from interactions_cli.transforms.merge.list_forms import bracketed_ids, split_ids
from interactions_cli.transforms.merge.log_options import ITEM_SPELLINGS

SEPARATOR: Final = "|"
# An id with a bar cannot be told from two ids, and one with a line end or a hidden character would break its line.
UNWRITABLE: Final = rf"\||{CONTROL_PATTERN}"
# White space around an id is not part of it; inside one it is, which only a closer look can tell.
ODD_CHARACTER: Final = rf"\s|{CONTROL_PATTERN}"
# What most texts lack, and so need not be searched for ODD_CHARACTER.
ODD_TEXT: Final = "[^!-~]"
ARRAY: Final = r"^\s*\["
ID_LIST: Final = pl.List(pl.String)


def read_lists(
    written: pl.Series,
    spellings: Sequence[str] = ITEM_SPELLINGS,
    separator: str = SEPARATOR,
    *,
    plain: bool = False,
    may_be_array: bool = True,
) -> pl.DataFrame:
    """Lists as a log writes them.

    Args:
        written: Ids joined by a separator, or an array of ids or of objects with an `itemId` (String).
        spellings: What such objects call the id, the likeliest first.
        separator: What ids are joined by.
        plain: Whether no character is known to be white space, hidden or not ASCII.
        may_be_array: Whether some may be arrays.

    Returns:
        One row per list: `text`, the ids with bars between them and at both ends, null if no id is left; `count`
        (UInt32), how many these are; `unreadable`, where an array cannot be read; `unwritable` and `overlong`, where an
        id was left out because it cannot stand in an IMPRESSION, or has more characters than any ITEM_ID.
    """
    is_array = written.str.contains(ARRAY).fill_null(value=False) if may_be_array else None
    if is_array is None or not is_array.any():
        return _separated(written, separator, plain=plain)
    frame = pl.DataFrame({"written": written, "is_array": is_array}).with_row_index("row")
    arrays, separated = frame.filter("is_array"), frame.filter(~pl.col("is_array"))
    decoded = _decoded(arrays["written"], spellings)
    parts = [
        separated.select("row").hstack(_separated(separated["written"], separator, plain=plain)),
        arrays.select("row", unreadable=decoded.is_null()).hstack(join_ids(decoded)),
    ]
    return pl.concat(parts, how="diagonal").sort("row").drop("row")


def _separated(written: pl.Series, separator: str, *, plain: bool) -> pl.DataFrame:
    is_barred = separator == SEPARATOR
    read = _barred(written, may_be_odd=not plain) if is_barred else join_ids(split_ids(written, separator))
    return read.with_columns(unreadable=pl.lit(value=False))


def _barred(written: pl.Series, *, may_be_odd: bool) -> pl.DataFrame:
    """Lists with bars between their ids, of which hardly one has to be taken apart."""
    frame = written.to_frame("text").select_seq(text=pl.concat_str(pl.lit(SEPARATOR), "text", pl.lit(SEPARATOR)))
    seen = frame.hstack(look_at(frame["text"]))
    if may_be_odd and _has_odd_character(written):
        seen = seen.with_columns_seq(pl.col("odd") | pl.col("text").str.contains(ODD_CHARACTER))
    result = seen.select_seq("text", "count", unwritable=pl.lit(value=False), overlong=pl.lit(value=False))
    if not seen["odd"].any():
        return result
    untidy = pl.DataFrame({"ids": written}).with_row_index("row").filter(seen["odd"])
    return _mended(result, untidy.with_columns_seq(pl.col("ids").str.split(SEPARATOR)))


def join_ids(ids: pl.Series) -> pl.DataFrame:
    """Lists of ids as texts: columns as in `read_lists`, but for `unreadable`."""
    present = ids.list.drop_nulls()
    texts = present.list.join(SEPARATOR)
    padded = pl.concat_str(pl.lit(SEPARATOR), "text", pl.lit(SEPARATOR))
    frame = pl.DataFrame({"text": texts, "ids": present, "repeats": repeating(present)}).lazy()
    is_tidy = _is_tidy(
        is_odd=_has_odd_character(texts), may_be_overlong=bool((texts.str.len_bytes() > MAX_ID_CHARS).any())
    )
    joined = frame.with_columns(text=padded).with_columns(tidy=is_tidy.fill_null(value=True)).collect()
    result = joined.select(
        "text", count=pl.col("ids").list.len(), unwritable=pl.lit(value=False), overlong=pl.lit(value=False)
    )
    if joined["tidy"].all():
        return result
    return _mended(result, joined.select("ids", "tidy").with_row_index("row").filter(~pl.col("tidy")))


def _mended(result: pl.DataFrame, untidy: pl.DataFrame) -> pl.DataFrame:
    """Lists of which some (`row`, `ids`) need repair."""
    repaired = _repaired(untidy.select("row", "ids"))
    return result.with_row_index("row").update(repaired, on="row", include_nulls=True).drop("row")


def _has_odd_character(texts: pl.Series) -> bool:
    """Whether some text has a character that is white space, hidden or not ASCII."""
    return bool(texts.str.contains(ODD_TEXT).any())


def _is_tidy(*, is_odd: bool, may_be_overlong: bool) -> pl.Expr:
    """Whether a text with bars at both ends needs no repair; null for none. Nearly every list is tidy."""
    text, ids = pl.col("text"), pl.col("ids")
    needs_repair = text.str.contains("||", literal=True) | pl.col("repeats")
    needs_repair |= text.str.count_matches(SEPARATOR, literal=True) != ids.list.len() + 1
    if may_be_overlong:
        needs_repair |= ids.list.eval(pl.element().str.len_chars()).list.max() > MAX_ID_CHARS
    if is_odd:
        needs_repair |= text.str.contains(ODD_CHARACTER)
    return ~needs_repair


def _repaired(frame: pl.DataFrame) -> pl.DataFrame:
    ids = frame.lazy().explode("ids").with_columns(pl.col("ids").str.strip_chars()).filter(pl.col("ids") != "")
    marked = ids.with_columns(
        unwritable=pl.col("ids").str.contains(UNWRITABLE), overlong=pl.col("ids").str.len_chars() > MAX_ID_CHARS
    ).collect()
    good = marked.filter(~(pl.col("unwritable") | pl.col("overlong"))).unique(
        ["row", "ids"], keep="first", maintain_order=True
    )
    joined = pl.concat_str(pl.lit(SEPARATOR), pl.col("ids").str.join(SEPARATOR), pl.lit(SEPARATOR))
    texts = good.group_by("row", maintain_order=True).agg(text=joined, count=pl.len())
    marks = marked.group_by("row").agg(pl.col("unwritable").any(), pl.col("overlong").any())
    repaired = frame.select("row").join(texts, on="row", how="left").join(marks, on="row", how="left")
    return repaired.with_columns(pl.col("unwritable", "overlong").fill_null(value=False), pl.col("count").fill_null(0))


def _decoded(texts: pl.Series, spellings: Sequence[str]) -> pl.Series:
    """The ids of JSON arrays; null where a text is none."""
    frame = pl.DataFrame({"text": texts}).with_row_index("row")
    is_objects = pl.col("text").str.contains(r"^\s*\[\s*\{")
    objects, scalars = frame.filter(is_objects), frame.filter(~is_objects)
    fields = [pl.element().struct.field(name) for name in spellings]
    object_list = pl.List(pl.Struct(dict.fromkeys(spellings, pl.String)))
    decoded = decode_each(scalars["text"], ID_LIST)
    # Python, NumPy and Spark write brackets, too, but no JSON.
    is_other = decoded.is_null()
    if is_other.any():
        others = scalars.select("row").filter(is_other).with_columns(bracketed_ids(scalars["text"].filter(is_other)))
        read = scalars.select("row", ids=decoded).join(
            others, on="row", how="left", suffix="_read", maintain_order="left"
        )
        decoded = read.select(pl.coalesce("ids", "ids_read"))["ids"]
    parts = [
        scalars.select("row", ids=decoded),
        objects.select("row", ids=decode_each(objects["text"], object_list)).with_columns(
            pl.col("ids").list.eval(pl.coalesce(fields))
        ),
    ]
    return pl.concat(parts).sort("row")["ids"]
