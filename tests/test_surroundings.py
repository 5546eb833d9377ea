"""The tests see the same wherever they run."""

from __future__ import annotations

import signal
import sys

import pytest

from tests.cli_runner import environment
from tests.processes import finished
from tests.surroundings import TERMINAL, plain


def test_what_the_caller_has_set_does_not_show() -> None:
    foreign = ("CLICOLOR_FORCE", "COLUMNS", "GITHUB_STEP_SUMMARY", "GIT_DIR", "LC_ALL", "MAKEFLAGS", "POLARS_VERBOSE")
    given = {"HOME": "/home/me", "TMPDIR": "/tmp/mine", **dict.fromkeys(foreign, "1")}
    assert plain(given) == {"HOME": "/home/me", "TMPDIR": "/tmp/mine", **TERMINAL}


@pytest.mark.parametrize(("settled", "code"), [(True, -signal.SIGHUP), (False, 0)])
def test_a_signal_that_the_caller_ignores_is_heeded_by_what_tests_start(settled: bool, code: int) -> None:
    script = f"""
import os, signal, subprocess
from tests import surroundings
signal.signal(signal.SIGHUP, signal.SIG_IGN)
signal.pthread_sigmask(signal.SIG_BLOCK, [signal.SIGTERM])
if {settled}:
    surroundings.settle()
os.kill(os.getpid(), signal.SIGHUP)
print(subprocess.run(["sh", "-c", "kill -HUP $$"]).returncode)
print(signal.SIGTERM in signal.pthread_sigmask(signal.SIG_BLOCK, []))
"""
    ended = finished([sys.executable, "-c", script], capture_output=True, text=True, check=True, env=environment())
    assert ended.stdout == f"{code}\n{not settled}\n"
