"""Writes a log of shown lists, or the clicks on them: the same bytes for the same arguments (and Polars).

Usage: python benchmarks/generate_shown.py FILE --rows N --variant lists|clicks
"""

from __future__ import annotations

import argparse
from pathlib import Path

import polars as pl

CHUNK = 500_000
IDS = 25
FIRST_TIME, TIME_SPAN = 1_600_000_000, 8_000_000
LONGEST_DELAY = 1800
VARIANTS = ("lists", "clicks")


def draw(purpose: int, row: pl.Expr, seed: int) -> pl.Expr:
    """A number that depends on a row and what it is for."""
    return row.hash(seed * 1000 + purpose)


def shown(row: pl.Expr, seed: int) -> dict[str, pl.Expr]:
    """The list of a row: its request, user, second and the item at a place."""
    return {
        "REQUEST_ID": pl.format("q{}", row),
        "USER_ID": pl.format("u{}", draw(1, row, seed) % 500_000),
        "TIMESTAMP": FIRST_TIME + (draw(2, row, seed) % TIME_SPAN).cast(pl.Int64),
    }


def item(row: pl.Expr, place: pl.Expr, seed: int) -> pl.Expr:
    """The item at a place of a row's list; a list never repeats one."""
    first, step = draw(3, row, seed) % 50_000, 1 + draw(4, row, seed) % 1_900
    return ((first + place * step) % 50_000 * 17 + 1000).cast(pl.String)


def lists(start: int, rows: int, _total: int, seed: int) -> pl.LazyFrame:
    """Rows of the log."""
    row = pl.col("row")
    table = pl.LazyFrame().select(row=pl.int_range(start, start + rows, dtype=pl.UInt64))
    ids = pl.concat_str([item(row, pl.lit(place, dtype=pl.UInt64), seed) for place in range(IDS)], separator="|")
    return table.select(**shown(row, seed), IMPRESSION=ids)


def clicks(start: int, rows: int, total: int, seed: int) -> pl.LazyFrame:
    """Clicks on items of lists, some after longer than half an hour; of some lists there is none, of others several."""
    table = pl.LazyFrame().select(row=pl.int_range(start, start + rows, dtype=pl.UInt64))
    table = table.with_columns(list=draw(5, pl.col("row"), seed) % total)
    known = shown(pl.col("list"), seed)
    place, delay = draw(6, pl.col("row"), seed) % IDS, draw(7, pl.col("row"), seed) % (LONGEST_DELAY * 5 // 4)
    return table.select(
        USER_ID=known["USER_ID"],
        ITEM_ID=item(pl.col("list"), place, seed),
        TIMESTAMP=known["TIMESTAMP"] + delay.cast(pl.Int64),
        EVENT_TYPE=pl.lit("click"),
        REQUEST_ID=known["REQUEST_ID"],
    )


def write(path: Path, rows: int, variant: str, seed: int) -> None:
    """Write the file beside its place and rename it, so that a stopped run leaves no half file under its name."""
    beside = path.with_name(path.name + ".part")
    with beside.open("wb") as file:
        for start in range(0, rows, CHUNK):
            make = lists if variant == "lists" else clicks
            frame = make(start, min(CHUNK, rows - start), rows, seed).collect()
            if start == 0:
                file.write(",".join(frame.columns).encode() + b"\n")
            frame.write_csv(file, include_header=False)
    beside.replace(path)


def main() -> None:
    """Run as a script."""
    parser = argparse.ArgumentParser(description="Write a log of shown lists or the clicks on them.")
    parser.add_argument("file", type=Path)
    parser.add_argument("--rows", type=int, required=True)
    parser.add_argument("--variant", choices=VARIANTS, required=True)
    parser.add_argument("--seed", type=int, default=11)
    options = parser.parse_args()
    write(options.file, options.rows, options.variant, options.seed)


if __name__ == "__main__":
    main()
