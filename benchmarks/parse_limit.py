"""The practical limit: Polars parses the file into typed columns and takes each one's minimum and maximum.

Usage: python benchmarks/parse_limit.py FILE
"""

from __future__ import annotations

import sys
from pathlib import Path

import polars as pl

TYPES = {"TIMESTAMP": pl.Int64(), "EVENT_VALUE": pl.Float64()}


def main(path: str) -> None:
    """Print the minimum and maximum of every column."""
    with Path(path).open(encoding="utf-8") as file:
        header = file.readline().rstrip("\n").split(",")
    schema = pl.Schema({name: TYPES.get(name, pl.String()) for name in header})
    table = pl.scan_csv(path, schema=schema)
    extremes = table.select(pl.all().min().name.prefix("min_"), pl.all().max().name.prefix("max_"))
    print(extremes.collect(engine="streaming").row(0, named=True))


if __name__ == "__main__":
    main(sys.argv[1])
