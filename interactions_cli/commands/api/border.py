"""What stands between a caller's arguments and the commands: paths and lists in, a report out, errors in keywords."""

from __future__ import annotations

import re
import time
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from os import PathLike, fspath
from types import MappingProxyType
from typing import Final

from interactions_cli.errors import InteractionsError, UsageError
from interactions_cli.personalize.event_filter import choose_events
from interactions_cli.personalize.target import Target, make_target

PathName = str | PathLike[str]
Paths = PathName | Sequence[PathName]
Words = str | Sequence[str]
# Options whose keyword is not just their name: those that may be repeated take a list, and a flag takes a value.
KEYWORDS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "event": "events",
        "use-case": "use_cases",
        "section": "sections",
        "log-column": "log_columns",
        "force": "force=True",
    }
)
# A function returns its report.
WRITTEN: Final = ("`--report json=FILE`", "`json.dumps(report.to_dict())`")
_OPTION = re.compile(r"(?<![\w-])--([a-z]+(?:-[a-z]+)*)")
# A hint that consists of options; a whole command line is left as it is.
_TYPED = re.compile(r"`--([a-z]+(?:-[a-z]+)*) ([^`\s]+)`")


def path_names(paths: Paths, keyword: str = "paths") -> tuple[str, ...]:
    """Paths as texts, one or several.

    Raises:
        UsageError: One is neither a text nor a path.
    """
    several: object = [paths] if isinstance(paths, str | PathLike) else paths
    if not isinstance(several, Iterable):
        raise _wrong(keyword, several)
    found: list[str] = []
    for path in several:
        name: object = fspath(path) if isinstance(path, PathLike) else path
        if not isinstance(name, str):
            raise _wrong(keyword, name)
        found.append(name)
    if not found:
        raise UsageError(f"{keyword} is empty", "Name a file, a folder or a glob.")
    return tuple(found)


def context_paths(paths: Paths | None, keyword: str) -> tuple[str, ...]:
    """Paths as texts, none at all where the keyword is not given.

    Raises:
        UsageError: One is neither a text nor a path, or it is an empty list.
    """
    return () if paths is None else path_names(paths, keyword)


def path_name(path: PathName | None) -> str | None:
    """A path as text, or None."""
    return None if path is None else fspath(path)


def _wrong(keyword: str, value: object) -> UsageError:
    return UsageError(
        f"{keyword} is of type {type(value).__name__}, not a path or several", 'Write it like "clicks.csv" or a Path.'
    )


def words_of(words: Words) -> tuple[str, ...]:
    """One word or several as a tuple."""
    return (words,) if isinstance(words, str) else tuple(words)


def target_of(
    *,
    domain: str | None,
    use_cases: Words = (),
    recipe: str | None = None,
    events: Words = (),
    import_mode: str = "full",
    now: int | None = None,
) -> Target:
    """What the data is for, from keyword arguments; `now` None is the system's clock.

    Raises:
        UsageError: Arguments that contradict each other or name something that does not exist.
    """
    return make_target(
        domain=domain,
        use_cases=words_of(use_cases),
        recipe=recipe,
        import_mode=import_mode,
        events=choose_events(events=words_of(events)),
        now=int(time.time()) if now is None else now,
    )


@contextmanager
def in_keywords() -> Iterator[None]:
    """Errors that happen within speak of keyword arguments, and carry their hint as a note of the traceback."""
    try:
        yield
    except InteractionsError as error:
        told = type(error)(keyword_words(error.message), keyword_words(error.hint))
        if told.hint:
            told.add_note(told.hint)
        raise told from None


def keyword_words(text: str) -> str:
    """A text with keyword arguments in place of options: `--within 30m` reads `within="30m"`."""
    text = _TYPED.sub(lambda match: f'`{_keyword(match[1])}="{match[2]}"`', text.replace(*WRITTEN))
    parts = text.split("`")
    # Every other part stands in back-quotes; a command line among them is for a shell.
    return "`".join(
        part if place % 2 and " " in part else _OPTION.sub(lambda match: _keyword(match[1]), part)
        for place, part in enumerate(parts)
    )


def _keyword(option: str) -> str:
    return KEYWORDS.get(option, option.replace("-", "_"))
