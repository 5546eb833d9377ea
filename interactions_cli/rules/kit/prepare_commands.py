"""The commands of hints: the inputs as they were given, a name for the result, what is carried along."""

from __future__ import annotations

import os
import shlex
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Final

from interactions_cli.errors import InteractionsError
from interactions_cli.personalize.fields import Domain
from interactions_cli.personalize.limits import ImportMode
from interactions_cli.personalize.target import Target
from interactions_cli.shell import NAMELESS, shell_name
from interactions_cli.storage.raw_inputs import resolve_raw_inputs

# More paths are not typed again: the folder that holds just these stands for them, if there is one.
MOST_PATHS: Final = 5
USUAL_STEM: Final = "interactions"
PACKED: Final = (".gz", ".zst")
REMOTE: Final = "s3://"
GLOB_CHARACTERS: Final = frozenset("*?[")


@dataclass(frozen=True, kw_only=True)
class CommandLine:
    """What a command was given, as far as the command of a hint repeats it.

    `command` is its name, `words` are the inputs as they were given, `paths` the files that they mean, `options` what
    says what the data is for, as words of a shell.
    """

    command: str
    words: tuple[str, ...]
    paths: tuple[str, ...]
    options: tuple[str, ...] = ()

    @cached_property
    def inputs(self) -> str | None:
        """The inputs as they are typed after a command; None where a person must repeat the command line instead."""
        words = self.words or self.paths
        if words != self.paths and not _means_the_same(words, self.paths):
            words = self.paths
        if not words or NAMELESS & {*words} or not all(map(_can_be_typed, (*words, *self.options))):
            return None
        if len(words) > MOST_PATHS:
            folder = _common_folder(words)
            return None if folder is None or not _can_be_typed(folder) else shell_name(folder)
        return " ".join(map(shell_name, words))

    def prepare(self, *, rejects: bool) -> str:
        """What makes an importable file of the inputs: a command in backticks, or words where none can be typed.

        Args:
            rejects: Whether rows are dropped, so that a file takes them in.
        """
        words, taken = self.words or self.paths, {*self.words, *self.paths}
        output = free_name(words, "prepared", taken)
        if self.inputs is None:
            return _in_words(self.command, words, output)
        options = list(self.options)
        if "--schema" not in options:
            options += ["--schema-output", _free("schema", ".json", taken)]
        if rejects:
            options += ["--rejects", shell_name(free_name(words, "rejects", taken, packed=False))]
        return f"`{' '.join(['interactions-cli prepare', self.inputs, '-o', shell_name(output), *options])}`"

    def filter(self, option: str) -> str:
        """What copies the rows that meet a criterion: a command in backticks, or the option where none can be typed."""
        words = self.words or self.paths
        if self.inputs is None:
            return f"filter with {option}"
        output = shell_name(free_name(words, "filtered", {*self.words, *self.paths}))
        return f"`interactions-cli filter {self.inputs} {option} -o {output}`"


def _can_be_typed(word: str) -> bool:
    """Whether a word can stand in a command between backticks."""
    return word.isprintable() and "`" not in word


def _means_the_same(words: Sequence[str], paths: Sequence[str]) -> bool:
    """Whether `prepare`, which reads more kinds of files, takes the same ones for these inputs."""
    try:
        return tuple(resolve_raw_inputs(words).paths) == tuple(paths)
    except (InteractionsError, OSError):
        return False


def _in_words(command: str, words: Sequence[str], output: str) -> str:
    frame = next((word for word in words if word in NAMELESS and word.startswith("<")), None)
    if frame:
        return f"prepare_interactions of the same {frame.strip('<>')}"
    return f"the same command line with prepare -o {output} in place of {command}"


def carried(target: Target, *, schema: str | None, config: str | None) -> tuple[str, ...]:
    """The options that say what the data is for, as words of a shell.

    Args:
        target: The purpose.
        schema: A schema that was given.
        config: A configuration that was named; one that was found is found again.
    """
    words: list[tuple[str, str]] = [("--config", config)] if config else []
    words += [("--schema", schema)] if schema else []
    words += [("--recipe", target.recipe.name)] if target.recipe else []
    words += [("--use-case", case.name) for case in target.use_cases]
    if target.domain is not Domain.CUSTOM and not target.use_cases:
        words.append(("--domain", target.domain.value))
    if target.import_mode is not ImportMode.FULL:
        words.append(("--import-mode", target.import_mode.value))
    return tuple(word for option, value in words for word in (option, shlex.quote(value)))


def free_name(words: Sequence[str], what: str, taken: Collection[str], *, packed: bool = True) -> str:
    """A name for what is made of some inputs: never that of an input or of an existing file.

    Args:
        words: The inputs as they were given.
        what: What it is, such as `prepared`.
        taken: Names that must not be used.
        packed: Whether the result is packed as its input is.
    """
    stem, suffix = _stem_and_suffix(words)
    return _free(f"{stem}.{what}", suffix if packed else ".csv", taken)


def _free(stem: str, suffix: str, taken: Iterable[str]) -> str:
    number, avoided = 1, {os.path.normpath(name) for name in taken}
    while True:
        name = f"{stem}{'' if number == 1 else f'-{number}'}{suffix}"
        if os.path.normpath(name) not in avoided and not os.path.lexists(name):
            return name
        number += 1


def _stem_and_suffix(words: Sequence[str]) -> tuple[str, str]:
    usual = (USUAL_STEM, ".csv")
    if len(words) != 1 or words[0] in NAMELESS or GLOB_CHARACTERS & set(words[0]) or Path(words[0]).is_dir():
        return usual
    path = words[0]
    if path.startswith(REMOTE):
        path = path.rsplit("/", 1)[-1]
    packed = next((suffix for suffix in PACKED if path.lower().endswith(suffix)), "")
    bare = path[: len(path) - len(packed)] if packed else path
    if not bare.lower().endswith(".csv") or not _can_be_typed(bare):
        return usual
    return bare[:-4], f".csv{packed}"


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
