"""Starts all four commands as processes, with every kind of output over an old one, for tests in which a run fails."""

from __future__ import annotations

import contextlib
import os
import resource
import subprocess
from collections.abc import Callable, Mapping
from pathlib import Path
from types import MappingProxyType
from typing import IO

from tests.cli_runner import Result, command, environment
from tests.processes import finished, started

HEADER = "USER_ID,ITEM_ID,TIMESTAMP,EVENT_TYPE,EVENT_VALUE"
LOG = "USER_ID,TIMESTAMP,IMPRESSION\n" + "".join(f"u{n},1699999990,i{n}|i{n + 1}\n" for n in range(25))
# As a report ends, so that reports replace it, too.
OLD = "exit 0: no errors (--fail-on error)\n"
# The words of each command: X is where its input goes.
WORDS: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "validate": ("validate", "X", "--fail-on", "never"),
        "stats": ("stats", "X"),
        "filter": ("filter", "X", "--event", "watch"),
        "merge-impressions": ("merge-impressions", "X", "--impressions", "log.csv", "--within", "1h"),
    }
)
# The options that write files.
OUTPUTS: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "validate": ("-o", "out.txt", "--report", "json=r.json"),
        "stats": ("-o", "out.txt", "--report", "json=r.json"),
        "filter": ("-o", "out.csv", "--rejects", "rejects.csv", "--force", "--report", "json=r.json"),
        "merge-impressions": ("-o", "out.csv", "--force", "--report", "json=r.json"),
    }
)
COMMANDS = tuple(WORDS)
ENVIRONMENT = MappingProxyType({"PYTHONDONTWRITEBYTECODE": "1"})


def rows(count: int) -> str:
    """A file of so many rows, every fifth of which `--event watch` leaves out."""
    types = ("watch", "watch", "watch", "watch", "click")
    lines = (f"u{n % 25},i{n % 25},{1_700_000_000 + n},{types[n % 5]},{n % 10 / 10}\n" for n in range(count))
    return f"{HEADER}\n{''.join(lines)}"


def words(name: str, path: str = "x.csv", *, outputs: bool = True) -> list[str]:
    """The words of a command for an input, with or without the options that write files."""
    given = [path if word == "X" else word for word in WORDS[name]]
    return [*given, *(OUTPUTS[name] if outputs else ())]


def old_files(folder: Path, name: str) -> list[str]:
    """Write the log, and an old file for every output of a command; the names that are then in the folder."""
    (folder / "log.csv").write_text(LOG)
    targets = [word.rpartition("=")[2] for word in OUTPUTS[name] if "." in word]
    for target in targets:
        (folder / target).write_text(OLD)
    return sorted(["log.csv", *targets])


def assert_untouched(folder: Path, kept: list[str]) -> None:
    """Every output is as it was, and nothing has been added."""
    assert sorted(path.name for path in folder.iterdir()) == sorted(kept)
    assert {(folder / name).read_text() for name in kept if name not in ("log.csv", "x.csv")} == {OLD}


def run_limited(folder: Path, *given: str, limit: Callable[[], None] | None = None) -> Result:
    """Run a command in a folder under a limit that is set in the process."""
    ended = finished(
        command(*given),
        capture_output=True,
        cwd=folder,
        env=environment(ENVIRONMENT),
        preexec_fn=limit,
        stdin=subprocess.DEVNULL,
    )
    return Result(ended.stdout.decode(), ended.stderr.decode(), ended.returncode)


def shell(folder: Path, redirection: str, *given: str, env: Mapping[str, str] = ENVIRONMENT) -> Result:
    """Run a command with a redirection as a shell has it, such as `2>&-`."""
    ended = finished(
        ["sh", "-c", f'exec "$@" {redirection}', "sh", *command(*given)],
        capture_output=True,
        cwd=folder,
        env=environment({**ENVIRONMENT, **env}),
        stdin=subprocess.DEVNULL,
    )
    return Result(ended.stdout.decode(), ended.stderr.decode(), ended.returncode)


def limited_memory(megabytes: int) -> Callable[[], None]:
    """For `preexec_fn`: so much address space and no more; a core, if there were one, may be written."""

    def limit() -> None:
        resource.setrlimit(resource.RLIMIT_AS, (megabytes << 20, megabytes << 20))

    return limit


def start(
    folder: Path, *given: str, env: Mapping[str, str] = ENVIRONMENT, also: Callable[[], None] | None = None
) -> contextlib.AbstractContextManager[subprocess.Popen[bytes]]:
    """Start a command that reads standard input; `also` is done in the process."""
    return started(
        command(*given),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        cwd=folder,
        env=environment({**ENVIRONMENT, **env}),
        preexec_fn=also,
    )


def feed(process: subprocess.Popen[bytes], data: str) -> None:
    """Write more than a pipe holds: once this returns, the command has opened its outputs and begun to read."""
    assert process.stdin
    assert len(data) > 1 << 16
    process.stdin.write(data.encode())
    process.stdin.flush()


def read_all(stream: IO[bytes] | None) -> str:
    """What a process prints until it, and whatever it has started, has ended."""
    return stream.read().decode() if stream else ""


def nameless_files_work(folder: Path) -> bool:
    """Whether the file system has unnamed files, and the system gives them a name."""
    try:
        os.close(os.open(folder, os.O_TMPFILE | os.O_WRONLY))
    except (AttributeError, OSError):
        return False
    return Path("/proc/self/fd").is_dir()


def drafts_of(process: subprocess.Popen[bytes], folder: Path) -> list[os.stat_result]:
    """The files without a name that a process has open in a folder, where the system lets one look."""
    found = []
    for entry in Path(f"/proc/{process.pid}/fd").iterdir():
        try:
            place, status = str(entry.readlink()), entry.stat()
        except OSError:
            continue
        if place.startswith(f"{folder}/") and status.st_nlink == 0:
            found.append(status)
    return found
