"""Runs the real command: in this process for speed, as a process of its own for pipes and signals."""

from __future__ import annotations

import contextlib
import io
import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, cast
from unittest import mock

import typer.main
import typer.rich_utils

from interactions_cli.cli.app import app
from interactions_cli.cli.process import invoke
from tests.processes import finished
from tests.surroundings import plain

ROOT = Path(__file__).resolve().parent.parent
# Typer builds the command anew for every call of the app.
COMMAND = cast("typer.Typer", typer.main.get_command(app))


@dataclass(frozen=True)
class Result:
    """What a run printed and how it ended."""

    stdout: str
    stderr: str
    code: int


def run(
    *args: str | Path,
    stdin: bytes | None = None,
    code: int | None = 0,
    cwd: Path | None = None,
    env: Mapping[str, str] | None = None,
) -> Result:
    """Run the command in this process and check its exit code; without `stdin` standard input is /dev/null.

    `code` None takes any. Bytes on standard output that are no UTF-8 become lone surrogates.
    """
    err = io.TextIOWrapper(io.BytesIO(), encoding="utf-8", errors="backslashreplace")
    # Typer reads the environment when it is imported, which may be long ago.
    unset: dict[str, Any] = {"MAX_WIDTH": None, "COLOR_SYSTEM": None, "FORCE_TERMINAL": None}
    with (
        mock.patch.multiple(typer.rich_utils, **unset),
        mock.patch.dict(os.environ, environment(env), clear=True),
        contextlib.chdir(cwd or Path.cwd()),
        _standard_input(stdin),
        _standard_output() as printed,
        contextlib.redirect_stderr(err),
    ):
        ended = invoke(COMMAND, [str(word) for word in args])
        stdout = printed()
    err.flush()
    result = Result(stdout.decode("utf-8", "surrogateescape"), err.buffer.getvalue().decode(), int(ended))
    assert code in (None, result.code), f"exit {result.code}, expected {code}\n{result.stdout}\n{result.stderr}"
    return result


def report(
    *args: str | Path,
    stdin: bytes | None = None,
    code: int | None = None,
    cwd: Path | None = None,
    env: Mapping[str, str] | None = None,
) -> dict[str, Any]:
    """The JSON report of `validate`; without `code` findings do not matter to the exit code."""
    words: list[str | Path] = ["validate", *args, "--format", "json"]
    if code is None:
        words += ["--fail-on", "never"]
    return cast("dict[str, Any]", json.loads(run(*words, stdin=stdin, code=code or 0, cwd=cwd, env=env).stdout))


def run_process(
    *args: str | Path,
    stdin: bytes | int | None = None,
    code: int = 0,
    cwd: Path | None = None,
    env: Mapping[str, str] | None = None,
) -> Result:
    """Run the command as a process of its own and check its exit code; `stdin` is what a pipe carries, or a file."""
    ended = finished(
        command(*args),
        input=stdin if isinstance(stdin, bytes) else None,
        stdin=None if isinstance(stdin, bytes) else subprocess.DEVNULL if stdin is None else stdin,
        capture_output=True,
        cwd=cwd,
        env=environment(env),
    )
    result = Result(ended.stdout.decode(), ended.stderr.decode(), ended.returncode)
    assert result.code == code, f"exit {result.code}, expected {code}\n{result.stdout}\n{result.stderr}"
    return result


def command(*args: str | Path) -> list[str]:
    """The words that start the command as a process."""
    return [sys.executable, "-m", "interactions_cli", *map(str, args)]


def environment(extra: Mapping[str, str] | None = None) -> dict[str, str]:
    """This process's environment without what would show in the output."""
    kept = plain(os.environ)
    # A process started in another folder has to find the package as well.
    path = os.pathsep.join(filter(None, [str(ROOT), kept.get("PYTHONPATH", "")]))
    return kept | {"PYTHONPATH": path} | dict(extra or {})


def codes(judged: Mapping[str, Any]) -> set[str]:
    """The codes of a report's findings and of those that they stand for."""
    return {each["code"] for entry in judged["findings"] for each in (entry, *entry["folded"])}


def finding(judged: Mapping[str, Any], code: str, column: str | None = None) -> dict[str, Any]:
    """The one finding of that code, and of that column if one is named."""
    found: Sequence[dict[str, Any]] = [
        entry for entry in judged["findings"] if entry["code"] == code and column in (None, entry["column"])
    ]
    assert len(found) == 1, f"{len(found)} findings {code} among {sorted(codes(judged))}"
    return found[0]


def lines_of(judged: Mapping[str, Any], code: str, column: str | None = None) -> list[int]:
    """The line numbers of a finding's samples."""
    return [sample["line"] for sample in finding(judged, code, column)["samples"]]


@contextlib.contextmanager
def _standard_input(data: bytes | None) -> Iterator[None]:
    """Standard input as the command sees it, at the level of file descriptors: data in a file, or /dev/null."""
    kept = os.dup(0)
    try:
        with tempfile.TemporaryFile() if data is not None else Path(os.devnull).open("rb") as source:
            if data is not None:
                source.write(data)
                source.seek(0)
            os.dup2(source.fileno(), 0)
            yield
    finally:
        os.dup2(kept, 0)
        os.close(kept)


@contextlib.contextmanager
def _standard_output() -> Iterator[Callable[[], bytes]]:
    """A function that gives what went to standard output, through `sys.stdout` or at the level of file descriptors."""
    sys.stdout.flush()
    kept = os.dup(1)
    try:
        with tempfile.TemporaryFile() as file, os.fdopen(os.dup(file.fileno()), "w", encoding="utf-8") as out:
            os.dup2(file.fileno(), 1)

            def printed() -> bytes:
                out.flush()
                file.seek(0)
                return file.read()

            with contextlib.redirect_stdout(out):
                yield printed
    finally:
        os.dup2(kept, 1)
        os.close(kept)
