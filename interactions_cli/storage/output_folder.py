"""A folder of part files that several processes write, and that appears in one step when all of it is there."""

from __future__ import annotations

import os
import re
import secrets
import shutil
from collections.abc import Iterator, Sequence
from contextlib import suppress
from pathlib import Path
from types import TracebackType
from typing import Final, Self

from interactions_cli.errors import OutputError
from interactions_cli.shell import shell_name
from interactions_cli.storage.atomic_file import refuse_planted
from interactions_cli.storage.failures import unwritable
from interactions_cli.storage.opening import is_remote

SUCCESS: Final = "_SUCCESS"
# What a folder may hold that is replaced by another one: what Spark and this module write.
OURS: Final = re.compile(r"part-[0-9]+\.csv|_SUCCESS|\..*\.crc")
NAME_LENGTH: Final = 40


class OutputFolder:
    """A folder in the making beside its target.

    A context manager: what was not committed when it ends is removed.

    Args:
        path: Where it is to appear.
        force: Whether a folder of part files may be replaced.
        inputs: What is read, none of which may be in it.

    Attributes:
        is_finished: Whether everything has been written.
        notes: What a person should know of the folders beside it, in words.
        staging: The folder in which attempts are written, as all processes see it.

    Raises:
        OutputError: There is something that may not be replaced, or nothing can be written there.
    """

    def __init__(self, path: str, *, force: bool, inputs: Sequence[str]) -> None:
        self.path, self.is_finished = path, False
        self._target, self._force = _place(path), force
        refuse_planted(path)
        self._refuse(force=force, inputs=inputs)
        self.notes = tuple(self._left_behind())
        self.staging = self._target.parent / f".{self._target.name[:NAME_LENGTH]}.{secrets.token_hex(8)}"
        try:
            self.staging.mkdir()
        except OSError as error:
            raise unwritable(path, error) from None

    def _refuse(self, *, force: bool, inputs: Sequence[str]) -> None:
        if not os.path.lexists(self._target):
            return
        if not self._target.is_dir():
            raise OutputError(f"{self.path} is no folder", "Name a folder for the part files that Spark writes.")
        inside = [path for path in inputs if not is_remote(path) and self._target in _place(path).parents]
        if inside:
            raise OutputError(f"{self.path} holds an input ({inside[0]})", "Write to another folder.")
        if not force:
            raise unwritable(self.path, FileExistsError())
        if others := sorted(entry.name for entry in self._target.iterdir() if not OURS.fullmatch(entry.name)):
            raise OutputError(
                f"{self.path} holds {others[0]!r}, which is no part file; it is not replaced",
                f"Choose another folder, or see what is in it: `ls {shell_name(self.path)}`.",
            )

    def _left_behind(self) -> Iterator[str]:
        """A sentence for each folder that another run was making or putting aside; nobody can tell whether it lives."""
        name = re.compile(rf"\.{re.escape(self._target.name[:NAME_LENGTH])}\.[0-9a-f]{{16}}(\.old)?")
        with suppress(OSError):
            for found in sorted(entry for entry in self._target.parent.iterdir() if name.fullmatch(entry.name)):
                what = "what it replaced" if found.suffix == ".old" else "unfinished parts"
                yield (
                    f"{self.path}: {what} of another run, which was killed or is still at work: "
                    f"`ls {shell_name(str(found))}`; remove the folder if none is"
                )

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        shutil.rmtree(self.staging, ignore_errors=True)

    def finish(self, attempts: Sequence[str]) -> None:
        """Keep some attempts as the parts, in order, and drop the others; the target is still as it was.

        Raises:
            OutputError: The system refuses.
        """
        try:
            for number, name in enumerate(attempts):
                (self.staging / name).rename(self.staging / part_name(number))
            for path in self.staging.iterdir():
                if not OURS.fullmatch(path.name):
                    path.unlink()
            (self.staging / SUCCESS).touch()
        except OSError as error:
            raise unwritable(self.path, error) from None
        self.is_finished = True

    def commit(self) -> None:
        """Make it the target, and remove the folder that it replaces.

        Raises:
            OutputError: The system refuses, or something has got the target's name and may not be replaced.
        """
        old = self.staging.with_name(f"{self.staging.name}.old")
        try:
            if not self._force and os.path.lexists(self._target):
                raise FileExistsError
            with suppress(FileNotFoundError):
                self._target.rename(old)
            try:
                self.staging.rename(self._target)
            except OSError:
                with suppress(FileNotFoundError):
                    old.rename(self._target)
                raise
        except OSError as error:
            raise unwritable(self.path, error) from None
        shutil.rmtree(old, ignore_errors=True)


def _place(path: str) -> Path:
    return Path(os.path.realpath(path))


def part_name(number: int) -> str:
    """The name of a part."""
    return f"part-{number:05}.csv"


class Attempt:
    """What one task writes into a folder in the making, under a name of its own: a task that is repeated has another.

    A context manager: what was not finished when it ends is removed.

    Args:
        folder: The folder, as this process sees it.
        path: What the person calls it.

    Raises:
        OutputError: The folder is not there.
    """

    def __init__(self, folder: str, path: str) -> None:
        self.name = f"attempt-{secrets.token_hex(8)}"
        self._path, self._place, self._is_finished = path, Path(folder) / self.name, False
        if not Path(folder).is_dir():
            raise OutputError(
                f"{path}: an executor does not see the folder of the driver",
                "Name a folder that the driver and all executors mount.",
            )
        try:
            self._stream = self._place.open("xb")
        except OSError as error:
            raise unwritable(path, error) from None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        with suppress(OSError):
            self._stream.close()
        if not self._is_finished:
            self._place.unlink(missing_ok=True)

    def write(self, data: bytes) -> None:
        """Add bytes.

        Raises:
            OutputError: They cannot be written.
        """
        try:
            self._stream.write(data)
        except OSError as error:
            raise unwritable(self._path, error) from None

    def finish(self) -> None:
        """Write out everything.

        Raises:
            OutputError: It cannot be written.
        """
        try:
            self._stream.close()
        except OSError as error:
            raise unwritable(self._path, error) from None
        self._is_finished = True
