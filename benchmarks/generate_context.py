"""Writes what stands beside the interactions of `generate.py`: a catalogue of its items or users, or streamed events.

Usage: python benchmarks/generate_context.py FILE --rows N --variant items|users|streamed
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Iterator
from pathlib import Path

import polars as pl

CHUNK = 500_000
REQUEST_EVENTS = 10
FIRST_TIME = 1_690_000_000
VARIANTS = ("items", "users", "streamed")


def catalogue(variant: str, start: int, rows: int) -> pl.LazyFrame:
    """Ids `start` to `start + rows` of the items or users that interactions have, and of more."""
    number = pl.int_range(start, start + rows, dtype=pl.UInt64)
    if variant == "users":
        return pl.LazyFrame().select(USER_ID=pl.format("u{}", number))
    return pl.LazyFrame().select(ITEM_ID=(number * 17 + 1000).cast(pl.String), GENRE=pl.lit("drama|comedy"))


def requests(events: int) -> Iterator[str]:
    """Bodies of PutEvents requests, one a line; every event is of a record's form and none is a record."""
    for start in range(0, events, REQUEST_EVENTS):
        numbers = range(start, min(start + REQUEST_EVENTS, events))
        entries = [
            {
                "eventType": ("view", "click", "buy")[number % 3],
                "itemId": str(number * 7919 % 50_000 * 17 + 1000),
                "sentAt": FIRST_TIME + number,
                "eventValue": number % 1000 / 1000,
                "properties": {"device": "web"},
            }
            for number in numbers
        ]
        yield json.dumps({"userId": f"u{start * 31 % 500_000}", "sessionId": f"s{start}", "eventList": entries}) + "\n"


def write(path: Path, rows: int, variant: str) -> None:
    """Write the file beside its place and rename it, so that a stopped run leaves no half file under its name."""
    part = path.with_name(path.name + ".part")
    with part.open("wb") as file:
        if variant == "streamed":
            file.writelines(line.encode() for line in requests(rows))
        for start in range(0, rows if variant != "streamed" else 0, CHUNK):
            frame = catalogue(variant, start, min(CHUNK, rows - start)).collect()
            frame.write_csv(file, include_header=start == 0)
    part.replace(path)


def main() -> None:
    """Run as a script."""
    parser = argparse.ArgumentParser(description="Write a catalogue or a log of streamed events.")
    parser.add_argument("file", type=Path)
    parser.add_argument("--rows", type=int, required=True)
    parser.add_argument("--variant", choices=VARIANTS, required=True)
    options = parser.parse_args()
    write(options.file, options.rows, options.variant)


if __name__ == "__main__":
    main()
