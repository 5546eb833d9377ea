"""Starts programs and writers of named pipes for which no test waits for ever."""

from __future__ import annotations

import contextlib
import os
import shlex
import signal
import subprocess
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

# Longer than anything takes, also on a busy machine, and shorter than the time-out of a test in pyproject.toml.
PATIENCE_SECONDS = 60.0


@contextlib.contextmanager
def started(
    words: Sequence[str | Path], *, patience: float = PATIENCE_SECONDS, **options: Any
) -> Iterator[subprocess.Popen[Any]]:
    """A process, as by `Popen`, with what it has started itself: whatever is waited for ends after `patience` seconds.

    Standard input is /dev/null unless it is given.
    """
    # The group of its own makes it possible to end all of them.
    process = subprocess.Popen(words, process_group=0, **{"stdin": subprocess.DEVNULL, **options})
    is_late = threading.Event()

    def end() -> None:
        is_late.set()
        end_group(process)

    watch = threading.Timer(patience, end)
    watch.daemon = True
    watch.start()
    try:
        with process:
            try:
                yield process
            except BaseException:
                end_group(process)
                raise
    except Exception as error:
        _assert_in_time(is_late, words, patience, error)
        raise
    finally:
        watch.cancel()
    _assert_in_time(is_late, words, patience)


def finished(
    words: Sequence[str | Path],
    *,
    input: bytes | str | None = None,
    capture_output: bool = False,
    check: bool = False,
    **options: Any,
) -> subprocess.CompletedProcess[Any]:
    """What `subprocess.run` does, in a limited time and with nothing left running."""
    if capture_output:
        options |= {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE}
    if input is not None:
        options["stdin"] = subprocess.PIPE
    with started(words, **options) as process:
        out, err = process.communicate(input)
    done = subprocess.CompletedProcess(words, process.returncode, out, err)
    if check:
        done.check_returncode()
    return done


@contextlib.contextmanager
def piped(
    pipe: Path, content: str, *, happen: Callable[[], object] = lambda: None, patience: float = PATIENCE_SECONDS
) -> Iterator[None]:
    """Make a named pipe that carries `content`; what is to happen does so when it has been opened to be read."""
    os.mkfifo(pipe)

    def write() -> None:
        # Whoever has read enough, or is there only to end the wait, does not read it to its end.
        with contextlib.suppress(BrokenPipeError), pipe.open("w", encoding="utf-8") as stream:
            happen()
            stream.write(content)

    with writing(write, f"{pipe.name} to be read", lambda: _open_and_leave(pipe), patience=patience):
        yield


@contextlib.contextmanager
def writing(
    write: Callable[[], object],
    what: str,
    release: Callable[[], object] = lambda: None,
    *,
    patience: float = PATIENCE_SECONDS,
) -> Iterator[None]:
    """A thread that writes while something reads; where nothing does, `release` ends its wait for `what`."""
    writer = threading.Thread(target=write, name=what, daemon=True)
    writer.start()
    try:
        yield
    except BaseException:
        _let_go(writer, release)
        raise
    writer.join(patience)
    if writer.is_alive():
        _let_go(writer, release)
        raise AssertionError(f"waited {patience:g} s for {what}")


def _let_go(writer: threading.Thread, release: Callable[[], object]) -> None:
    """End the wait of a writer, which may not have begun: a reader that comes and goes before it is not noticed."""
    until = time.monotonic() + PATIENCE_SECONDS
    while writer.is_alive() and time.monotonic() < until:
        release()
        writer.join(0.05)


def interrupt(process: subprocess.Popen[Any], number: int) -> None:
    """Send a signal until it is heeded: one that comes just before a read that waits is heeded after that read."""
    until = time.monotonic() + PATIENCE_SECONDS
    while process.poll() is None and time.monotonic() < until:
        process.send_signal(number)
        with contextlib.suppress(subprocess.TimeoutExpired):
            process.wait(10)


def end_group(process: subprocess.Popen[Any]) -> None:
    """End a process and what it has started."""
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.killpg(process.pid, signal.SIGKILL)


def _assert_in_time(
    is_late: threading.Event, words: Sequence[str | Path], patience: float, error: Exception | None = None
) -> None:
    if is_late.is_set():
        raise AssertionError(f"waited {patience:g} s for the end of: {shlex.join(map(str, words))}") from error


def _open_and_leave(pipe: Path) -> None:
    """Let a writer that waits for a reader have one that is gone."""
    with contextlib.suppress(OSError):
        os.close(os.open(pipe, os.O_RDONLY | os.O_NONBLOCK))
