"""DuckDB gives the figures that `validate` reports, in SQL.

It gives fewer of them: no line numbers, no samples, no judgement of quotes, control characters or encoding.

Usage: python benchmarks/duckdb_same_answers.py FILE
"""

from __future__ import annotations

import sys

import duckdb

WHOLE_NUMBER, NUMBER = "-?[0-9]{1,19}", "[+-]?([0-9]+[.]?[0-9]*|[.][0-9]+)([eE][+-]?[0-9]+)?"

# One pass for everything that is a count, a minimum or a maximum.
CELLS = f"""
    SELECT count(*) AS records,
           count(*) FILTER (USER_ID IS NULL) AS users_missing,
           count(*) FILTER (ITEM_ID IS NULL) AS items_missing,
           count(*) FILTER (EVENT_TYPE IS NULL) AS types_missing,
           count(*) FILTER ("TIMESTAMP" IS NULL) AS times_missing,
           count(*) FILTER (EVENT_VALUE IS NULL) AS values_missing,
           count(*) FILTER (length(USER_ID) > 256) AS users_too_long,
           count(*) FILTER (length(ITEM_ID) > 256) AS items_too_long,
           count(*) FILTER (length(EVENT_TYPE) > 256) AS types_too_long,
           count(*) FILTER (NOT regexp_full_match("TIMESTAMP", '{WHOLE_NUMBER}')) AS times_malformed,
           count(*) FILTER (NOT regexp_full_match(EVENT_VALUE, '{NUMBER}')) AS values_malformed,
           count(*) FILTER (abs(TRY_CAST("TIMESTAMP" AS BIGINT)) >= 100000000000) AS times_not_seconds,
           min(TRY_CAST("TIMESTAMP" AS BIGINT)) AS first_time,
           max(TRY_CAST("TIMESTAMP" AS BIGINT)) AS last_time,
           min(TRY_CAST(EVENT_VALUE AS DOUBLE)) AS least_value,
           max(TRY_CAST(EVENT_VALUE AS DOUBLE)) AS greatest_value
    FROM interactions
"""
USERS = """
    SELECT count(*) AS users, count(*) FILTER (records >= 2) AS users_with_2
    FROM (SELECT USER_ID, count(*) AS records FROM interactions WHERE USER_ID IS NOT NULL GROUP BY USER_ID)
"""
ITEMS = "SELECT count(*) AS items FROM (SELECT ITEM_ID FROM interactions WHERE ITEM_ID IS NOT NULL GROUP BY ITEM_ID)"
EVENT_TYPES = "SELECT EVENT_TYPE, count(*) AS records FROM interactions GROUP BY EVENT_TYPE ORDER BY ALL"
# Grouping by a hash of the cells is the quicker way to count copies, and `validate` goes by hashes too.
DUPLICATES = """
    SELECT coalesce(sum(copies - 1), 0) AS duplicates
    FROM (SELECT count(*) AS copies FROM interactions GROUP BY hash({columns}))
"""


def main(path: str) -> None:
    """Print the answer to each question."""
    connection = duckdb.connect()
    # Loading the file once was a little quicker than five questions to the file, at twice the memory.
    connection.read_csv(path, header=True, all_varchar=True, sep=",").create("interactions")
    columns = ", ".join(f'"{name}"' for name in connection.table("interactions").columns)
    for question in (CELLS, USERS, ITEMS, EVENT_TYPES, DUPLICATES.format(columns=columns)):
        print(connection.execute(question).fetchall())


if __name__ == "__main__":
    main(sys.argv[1])
