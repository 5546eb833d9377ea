"""What one would write instead of `prepare`: the same conversion of times, `scan_csv` to `sink_csv`.

Usage: python benchmarks/prepare_in_polars.py OUTPUT FILE
"""

from __future__ import annotations

import sys

import polars as pl


def main(output: str, path: str) -> None:
    """Times become Unix seconds; every other cell stays the text that it is."""
    seconds = pl.col("TIMESTAMP").str.to_datetime("%Y-%m-%dT%H:%M:%SZ").dt.epoch("s")
    pl.scan_csv(path, infer_schema=False).with_columns(seconds).sink_csv(output)


if __name__ == "__main__":
    main(*sys.argv[1:])
