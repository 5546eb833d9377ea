"""How wide a table may be: each column takes time and memory in every block, whatever is in it."""

from __future__ import annotations

from interactions_cli.errors import InputError

# The service takes five columns besides its own; exports that have more than some hundred are of something else.
MOST_COLUMNS = 1_024
# A frame of objects has a place for each key of any of them in all: half a gigabyte.
MOST_PLACES = 1 << 25


def refuse_too_many_columns(path: str, count: int) -> None:
    """Refuse a table with more columns than are read.

    Raises:
        InputError: There are too many.
    """
    if count > MOST_COLUMNS:
        raise InputError(
            f"{path} has {count:,} columns, more than the {MOST_COLUMNS:,} that are read",
            "Export those of the schema and no others.",
        )


def refuse_too_many_keys(path: str, keys: int, objects: int) -> None:
    """Refuse objects that have too many different keys, which as a rule are ids that ought to be values.

    Raises:
        InputError: There are more than columns of a table may be, or more places in a table of them than are held.
    """
    if keys > MOST_COLUMNS or keys * objects > MOST_PLACES:
        raise InputError(
            f"{path}: {objects:,} objects that are read together have {keys:,} different keys; "
            f"more than {min(MOST_COLUMNS, MOST_PLACES // max(objects, 1)):,} are not read",
            "Write ids as values and not as keys where it is made, or leave out the objects that have ids as keys.",
        )
