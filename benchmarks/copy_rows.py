"""What one would write instead of `filter`: copies a CSV file, all of it or the rows of one type above a threshold.

Usage: python benchmarks/copy_rows.py {polars|duckdb} {all|some} OUTPUT FILE
"""

from __future__ import annotations

import sys

# About 5 % of the generated rows.
SOME_TYPE, SOME_VALUE = "buy", 0.4


def with_polars(rows: str, output: str, path: str) -> None:
    """`scan_csv` to `sink_csv`."""
    import polars as pl

    table = pl.scan_csv(path)
    if rows == "some":
        table = table.filter(pl.col("EVENT_TYPE") == SOME_TYPE, pl.col("EVENT_VALUE") >= SOME_VALUE)
    table.sink_csv(output)


def with_duckdb(rows: str, output: str, path: str) -> None:
    """`COPY … TO`."""
    import duckdb

    where = f"WHERE EVENT_TYPE = '{SOME_TYPE}' AND EVENT_VALUE >= {SOME_VALUE}" if rows == "some" else ""
    duckdb.sql(f"COPY (SELECT * FROM read_csv('{path}') {where}) TO '{output}' (HEADER)")


if __name__ == "__main__":
    tool, *rest = sys.argv[1:]
    (with_polars if tool == "polars" else with_duckdb)(*rest)
