"""How many examples a property is tried with: a part of them in every run, all with `make test EXAMPLES=all`."""

from __future__ import annotations

import os

# Measured: with two fifths of the examples, properties took a fifth of the whole run.
SHARES = {"some": 0.15, "all": 1.0}


def examples(count: int) -> int:
    """The chosen part of `count`."""
    chosen = os.environ.get("EXAMPLES") or "some"
    if chosen not in SHARES:
        raise ValueError(f"EXAMPLES={chosen}: choose one of {', '.join(SHARES)}")
    return max(1, round(count * SHARES[chosen]))
