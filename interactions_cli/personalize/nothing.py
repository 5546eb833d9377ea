"""Words that programs write for a value that is not there."""

from __future__ import annotations

from typing import Final

# Compared in lower case. In ids, event types, times and numbers each of them stands for nothing.
NOTHING: Final = frozenset(
    (
        *("null", "none", "nan", "n/a", "na", "undefined", "nil", "<na>", "(null)", "\\n", "nat", "invalid date"),
        *("#n/a", "-", "--"),
    )
)
# What may be empty in a number column besides: numbers that are none.
NO_NUMBERS: Final = frozenset(
    sign + word for sign in ("", "+", "-") for word in ("nan", "inf", "infinity", "1.#inf", "1.#qnan")
)
