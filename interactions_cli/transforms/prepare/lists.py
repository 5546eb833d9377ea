"""Lists of shown items: from arrays and other separators to ids joined by vertical bars, at most 1,000 characters."""

from __future__ import annotations

from typing import Final

import polars as pl

from interactions_cli.personalize.fields import IMPRESSION_SEPARATOR as BAR
from interactions_cli.personalize.limits import MAX_IMPRESSION_CHARS
from interactions_cli.reading.lines import CONTROL_PATTERN
from interactions_cli.rules.impressions import BLANK_ITEM
from interactions_cli.transforms.prepare.cells import Cells

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
    text = pl.col("t")
    frame = raw.alias("t").to_frame().with_columns(item=item)
    may_be_array = frame["t"].str.contains(r"[\[({]").any()
    is_array = (text.str.contains(ARRAY) | text.str.contains(BRACES)) if may_be_array else pl.lit(value=False)
    frame = frame.with_columns(array=is_array.fill_null(value=False))
    bare = pl.when("array").then(text.str.extract_all(ITEM).list.eval(_unquoted()))
    other = text.str.split(separator) if separator else text.str.split(BAR)
    ids = pl.coalesce(bare, other).list.eval(pl.element().str.replace_all(CONTROL_PATTERN, " ").str.strip_chars())
    frame = frame.with_columns(
        odd=text.str.contains(BLANK_ITEM)
        | text.str.contains(CONTROL_PATTERN)
        | (text.str.len_chars() > MAX_IMPRESSION_CHARS)
        | pl.col("array")
        | (text.str.contains(separator, literal=True) if separator else pl.lit(value=False)),
        ids=ids,
    )
    tidy = pl.col("ids").list.eval(pl.element().filter(pl.element() != "")).list.unique(maintain_order=True)
    frame = frame.with_columns(tidy=tidy)
    repeats = pl.col("tidy").list.len() < pl.col("ids").list.len()
    joined = pl.col("tidy").list.join(BAR)
    frame = frame.with_columns(
        value=pl.when((pl.col("odd") | repeats).fill_null(value=False)).then(joined).otherwise(text)
    )
    frame = frame.with_columns(value=pl.when(pl.col("value") != "").then("value"))
    return Cells(_within_limit(frame), None, _code)


def _unquoted() -> pl.Expr:
    return pl.element().str.strip_chars("\"'")


def _within_limit(frame: pl.DataFrame) -> pl.Series:
    value = frame["value"]
    is_long = (value.str.len_chars() > MAX_IMPRESSION_CHARS).fill_null(value=False)
    if not is_long.any():
        return value
    rows = is_long.arg_true()
    cut = [_cut(text.split(BAR), item) for text, item in frame[rows].select("value", "item").rows()]
    return value.scatter(rows, pl.Series(cut, dtype=pl.String))


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
        pl.when(before.str.contains(ARRAY) | before.str.contains(BRACES))
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
