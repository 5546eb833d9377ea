"""Command line paths become the files of one data set: folders, globs, standard input."""

from __future__ import annotations

import glob
import os
import stat
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from interactions_cli.errors import InputError, UsageError
from interactions_cli.shell import shell_name
from interactions_cli.storage.streams import STDIN, file_status

DATA_SUFFIXES = (".csv", ".csv.gz", ".csv.zst")
# Logs of shown lists are read in either format.
LOG_SUFFIXES = tuple(
    f".{kind}{packed}" for kind in ("csv", "jsonl", "ndjson", "json") for packed in ("", ".gz", ".zst")
)
NO_FILE = "no regular file"
GLOB_CHARACTERS = frozenset("*?[")


@dataclass(frozen=True)
class Inputs:
    """The files of one data set, in order, and remarks about what a folder holds besides.

    `places` has the file that really holds an input which has none of its own, by the name that messages give it.
    """

    paths: tuple[str, ...]
    notes: tuple[str, ...] = ()
    places: Mapping[str, str] = field(default_factory=dict)


def resolve_inputs(arguments: Sequence[str], *, suffixes: Sequence[str] = DATA_SUFFIXES) -> Inputs:
    """Turn command line paths into files: globs are expanded, a folder means the files of its first level.

    Args:
        arguments: Paths, globs, folders or `-`.
        suffixes: How the files of a folder end that are data.

    Raises:
        InputError: A path that does not exist, a glob that matches no file, a folder without data.
        UsageError: The same file twice, or an empty name.
    """
    paths: list[str] = []
    notes: list[str] = []
    for argument in arguments:
        if not argument:
            raise UsageError("an input has an empty name", "Check the shell variable that should hold it.")
        kind = _kind(argument)
        if argument == STDIN or stat.S_ISREG(kind):
            paths.append(argument)
        elif stat.S_ISDIR(kind):
            found, remarks = _folder(argument, tuple(suffixes))
            paths.extend(found)
            notes.extend(remarks)
        elif GLOB_CHARACTERS & set(argument) and not _exists(argument):
            found, remarks = _glob(argument)
            paths.extend(found)
            notes.extend(remarks)
        else:
            paths.append(argument)
    _refuse_repeats(paths)
    return Inputs(tuple(paths), tuple(notes))


def _kind(path: str) -> int:
    """The file mode of what a path leads to; 0 where it leads nowhere."""
    status = file_status(path)
    return status.st_mode if status else 0


def _exists(path: str) -> bool:
    try:
        return os.path.lexists(path)
    except ValueError:
        return False


def _folder(path: str, suffixes: tuple[str, ...]) -> tuple[list[str], list[str]]:
    try:
        with os.scandir(path) as entries:
            kinds = {entry.name: _kind(entry.path) for entry in sorted(entries, key=lambda entry: entry.name)}
    except OSError as error:
        raise InputError(f"{path}: {error.strerror}", f"Check its permissions: `ls -ld {shell_name(path)}`.") from None
    named = [name for name in kinds if name.lower().endswith(suffixes)]
    data = [name for name in named if _is_part(kinds[name])]
    if not data:
        raise InputError(
            f"{path} holds no {', '.join(suffixes[:-1])} or {suffixes[-1]} file in its first level",
            f"Sub-folders are not read, as the service does not read them: look with `ls {shell_name(path)}`.",
        )
    not_data = "not CSV" if suffixes == DATA_SUFFIXES else "neither CSV nor JSON Lines"
    other = [name for name, kind in kinds.items() if name not in named and _is_part(kind)]
    remarks = [
        f"{path}: left out {', '.join(left_out)} ({why})"
        for left_out, why in ((other, not_data), ([name for name in named if name not in data], NO_FILE))
        if left_out
    ]
    return [str(Path(path, name)) for name in data], remarks


def _is_part(kind: int) -> bool:
    """Whether it is read: a file, or a name that leads nowhere, because a part that is lost must be missed."""
    return kind == 0 or stat.S_ISREG(kind)


def _glob(pattern: str) -> tuple[list[str], list[str]]:
    try:
        matches = {path: _kind(path) for path in sorted(glob.glob(pattern))}
    except RecursionError:
        # Every folder of a pattern is a call: no path is as long as that.
        matches = {}
    found = [path for path, kind in matches.items() if _is_part(kind)]
    if not found:
        raise InputError(f"{pattern} matches no file", "Quote the pattern and check it with `ls`.")
    left_out = [path for path in matches if path not in found]
    return found, [f"{pattern}: left out {', '.join(left_out)} ({NO_FILE})"] if left_out else []


def _refuse_repeats(paths: Sequence[str]) -> None:
    seen: dict[object, str] = {}
    for path in paths:
        status = file_status(path)
        if status is None and path != STDIN:
            continue
        key = (status.st_dev, status.st_ino) if status else STDIN
        if key in seen:
            raise UsageError(
                f"{path} is given twice" + (f" (as {seen[key]})" if seen[key] != path else ""),
                "Name every file once: its rows would count double.",
            )
        seen[key] = path
