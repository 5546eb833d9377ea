"""Programs of the distribution that some tests run: where they are, and what happens where they are not."""

from __future__ import annotations

import os
import shutil

import pytest


def needed(*commands: str) -> str:
    """The path of the first of these commands that is there; without any the test is skipped, and the run says so.

    Where `.ci/run` has found one of them (`PROGRAMS_THERE`), not to find it is a failure.
    """
    for command in commands:
        if path := shutil.which(command):
            return path
    if set(commands) & set(os.environ.get("PROGRAMS_THERE", "").split()):
        pytest.fail(f"{commands[0]} was there when the tests were started")
    pytest.skip(f"NOT TESTED: {commands[0]} is not installed; CONTRIBUTING.md says how")
