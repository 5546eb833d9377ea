"""Kinds of rows, to count different records by event type and usability, and ids that stand for nobody."""

from __future__ import annotations

from collections.abc import Mapping

import polars as pl

# The kind of a row that cannot be used. Kinds of event types are below 2^31.
UNUSABLE = 2**32 - 1
# Ids that programs write for everybody who has not signed in.
PLACEHOLDER_USERS = (
    *("guest", "Guest", "anonymous", "Anonymous", "anon", "unknown", "Unknown", "(not set)", "not set", "visitor"),
    *("default", "test", "user", "undefined", "0", "-1", "?", "-", "00000000-0000-0000-0000-000000000000"),
    *("[object Object]", "{user_id}", "{userId}"),
)


def row_kind(type_hash: pl.Expr | None) -> pl.Expr:
    """The kind of a row that can be used: its event type, by the hash, 0 where blank; None without such a column."""
    return pl.lit(0, dtype=pl.UInt32) if type_hash is None else _as_kind(type_hash)


def _as_kind(hashes: pl.Expr) -> pl.Expr:
    # Half the memory of the whole hash; two of the few types of a file meet once in two thousand million times.
    return (hashes & pl.lit(2**31 - 1, dtype=pl.UInt64)).cast(pl.UInt32, wrap_numerical=True)


def unique_by_type(kinds: Mapping[int, tuple[int, int]], types: Mapping[str, int]) -> dict[str, int]:
    """Different usable records of each event type.

    Args:
        kinds: Kind → distinct rows, and rows.
        types: Event type → records.
    """
    texts = pl.DataFrame({"text": list(types)}, schema={"text": pl.String})
    of_types = texts.select(_as_kind(pl.col("text").hash())).to_series().to_list()
    # An estimate may be above what was counted.
    return {name: min(types[name], kinds.get(kind, (0, 0))[0]) for name, kind in zip(types, of_types, strict=True)}


def placeholder_users(users: pl.DataFrame) -> dict[str, int]:
    """Ids that stand for nobody → their number of rows, the most frequent first.

    Args:
        users: Rows per user, columns `key` (hash of the id) and `n`.
    """
    words = pl.DataFrame({"word": PLACEHOLDER_USERS}).with_columns(key=pl.col("word").hash(0))
    found = words.join(users, on="key").sort(["n", "word"], descending=[True, False])
    return dict(found.select("word", "n").rows())
