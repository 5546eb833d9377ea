"""What can go wrong with the run itself, and the exit codes that scripts depend on."""

from __future__ import annotations

from collections.abc import Sequence
from enum import IntEnum


class ExitCode(IntEnum):
    """Exit codes of every command; the README table is generated from these."""

    OK = 0
    FINDINGS = 1
    ERROR = 2
    INTERRUPTED = 130
    BROKEN_PIPE = 141
    TERMINATED = 143


EXIT_MEANINGS: dict[ExitCode, str] = {
    ExitCode.OK: "fine: no finding at or above `--fail-on` beyond its budget; with `--exit-zero` whatever is found",
    ExitCode.FINDINGS: "findings at or above `--fail-on`, or, without `--allow-empty`, nothing kept or matched",
    ExitCode.ERROR: "could not do it: usage, unreadable input, unusable schema file, refused or failed output",
    ExitCode.INTERRUPTED: "interrupted (Ctrl-C), temporary files removed",
    ExitCode.BROKEN_PIPE: "the reader of the output went away; ends quietly by SIGPIPE, as `cat` does",
    ExitCode.TERMINATED: "terminated (SIGTERM), temporary files removed",
}


class InteractionsError(Exception):
    """The run cannot go on. Defects of the data are findings and never raise this.

    Args:
        message: What could not be done, naming the file or option.
        hint: What to type or edit next.
    """

    def __init__(self, message: str, hint: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint


class UsageError(InteractionsError):
    """Options that contradict each other or name something that does not exist."""


class QuestionsError(UsageError):
    """Several things that only the user can decide.

    Args:
        message: All of them in words.
        hint: What decides them.
        parts: Message and hint of each.
        answer: The options that decide all of them, as one way that works; empty where there is none.
    """

    def __init__(
        self, message: str, hint: str = "", *, parts: Sequence[tuple[str, str]] = (), answer: Sequence[str] = ()
    ) -> None:
        super().__init__(message, hint)
        self.parts = tuple(parts)
        self.answer = tuple(answer)


class InputError(InteractionsError):
    """A file that cannot be read, or a schema or configuration file that is unusable."""


class OutputError(InteractionsError):
    """An output that is refused (it is an input, it exists) or that could not be written."""
