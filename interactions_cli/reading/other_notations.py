"""Tables and records that are written in another notation than CSV, told by their first lines."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

from interactions_cli.reading.header_problem import HeaderProblem

NAME: Final = r"[A-Za-z_][\w.-]*"
YAML_LINE: Final = re.compile(rf"\s*(- )?{NAME}:( [^,;\t|]*)?|---")
# One member after another, as logs for people have them.
MEMBER: Final = re.compile(rf'\s*"?({NAME})"?\s*(?:=|:(?!//))\s*\S*\s*')
BETWEEN_MEMBERS: Final = re.compile(r"[,;\t|&]|\s+(?=\S+=)")
SEPARATOR: Final = re.compile(r"[,;\t|]")
QUOTED_OBJECT: Final = re.compile(r'"\s*[\[{]\s*(""|\\")')
# The line under the names, and the upper edge of a box.
RULER: Final = re.compile(r"\s*\|?\s*:?-{2,}:?\s*\|[\s|:-]*")
EDGE: Final = re.compile(r"\s*\+[-=+]{2,}\+\s*")
# Patterns that try all blanks of a line must not meet a line of a million.
LOOK_CHARS: Final = 1000
# Of a single one the return may be part of the value.
ENOUGH_LINES: Final = 2


def told_notation(first: str, following: Sequence[bytes]) -> HeaderProblem | None:
    """What is written otherwise than in CSV, None where nothing shows it.

    Args:
        first: The first line.
        following: The next ones, the last of which may be cut.
    """
    # Blank lines alone end by a return and a line feed.
    if (
        len(following) >= ENOUGH_LINES
        and all(line[:1] == b"\r" for line in following)
        and any(map(bytes.strip, following))
    ):
        return HeaderProblem.RETURNS_FIRST
    first = first[:LOOK_CHARS]
    second = following[0][:LOOK_CHARS].decode("utf-8", "replace").rstrip("\r") if following else ""
    if EDGE.fullmatch(first) or ("|" in first and RULER.fullmatch(second)):
        return HeaderProblem.DRAWN_TABLE
    if QUOTED_OBJECT.match(first) or (not SEPARATOR.search(first) and QUOTED_OBJECT.match(second)):
        return HeaderProblem.QUOTED_JSON
    if YAML_LINE.fullmatch(first) and YAML_LINE.fullmatch(second):
        return HeaderProblem.YAML
    keys = _keys(first)
    return HeaderProblem.KEY_VALUES if len(keys) > 1 and keys == _keys(second) else None


def _keys(line: str) -> list[str]:
    """The names of a line that is nothing but members, none for another."""
    members = [MEMBER.fullmatch(part) for part in BETWEEN_MEMBERS.split(line)]
    names = [member[1] for member in members if member]
    return names if len({*names}) == len(members) else []
