"""How Polars' allocator, jemalloc, deals with memory that was given back to it."""

from __future__ import annotations

import os
from collections.abc import MutableMapping
from typing import Final

# Polars reads it when it is loaded, and puts its own settings before what stands there.
VARIABLE: Final = "_RJEM_MALLOC_CONF"


def settle_allocator(environment: MutableMapping[str, str]) -> None:
    """Keep the process as small as its data: to be called before Polars is loaded.

    By default there are four arenas a core, and none takes pages that another one has left over; and pages that nobody
    asks for are counted as the process's for a second longer. What the variable holds already stays in force.

    Args:
        environment: Of the process.
    """
    own = f"narenas:{os.cpu_count() or 1},muzzy_decay_ms:0"
    given = environment.get(VARIABLE)
    environment[VARIABLE] = f"{own},{given}" if given else own
