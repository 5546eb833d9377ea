"""Command line paths become raw inputs: files of any format, parts without a suffix, folders of partitions."""

from __future__ import annotations

import glob
import os
import re
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Final

from interactions_cli.errors import InputError
from interactions_cli.shell import shell_name
from interactions_cli.storage.inputs import GLOB_CHARACTERS, Inputs, refuse_repeats
from interactions_cli.storage.interface import Kind
from interactions_cli.storage.places import location
from interactions_cli.storage.streams import STDIN

PARTITION: Final = re.compile(r"([^=/]+)=([^/]*)")
# What writers of data leave beside it.
MARKER: Final = re.compile(r"[._].*|.*\.(crc|metadata|tmp|md|txt\.swp|py|sh|yaml|yml|toml|log|pdf|html?)")
DATA: Final = re.compile(
    r".*\.(csv|tsv|psv|txt|dat|json|jsonl|ndjson|parquet|pq)(\.(gz|gzip|zst|snappy))?|.*\.(gz|zst)|[^.]+|.*-c[0-9]+",
    re.IGNORECASE,
)


def resolve_raw_inputs(arguments: Sequence[str]) -> Inputs:
    """Turn command line paths into files: globs with `**`, folders with their `key=value/` sub-folders.

    Args:
        arguments: Paths, globs, folders or `-`.

    Raises:
        InputError: A glob that matches no file, a folder without data.
        UsageError: The same file twice, or an empty name.
    """
    paths: list[str] = []
    notes: list[str] = []
    for argument in arguments:
        if argument != STDIN and _is_folder(argument):
            found, left_out = _folder(argument)
            paths += found
            notes += [f"{argument}: left out {', '.join(left_out)} (no data by name)"] if left_out else []
        elif GLOB_CHARACTERS & set(argument) and not os.path.lexists(argument):
            matches = sorted(path for path in glob.glob(argument, recursive=True) if not _is_folder(path))
            if not matches:
                raise InputError(f"{argument} matches no file", "Quote the pattern and check it with `ls`.")
            kept = [path for path in matches if not MARKER.fullmatch(Path(path).name)]
            paths += kept or matches
            left_out = sorted({*matches} - {*kept}) if kept else []
            notes += [f"{argument}: left out {', '.join(left_out)} (no data by name)"] if left_out else []
        else:
            paths.append(argument)
    refuse_repeats(paths)
    return Inputs(tuple(paths), tuple(notes), given=tuple(arguments))


def _is_folder(path: str) -> bool:
    return location(path).kind() is Kind.FOLDER


def _folder(path: str) -> tuple[list[str], list[str]]:
    found: list[str] = []
    left_out: list[str] = []
    for entry in _walk(path):
        name = Path(entry).name
        is_data = not MARKER.fullmatch(name) and DATA.fullmatch(name) and not _is_folder(entry)
        (found if is_data else left_out).append(entry)
    if not found:
        raise InputError(f"{path} holds no data by name", f"Name the files: look with `ls -R {shell_name(path)}`.")
    return found, [os.path.relpath(entry, path) for entry in left_out]


def _walk(path: str) -> Iterator[str]:
    """Files of a folder and of its partitions, in name order; other sub-folders as they are."""
    try:
        with os.scandir(path) as entries:
            names = sorted(entry.name for entry in entries)
    except OSError as error:
        raise InputError(f"{path}: {error.strerror}", f"Check its permissions: `ls -ld {shell_name(path)}`.") from None
    for name in names:
        entry = str(Path(path, name))
        if PARTITION.fullmatch(name) and _is_folder(entry):
            yield from _walk(entry)
        else:
            yield entry


def partitions_of(path: str) -> dict[str, str]:
    """The keys and values of the `key=value` folders in a path."""
    parts = [PARTITION.fullmatch(part) for part in Path(path).parent.parts]
    return {match[1]: match[2] for match in parts if match}
