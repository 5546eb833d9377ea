"""The `prepare` command of a hint: the inputs as they were given, a name for the result, what is carried along."""

from __future__ import annotations

import os
from collections.abc import Collection, Sequence
from pathlib import Path
from typing import Final

from interactions_cli.shell import STREAM, shell_name

# More paths are not typed again: the folder that holds just these stands for them, if there is one.
MOST_PATHS: Final = 5
USUAL_NAME: Final = "interactions.prepared.csv"
PACKED: Final = (".gz", ".zst")
REMOTE: Final = "s3://"
# What `prepare` repairs, rejects, or asks about with the option that decides.
PREPARED: Final = frozenset(
    {
        *("CSV004", "CSV005", "CSV006", "CSV007", "CSV008", "CSV009", "CSV010", "CSV012", "CSV015"),
        *("SCH001", "SCH004", "SCH006", "SCH012"),
        *("VAL001", "VAL002", "VAL003", "VAL004", "VAL006", "VAL007", "VAL009", "VAL010", "VAL011", "VAL018"),
        *("IMP001", "IMP002", "IMP004", "IMP008"),
    }
)


def prepared_name(paths: Sequence[str], taken: Collection[str] = ()) -> str:
    """A name for what `prepare` makes of some inputs: never that of an input, of an existing file or a taken one.

    Args:
        paths: The inputs as they were given.
        taken: Names that other hints of the report use.
    """
    stem, suffix = _stem_and_suffix(paths)
    number = 1
    while True:
        name = f"{stem}{'' if number == 1 else f'-{number}'}{suffix}"
        if name not in paths and name not in taken and not os.path.lexists(name):
            return name
        number += 1


def _stem_and_suffix(paths: Sequence[str]) -> tuple[str, str]:
    usual = (USUAL_NAME.removesuffix(".csv"), ".csv")
    if len(paths) != 1 or paths[0] == STREAM or set("*?[") & set(paths[0]) or Path(paths[0]).is_dir():
        return usual
    path = paths[0]
    if path.startswith(REMOTE):
        path = path.rsplit("/", 1)[-1]
    packed = next((suffix for suffix in PACKED if path.lower().endswith(suffix)), "")
    bare = path[: len(path) - len(packed)] if packed else path
    if not bare.lower().endswith(".csv"):
        return usual
    return f"{bare[:-4]}.prepared", f".csv{packed}"


def typed_inputs(paths: Sequence[str]) -> str | None:
    """The inputs as they are typed after a command; None where a person must repeat the command line instead."""
    if STREAM in paths:
        return None
    if len(paths) > MOST_PATHS:
        folder = _common_folder(paths)
        return None if folder is None else shell_name(folder)
    words = [shell_name(path) for path in paths]
    return " ".join(words)


def _common_folder(paths: Sequence[str]) -> str | None:
    folders = {str(Path(path).parent) for path in paths}
    if len(folders) != 1:
        return None
    folder = folders.pop()
    try:
        inside = {entry.name for entry in os.scandir(folder) if not entry.name.startswith((".", "_"))}
    except OSError:
        return None
    return folder if inside == {Path(path).name for path in paths} else None


def prepare_command(paths: Sequence[str], options: Sequence[str] = (), *, taken: Collection[str] = ()) -> str | None:
    """The complete command line that makes an importable file of the inputs.

    Args:
        paths: The inputs as they were given.
        options: Words of a shell: what the data is for, and what only the user can decide.
        taken: Names that other hints use.

    Returns:
        None for standard input and where the inputs are too many to be typed again.
    """
    inputs = typed_inputs(paths)
    if inputs is None:
        return None
    return " ".join(["interactions-cli prepare", inputs, "-o", shell_name(prepared_name(paths, taken)), *options])
