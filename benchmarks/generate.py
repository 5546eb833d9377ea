"""Writes a large interactions file: the same bytes for the same arguments (and Polars), memory flat however many rows.

Usage: python benchmarks/generate.py FILE --rows N [--variant clean|bad|quoted|impressions|late|json-lines|parquet]
"""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from pathlib import Path
from typing import Literal

import polars as pl

CHUNK = 500_000
IMPRESSION_IDS = 25
FIRST_TIME, TIME_SPAN = 1_600_000_000, 80_000_000
VARIANTS = ("clean", "bad", "quoted", "impressions", "late", "json-lines", "parquet")
# Times of these are ISO dates, as most exports have them.
WITH_DATES = ("bad", "late", "json-lines", "parquet")
# More rows than `prepare` plans by.
FIRST_ROWS = 2_000_000


def interactions(start: int, rows: int, *, users: int, items: int, seed: int) -> pl.LazyFrame:
    """Rows `start` to `start + rows` of an endless, seeded table without a defect."""

    def draw(purpose: int) -> pl.Expr:
        return pl.col("row").hash(seed * 1000 + purpose)

    def item(number: pl.Expr) -> pl.Expr:
        return ((number % items) * 17 + 1000).cast(pl.String)

    # Steps this small never come round to an item that is in the list already.
    step = 1 + draw(8) % max(1, items // IMPRESSION_IDS - 1)
    kind, device = draw(3) % 10, draw(7) % 3
    table = pl.LazyFrame().select(row=pl.int_range(start, start + rows, dtype=pl.UInt64))
    return table.select(
        USER_ID=pl.format("u{}", draw(1) % users),
        ITEM_ID=item(draw(2)),
        EVENT_TYPE=pl.when(kind < 6).then(pl.lit("view")).when(kind < 9).then(pl.lit("click")).otherwise(pl.lit("buy")),
        EVENT_VALUE=pl.when(draw(4) % 10 < 8).then(((draw(5) % 1000) / 1000).cast(pl.String)),
        TIMESTAMP=FIRST_TIME + (draw(6) % TIME_SPAN).cast(pl.Int64),
        DEVICE=pl.when(device == 0)
        .then(pl.lit("ios"))
        .when(device == 1)
        .then(pl.lit("android"))
        .otherwise(pl.lit("web")),
        IMPRESSION=pl.concat_str([item(draw(2) % items + k * step) for k in range(IMPRESSION_IDS)], separator="|"),
    )


def variant_of(table: pl.LazyFrame, variant: str, start: int) -> pl.LazyFrame:
    """The table with what the variant asks for: lists only in `impressions`, an ISO date in every row of some.

    In `late` the first ids end in `.0`, so that a plan made from them alone is contradicted by the others.
    """
    if variant == "late":
        is_first = pl.lit(start < FIRST_ROWS)
        table = table.with_columns(
            pl.when(is_first).then(pl.col("ITEM_ID") + ".0").otherwise("ITEM_ID").alias("ITEM_ID")
        )
    if variant != "impressions":
        table = table.drop("IMPRESSION")
    if variant in WITH_DATES:
        table = table.with_columns(pl.from_epoch("TIMESTAMP").dt.strftime("%Y-%m-%dT%H:%M:%SZ"))
    return table


def write(path: Path, rows: int, variant: str, *, users: int, items: int, seed: int) -> None:
    """Write the file beside its place and rename it, so that a stopped run leaves no half file under its name."""
    part = path.with_name(path.name + ".part")

    def tables() -> Iterator[pl.LazyFrame]:
        for start in range(0, rows, CHUNK):
            table = interactions(start, min(CHUNK, rows - start), users=users, items=items, seed=seed)
            yield variant_of(table, variant, start)

    if variant == "parquet":
        pl.concat(list(tables())).sink_parquet(part)
    else:
        with part.open("wb") as file:
            for number, frame in enumerate(table.collect() for table in tables()):
                if variant == "json-lines":
                    frame.write_ndjson(file)
                    continue
                if number == 0:
                    file.write(",".join(frame.columns).encode() + b"\n")
                style: Literal["always", "necessary"] = "always" if variant == "quoted" else "necessary"
                frame.write_csv(file, include_header=False, quote_style=style)
    part.replace(path)


def main() -> None:
    """Run as a script."""
    parser = argparse.ArgumentParser(description="Write a large interactions file.")
    parser.add_argument("file", type=Path)
    parser.add_argument("--rows", type=int, required=True)
    parser.add_argument("--variant", choices=VARIANTS, default="clean")
    parser.add_argument("--users", type=int, default=500_000)
    parser.add_argument("--items", type=int, default=50_000)
    parser.add_argument("--seed", type=int, default=7)
    options = parser.parse_args()
    write(options.file, options.rows, options.variant, users=options.users, items=options.items, seed=options.seed)


if __name__ == "__main__":
    main()
