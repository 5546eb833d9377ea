"""Under a limit on memory a child does the work: where an allocation fails, Polars ends its process without a word."""

from __future__ import annotations

import math
import os
import resource
import signal
import sys
import time
from collections.abc import Callable
from contextlib import suppress
from typing import Final, NoReturn

from interactions_cli.errors import ExitCode

# How a process ends for which there was no memory, and a code of the child's for what it could not say itself.
CRASHES: Final = frozenset(
    {signal.SIGABRT, signal.SIGBUS, signal.SIGILL, signal.SIGKILL, signal.SIGSEGV, signal.SIGTRAP}
)
SPEECHLESS: Final = 71
# What Polars prints when it fails. A thread of its own that fails so may be waited for without end.
CRIES: Final = (b"panicked at", b"memory allocation of")
LONGEST_CRY: Final = max(map(len, CRIES))
# Its allocator may go on and on about threads that it cannot start. No healthy run prints so much.
MOST_SAID: Final = 1 << 20
# The time for an end of its own after such a cry, and how often the parent listens.
GRACE_SECONDS: Final = 10.0
LISTENING_SECONDS: Final = 1.0
# A run that no thread goes on with is waiting for one that has gone without a word, if it lasts so long.
STUCK_SECONDS: Final = 10.0
MEGABYTE: Final = 1_000_000


def memory_limit() -> int | None:
    """The bytes of memory to which this process is limited (`ulimit -v`, `ulimit -d`); None where it is not."""
    limits = [resource.getrlimit(kind)[0] for kind in (resource.RLIMIT_AS, resource.RLIMIT_DATA)]
    return min((limit for limit in limits if limit != resource.RLIM_INFINITY), default=None)


def out_of_memory(limit: int | None, reason: str = "") -> tuple[str, str]:
    """The message and the hint for a run that memory did not suffice for."""
    because = f" ({reason})" if reason else ""
    parts = "on parts of the data set."
    if limit is None:
        return f"out of memory{because}", f"Run it on a machine with more memory, or {parts}"
    return (
        f"out of memory: this process is limited to {limit // MEGABYTE} MB{because}",
        f"Raise the limit (`ulimit -v unlimited`, `ulimit -d unlimited`), or run it {parts}",
    )


def work_in_child(limit: int, complain: Callable[[str, str], None]) -> None:
    """Return in a child, which is to do the work; the parent waits, ends as the child does, and says what it could not.

    Signals that arrive at the parent are handed on; if it is killed, the child ends as after SIGTERM. What Polars and
    its allocator print themselves is listened to and left out.
    """
    if not (hasattr(os, "fork") and hasattr(signal, "sigwaitinfo")):
        return
    awaited = {signal.SIGCHLD, signal.SIGINT, signal.SIGTERM}
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    kept = signal.pthread_sigmask(signal.SIG_BLOCK, awaited)
    lifeline, held = os.pipe()
    cries, voice = os.pipe()
    child = os.fork()
    if child:
        os.close(lifeline)
        os.close(voice)
        _end_like(_outlive(child, awaited, cries), limit, complain)
    os.close(held)
    os.close(cries)
    signal.pthread_sigmask(signal.SIG_SETMASK, kept)
    # A core would be as large as the limit, and lie in the working directory.
    resource.setrlimit(resource.RLIMIT_CORE, (0, resource.getrlimit(resource.RLIMIT_CORE)[1]))
    # Here, because runs without a limit start sooner without.
    import threading
    import warnings

    warnings.simplefilter("ignore")
    _speak_for_python_alone(voice)
    threading.Thread(target=_end_with_parent, args=(lifeline,), daemon=True).start()


def _outlive(child: int, awaited: set[signal.Signals], cries: int) -> int:
    """Wait for the end of the child, and bring it about if it has failed and does not end; its wait status."""
    os.set_blocking(cries, False)
    heard, said = b"", 0
    ticks: str | None = None
    deadline = math.inf
    while True:
        arrived = signal.sigtimedwait(awaited, LISTENING_SECONDS)
        new = _heard(cries)
        said += len(new)
        heard = heard[-LONGEST_CRY:] + new
        if said > MOST_SAID or any(cry in heard for cry in CRIES):
            deadline = min(deadline, time.monotonic() + GRACE_SECONDS)
        elif (now := _ticks_if_stuck(child)) is None or now != ticks:
            ticks, deadline = now, time.monotonic() + STUCK_SECONDS if now else math.inf
        if time.monotonic() > deadline:
            os.kill(child, signal.SIGKILL)
        if arrived is not None and arrived.si_signo == signal.SIGCHLD:
            ended, status = os.waitpid(child, os.WNOHANG)
            if ended:
                return status
        elif arrived is not None and arrived.si_pid:
            # Ctrl-C comes from no process: it reaches the child by itself.
            os.kill(child, arrived.si_signo)


def _ticks_if_stuck(child: int) -> str | None:
    """The processor time that a process has had, if all its threads wait for one another; None if not, or unknown."""
    from pathlib import Path

    process = Path(f"/proc/{child}")
    try:
        places = [task.joinpath("wchan").read_text() for task in process.joinpath("task").iterdir()]
        used = process.joinpath("stat").read_text().rpartition(")")[2].split()[11:13]
    except OSError:
        return None
    elsewhere = [place for place in places if not any(word in place for word in ("futex", "epoll", "ep_poll"))]
    # One of them waits for the end of this process.
    return " ".join(used) if len(elsewhere) <= 1 and len(places) > 1 else None


def _heard(cries: int) -> bytes:
    """Everything that waits to be heard: who speaks waits while nobody listens."""
    heard = b""
    with suppress(BlockingIOError):
        while len(heard) < MOST_SAID and (part := os.read(cries, 1 << 16)):
            heard += part
    return heard


def _end_like(status: int, limit: int, complain: Callable[[str, str], None]) -> NoReturn:
    code = os.waitstatus_to_exitcode(status)
    if -code in CRASHES or code == SPEECHLESS:
        complain(*out_of_memory(limit))
        os._exit(ExitCode.ERROR)
    if code < 0:
        signal.signal(-code, signal.SIG_DFL)
        signal.pthread_sigmask(signal.SIG_UNBLOCK, {-code})
        os.kill(os.getpid(), -code)
    os._exit(code)


def _speak_for_python_alone(voice: int) -> None:
    if sys.stderr is not None:
        sys.stderr.flush()
        sys.stderr = os.fdopen(os.dup(2), "w", buffering=1, encoding=sys.stderr.encoding, errors=sys.stderr.errors)
    os.dup2(voice, 2)
    os.close(voice)


def _end_with_parent(lifeline: int) -> None:
    # Nobody writes: this returns when the parent is gone.
    os.read(lifeline, 1)
    os.kill(os.getpid(), signal.SIGTERM)
