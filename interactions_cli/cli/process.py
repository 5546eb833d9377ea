"""How the process ends: exit codes, signals, and errors in words instead of tracebacks."""

from __future__ import annotations

import gc
import os
import signal
import sys
from collections.abc import Sequence
from typing import TYPE_CHECKING, NoReturn

from typer.exceptions import Abort, Exit, TyperException

from interactions_cli.cli.allocator import settle_allocator
from interactions_cli.cli.memory_guard import UNREPORTED, memory_limit, out_of_memory, work_in_child
from interactions_cli.errors import ExitCode, InteractionsError, QuestionsError

if TYPE_CHECKING:
    from types import FrameType

    import typer

# Set by a person who wants to see a traceback.
DEBUG_VARIABLE = "INTERACTIONS_CLI_DEBUG"


class Terminated(BaseException):
    """SIGTERM arrived. Not an Exception, so that nothing between here and the top swallows it."""


def run(app: typer.Typer) -> NoReturn:
    """Run the app and exit with the documented code."""
    # Looking for garbage among modules that are being loaded finds none and takes a third of the start.
    gc.disable()
    _hold_standard_descriptors()
    settle_allocator(os.environ)
    limit = memory_limit()
    if limit is not None:
        work_in_child(limit, _complain)
    # A reader that goes away ends the process as it ends `cat`; Typer would turn it into exit 1.
    if hasattr(signal, "SIGPIPE"):
        signal.signal(signal.SIGPIPE, signal.SIG_DFL)
    signal.signal(signal.SIGTERM, _terminate)
    try:
        code = invoke(app, sys.argv[1:])
        _flush()
    except KeyboardInterrupt:
        _leave(ExitCode.INTERRUPTED, "interrupted")
    except Terminated:
        _leave(ExitCode.TERMINATED, "terminated")
    except MemoryError:
        # Printing the message would need memory as well; under a limit the parent process prints it.
        os._exit(ExitCode.ERROR if limit is None else UNREPORTED)
    except Exception:
        # Modules that print the message may fail to load for the same reason; the parent process prints it.
        if limit is None or os.environ.get(DEBUG_VARIABLE):
            raise
        os._exit(UNREPORTED)
    sys.exit(code)


def invoke(app: typer.Typer, arguments: Sequence[str]) -> int:
    """Run the app with some arguments and return the exit code; what went wrong is said on standard error."""
    try:
        return _invoke(app, arguments)
    except MemoryError:
        _complain(*out_of_memory(memory_limit()))
    except BaseException as error:  # the last line of defence: a defect of ours is told in words, too
        if not is_defect(error):
            raise
        _complain_about_defect(error)
    return ExitCode.ERROR


def is_defect(error: BaseException) -> bool:
    """Whether an exception that ends a command is a defect of ours and no way in which commands end."""
    if isinstance(error, InteractionsError | TyperException | Exit | Abort | MemoryError):
        return False
    # Polars' PanicException is a BaseException and no Exception.
    return isinstance(error, Exception) or type(error).__name__ == "PanicException"


def _complain_about_defect(error: BaseException) -> None:
    limit = memory_limit()
    if os.environ.get(DEBUG_VARIABLE):
        raise error
    what = f"{type(error).__name__}: {error}"
    if limit is not None:
        # Memory that runs out shows as many errors: a thread that cannot start, a library that cannot be loaded.
        _complain(*out_of_memory(limit, what))
        return
    _complain(
        f"internal error, a defect of interactions-cli: {what}",
        f"Please report it with the command; `{DEBUG_VARIABLE}=1 interactions-cli …` shows where it happened.",
    )


def _invoke(app: typer.Typer, arguments: Sequence[str]) -> int:
    try:
        from interactions_cli.cli.repeated_options import refuse_repeated_options

        refuse_repeated_options(arguments)
        # In non-standalone mode an exit is returned, and every other ending is raised. Errors quote the words.
        code = int(app(words := list(arguments), prog_name="interactions-cli", standalone_mode=False, obj=words) or 0)
    except TyperException as error:
        from interactions_cli.cli.usage_errors import in_words

        _complain(*in_words(error))
        return ExitCode.ERROR
    except QuestionsError as error:
        from interactions_cli.cli.open_questions import all_at_once

        for message, hint in error.parts:
            _complain(message, hint)
        _hint(all_at_once(arguments, error.answer))
        return ExitCode.ERROR
    except InteractionsError as error:
        _complain(error.message, error.hint)
        return ExitCode.ERROR
    except Abort:
        code = ExitCode.INTERRUPTED
    # Typer turns a KeyboardInterrupt into an exit code or an Abort.
    if code == ExitCode.INTERRUPTED:
        raise KeyboardInterrupt
    return code


def _hold_standard_descriptors() -> None:
    """Occupy closed standard streams: a file would get their number, and what libraries print would go into it."""
    for number in (0, 1, 2):
        try:
            os.fstat(number)
        except OSError:
            # A closed standard input cannot be read, which is not the same as an empty file.
            os.open(os.devnull, os.O_RDWR if number else os.O_WRONLY)
    if sys.stderr is None:
        # `print` to a stream that is None goes to standard output, also where a library prints.
        sys.stderr = os.fdopen(os.dup(2), "w", encoding="utf-8")


def begin_work() -> None:
    """Once the modules are loaded, have Ctrl-C end a read from a pipe, and Python collect garbage of what follows."""
    # Polars' handler lets such a read go on waiting.
    signal.signal(signal.SIGINT, signal.getsignal(signal.SIGINT))
    if not gc.isenabled():
        gc.freeze()
        gc.enable()


def say(text: str) -> None:
    """Print a line to standard error, if there is one; `print` would take standard output instead."""
    if sys.stderr is None:
        return
    try:
        print(text, file=sys.stderr, flush=True)
    except OSError:
        # Standard error may be full or gone; the run goes on without its notes.
        sys.stderr = None


def notice(text: str) -> None:
    """Say something to the person on standard error, also with `--quiet`."""
    from interactions_cli.pages.escape import visible

    say(f"interactions-cli: {visible(text)}")


def _complain(message: str, hint: str) -> None:
    from interactions_cli.pages.escape import visible

    say(f"error: {visible(message)}")
    _hint(hint)


def _hint(hint: str) -> None:
    from interactions_cli.pages.escape import visible

    if hint:
        say(f"hint: {visible(hint)}")


def _terminate(_signal: int, _frame: FrameType | None) -> NoReturn:
    raise Terminated


def _flush() -> None:
    try:
        if sys.stdout is not None:
            sys.stdout.flush()
    except OSError as error:
        _complain(f"standard output: {error.strerror}", "Check the disk: `df -h`.")
        os._exit(ExitCode.ERROR)


def _leave(code: ExitCode, word: str) -> NoReturn:
    """End at once: Polars raises KeyboardInterrupt twice for one Ctrl-C, and worker threads may still be busy."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    say(word)
    os._exit(code)
