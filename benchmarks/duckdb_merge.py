"""The joins of `merge-impressions` in DuckDB: by key the last line, by time the latest list of the user in a window.

Usage: python benchmarks/duckdb_merge.py key|time LISTS OUTPUT CLICKS
"""

from __future__ import annotations

import sys

import duckdb

WINDOW = 1800
# ASOF JOIN finds the latest list, whatever is in it: what `--match latest` does.
QUERIES = {
    "key": """
        WITH last AS (
            SELECT REQUEST_ID, arg_max(IMPRESSION, line) AS IMPRESSION
            FROM (SELECT *, row_number() OVER () AS line FROM read_csv($lists, all_varchar=true)) GROUP BY REQUEST_ID
        )
        SELECT c.*, l.IMPRESSION FROM read_csv($clicks, all_varchar=true) c LEFT JOIN last l USING (REQUEST_ID)
    """,
    "time": f"""
        SELECT c.* EXCLUDE (clicked), CASE WHEN c.clicked - l.listed <= {WINDOW} THEN l.IMPRESSION END AS IMPRESSION
        FROM (SELECT *, TIMESTAMP::BIGINT AS clicked FROM read_csv($clicks, all_varchar=true)) c
        ASOF LEFT JOIN (
            SELECT USER_ID, IMPRESSION, TIMESTAMP::BIGINT AS listed FROM read_csv($lists, all_varchar=true)
        ) l ON c.USER_ID = l.USER_ID AND c.clicked >= l.listed
    """,
}


def main() -> None:
    """Run as a script."""
    how, lists, output, clicks = sys.argv[1:]
    query = QUERIES[how].replace("$lists", f"'{lists}'").replace("$clicks", f"'{clicks}'")
    connection = duckdb.connect()
    connection.execute("SET preserve_insertion_order = true")
    connection.execute(f"COPY ({query}) TO '{output}' (HEADER)")


if __name__ == "__main__":
    main()
