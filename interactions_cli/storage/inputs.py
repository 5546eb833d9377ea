"""Paths of the command line become the files of one data set: folders, globs, standard input."""

from __future__ import annotations

from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from interactions_cli.errors import InputError, UsageError
from interactions_cli.shell import shell_name
from interactions_cli.storage.interface import Entry, Kind, Location
from interactions_cli.storage.left_out import is_part_file, looks_like_data, remarks
from interactions_cli.storage.places import location

DATA_SUFFIXES = (".csv", ".csv.gz", ".csv.zst")
# Logs of shown lists are CSV or JSON Lines.
LOG_SUFFIXES = tuple(
    f".{kind}{packed}" for kind in ("csv", "jsonl", "ndjson", "json") for packed in ("", ".gz", ".zst")
)
EVENT_SUFFIXES = tuple(suffix for suffix in LOG_SUFFIXES if not suffix.startswith(".csv"))
GLOB_CHARACTERS: Final = frozenset("*?[")
# This part of a pattern stands for any number of folders, also none.
ANY_FOLDERS = "**"


@dataclass(frozen=True)
class Inputs:
    """The files of one data set, in order.

    Attributes:
        paths: Each file as a path that can be opened.
        notes: What folders and globs hold besides, in words.
        unread: Files among those that look like data: the service would read them where it reads their folder.
        places: The file that really holds an input which has none of its own, by the name that messages give it.
        given: The files, folders and globs as they were named.
    """

    paths: tuple[str, ...]
    notes: tuple[str, ...] = ()
    unread: tuple[str, ...] = ()
    places: Mapping[str, str] = field(default_factory=dict)
    given: tuple[str, ...] = ()


def resolve_inputs(arguments: Sequence[str], *, suffixes: Sequence[str] = DATA_SUFFIXES) -> Inputs:
    """Turn paths into files: globs are expanded, a folder means the files of its first level.

    Args:
        arguments: Paths, globs, folders or `-`.
        suffixes: How the files of a folder end that are data.

    Raises:
        InputError: A path that does not exist, a glob that matches no file, a folder without data.
        UsageError: The same file twice, or an empty name.
    """
    paths: list[str] = []
    notes: list[str] = []
    unread: list[str] = []
    for argument in arguments:
        if not argument:
            raise UsageError("an input has an empty name", "Check the shell variable that should hold it.")
        found = _resolved(argument, tuple(suffixes))
        paths.extend(found.paths)
        notes.extend(found.notes)
        unread.extend(found.unread)
    refuse_repeats(paths)
    return Inputs(tuple(paths), tuple(notes), tuple(unread), given=tuple(arguments))


def resolve_events(arguments: Sequence[str]) -> Inputs:
    """Turn paths into logs of streamed events; for what is raised see `resolve_inputs`."""
    return resolve_inputs(arguments, suffixes=EVENT_SUFFIXES)


def _resolved(argument: str, suffixes: tuple[str, ...]) -> Inputs:
    place = location(argument)
    kind = place.kind()
    if kind is Kind.FOLDER:
        return _folder(argument, place.first_level(), suffixes)
    if kind is Kind.NOTHING and GLOB_CHARACTERS & set(argument):
        return _glob(place, suffixes)
    return Inputs((argument,))


def _folder(path: str, entries: Sequence[Entry], suffixes: tuple[str, ...]) -> Inputs:
    """The data files among what a folder holds; without a data suffix anywhere, its part files."""
    named = [entry for entry in entries if _is_file(entry) and entry.name.lower().endswith(suffixes)]
    data = named or [entry for entry in entries if is_part_file(entry)]
    if not data:
        raise InputError(
            f"{path} holds no {', '.join(suffixes[:-1])} or {suffixes[-1]} file in its first level",
            _hint_without_data(path, entries),
        )
    known = {entry.path for entry in data}
    others = [entry for entry in entries if entry.path not in known]
    not_data = {DATA_SUFFIXES: "not CSV", EVENT_SUFFIXES: "not JSON"}.get(tuple(suffixes), "neither CSV nor JSON Lines")
    return Inputs(
        tuple(entry.path for entry in data),
        remarks(path, others, not_data),
        tuple(entry.path for entry in others if looks_like_data(entry)),
    )


def _is_file(entry: Entry) -> bool:
    """Whether an entry is read: a file, or a name that leads nowhere, because a part that is lost must be missed."""
    return entry.kind in (Kind.FILE, Kind.NOTHING)


def _hint_without_data(path: str, entries: Sequence[Entry]) -> str:
    look = f"look with `ls {shell_name(path)}`."
    files = [entry for entry in entries if entry.kind is Kind.FILE]
    if files:
        return f"Name the files that are data, such as {shell_name(files[0].path)}; {look}"
    if any(entry.kind is Kind.FOLDER for entry in entries):
        tree = shell_name(f"{path.rstrip('/')}/{ANY_FOLDERS}/*.csv")
        return f"Sub-folders are not read, as the service does not read them; name their files as {tree}."
    return f"Sub-folders are not read, as the service does not read them: {look}"


def _glob(place: Location, suffixes: tuple[str, ...]) -> Inputs:
    matches = place.matches()
    if place.path.endswith(f"/{ANY_FOLDERS}") or place.path == ANY_FOLDERS:
        # `folder/**` matches every file below the folder; the suffix tells which are data, as in a folder.
        return _folder(place.path, [entry for entry in matches if entry.kind is not Kind.FOLDER], suffixes)
    found = [entry for entry in matches if _is_file(entry)]
    if not found:
        raise InputError(f"{place.path} matches no file", "Quote the pattern and check it with `ls`.")
    others = [entry for entry in matches if not _is_file(entry)]
    return Inputs(tuple(entry.path for entry in found), remarks(place.path, others, ""))


def refuse_repeats(paths: Sequence[str]) -> None:
    """Refuse a file that is named twice, also through links.

    Raises:
        UsageError: There is one.
    """
    seen: dict[Hashable, str] = {}
    for path in paths:
        identity = location(path).identity()
        if identity in seen:
            raise UsageError(
                f"{path} is given twice" + (f" (as {seen[identity]})" if seen[identity] != path else ""),
                "Name every file once: its rows would count double.",
            )
        seen[identity] = path
