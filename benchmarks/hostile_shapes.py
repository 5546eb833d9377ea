"""Files that somebody made to be slow or large: what `hostile.py` measures, and clean ones of as many bytes."""

from __future__ import annotations

import gzip
import json
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from itertools import count, islice
from pathlib import Path

import polars as pl

FIRST_TIME = 1_700_000_000
NAMES = ("USER_ID", "ITEM_ID", "EVENT_TYPE", "EVENT_VALUE", "TIMESTAMP", "DEVICE")
HEADER = ",".join(NAMES)
ALL = ("validate", "stats", "filter", "prepare", "merge")
# What reads records as they are, and what splits lines by itself.
READ = ("validate", "stats", "prepare")
MILLION = 1_000_000
PARTS = 3_000
# As many as are read: more would be refused before any cost shows.
COLUMNS = 1_000
INVISIBLE = "\u200b"
# Hashes that are chosen for what they have in common take one of so many.
CHOSEN = 64

Lines = Iterator[str]


def row(number: int, **changed: str) -> str:
    """A clean record: 20 of each user, 100 of each item."""
    fields = {
        "USER_ID": f"u{number // 20 * 7919 % MILLION}",
        "ITEM_ID": str(number % 100_000 // 100 * 17 + 100_000 + number * 31 % 7),
        "EVENT_TYPE": ("view", "click", "buy")[number % 3],
        "EVENT_VALUE": str(number % 1000 / 1000),
        "TIMESTAMP": str(FIRST_TIME + number * 7),
        "DEVICE": ("ios", "android", "web")[number // 3 % 3],
    }
    return ",".join({**fields, **changed}.values()) + "\n"


def table(make: Callable[[int], str], header: str = HEADER) -> Lines:
    """A header and lines without end."""
    yield header + "\n"
    yield from map(make, count())


def shown(number: int) -> str:
    """A row of a clean log."""
    ids = "|".join(str((number + place) % 1000 * 17 + 100_000) for place in range(25))
    return f"u{number * 7919 % MILLION},{FIRST_TIME + number * 140},{ids}\n"


LOG_HEADER = "USER_ID,TIMESTAMP,IMPRESSION"


def clean() -> Lines:
    """Records without a defect."""
    return table(row)


def clean_lists() -> Lines:
    """Records with lists of 25 ids."""
    return table(lambda n: row(n, DEVICE=shown(n).rpartition(",")[2][:-1]), HEADER.replace("DEVICE", "IMPRESSION"))


def clean_json() -> Lines:
    """Records as objects."""
    return (json.dumps(dict(zip(NAMES, row(n)[:-1].split(","), strict=True))) + "\n" for n in count())


def giant_item() -> Lines:
    """An id of 400,000 characters beside lists."""
    lines = clean_lists()
    yield next(lines)
    yield row(0, ITEM_ID="i" * 400_000, DEVICE="i1|i2")
    yield from lines


def chosen_hashes() -> Lines:
    """Users and items of which every hash falls into the same one of 64 parts."""

    def ids(prefix: str) -> list[str]:
        texts = pl.select(pl.format(prefix + "{}", pl.int_range(8 * MILLION))).to_series()
        return texts.filter(texts.hash() < 2**64 // CHOSEN).to_list()

    users, items = ids("u"), ids("i")
    return table(lambda n: row(n, USER_ID=users[n % len(users)], ITEM_ID=items[n * 31 % len(items)]))


def twin_types() -> Lines:
    """Event types that sound negative and say that an item was shown, each in two spellings."""
    return table(lambda n: row(n, EVENT_TYPE=f"{('Shown Skip', 'shown_skip')[n % 2]} {n // 2}"))


def quoted_columns() -> Lines:
    """As many columns as are read, with a quote in every cell."""
    more = [f"C{number}" for number in range(COLUMNS - len(NAMES))]
    cells = ',"a""b"' * len(more)
    return table(lambda n: row(n)[:-1] + cells + "\n", ",".join((HEADER, *more)))


def empty_columns() -> Lines:
    """As many columns as are read, without a cell that has a value."""
    more = [f"C{number}" for number in range(COLUMNS - len(NAMES))]
    return table(lambda n: row(n)[:-1] + "," * len(more) + "\n", ",".join((HEADER, *more)))


def nested() -> Lines:
    """Objects in objects, a thousand deep."""
    deep = '{"a":' * 1000 + "1" + "}" * 1000
    return (line[:-2] + f', "more": {deep}}}\n' for line in clean_json())


def other_keys() -> Lines:
    """Objects each with a key of its own."""
    return (line[:-2] + f', "k{number}": 1}}\n' for number, line in enumerate(clean_json()))


def one_line(text: str, *, header: bool = True) -> Lines:
    """A header, and a line that does not end."""
    if header:
        yield HEADER.replace("DEVICE", "IMPRESSION") + "\n"
    while True:
        yield text * 1000


def list_of(number: int, *, once: bool = False) -> Lines:
    """A log of lists of so many ids; `once` for a single one of them beside ordinary ones."""
    ids = "|".join(str(place * 17 + 100_000) for place in range(number))
    first = shown(0).rpartition(",")[0]
    yield LOG_HEADER + "\n"
    if once:
        yield f"{first},{ids}\n"
    for n in count():
        yield shown(n) if once else f"{shown(n).rpartition(',')[0]},{ids}\n"


def python_list(number: int) -> str:
    """A row of a log with a list as Python writes it."""
    start, ids = shown(number)[:-1].rsplit(",", 1)
    return f'{start},"{ids.split("|")}"\n'


@dataclass(frozen=True)
class Shape:
    """A hostile file.

    Attributes:
        name: What the table calls it.
        make: Its lines, without end; cut at the size that is asked for.
        commands: What is run on it, "merge log" with it as the log of shown lists.
        clean: What it is compared with, by name.
        megabytes: Size if it is another than asked for.
        documented: Commands of which SECURITY.md says that they take more of such a file.
        packed: Whether it is stored as `.gz`; what it is compared with is so, too.
        parts: In how many files of a folder; what it is compared with is one file.
    """

    name: str
    make: Callable[[], Lines]
    commands: tuple[str, ...] = ALL
    clean: str = "clean"
    megabytes: int | None = None
    packed: bool = False
    parts: int = 0
    documented: tuple[str, ...] = ()


CLEAN: dict[str, Callable[[], Lines]] = {
    "clean": clean,
    "clean lists": clean_lists,
    "clean JSON": clean_json,
    "clean log": lambda: table(shown, LOG_HEADER),
}
SHAPES = (
    Shape("one ITEM_ID of 400,000 characters beside lists", giant_item, clean="clean lists"),
    Shape("lists of 1,000 ids", lambda: list_of(1000), ("merge log",), "clean log"),
    Shape("one list of 200,000 ids", lambda: list_of(200_000, once=True), ("merge log",), "clean log"),
    Shape("lists as Python writes them", lambda: table(python_list, LOG_HEADER), ("merge log",), "clean log"),
    Shape("3,000 part files", clean, ("validate", "stats", "filter", "prepare"), parts=PARTS),
    Shape("every event type another one", lambda: table(lambda n: row(n, EVENT_TYPE=f"type {n}"))),
    Shape("event types that rules name, each spelled twice", twin_types, ("validate", "stats")),
    Shape("1,000 columns, each cell with a quote", quoted_columns, documented=ALL),
    Shape("1,000 columns without a value", empty_columns, documented=ALL),
    Shape("a line of 60 MB of bars", lambda: one_line("|"), megabytes=60, documented=("merge",)),
    Shape("60 MB without a line end", lambda: one_line("x", header=False), megabytes=60),
    Shape("zeros of 1 GB, packed", lambda: one_line("\0"), ("validate", "prepare"), megabytes=1000, packed=True),
    Shape("every user another one", lambda: table(lambda n: row(n, USER_ID=f"u{n}", ITEM_ID=f"i{n}"))),
    Shape("ids whose hashes were chosen", chosen_hashes),
    Shape("a quote that is never closed", lambda: table(lambda n: row(n, DEVICE='"a' if n == 5 else "web"))),
    Shape("a quote opened in every line", lambda: table(lambda n: row(n, DEVICE='"web')), documented=("prepare",)),
    Shape("every line blank", lambda: table(lambda n: "\n"), documented=("filter", "prepare")),
    Shape("every cell blank", lambda: table(lambda n: " , , , , , \n")),
    Shape("lines of commas only", lambda: table(lambda n: ",,,,,\n")),
    Shape("CRLF and LF in turn", lambda: table(lambda n: row(n).replace("\n", "\r\n" if n % 2 else "\n"))),
    Shape("NUL in every cell", lambda: table(lambda n: row(n).replace(",", "\0,").replace("\n", "\0\n"))),
    Shape("lines of one column", lambda: table(lambda n: "x\n"), documented=("filter", "prepare")),
    Shape("a header of 1 MB", lambda: table(row, HEADER + "," + "x" * (MILLION - 100))),
    Shape("objects in objects", nested, ("prepare",), "clean JSON"),
    Shape("every record with another key", other_keys, ("prepare",), "clean JSON"),
    Shape(
        "lists of 10,000 empty entries",
        lambda: table(lambda n: row(n, DEVICE="|" * 10_000), HEADER.replace("DEVICE", "IMPRESSION")),
        clean="clean lists",
    ),
    Shape("ids of 300 characters", lambda: table(lambda n: row(n, USER_ID=f"{n:0300}", ITEM_ID=f"{n % 1000:0300}"))),
    Shape("an invisible character in every cell", lambda: table(lambda n: row(n).replace(",", INVISIBLE + ","))),
    Shape("every time bad in its own way", lambda: table(lambda n: row(n, TIMESTAMP=f"{n * 7919 % MILLION}th"))),
    Shape("all rows equal", lambda: table(lambda n: row(0))),
)


def lines_until(size: int, lines: Iterable[str]) -> Iterator[bytes]:
    """The lines in pieces of thousands of them, cut off where they have so many bytes."""
    each = iter(lines)
    while size > 0 and (piece := "".join(islice(each, 1000)).encode()):
        if len(piece) > size:
            # A line stays whole where lines are short.
            piece = piece[: piece.rfind(b"\n", 0, size) + 1] or piece[:size]
            size = 0
        size -= len(piece)
        yield piece


def write(path: Path, lines: Lines, size: int, *, packed: bool = False) -> None:
    """Write the file beside its place and rename it, so that a stopped run leaves no half file under its name."""
    part = path.with_name(path.name + ".part")
    with gzip.open(part, "wb", 1) if packed else part.open("wb") as file:
        file.writelines(lines_until(size, lines))
    part.replace(path)
