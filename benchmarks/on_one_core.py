"""Runs a command on one of the cores that this process may use; Linux.

Usage: python benchmarks/on_one_core.py PROGRAM [ARGUMENT…]
"""

from __future__ import annotations

import os
import sys

if __name__ == "__main__":
    if sys.platform == "linux":
        os.sched_setaffinity(0, {min(os.sched_getaffinity(0))})
    os.execv(sys.argv[1], sys.argv[1:])
