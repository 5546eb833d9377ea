"""Records for the entries of a list that one record holds, as an order holds its lines: one each."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

import polars as pl

from interactions_cli.reading.batch import Batch, column_of, frame_name
from interactions_cli.reading.json_object import flat, plain_json


def exploded(batch: Batch, column: str) -> Batch:
    """The batch with a record for each entry of the list that a column holds as JSON.

    Members of an entry become columns under the name of the list, `items.item_id`; an entry that is no object stands in
    the column itself. One object counts as a list of one. A record without entries stays, without the column. Columns
    under the name of the list, as objects of JSON have them in its place, are those of records without a list.
    """
    if frame_name(column) not in batch.frame.columns:
        return batch
    rows: list[int] = []
    entries: list[Mapping[str, str | None]] = []
    lists = 0
    held = column_of(batch, column)
    for row, text in enumerate(held):
        found = _list_in(text)
        lists += bool(found)
        for entry in _entries(found, text, column):
            rows.append(row)
            entries.append(entry)
    names = dict.fromkeys(name for entry in entries for name in entry)
    inside = pl.DataFrame({frame_name(name): [entry.get(name) or None for entry in entries] for name in names})
    places = pl.Series(rows, dtype=pl.UInt32)
    frame = _together(batch.frame.drop(frame_name(column))[places], inside.cast(pl.String), held[places], column)
    order = _order(batch.record_keys[places], batch.defect_keys)
    owners, texts = order["owner"], batch.texts
    return Batch(
        frame=frame,
        lines=batch.lines[places],
        line_count=batch.line_count,
        defects=batch.defects.with_columns(order.filter(pl.col("is_defect"))["key"]),
        texts=lambda wanted: texts([owners[key] for key in wanted]),
        keys=order.filter(~pl.col("is_defect"))["key"],
        key_sets=_key_sets(batch, column, entries),
        repairs=batch.repairs,
        lists=lists,
    )


def _together(around: pl.DataFrame, inside: pl.DataFrame, held: pl.Series, column: str) -> pl.DataFrame:
    """What stands around lists beside their entries; `held` are the lists as texts, null where a record has none."""
    under = [name for name in around.columns if name.startswith(frame_name(f"{column}."))]
    around = around.with_columns(pl.when(pl.lit(held).is_null()).then(pl.col(name)).alias(name) for name in under)
    shared = [name for name in inside.columns if name in around.columns]
    inside = inside.with_columns(inside[name].fill_null(around[name]) for name in shared)
    return pl.concat([around.drop(shared), inside], how="horizontal")


def _order(records: pl.Series, defects: pl.Series) -> pl.DataFrame:
    """A `key` of its own for each record and defect, in the order of the input, with the key that its `owner` had."""
    both = [
        pl.DataFrame([series.cast(pl.Int64).alias("owner")]).with_columns(is_defect=pl.lit(value=is_defect))
        for series, is_defect in ((records, False), (defects, True))
    ]
    order = pl.concat(both).sort("owner", maintain_order=True).with_row_index("key")
    return order.with_columns(pl.col("key").cast(pl.Int64))


def _key_sets(batch: Batch, column: str, entries: list[Mapping[str, str | None]]) -> set[tuple[str, ...]]:
    around = [*batch.key_sets] or [batch.names]
    inside = {tuple(entry) for entry in entries}
    return {(*(name for name in keys if name != column), *more) for keys in around for more in inside}


def entries_of(text: str | None, column: str) -> list[Mapping[str, str | None]]:
    """The entries of a list as texts by their names; one without anything where there is none."""
    return _entries(_list_in(text), text, column)


def _list_in(text: str | None) -> list[Any] | None:
    found: Any = plain_json(text) if text else None
    if isinstance(found, dict):
        return [found]
    return found if isinstance(found, list) else None


def _entries(found: list[Any] | None, text: str | None, column: str) -> list[Mapping[str, str | None]]:
    if found is None:
        return [{column: text}]
    return [_named(entry, column) for entry in found] or [{}]


def _named(entry: Any, column: str) -> Mapping[str, str | None]:
    if isinstance(entry, dict):
        return flat(entry, f"{column}.")
    if entry is None or isinstance(entry, str):
        return {column: entry}
    return {column: json.dumps(entry, ensure_ascii=False)}
