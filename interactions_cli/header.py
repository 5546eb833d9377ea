"""The first line of an input: which columns it names, and the repairs under which the rest is still judged."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from interactions_cli.facts import Header
from interactions_cli.personalize import REQUIRED, RESERVED, Domain
from interactions_cli.quoting import split_line

SEPARATORS = (",", ";", "\t", "|")
BYTE_ORDER_MARK = "\ufeff"
UTF16_MARKS = (b"\xff\xfe", b"\xfe\xff")


def known_names(schema_names: Iterable[str] = ()) -> tuple[str, ...]:
    """The names a header is expected to use: required and reserved fields, then those of a given schema."""
    return tuple(dict.fromkeys([*REQUIRED[Domain.ECOMMERCE], *RESERVED, *schema_names]))


def read_header(line: bytes, path: str, known: Sequence[str], compression: str | None = None) -> Header:
    """Read a header line, repaired.

    Args:
        line: The first physical line without its line feed.
        path: The input's path as given.
        known: Names that near misses are replaced by (`known_names`).
        compression: The input's compression, passed through.
    """

    def broken(problem: str, text: str) -> Header:
        return Header(path=path, line=line, text=text, written=(), names=(), compression=compression, problem=problem)

    if line.startswith(UTF16_MARKS) or b"\0" in line[:4]:
        return broken("utf-16", "")
    try:
        text = line.decode("utf-8")
    except UnicodeDecodeError:
        return broken("not-utf8", line.decode("utf-8", "backslashreplace"))
    has_bom = text.startswith(BYTE_ORDER_MARK)
    text = text.removeprefix(BYTE_ORDER_MARK).removesuffix("\r")
    if not text:
        return broken("empty", text)
    if "\r" in text:
        return broken("lone-cr", text)
    separator = _separator(text, known)
    written = tuple(split_line(text, separator) or text.split(separator))
    return Header(
        path=path,
        line=line,
        text=text,
        written=written,
        names=_repaired(written, known),
        separator=separator,
        has_bom=has_bom,
        is_quoted='"' in text,
        compression=compression,
    )


def fold(name: str) -> str:
    """A name without what near misses differ in: case, `_`, `-` and blanks."""
    return "".join(name.casefold().replace("_", "").replace("-", "").split())


def _separator(text: str, known: Sequence[str]) -> str:
    folded = {fold(name) for name in known}

    def found(separator: str) -> int:
        names = split_line(text, separator) or text.split(separator)
        return len(folded & {fold(name) for name in names})

    best = max(found(separator) for separator in SEPARATORS)
    candidates = [separator for separator in SEPARATORS if found(separator) == best]
    return "," if "," in candidates and ("," in text or best) else max(candidates, key=text.count)


def _repaired(written: Sequence[str], known: Sequence[str]) -> tuple[str, ...]:
    absent = {fold(name): name for name in known if name not in written}
    names = []
    for name in written:
        exact = None if name in known else absent.pop(fold(name), None)
        names.append(exact or name)
    return tuple(names)
