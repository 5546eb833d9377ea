"""Inputs that were meant for an option: a pattern that the shell wrote out leaves all but its first file among them."""

from __future__ import annotations

import os
import re
from collections.abc import Mapping, Sequence
from fnmatch import fnmatchcase
from itertools import takewhile
from pathlib import Path, PurePath
from types import MappingProxyType
from typing import Any, Final

from interactions_cli.errors import UsageError
from interactions_cli.personalize.fields import ITEM_ID, TIMESTAMP, USER_ID
from interactions_cli.shell import option_of, shell_name
from interactions_cli.storage.streams import STDIN

# Parameters of options that take a path.
WITH_PATHS: Final = (
    *("items", "users", "streamed", "impressions", "available"),
    *("baseline", "schema", "solution_config", "config"),
)
# Options that take catalogues: the id that these have, and what interactions have besides.
CATALOGUES: Final = MappingProxyType(
    {"items": (ITEM_ID, USER_ID), "available": (ITEM_ID, USER_ID), "users": (USER_ID, ITEM_ID)}
)
# Options whose files are documents, which no pattern gathers unless they are numbered.
ONE_PATH: Final = frozenset({"baseline", "schema", "solution_config", "config"})
PACKED: Final = (".gz", ".zst")
TABLE: Final = ".csv"
DIGITS: Final = re.compile(r"[0-9]+")


def refuse_strays(paths: Sequence[str], options: Mapping[str, Any]) -> None:
    """Refuse an input that looks like the file of an option and like no other input.

    Args:
        paths: The inputs as they were given.
        options: Parameter of the command → its value.

    Raises:
        UsageError: There is one.
    """
    for name in WITH_PATHS:
        for own in values_of(options, name):
            for path in paths:
                if path != own and STDIN not in (path, own) and _is_stray(path, own, paths, name):
                    repeats = not isinstance(options[name], str)
                    raise _stray(path, own, option_of(name), paths, repeats=repeats)


def values_of(params: Mapping[str, Any], name: str) -> Sequence[str]:
    """What a parameter was given, which takes one path or several."""
    value = params.get(name) or ()
    return [value] if isinstance(value, str) else value


def _is_stray(path: str, own: str, paths: Sequence[str], name: str) -> bool:
    suffix, others = _suffix(own), [other for other in paths if other != path]
    if _folder(path) != _folder(own) or _suffix(path) != suffix or not (suffix and others):
        return False
    is_numbered = _form(path) == _form(own) and any(_form(other) != _form(own) for other in others)
    # Tables have other suffixes, too: what has all columns of interactions is no catalogue.
    if suffix != TABLE and name in CATALOGUES and {USER_ID, ITEM_ID, TIMESTAMP} <= _names(path):
        return False
    if suffix != TABLE:
        return is_numbered if name in ONE_PATH else any(_suffix(other) != suffix for other in others)
    if is_numbered:
        return _names(path) not in [_names(other) for other in others if _form(other) != _form(own)]
    return name in CATALOGUES and _is_catalogue(path, *CATALOGUES[name])


def _suffix(path: str) -> str:
    bare = next((path[: -len(end)] for end in PACKED if path.lower().endswith(end)), path)
    return PurePath(bare).suffix.lower()


def _folder(path: str) -> str:
    return os.path.normpath(path).rpartition("/")[0]


def _form(path: str) -> str:
    return DIGITS.sub("9", path)


def _is_catalogue(path: str, key: str, other: str) -> bool:
    """Whether a file has the one id, and neither the other nor a time."""
    names = _names(path)
    return key in names and not {other, TIMESTAMP} & names


def _names(path: str) -> frozenset[str]:
    """The columns of a file, none where it cannot be read."""
    from interactions_cli.errors import InteractionsError
    from interactions_cli.reading.header import known_names, read_header
    from interactions_cli.reading.source import Source

    if not Path(path).is_file():
        return frozenset()
    try:
        with Source(path) as source:
            return frozenset(read_header(source.header_line(), path, known_names()).names)
    except (InteractionsError, OSError):
        return frozenset()


def _stray(path: str, own: str, option: str, paths: Sequence[str], *, repeats: bool) -> UsageError:
    pattern = _pattern(path, own, paths)
    quoted = f"Quote the pattern, as in {option} {shell_name(pattern)}, or write" if pattern else "Write"
    repeated = f"{quoted} {option} before each file"
    ways = repeated if repeats else f"Write one path after {option}"
    return UsageError(
        f"{path} stands among the interactions, and looks like a file for {option}: it takes one path, here {own}",
        f"{ways}: a pattern without quotes becomes several paths before the command sees it.",
    )


def _pattern(path: str, own: str, paths: Sequence[str]) -> str | None:
    """A pattern of both files that is none of the interactions, None where there is no such."""
    alike = takewhile(lambda two: two[0] == two[1], zip(path, own, strict=False))
    begin, end = "".join(mine for mine, _ in alike), Path(own).name.partition(".")[2]
    if any(mark in begin for mark in "*?["):
        return None
    pattern = f"{begin}*.{end}"
    is_of_both = all(fnmatchcase(name, pattern) for name in (path, own))
    others = [other for other in paths if _form(other) != _form(path)]
    return pattern if is_of_both and not any(fnmatchcase(other, pattern) for other in others) else None
