"""What tests start and wait for ends, and is named."""

from __future__ import annotations

import signal
import subprocess
import threading
from pathlib import Path

import pytest

from tests.processes import PATIENCE_SECONDS, piped, started


def test_a_process_that_does_not_end_is_named_and_ended_with_what_it_started() -> None:
    script = "sleep 600 & sleep 600"
    read: list[bytes] = []
    with (
        pytest.raises(AssertionError, match=r"waited 0\.1 s for the end of: sh -c 'sleep 600 & sleep 600'"),
        started(["sh", "-c", script], patience=0.1, stdout=subprocess.PIPE) as process,
    ):
        # Ends when nobody has the other end any more.
        read.append(process.stdout.read() if process.stdout else b"")
    assert (read, process.returncode) == ([b""], -signal.SIGKILL)


def test_a_test_that_fails_ends_what_it_has_started() -> None:
    with pytest.raises(ValueError, match="failed"), started(["sleep", "600"]) as process:
        raise ValueError("failed")
    assert process.returncode == -signal.SIGKILL


def test_a_pipe_that_nobody_reads_is_named_and_its_writer_ends(tmp_path: Path) -> None:
    with (
        pytest.raises(AssertionError, match=r"waited 0\.1 s for pipe\.csv to be read"),
        piped(tmp_path / "pipe.csv", "text", patience=0.1),
    ):
        pass
    with pytest.raises(ValueError, match="failed"), piped(tmp_path / "other.csv", "text"):
        raise ValueError("failed")
    assert not [thread.name for thread in threading.enumerate() if thread.name.endswith("csv to be read")]


def test_what_is_waited_for_is_named_before_the_test_is_given_up(pytestconfig: pytest.Config) -> None:
    assert PATIENCE_SECONDS * 2 < float(pytestconfig.getini("timeout")) < pytestconfig.getini("faulthandler_timeout")
