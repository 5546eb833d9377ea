"""The first line of an input: which columns it names, and the repairs under which the rest is still judged."""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterable, Sequence
from dataclasses import replace
from functools import lru_cache

from interactions_cli.personalize.fields import REQUIRED, RESERVED, Domain, fold
from interactions_cli.reading.header_problem import HeaderProblem
from interactions_cli.reading.quoting import split_line
from interactions_cli.reading.view import Header, plain

SEPARATORS = (",", ";", "\t", "|")
BYTE_ORDER_MARK = "\ufeff"
UTF16_MARKS = (b"\xff\xfe", b"\xfe\xff")
UTF32_MARKS = (b"\xff\xfe\0\0", b"\0\0\xfe\xff")
# A line with so many known names is a header.
MIN_KNOWN = 2
# What other files than text begin with; no header line does.
SIGNATURES = (
    (HeaderProblem.ZIP, re.compile(rb"PK\x03\x04")),
    (HeaderProblem.PARQUET, re.compile(rb"PAR1[\x00-\x1f]")),
    (HeaderProblem.BZIP2, re.compile(rb"BZh[1-9]1AY&SY")),
    (HeaderProblem.XZ, re.compile(rb"\xfd7zXZ\0")),
    (HeaderProblem.ZEROS, re.compile(rb"\0{4}")),
    (HeaderProblem.SHEET, re.compile(rb"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1")),
    (HeaderProblem.AVRO, re.compile(rb"Obj\x01")),
    (HeaderProblem.ORC, re.compile(rb"ORC[\x00-\x1f]")),
    (HeaderProblem.ARROW, re.compile(rb"ARROW1\0|FEA1")),
    (HeaderProblem.SEVEN_ZIP, re.compile(rb"7z\xbc\xaf\x27\x1c")),
    # The mark stands behind the name, the rights and the owner of the first file, which have 257 bytes.
    (HeaderProblem.TAR, re.compile(rb"(?s)[^\0][^\n]{256}ustar[\0 ]")),
    (HeaderProblem.RAR, re.compile(rb"Rar!\x1a\x07")),
    (HeaderProblem.LZ4, re.compile(rb"\x04\x22\x4d\x18")),
    (HeaderProblem.PDF, re.compile(rb"%PDF-")),
    (HeaderProblem.SQLITE, re.compile(rb"SQLite format 3\0")),
    (HeaderProblem.LFS, re.compile(rb"version https://git-lfs\.github\.com/spec/")),
    (
        HeaderProblem.SQL,
        re.compile(
            rb"-- (MySQL|MariaDB|PostgreSQL|pg_dump|SQLite|Dump)|"
            rb"(INSERT INTO|(CREATE|DROP) TABLE( IF (NOT )?EXISTS)?|SELECT [*\w].* FROM|COPY) "
            rb"[\w.`\"]+( FROM| ?[(V;]|;?\r?$)",
            re.IGNORECASE | re.MULTILINE,
        ),
    ),
    # JSON that is given a name or handed to a function, as exports for a browser have it.
    (
        HeaderProblem.JAVASCRIPT,
        re.compile(
            rb"(\xef\xbb\xbf)?[ \t]*(/\*[^\n]{0,200}?\*/\s*)?"
            rb"(export (default|const|let|var)\b|(const|let|var) [\w$]+ *=|"
            rb"[\w$.]+ *= *[\[{]\s*([\"{\[]|$)|"
            rb"(module\.)?exports[\w.]* *=|[\w$.]+\(\s*(\[\s*[\[{]|\{\s*\"))"
        ),
    ),
    (HeaderProblem.XML, re.compile(rb"(\xef\xbb\xbf)?\s*<(\?xml|!DOCTYPE|[A-Za-z][A-Za-z0-9:]*[ />])", re.IGNORECASE)),
    # A name of a column begins with no bracket; JSON may be cut into lines anywhere after the first.
    (HeaderProblem.JSON, re.compile(rb"(\xef\xbb\xbf)?\s*(\{\s*(\"|'|\{|\}|$)|\[\s*(\"|\{|\[|\]|$))")),
)
# The parts of a data set have few different first lines.
FIRST_LINES = 8
# Two or three marks that are no letters, digits, quotes or parts of times, between one field and the next.
LONG_SEPARATOR = re.compile(r"(?<=[^:|~;^#*=!%&$@§¤+])([:|~;^#*=!%&$@§¤+]{2,3})(?=[^:|~;^#*=!%&$@§¤+])")
# Lines that programs write above a table.
NO_HEADER = re.compile(r"sep=.?\r?", re.IGNORECASE)


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
    return replace(_read(line, tuple(known), compression, is_cut=is_cut), path=path)


@lru_cache(FIRST_LINES)
def _read(line: bytes, known: tuple[str, ...], compression: str | None, *, is_cut: bool) -> Header:
    def broken(problem: HeaderProblem, text: str) -> Header:
        return Header(path="", line=line, text=text, written=(), names=(), compression=compression, problem=problem)

    if not_text := _other_than_utf8(line):
        return broken(not_text, "")
    try:
        text = codecs.getincrementaldecoder("utf-8")().decode(line, final=not is_cut)
    except UnicodeDecodeError:
        return broken(HeaderProblem.NOT_UTF8, line.decode("utf-8", "backslashreplace"))
    has_bom = text.startswith(BYTE_ORDER_MARK)
    text = text.removeprefix(BYTE_ORDER_MARK).removesuffix("\r")
    has_returns, text = text.endswith("\r"), text.rstrip("\r")
    if not text:
        return broken(HeaderProblem.EMPTY, text)
    if "\r" in text:
        return broken(HeaderProblem.LONE_CR, text)
    if problem := _long_separator(text) or _spaces(text, known):
        return broken(problem, text)
    separator = _separator(text, known)
    written = tuple(split_line(text, separator) or text.split(separator))
    names = _repaired(written, known)
    return Header(
        path="",
        line=line,
        text=text,
        written=written,
        names=names,
        counted=_counted(names, known),
        separator=separator,
        has_bom=has_bom,
        is_quoted='"' in text,
        has_returns=has_returns,
        compression=compression,
    )


def table_line(first: str, following: Sequence[bytes], known: Sequence[str]) -> int | None:
    """The number of the line with the column names, where other lines stand before it; None where the first is it.

    Args:
        first: The first line.
        following: The next ones.
        known: As in `read_header`.
    """
    if _known_in(first, known):
        return None
    for number, line in enumerate(following, 2):
        if _known_in(line.decode("utf-8", "replace"), known) >= MIN_KNOWN:
            return number
    return 2 if NO_HEADER.fullmatch(first) and following else None


def known_in(header: Header, known: Sequence[str]) -> bool:
    """Whether a header has a known name, in any spelling."""
    return _known_in(header.text, known) > 0


def _known_in(text: str, known: Sequence[str]) -> int:
    """How many known names a line has."""
    return _count_known(text, tuple(known))


@lru_cache(FIRST_LINES)
def _count_known(text: str, known: tuple[str, ...]) -> int:
    text = text.strip("\r\ufeff")
    names = split_line(text, separator := _separator(text, known)) or text.split(separator)
    return len({fold(name) for name in names} & {fold(name) for name in known})


def _other_than_utf8(line: bytes) -> HeaderProblem | None:
    """What a file is that begins with this line and is no UTF-8, as far as its first bytes tell."""
    for problem, signature in SIGNATURES:
        if signature.match(line):
            return problem
    zeros = line[:4].count(0)
    if line.startswith(UTF32_MARKS) or zeros == 3:
        return HeaderProblem.UTF32
    if line.startswith(UTF16_MARKS):
        return HeaderProblem.UTF16
    # Without a mark the order of the bytes shows by which of them are zero.
    if not zeros:
        return None
    return HeaderProblem.UTF16BE if line.startswith(b"\0") else HeaderProblem.UTF16LE


def _long_separator(text: str) -> HeaderProblem | None:
    """What is the matter where the same two or three marks, and no other separator, cut a line into fields."""
    marks = LONG_SEPARATOR.findall(text)
    rest = text.replace(marks[0], "") if marks else text
    if len(marks) < MIN_KNOWN or len({*marks}) > 1 or any(separator in rest for separator in SEPARATORS):
        return None
    is_doubled = marks[0] in {separator * 2 for separator in SEPARATORS}
    return HeaderProblem.DOUBLED_SEPARATOR if is_doubled else HeaderProblem.LONG_SEPARATOR


def _spaces(text: str, known: Sequence[str]) -> HeaderProblem | None:
    """What is the matter where blanks stand between known names, and no separator."""
    folded = {fold(name) for name in known}
    names = [word for word in text.split() if fold(word) in folded]
    is_one_column = not any(separator in text for separator in SEPARATORS)
    return HeaderProblem.SPACES if is_one_column and len(names) >= MIN_KNOWN else None


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
