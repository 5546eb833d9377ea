"""The name that was probably meant where a path leads nowhere."""

from __future__ import annotations

import os
from difflib import get_close_matches
from itertools import islice
from pathlib import Path
from typing import Final

# A folder with more files than this gets no near name: comparing takes time for each of them.
MOST_NAMES: Final = 5_000


def near_path(path: str) -> str | None:
    """The path of a file beside a path that leads nowhere, with nearly the same name; None without one."""
    wanted = Path(path)
    try:
        with os.scandir(wanted.parent) as entries:
            names = [entry.name for entry in islice(entries, MOST_NAMES)]
    except (OSError, ValueError):
        return None
    near = get_close_matches(wanted.name, sorted(names), n=1, cutoff=0.75)
    return str(wanted.parent / near[0]) if near else None
