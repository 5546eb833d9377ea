"""What the caller of the tests has set does not show in what the tests see."""

from __future__ import annotations

import importlib
import os
import pkgutil
import signal
from collections.abc import Mapping

import interactions_cli

# Each of them changes what some program under test prints, does or takes for its place.
SCRUBBED = (
    *("CI", "SOURCE_DATE_EPOCH", "TERM", "TERMINAL_WIDTH", "COLUMNS", "LINES"),
    *("NO_COLOR", "FORCE_COLOR", "PY_COLORS", "CLICOLOR", "CLICOLOR_FORCE", "TTY_COMPATIBLE", "TTY_INTERACTIVE"),
    *("LANG", "LANGUAGE", "TZ", "BASH_ENV", "ENV", "CDPATH", "SHELLOPTS", "BASHOPTS", "POSIXLY_CORRECT"),
    *("MAKEFLAGS", "MAKEOVERRIDES", "MFLAGS", "MAKELEVEL", "MAKEFILES"),
    *("PYTHONIOENCODING", "PYTHONOPTIMIZE", "PYTHONUTF8", "PYTHONVERBOSE", "PYTHONWARNINGS", "PYTHONHASHSEED"),
    *("PYTHONUNBUFFERED", "PYTHONINSPECT", "PYTHONDEVMODE", "PYTHONSAFEPATH"),
)
SCRUBBED_PREFIXES = (
    *("GITHUB_", "RUNNER_", "GIT_", "LC_", "POLARS_", "INTERACTIONS_", "_INTERACTIONS_CLI_", "PRE_COMMIT"),
)
# Without a language messages are English, and Python writes UTF-8.
TERMINAL = {"COLUMNS": "80", "TERM": "xterm"}
# Whatever a process can be told to heed. Python ignores SIGPIPE and SIGXFSZ by itself, and `subprocess` undoes that.
HEEDED = (signal.SIGHUP, signal.SIGINT, signal.SIGQUIT, signal.SIGTERM, signal.SIGALRM, signal.SIGUSR1, signal.SIGUSR2)


def plain(environment: Mapping[str, str]) -> dict[str, str]:
    """An environment without what would show."""
    kept = {
        name: value
        for name, value in environment.items()
        if name not in SCRUBBED and not name.startswith(SCRUBBED_PREFIXES)
    }
    return kept | TERMINAL


def hand_on_no_ignored_signals() -> None:
    """Let processes be started as from a shell in front, and still outlive what the caller wanted to be outlived.

    A signal that is ignored, as under `nohup` or in a background job, is ignored in every process that is started. One
    that has a handler is not, and a handler that does nothing ignores it here.
    """
    signal.pthread_sigmask(signal.SIG_UNBLOCK, HEEDED)
    for number in HEEDED:
        if signal.getsignal(number) is signal.SIG_IGN:
            signal.signal(number, lambda _number, _frame: None)


def settle() -> None:
    """Make this process one in which every caller's tests see the same."""
    hand_on_no_ignored_signals()
    os.umask(0o022)
    cleaned = plain(os.environ)
    os.environ.clear()
    os.environ.update(cleaned)


def load_everything() -> None:
    """Load all modules: Hypothesis draws constants of those that are there, which would follow who runs which test."""
    for module in pkgutil.walk_packages(interactions_cli.__path__, f"{interactions_cli.__name__}."):
        if not module.name.endswith(".__main__"):
            importlib.import_module(module.name)
