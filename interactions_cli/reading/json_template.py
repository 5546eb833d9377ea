"""What objects of JSON have in common that differ in their values alone, as nearly all of one source do."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import Enum
from typing import Final

from interactions_cli.reading.json_object import json_object
from interactions_cli.reading.json_records import records_of

NUMBER: Final = r"-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?"
# A character of a text that stands for itself.
ITSELF: Final = r'[^"\\\x00-\x1f]'
# The same as cells are that `Batch` calls bare.
BARE: Final = r"[!#-*\--\[\]-~][!#-+\--\[\]-~]*"
NO_COMMA: Final = r'[^",\\\x00-\x1f]'


class Kind(Enum):
    """What a value looks like; the value of each is its pattern, the same for Python and for Polars.

    Lists differ by what stands between their entries, because they are kept as `json.dumps` writes them.
    """

    BARE = f'"(?:{BARE})?"'
    TEXT = f'"(?:{ITSELF}+)?"'
    WORD = f"(?:{NUMBER}|true|false)"
    SPACED = rf'\[(?:"{ITSELF}*"(?:, "{ITSELF}*")*)?\]'
    TIGHT = rf'\[(?:"{NO_COMMA}*"(?:,"{NO_COMMA}*")*)?\]'
    NUMBERS = rf"\[(?:{NUMBER}(?:, ?{NUMBER})*)?\]"
    NULL = "null"


TEXTS: Final = (Kind.BARE, Kind.TEXT)
# Of the lists that a value may be only one kind is looked for, because two begin alike.
LISTS: Final = (Kind.TIGHT, Kind.NUMBERS, Kind.SPACED)
TOKEN: Final = re.compile(
    r"[ \t\r\n]*(?:" + "|".join(f"(?P<{kind.name}>{kind.value})" for kind in Kind) + r"|(?P<MARK>[{}:,])|\Z)"
)


@dataclass(frozen=True)
class Template:
    """An object without its values.

    Attributes:
        literals: What stands before, between and behind the values, to the letter.
        names: The dotted path of each value.
        kinds: What each may be besides null.
    """

    literals: tuple[str, ...]
    names: tuple[str, ...]
    kinds: tuple[frozenset[Kind], ...]

    @property
    def is_bare(self) -> bool:
        """Whether no value has white space, a comma, a quote, a plus at its start or a character beyond ASCII."""
        return not any(kinds & {Kind.TEXT, *LISTS} for kinds in self.kinds)


def common_template(texts: Sequence[str], least: int) -> Template | None:
    """The template of most of some texts; None if fewer than `least` are alike."""
    alike: defaultdict[tuple[tuple[str, ...], tuple[str, ...]], list[tuple[frozenset[Kind], ...]]] = defaultdict(list)
    for text in texts:
        found = template_of(text)
        if found is not None:
            alike[found.literals, found.names].append(found.kinds)
    if not alike:
        return None
    (literals, names), seen = max(alike.items(), key=lambda entry: len(entry[1]))
    if len(seen) < least:
        return None
    found = Template(literals, names, tuple(_one_list(frozenset().union(*kinds)) for kinds in zip(*seen, strict=True)))
    # Bare texts are of use where all are: elsewhere a pattern for any text fits more objects.
    return found if found.is_bare else replace(found, kinds=tuple(map(_any_text, found.kinds)))


def _one_list(kinds: frozenset[Kind]) -> frozenset[Kind]:
    lists = [kind for kind in LISTS if kind in kinds]
    return kinds - set(lists[1:])


def _any_text(kinds: frozenset[Kind]) -> frozenset[Kind]:
    return kinds - {Kind.BARE} | {Kind.TEXT} if Kind.BARE in kinds else kinds


def template_of(text: str) -> Template | None:
    """The template of one object; None unless each of its values stands for itself and makes one record of it."""
    document = json_object(text)
    found = None if document is None else _taken_apart(text)
    if document is None or found is None:
        return None
    # The reading of single objects has the last word: names twice, events, what is nested too deeply.
    records = [(tuple(record), event) for record, event in records_of(document)]
    return found if records == [(found.names, None)] else None


def _taken_apart(text: str) -> Template | None:
    """The values of a text that is known to be an object, and what stands around them."""
    literals: list[str] = []
    names: list[str] = []
    kinds: list[frozenset[Kind]] = []
    path: list[str] = []
    key: str | None = None
    at = literal = 0
    while at < len(text):
        token = TOKEN.match(text, at)
        if token is None:
            return None
        at = token.end()
        form = token.lastgroup
        if form == "MARK":
            if token["MARK"] == "{" and key is not None:
                path.append(f"{key}.")
            elif token["MARK"] == "}" and path:
                path.pop()
            key = None if token["MARK"] in "{}," else key
        elif key is None and form in (Kind.BARE.name, Kind.TEXT.name):
            key = token[form][1:-1]
        elif form is not None:
            literals.append(text[literal : token.start(form)])
            names.append("".join(path) + str(key))
            kinds.append(frozenset((Kind[form],)))
            literal = at
    return Template((*literals, text[literal:]), tuple(names), tuple(kinds)) if names else None
