"""Lists of shown items: from arrays and other separators to ids joined by vertical bars, at most 1,000 characters."""

from __future__ import annotations

from typing import Final

import polars as pl

from interactions_cli.personalize.fields import IMPRESSION_SEPARATOR as BAR
from interactions_cli.personalize.limits import MAX_IMPRESSION_CHARS
from interactions_cli.reading.lines import CONTROL_PATTERN, INVISIBLE_PATTERN
from interactions_cli.rules.impressions import BLANK_ITEM
from interactions_cli.transforms.prepare.cells import Cells
from interactions_cli.transforms.prepare.json_lists import BRACKETED, with_ids_of_json

ITEM: Final = r"""(?:"[^"\\]*"|'[^'\\]*'|[^\s,"'|\[\](){}]+)"""
ARRAY: Final = rf"^\s*[\[(]\s*(?:{ITEM}(?:(?:\s*,\s*|\s+){ITEM})*\s*,?)?\s*[\])]\s*$"
BRACES: Final = rf"^\s*\{{\s*(?:{ITEM}(?:\s*,\s*{ITEM})*)?\s*\}}\s*$"


def edit_lists(raw: pl.Series, item: pl.Series, separator: str | None) -> Cells:
    """Lists as they will be written; what has nothing to repair stays to the letter.

    Args:
        raw: The cells.
        item: The interacted item of each record, which no cut takes away.
        separator: What stands between ids, if not a vertical bar.
    """
    lists = _within_limit(_with_bars(raw), item, has_bar=True)
    value = lists
    if separator is not None and (is_bare := bare(lists) & lists.str.contains(separator, literal=True)).any():
        joined = tidy(lists.filter(is_bare).str.split(separator)).list.join(BAR)
        value = _with_bars(lists.clone().scatter(is_bare.fill_null(value=False).arg_true(), _filled(joined)))
    return Cells(_within_limit(value, item, has_bar=False), None, _code, lists=lists)


def bare(lists: pl.Series) -> pl.Series:
    """Which cells have no vertical bar."""
    return ~lists.str.contains(BAR, literal=True)


def tidy(ids: pl.Series) -> pl.Series:
    """Lists of ids without blanks around them, each id once."""
    seen = pl.element().str.replace_all(INVISIBLE_PATTERN, "")
    clean = seen.str.replace_all(CONTROL_PATTERN, " ").str.strip_chars()
    return ids.list.eval(clean).list.eval(pl.element().filter(pl.element() != "")).list.unique(maintain_order=True)


def _filled(text: pl.Series) -> pl.Series:
    return text.to_frame("t").select(pl.when(pl.col("t") != "").then("t"))["t"]


def _with_bars(raw: pl.Series) -> pl.Series:
    """Lists with vertical bars between their ids, each id once, and no blanks."""
    found = raw
    while True:
        before, found = found, _once_with_bars(found)
        # An array may stand in an array as text, and comes out one layer at a time.
        if not (_is_bracketed(found) & (found != before)).any():
            return found


def _is_bracketed(text: pl.Series) -> pl.Series:
    if not text.str.contains(r"[\[({]").any():
        return pl.Series([False]).new_from_index(0, len(text))
    return text.str.contains(BRACKETED).fill_null(value=False)


def _is_array(text: pl.Series) -> pl.Series:
    return (text.str.contains(ARRAY) | text.str.contains(BRACES)).fill_null(value=False)


def _once_with_bars(raw: pl.Series) -> pl.Series:
    text = pl.col("t")
    is_array = is_bracketed = _is_bracketed(raw)
    if is_bracketed.any():
        is_array = _is_array(raw)
        raw = with_ids_of_json(raw, is_bracketed & ~is_array)
    frame = pl.DataFrame([raw.alias("t"), is_array.alias("array")])
    split = text.str.split(BAR)
    if is_array.any():
        unquoted = pl.element().str.strip_chars("\"'")
        split = pl.when("array").then(text.str.extract_all(ITEM).list.eval(unquoted)).otherwise(split)
    frame = frame.with_columns(
        odd=text.str.contains(BLANK_ITEM) | text.str.contains(CONTROL_PATTERN) | pl.col("array"), ids=split
    )
    ids = frame["ids"]
    frame = frame.with_columns(tidy=tidy(ids))
    repeats = pl.col("tidy").list.len() < pl.col("ids").list.len()
    joined = pl.col("tidy").list.join(BAR)
    value = pl.when((pl.col("odd") | repeats).fill_null(value=False)).then(joined).otherwise(text)
    return _filled(frame.select(value.alias("t"))["t"])


def _within_limit(value: pl.Series, item: pl.Series, *, has_bar: bool) -> pl.Series:
    """The cells, the long ones cut; with `has_bar` only those that have one."""
    is_long = (value.str.len_chars() > MAX_IMPRESSION_CHARS).fill_null(value=False)
    if has_bar and is_long.any():
        is_long = is_long & ~bare(value).fill_null(value=False)
    if not is_long.any():
        return value
    rows = is_long.arg_true()
    frame = pl.DataFrame([value.alias("value"), item.alias("item")])
    cut = [_cut(text.split(BAR), item) for text, item in frame[rows].rows()]
    return value.clone().scatter(rows, pl.Series(cut, dtype=pl.String))


def _cut(ids: list[str], item: str | None) -> str | None:
    """The first ids that fit beside the interacted item, if the list has it."""
    left = MAX_IMPRESSION_CHARS + 1
    is_there = item in ids
    left -= len(item or "") + 1 if is_there else 0
    kept = []
    for name in ids:
        if is_there and name == item:
            kept.append(name)
        elif len(name) + 1 <= left:
            kept.append(name)
            left -= len(name) + 1
    return BAR.join(kept) or None


def _code(before: pl.Expr, after: pl.Expr) -> pl.Expr:
    """What was wrong with a list that was changed."""
    return (
        pl.when(before.str.contains(BRACKETED))
        .then(pl.lit("IMP008"))
        .when(before.str.contains(CONTROL_PATTERN))
        .then(pl.lit("CSV010"))
        .when(before.str.contains(BLANK_ITEM))
        .then(pl.lit("IMP002"))
        .when(~before.str.contains(BAR, literal=True) & after.str.contains(BAR, literal=True))
        .then(pl.lit("IMP008"))
        .when(before.str.len_chars() > MAX_IMPRESSION_CHARS)
        .then(pl.lit("IMP001"))
        .otherwise(pl.lit("IMP004"))
    )
