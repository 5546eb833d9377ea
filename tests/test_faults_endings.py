"""Streams that are closed or full, and memory that does not suffice: words, the right code, and no harm."""

from __future__ import annotations

import resource
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from interactions_cli.cli import memory_guard
from tests.cli_runner import command, environment, run
from tests.fault_runner import (
    COMMANDS,
    ENVIRONMENT,
    assert_untouched,
    feed,
    limited_memory,
    nameless_files_work,
    old_files,
    read_all,
    rows,
    run_limited,
    shell,
    start,
    words,
)
from tests.processes import finished, interrupt, started

# Enough for anything, and still a limit.
PLENTY = 1 << 16


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder with an input and a log."""
    old_files(tmp_path, "filter")
    (tmp_path / "x.csv").write_text(rows(8))
    return tmp_path


# Streams


@pytest.mark.parametrize("name", COMMANDS)
def test_a_closed_standard_error_costs_nothing(folder: Path, name: str) -> None:
    """Polars speaks to it, if told to; what it says must not get into a file that has got the number."""
    given = words(name)
    plain = run(*given, cwd=folder)
    read = {path.name: path.read_bytes() for path in folder.iterdir()}
    result = shell(folder, "2>&-", *given, env={"POLARS_VERBOSE": "1"})
    assert (result.code, result.stdout) == (0, plain.stdout)
    assert {path.name: path.read_bytes() for path in folder.iterdir()} == read


def test_all_streams_may_be_closed(folder: Path) -> None:
    result = shell(
        folder, "<&- >&- 2>&-", "filter", "x.csv", "-q", "-o", "out.csv", "--force", env={"POLARS_VERBOSE": "1"}
    )
    assert (result.code, (folder / "out.csv").read_text()) == (0, rows(8))


@pytest.mark.parametrize("name", COMMANDS)
def test_a_closed_standard_output_is_said_before_anything_is_read(folder: Path, name: str) -> None:
    given = words(name, "missing.csv", outputs=False)
    if name in ("filter", "merge-impressions"):
        given += ["-o", "out.csv", "--force"]
    (folder / "missing.csv").symlink_to("nowhere")
    kept = [path.name for path in folder.iterdir() if not path.is_symlink()]
    result = shell(folder, ">&-", *given)
    assert result == type(result)(
        "", "error: standard output is closed\nhint: Write the report to a file with --output.\n", 2
    )
    (folder / "missing.csv").unlink()
    assert_untouched(folder, kept)


def test_rules_need_a_standard_output(folder: Path) -> None:
    assert "error: standard output is closed" in shell(folder, ">&-", "rules").stderr


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="the system has no /dev/full")
@pytest.mark.parametrize(("path", "code"), [("x.csv", 0), ("missing.csv", 2)])
def test_a_full_standard_error_costs_only_what_goes_there(folder: Path, path: str, code: int) -> None:
    result = shell(folder, "2>/dev/full", "filter", path)
    assert (result.code, result.stdout) == (code, rows(8) if code == 0 else "")


# Memory


@pytest.mark.parametrize("name", COMMANDS)
def test_too_little_memory_is_said_and_changes_no_file(tmp_path: Path, name: str) -> None:
    kept = [*old_files(tmp_path, name), "x.csv"]
    (tmp_path / "x.csv").write_text(rows(8))
    result = run_limited(tmp_path, *words(name), limit=limited_memory(200))
    assert (result.code, result.stdout) == (2, "")
    assert result.stderr.startswith("error: out of memory: this process is limited to 209 MB")
    assert result.stderr.splitlines()[1] == (
        "hint: Raise the limit (`ulimit -v unlimited`, `ulimit -d unlimited`), or run it on parts of the data set."
    )
    assert len(result.stderr.splitlines()) == 2
    if nameless_files_work(tmp_path):
        assert_untouched(tmp_path, kept)


@pytest.mark.parametrize("megabytes", [100, 400, 600])
def test_there_is_no_other_end_at_any_limit(folder: Path, megabytes: int) -> None:
    """Python, its threads, Polars' threads, its allocator: each fails in a way of its own."""
    result = run_limited(folder, "validate", "x.csv", "--fail-on", "never", limit=limited_memory(megabytes))
    assert result.code in (0, 2), result
    if result.code == 2:
        assert result.stderr.startswith("error: out of memory")
        assert "Traceback" not in result.stderr
        assert "panicked" not in result.stderr
    else:
        assert result.stderr == ""


@pytest.mark.parametrize("number", [signal.SIGABRT, signal.SIGKILL, signal.SIGSEGV])
def test_the_work_dies_for_lack_of_memory(tmp_path: Path, number: signal.Signals) -> None:
    """As Polars aborts, and as the system kills what takes too much."""
    kept = old_files(tmp_path, "filter")
    with start(tmp_path, *words("filter", "-"), also=limited_memory(PLENTY)) as process:
        feed(process, rows(5_000))
        child = Path(f"/proc/{process.pid}/task/{process.pid}/children").read_text().split()
        assert len(child) == 1
        finished(["kill", f"-{number.value}", *child], check=True)
        err = read_all(process.stderr)
    assert process.returncode == 2
    assert err.startswith("error: out of memory: this process is limited to ")
    if nameless_files_work(tmp_path):
        assert_untouched(tmp_path, kept)


def test_under_a_limit_that_suffices_nothing_is_different(folder: Path) -> None:
    for given in (("validate", "x.csv"), ("filter", "x.csv", "--event", "buy"), ("stats", "none.csv")):
        plain, limited = run(*given, cwd=folder, code=None), run_limited(folder, *given, limit=limited_memory(PLENTY))
        assert plain == limited


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP, signal.SIGKILL])
def test_signals_under_a_limit_reach_who_does_the_work(tmp_path: Path, number: signal.Signals) -> None:
    """What it prints ends when it has ended, so that reading is waiting."""
    kept = old_files(tmp_path, "filter")
    with start(tmp_path, *words("filter", "-"), also=limited_memory(PLENTY)) as process:
        feed(process, rows(5_000))
        interrupt(process, number)
        out, err = read_all(process.stdout), read_all(process.stderr)
    own = {signal.SIGINT: 130, signal.SIGTERM: 143}
    assert (process.returncode, out) == (own.get(number, -number), "")
    assert err == ("interrupted\n" if number == signal.SIGINT else "terminated\n")
    assert_untouched(tmp_path, kept)


def test_a_reader_that_is_gone_ends_it_quietly_under_a_limit(folder: Path) -> None:
    with started(
        command("validate", "x.csv"),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        cwd=folder,
        env=environment(ENVIRONMENT),
        preexec_fn=limited_memory(PLENTY),
    ) as process:
        assert process.stdout
        process.stdout.close()
        err = read_all(process.stderr)
    assert (process.returncode, err) == (-signal.SIGPIPE, "")


@pytest.mark.parametrize(
    "says",
    [
        """os.write(2, b"thread 'block_0' panic"); os.write(2, b"ked at lib.rs:1")""",
        """for _ in range(40): os.write(2, bytes(1 << 15))""",
    ],
)
def test_who_has_failed_and_does_not_end_is_ended(says: str) -> None:
    """As a thread of Polars may fail for which another one waits without end, and as its allocator may complain."""
    script = f"""
import os, signal
from interactions_cli.cli import memory_guard
memory_guard.GRACE_SECONDS = memory_guard.LISTENING_SECONDS = 0.01
memory_guard.work_in_child(5_000_000, lambda message, hint: print(message, flush=True))
{says}
while True:
    signal.pause()
"""
    ended = finished([sys.executable, "-c", script], capture_output=True, text=True, env=environment(ENVIRONMENT))
    assert (ended.returncode, ended.stderr) == (2, "")
    assert ended.stdout == "out of memory: this process is limited to 5 MB\n"


@pytest.mark.skipif(not Path("/proc/self/wchan").exists(), reason="what a thread waits for shows on Linux alone")
@pytest.mark.parametrize(("waits_for", "code"), [("threading.Event().wait()", 2), ("sys.stdin.read()", 0)])
def test_who_waits_for_nobody_is_ended_and_who_waits_for_input_is_not(waits_for: str, code: int) -> None:
    """As Polars' threads may wait for one that could not be started."""
    script = f"""
import sys, threading
from interactions_cli.cli import memory_guard
memory_guard.LISTENING_SECONDS, memory_guard.STUCK_SECONDS = 0.01, 0.1
memory_guard.work_in_child(5_000_000, lambda message, hint: print(message, flush=True))
{waits_for}
"""
    with started(
        [sys.executable, "-c", script],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        env=environment(ENVIRONMENT),
    ) as process:
        if code == 0:
            assert process.stdin
            with pytest.raises(subprocess.TimeoutExpired):
                process.wait(1)
            process.stdin.close()
        out = read_all(process.stdout)
    assert (process.returncode, out.startswith("out of memory")) == (code, code == 2)


def test_the_smaller_limit_counts(monkeypatch: pytest.MonkeyPatch) -> None:
    limits = {resource.RLIMIT_AS: resource.RLIM_INFINITY, resource.RLIMIT_DATA: resource.RLIM_INFINITY}
    monkeypatch.setattr(resource, "getrlimit", lambda kind: (limits[kind], resource.RLIM_INFINITY))
    assert memory_guard.memory_limit() is None
    limits[resource.RLIMIT_DATA] = 5_000_000
    assert memory_guard.memory_limit() == 5_000_000
    limits[resource.RLIMIT_AS] = 4_000_000
    assert memory_guard.memory_limit() == 4_000_000
