"""`--debug`: what a run did, line by line on standard error, and where a defect of ours happened."""

from __future__ import annotations

import os
import platform
import sys
import traceback
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.metadata import version

from interactions_cli.cli.process import DEBUG_VARIABLE, is_defect, say
from interactions_cli.pages.escape import visible
from interactions_cli.trace import NO_TRACE, Trace
from interactions_cli.version import __version__


@contextmanager
def tracing(*, is_on: bool) -> Iterator[Trace]:
    """Notes on what happens within, told on standard error: the plan at once, the rest at the end, whatever it is."""
    if not is_on:
        yield NO_TRACE
        return
    trace = Trace(_tell)
    python = f"Python {platform.python_version()} on {sys.platform}"
    trace.say(f"interactions-cli {__version__}, {python}, Polars {version('polars')}")
    try:
        yield trace
    except BaseException as error:
        # The traceback of a defect comes last and from Python itself where DEBUG_VARIABLE asks for it.
        if is_defect(error) and not os.environ.get(DEBUG_VARIABLE):
            _tell_where(error)
        raise
    finally:
        trace.finish()
        _tell(f"peak memory: {_peak_memory()}")


def _tell(line: str) -> None:
    say(f"debug: {visible(line)}")


def _peak_memory() -> str:
    try:
        import resource
    except ImportError:
        return "unknown on this system"
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    # In KiB everywhere but on macOS.
    return f"{peak * (1 if sys.platform == 'darwin' else 1024) / 1_000_000:.1f} MB resident"


def _tell_where(error: BaseException) -> None:
    # The message of the exception follows as the error that ends the run; it may hold what the data hold.
    for frame in traceback.extract_tb(error.__traceback__):
        _tell(f"{frame.filename}, line {frame.lineno}, in {frame.name}: {frame.line}")
