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

# How a process ends for which there was no memory, and the exit code of a child that could not print the reason.
CRASHES: Final = frozenset(
    {signal.SIGABRT, signal.SIGBUS, signal.SIGILL, signal.SIGKILL, signal.SIGSEGV, signal.SIGTRAP}
)
UNREPORTED: Final = 71
# Polars prints these words when a thread of its pool fails; the run may then wait for it for ever.
FAILURE_WORDS: Final = (b"panicked at", b"memory allocation of")
LONGEST_WORDS: Final = max(map(len, FAILURE_WORDS))
# A run that prints more than this has an allocator that reports threads without end.
MOST_PRINTED: Final = 1 << 20
# How long the child may take to end after such words, and how often the parent reads what it prints.
GRACE_SECONDS: Final = 10.0
LISTENING_SECONDS: Final = 1.0
# A run without processor time for so long waits for a thread that has died in silence.
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
    unblocked = signal.pthread_sigmask(signal.SIG_BLOCK, awaited)
    parent_is_gone, kept_by_parent = os.pipe()
    printed, child_stderr = os.pipe()
    child = os.fork()
    if child:
        os.close(parent_is_gone)
        os.close(child_stderr)
        _end_like(_await_end(child, awaited, printed), limit, complain)
    os.close(kept_by_parent)
    os.close(printed)
    signal.pthread_sigmask(signal.SIG_SETMASK, unblocked)
    # A core would be as large as the limit, and lie in the working directory.
    resource.setrlimit(resource.RLIMIT_CORE, (0, resource.getrlimit(resource.RLIMIT_CORE)[1]))
    # The import stands here because runs without a limit need none and start sooner.
    import threading
    import warnings

    warnings.simplefilter("ignore")
    _separate_stderr(child_stderr)
    threading.Thread(target=_end_with_parent, args=(parent_is_gone,), daemon=True).start()


def _await_end(child: int, awaited: set[signal.Signals], printed: int) -> int:
    """Wait for the end of the child, and bring it about if it has failed and does not end; its wait status."""
    os.set_blocking(printed, False)
    heard, said = b"", 0
    ticks: str | None = None
    deadline = math.inf
    while True:
        arrived = signal.sigtimedwait(awaited, LISTENING_SECONDS)
        new = _printed_so_far(printed)
        said += len(new)
        heard = heard[-LONGEST_WORDS:] + new
        if said > MOST_PRINTED or any(words in heard for words in FAILURE_WORDS):
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
    # The child waits for the end of this process.
    return " ".join(used) if len(elsewhere) <= 1 and len(places) > 1 else None


def _printed_so_far(printed: int) -> bytes:
    """Everything that the child has printed since; it must be read, because a full pipe stops the child."""
    heard = b""
    with suppress(BlockingIOError):
        while len(heard) < MOST_PRINTED and (part := os.read(printed, 1 << 16)):
            heard += part
    return heard


def _end_like(status: int, limit: int, complain: Callable[[str, str], None]) -> NoReturn:
    code = os.waitstatus_to_exitcode(status)
    if -code in CRASHES or code == UNREPORTED:
        complain(*out_of_memory(limit))
        os._exit(ExitCode.ERROR)
    if code < 0:
        signal.signal(-code, signal.SIG_DFL)
        signal.pthread_sigmask(signal.SIG_UNBLOCK, {-code})
        os.kill(os.getpid(), -code)
    os._exit(code)


def _separate_stderr(child_stderr: int) -> None:
    if sys.stderr is not None:
        sys.stderr.flush()
        sys.stderr = os.fdopen(os.dup(2), "w", buffering=1, encoding=sys.stderr.encoding, errors=sys.stderr.errors)
    os.dup2(child_stderr, 2)
    os.close(child_stderr)


def _end_with_parent(parent_is_gone: int) -> None:
    # The pipe is never written to: the read returns when the parent, its only other end, is gone.
    os.read(parent_is_gone, 1)
    os.kill(os.getpid(), signal.SIGTERM)
