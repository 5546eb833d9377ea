"""How much memory a run may take: of the machine, of its container, of the process."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Final

# The limit of the container, by version 2 and version 1 of control groups. What is in use of it may be cached files.
CONTROL_GROUPS: Final = (
    Path("/sys/fs/cgroup/memory.max"),
    Path("/sys/fs/cgroup/memory/memory.limit_in_bytes"),
)
MEMINFO: Final = Path("/proc/meminfo")


def memory_left() -> int | None:
    """Bytes that the machine, the container and the limits of the process leave; None where nothing says so."""
    return min((found for found in (*_of_container(), _of_machine(), _of_process()) if found is not None), default=None)


def _of_machine() -> int | None:
    try:
        lines = MEMINFO.read_text(encoding="ascii").splitlines()
    except (OSError, ValueError):
        return None
    return next((int(line.split()[1]) << 10 for line in lines if line.startswith("MemAvailable:")), None)


def _of_container() -> Iterator[int]:
    for limit in CONTROL_GROUPS:
        try:
            yield int(limit.read_text(encoding="ascii"))
        except (OSError, ValueError):
            # There is none, or it is `max`.
            continue


def _of_process() -> int | None:
    try:
        import resource
    except ImportError:
        return None
    limits = [resource.getrlimit(kind)[0] for kind in (resource.RLIMIT_AS, resource.RLIMIT_DATA)]
    return min((limit for limit in limits if limit != resource.RLIM_INFINITY), default=None)
