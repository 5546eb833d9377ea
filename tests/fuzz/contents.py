"""What files may hold: near-valid CSV, what damages it, and what it may be packed into."""

from __future__ import annotations

import bz2
import gzip
import io
import re
import zipfile
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

from interactions_cli.personalize.fields import IMPRESSION
from interactions_cli.storage.compression import zstd_module
from tests.fuzz.tape import Tape
from tests.tables import (
    CATEGORIES,
    CONTROLS,
    HARMLESS,
    INVALID_UTF8,
    NEAR_MISSES,
    OWN,
    PLAIN,
    POOLS,
    RAW_CELLS,
    REQUIRED,
    RESERVED,
    STRANGE,
    encode,
)
from tests.test_hostile_values import VALUES

# Pieces that mean something to a reader of CSV, JSON, TOML or paths.
PIECES = (
    *(
        b",",
        b"\n",
        b'"',
        b"\r",
        b"\r\n",
        b"\n\n",
        b"\\",
        b'\\"',
        b'""',
        b";",
        b"\t",
        b"|",
        b" ",
        b"\0",
        b"\xef\xbb\xbf",
    ),
    *(
        b"'",
        b"{",
        b"}",
        b"[",
        b"]",
        b":",
        b"#",
        b"=",
        b"%s",
        b"{0}",
        b"null",
        b"NaN",
        b"1e999",
        b"-",
        b"+",
        b".",
        b"0" * 30,
    ),
    *(b"::error::x", b"]]>", b"</a>", b"[red]", b"\x1b[31m", b"9" * 400, b"\\ud800", b"x" * 300, b"a" * 3000),
    *(character.encode() for character in (*CONTROLS, *HARMLESS)),
    *INVALID_UTF8,
)
SECONDS = re.compile(rb"\b1[67][0-9]{8}\b")
ODD_NAMES = (
    "",
    " ",
    '"',
    "\ufeff",
    "é" * 160,
    "x" * 3000,
    "USER_ID ",
    "user-id",
    "*",
    "^.*$",
    "{count}",
    "%",
    "٣",
    "[b]",
    "\x85",
)
# A pattern may not be made of a cell: this one would be too large for one.
LONG_CELL = "i" * 330_000
# Lists as programs write them that know no vertical bar, and one beyond what is allowed.
LISTS = (
    *("i1;i2;i3", "i1 i2", "i1, i2", "['i1', 'i2']", '["i1","i2"]', "['i1' 'i2']", "[1 2]", "{i1,i2}", "[i1, i2]"),
    *("i1\x02i2", "i1 | i2", "|".join(f"i{number}" for number in range(400)), "i1|" * 2000),
)
# The same moments in other units and forms, for a whole column.
MOMENTS: tuple[Callable[[int], str], ...] = (
    lambda second: f"{second + 11_644_473_600}000000",
    lambda second: f"{second}17",
    lambda second: f"{(second * 1000 - 1_288_834_974_657 << 22) + 5}",
    lambda second: str(second // 3600),
    lambda second: str(second // 86_400),
    lambda second: f"{second / 86_400 + 25_569:.6f}",
    lambda second: f"{second + 62_135_596_800}0000000",
    lambda second: f"{datetime.fromtimestamp(second, UTC):%d%m%Y}",
    lambda second: f"{datetime.fromtimestamp(second, UTC):%Y%m%d%H%M}",
    lambda second: f"{datetime.fromtimestamp(second, UTC):%Y-%m-%dT%H:%M:%SZ}",
    lambda second: f"{datetime.fromtimestamp(second, UTC):%d/%m/%Y %H:%M}",
    lambda second: f"{second}000",
)
ENCODINGS = ("utf-16", "utf-16-le", "utf-16-be", "utf-32", "utf-8-sig", "latin-1", "utf-7")


def table(tape: Tape, most_rows: int = 8) -> bytes:
    """A CSV file in which most things are as they should be."""
    names = header_names(tape)
    separator = tape.mostly(",", ";\t|", 12)
    style = tape.pick(("needed", "needed", "none", "doubled", "backslash", "random"))
    end = tape.pick((b"\n", b"\n", b"\n", b"\r\n"))
    quoted = "doubled" if tape.chance(10) else "none"
    lines = [separator.join(encode(name, quoted, separator) for name in names).encode()]
    for _ in range(tape.below(most_rows + 1)):
        lines.append(_line(tape, names, separator, style))
    body = end.join(lines)
    return body if tape.chance(5) else body + end


def header_names(tape: Tape) -> list[str]:
    """Column names: the required ones and others, some of them misspelt, odd or repeated."""
    if tape.is_calm:
        left_out = tape.some([*RESERVED, "SESSION_ID"], 4)
        own = tape.some(OWN, 6)
        return [name for name in (*REQUIRED, *RESERVED, "SESSION_ID", *own) if name not in left_out]
    names = [*REQUIRED, *tape.some(RESERVED, 3), *tape.some(OWN, 6)]
    if tape.chance(8):
        names[tape.below(len(names))] = tape.pick((*STRANGE, *ODD_NAMES))
    if tape.chance(8):
        names.insert(tape.below(len(names) + 1), tape.pick((*names, *ODD_NAMES)))
    if tape.chance(8):
        place = tape.below(len(names))
        names[place] = tape.pick(NEAR_MISSES)(names[place])
    if tape.chance(8):
        names.reverse()
    if tape.chance(12):
        names.pop(tape.below(len(names)))
    if tape.chance(40):
        names += [f"C{number}" for number in range(300)]
    return names


def _line(tape: Tape, names: list[str], separator: str, style: str) -> bytes:
    is_wild = tape.chance(3)
    cells = []
    for name in names:
        pool = POOLS.get(name, CATEGORIES)
        value = tape.pick(pool) if is_wild else tape.pick(pool[:PLAIN])
        if tape.chance(40):
            value = tape.pick(VALUES)
        if tape.chance(400):
            value = LONG_CELL
        if name == IMPRESSION and tape.chance(6):
            value = tape.pick(LISTS)
        how = tape.pick(("needed", "doubled", "backslash", "none")) if style == "random" else style
        cells.append(encode(value, how, separator))
    if tape.chance(16):
        cells[tape.below(len(cells))] = tape.pick(RAW_CELLS)
    line = separator.join(cells).encode()
    return line if not tape.chance(24) else tape.pick((b"", line + separator.encode(), b"  ", line.rsplit(b",", 1)[0]))


def mutated(tape: Tape, content: bytes) -> bytes:
    """The content with one change."""
    return tape.pick(MUTATIONS)(tape, content)


def damaged(tape: Tape, content: bytes, most: int = 4) -> bytes:
    """The content with up to `most` changes; half of the time none."""
    for _ in range(tape.below(most + 1) if tape.chance(2) else 0):
        content = mutated(tape, content)
    return content


def content(tape: Tape, most_rows: int = 8) -> bytes:
    """Any content of a data file."""
    if tape.is_calm:
        return with_damaged_body(tape, table(tape, most_rows))
    if tape.chance(30):
        return tape.pick((b"", b"\n", b"\r\n", b"\r", b"\xef\xbb\xbf", b"\0" * 9, tape.raw(200), b"USER_ID"))
    return damaged(tape, table(tape, most_rows))


def with_damaged_body(tape: Tape, data: bytes) -> bytes:
    """The content with up to two changes, but none in its first line."""
    head, feed, body = data.partition(b"\n")
    return head + feed + damaged(tape, body, 2)


def packed(tape: Tape, data: bytes) -> bytes:
    """The content as it may lie on a disk: as it is most of the time."""
    return tape.mostly(SOUND, PACKINGS, 2)(tape, data) if tape.chance(6) else data


def unpacked(file: bytes) -> bytes:
    """What a packed file's own library takes out of it, or what is not packed; raises whatever that library does."""
    if file.startswith(b"\x1f\x8b"):
        return gzip.decompress(file)
    if file.startswith(b"\x28\xb5\x2f\xfd"):
        module: Any = zstd_module()
        return bytes(module.decompress(file))
    return file


def _place(tape: Tape, data: bytes) -> int:
    return tape.below(len(data) + 1)


def _insert(tape: Tape, data: bytes) -> bytes:
    place = _place(tape, data)
    return data[:place] + tape.pick(PIECES) + data[place:]


def _insert_bytes(tape: Tape, data: bytes) -> bytes:
    place = _place(tape, data)
    return data[:place] + tape.raw(8) + data[place:]


def _overwrite(tape: Tape, data: bytes) -> bytes:
    place, piece = _place(tape, data), tape.pick(PIECES)
    return data[:place] + piece + data[place + len(piece) :]


def _flip(tape: Tape, data: bytes) -> bytes:
    place = _place(tape, data)
    return data[:place] + bytes(byte ^ 1 << tape.below(8) for byte in data[place : place + 1]) + data[place + 1 :]


def _cut(tape: Tape, data: bytes) -> bytes:
    place = _place(tape, data)
    return data[:place] + data[place + tape.below(16) + 1 :]


def _truncate(tape: Tape, data: bytes) -> bytes:
    return data[: _place(tape, data)]


def _behead(tape: Tape, data: bytes) -> bytes:
    return data[_place(tape, data) :]


def _repeat(tape: Tape, data: bytes) -> bytes:
    place, length = _place(tape, data), tape.below(40) + 1
    return data[:place] + data[place : place + length] * (tape.below(4) + 2) + data[place + length :]


def _drop_line(tape: Tape, data: bytes) -> bytes:
    lines = data.split(b"\n")
    lines.pop(tape.below(len(lines)))
    return b"\n".join(lines)


def _copy_line(tape: Tape, data: bytes) -> bytes:
    lines = data.split(b"\n")
    lines.insert(tape.below(len(lines) + 1), tape.pick(lines))
    return b"\n".join(lines)


def _many_lines(tape: Tape, data: bytes) -> bytes:
    head, _, rest = data.partition(b"\n")
    return head + b"\n" + rest * (tape.below(30) + 2)


def _many_columns(tape: Tape, data: bytes) -> bytes:
    place = _place(tape, data)
    return data[:place] + b"," * (tape.below(600) + 1) + data[place:]


def _recoded(tape: Tape, data: bytes) -> bytes:
    return data.decode("utf-8", "replace").encode(tape.pick(ENCODINGS), "replace")


def _other_ends(tape: Tape, data: bytes) -> bytes:
    return data.replace(b"\n", tape.pick((b"\r\n", b"\r", b"\r\r\n", b"\n\n", b" \n", b",\n", b"\n\r")))


def _swap(tape: Tape, data: bytes) -> bytes:
    old, new = tape.pick(PIECES), tape.pick(PIECES)
    return data.replace(old, new)[: 1 << 16]


def _without_header(_tape: Tape, data: bytes) -> bytes:
    return data.partition(b"\n")[2]


def _twin_column(tape: Tape, data: bytes) -> bytes:
    """A column once more, with its name, and at times with another value in a line."""
    lines = data.split(b"\n")
    place = tape.below(lines[0].count(b",") + 1)
    for number, line in enumerate(lines):
        cells = line.split(b",")
        if place < len(cells):
            twin = b"x" if number and tape.chance(8) else cells[place].rstrip(b"\r")
            lines[number] = twin + b"," + line
    return b"\n".join(lines)


def _other_moments(tape: Tape, data: bytes) -> bytes:
    form = tape.pick(MOMENTS)
    return SECONDS.sub(lambda found: form(int(found[0])).encode(), data)


def _other_lists(tape: Tape, data: bytes) -> bytes:
    return data.replace(b"|", tape.pick((b";", b" ", b"/", b"\x02", b"::", b"\xe3\x80\x81")))


MUTATIONS: tuple[Callable[[Tape, bytes], bytes], ...] = (
    *(_insert, _insert, _insert, _insert_bytes, _overwrite, _flip, _cut, _truncate, _behead, _repeat),
    *(_drop_line, _copy_line, _many_lines, _many_columns, _recoded, _other_ends, _swap),
    *(_without_header, _twin_column, _other_moments, _other_lists),
)


def _zstd(_tape: Tape, data: bytes) -> bytes:
    module = zstd_module()
    return bytes(module.compress(data)) if module else data


def _zip(_tape: Tape, data: bytes) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr("interactions.csv", data)
    return file.getvalue()


def _gzip(_tape: Tape, data: bytes) -> bytes:
    return gzip.compress(data, 1, mtime=0)


def _short(pack: Callable[[Tape, bytes], bytes]) -> Callable[[Tape, bytes], bytes]:
    return lambda tape, data: pack(tape, data)[: -1 - tape.below(40)]


def _hurt(pack: Callable[[Tape, bytes], bytes]) -> Callable[[Tape, bytes], bytes]:
    return lambda tape, data: _flip(tape, pack(tape, data))


SOUND: tuple[Callable[[Tape, bytes], bytes], ...] = (
    *(_gzip, _zstd),
    lambda tape, data: _gzip(tape, data[: len(data) // 2]) + _gzip(tape, data[len(data) // 2 :]),
    lambda tape, data: _zstd(tape, data[: len(data) // 2]) + _zstd(tape, data[len(data) // 2 :]),
)
PACKINGS: tuple[Callable[[Tape, bytes], bytes], ...] = (
    *(_gzip, _zstd, _zip, _short(_gzip), _short(_zstd), _hurt(_gzip), _hurt(_zstd)),
    lambda tape, data: _gzip(tape, data) + tape.raw(20),
    lambda tape, data: _zstd(tape, data) + tape.raw(20),
    lambda tape, data: _gzip(tape, _gzip(tape, data)),
    lambda _tape, data: bz2.compress(data),
    lambda _tape, data: b"\x1f\x8b" + data,
    lambda _tape, data: b"\x28\xb5\x2f\xfd" + data,
    lambda tape, _data: b"\x1f\x8b"[: tape.below(3)],
)


def quoted(data: bytes, separator: str, split: Callable[[str], list[str] | None]) -> bytes:
    """The same file with every field after the header in quotes; lines that have no fields stay as they are."""
    head, feed, body = data.partition(b"\n")
    # Carriage returns before a line end, or at the end of the input, belong to no field.
    lines = [_quoted_line(line.rstrip(b"\r"), line, separator, split) for line in body.split(b"\n")]
    return head + feed + b"\n".join(lines)


def _quoted_line(bare: bytes, line: bytes, separator: str, split: Callable[[str], list[str] | None]) -> bytes:
    try:
        fields = split(bare.decode("utf-8"))
    except UnicodeDecodeError:
        fields = None
    if not bare or fields is None:
        return line
    return separator.join(encode(field, "backslash", separator) for field in fields).encode() + line[len(bare) :]
