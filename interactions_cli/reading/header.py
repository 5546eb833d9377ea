"""The first line of an input: which columns it names, and the repairs under which the rest is still judged."""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterable, Sequence

from interactions_cli.personalize.fields import REQUIRED, RESERVED, Domain
from interactions_cli.reading.quoting import split_line
from interactions_cli.reading.view import Header, plain

SEPARATORS = (",", ";", "\t", "|")
BYTE_ORDER_MARK = "\ufeff"
UTF16_MARKS = (b"\xff\xfe", b"\xfe\xff")
UTF32_MARKS = (b"\xff\xfe\0\0", b"\0\0\xfe\xff")
# What other files than text begin with; no header line does.
SIGNATURES = (
    ("zip", re.compile(rb"PK\x03\x04")),
    ("parquet", re.compile(rb"PAR1[\x00-\x1f]")),
    ("bzip2", re.compile(rb"BZh[1-9]1AY&SY")),
    ("xz", re.compile(rb"\xfd7zXZ\0")),
    ("zeros", re.compile(rb"\0{4}")),
)


def known_names(schema_names: Iterable[str] = ()) -> tuple[str, ...]:
    """The names a header is expected to use: required and reserved fields, then those of a given schema."""
    return tuple(dict.fromkeys([*REQUIRED[Domain.ECOMMERCE], *RESERVED, *schema_names]))


def read_header(
    line: bytes, path: str, known: Sequence[str], compression: str | None = None, *, is_cut: bool = False
) -> Header:
    """Read a header line, repaired.

    Args:
        line: The first physical line without its line feed.
        path: The input's path as given.
        known: Names that near misses are replaced by (`known_names`).
        compression: The input's compression, passed through.
        is_cut: Whether it is only the beginning of the line, which may end within a character.
    """

    def broken(problem: str, text: str) -> Header:
        return Header(path=path, line=line, text=text, written=(), names=(), compression=compression, problem=problem)

    if not_text := _other_than_utf8(line):
        return broken(not_text, "")
    try:
        text = codecs.getincrementaldecoder("utf-8")().decode(line, final=not is_cut)
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
    names = _repaired(written, known)
    return Header(
        path=path,
        line=line,
        text=text,
        written=written,
        names=names,
        counted=_counted(names, known),
        separator=separator,
        has_bom=has_bom,
        is_quoted='"' in text,
        compression=compression,
    )


def _other_than_utf8(line: bytes) -> str | None:
    """What a file is that begins with this line and is no UTF-8, as far as its first bytes tell."""
    for problem, signature in SIGNATURES:
        if signature.match(line):
            return problem
    zeros = line[:4].count(0)
    if line.startswith(UTF32_MARKS) or zeros == 3:
        return "utf-32"
    if line.startswith(UTF16_MARKS):
        return "utf-16"
    # Without a mark the order of the bytes shows by which of them are zero.
    return None if not zeros else "utf-16be" if line.startswith(b"\0") else "utf-16le"


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
    return tuple(name if name in known else absent.get(fold(name), name) for name in written)


def _counted(names: Sequence[str], known: Sequence[str]) -> tuple[str, ...]:
    chosen: dict[str, str] = {}
    for name in (*(name for name in names if name in known), *names):
        chosen.setdefault(plain(name), name)
    return tuple(dict.fromkeys(name for name in names if chosen[plain(name)] == name))
